// Cheaper, recurrent and tiled mechanisms against what official implementations computed (tests/reference/mechanisms_cheaper.py).
#include "src/mechanisms/feature_attention.h"
#include "src/mechanisms/flash_attention.h"
#include "src/mechanisms/fourier_mixing.h"
#include "src/mechanisms/linear_state.h"
#include "src/mechanisms/linformer.h"
#include "src/mechanisms/nystrom.h"
#include "tests/support/mechanisms/mechanism_recording.h"

#include <QtTest>

#include <functional>

using namespace headscope;

namespace {

using Recorded = MechanismRecording;

MechanismInput causal(const Recorded &recorded)
{
    MechanismInput input = recorded.input();
    input.mask.causal = true;
    return input;
}

struct Case {
    const char *name; ///< of the recording
    const char *expected; ///< its tensor
    std::function<Matrix(const Recorded &)> made;
    // Sums of a few dozen numbers of order 1 in single precision, here and there in another order.
    double tolerance = 4e-6;
};

Features performerFeatures(const Recorded &recorded)
{
    return positiveFeatures(recorded.input(), recorded.matrix("directions"), 1e-4);
}

const Case kCases[] = {
    {"performer", "features_of_queries", [](const Recorded &r) { return performerFeatures(r).ofQueries; }},
    {"performer", "features_of_keys", [](const Recorded &r) { return performerFeatures(r).ofKeys; }},
    {"performer", "output", [](const Recorded &r) { return attendByFeatures(r.input(), performerFeatures(r), nullptr).output; }},
    {"performer", "causal", [](const Recorded &r) { return attendByFeatures(causal(r), performerFeatures(r), nullptr).output; }},
    {"linear_attention", "causal", [](const Recorded &r) { return attendByFeatures(causal(r), eluFeatures(r.input()), nullptr).output; }},
    {"linformer", "output",
        [](const Recorded &r) { return linformer(r.input(), r.matrix("of_keys"), r.matrix("of_values"), nullptr).output; }},
    // The iterated inverse magnifies what single precision left of the kernel; ours is in double precision.
    {"nystromformer", "output", [](const Recorded &r) { return nystromAttention(r.input(), 6, 6, nullptr).output; }, 1e-4},
    // Sums of 192 numbers.
    {"fnet", "output", [](const Recorded &r) { return fourierMixing(r.input(), nullptr).output; }, 2e-5},
    {"retnet", "second_head", [](const Recorded &r) { return runState(r.input(), retention(r.input(), 1 - 1.0 / 64), nullptr).output; },
        1e-5},
    {"gated_linear_attention", "output",
        [](const Recorded &r) { return runState(r.input(), gatedLinearAttention(r.input(), r.matrix("gates")), nullptr).output; }, 1e-5},
    {"delta_rule", "output",
        [](const Recorded &r) { return runState(r.input(), deltaRule(r.input(), r.matrix("strengths")), nullptr).output; }},
    {"gated_delta_rule", "output",
        [](const Recorded &r) {
            return runState(r.input(), gatedDeltaRule(r.input(), r.matrix("gates"), r.matrix("strengths")), nullptr).output;
        }},
    {"gated_delta_rule", "qwen3_next",
        [](const Recorded &r) {
            return runState(r.input(), gatedDeltaRule(r.input(), r.matrix("gates"), r.matrix("strengths")), nullptr).output;
        }},
    {"mamba2", "output",
        [](const Recorded &r) {
            return runState(r.input(), stateSpaceDuality(r.input(), r.matrix("step_sizes"), r.matrix("rate")(0, 0)), nullptr).output;
        },
        1e-5},
    {"flash", "output", [](const Recorded &r) { return flashAttention(r.input(), {.queries = 5, .keys = 7}, nullptr).output; }},
    {"flash", "causal", [](const Recorded &r) { return flashAttention(causal(r), {.queries = 5, .keys = 7}, nullptr).output; }},
};

} // namespace

class RecordedCheaperTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isTheOfficialOne_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < int(std::size(kCases)); ++i)
            QTest::addRow("%s: %s", kCases[i].name, kCases[i].expected) << i;
    }
    void isTheOfficialOne()
    {
        QFETCH(int, index);
        const Case &one = kCases[index];
        const Recorded recorded(one.name);
        const Matrix made = one.made(recorded);
        const Matrix expected = recorded.matrix(one.expected);
        const double apart = farthest(made, expected);
        QVERIFY2(apart < one.tolerance, qPrintable(QString::number(apart)));
    }
};

QTEST_APPLESS_MAIN(RecordedCheaperTest)
#include "recorded_cheaper_test.moc"
