// A mechanism in the place of a model's attention: the run that comes out is the one in which every swapped head attends by it.
#include "src/error.h"
#include "src/lab/swap.h"
#include "src/lab/text_loss.h"
#include "tests/support/comparison.h"
#include "tests/support/source_path.h"

#include <QtTest>

#include <cmath>

using namespace headscope;

namespace {

const char kText[] = "Once upon a time there was a little girl";

struct Opened {
    Engine engine;
    SwapRequest request;

    Opened(const char *folder, const char *mechanism, int layer = Edit::kAll)
        : engine(openModel(sourcePath(folder)))
    {
        request.run.text = kText;
        request.base = engine.run(request.run);
        request.mechanism = &mechanismNamed(mechanism);
        request.parameters = Parameters(request.mechanism->parameters);
        request.layer = layer;
    }
};

double farthest(const Matrix &a, const Matrix &b)
{
    return largestDifference(a, b, a.rows(), a.cols());
}

} // namespace

class SwapTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everySwappedHeadAttendsByIt_data();
    void everySwappedHeadAttendsByIt();
    void fullAttentionChangesNothing();
    void otherLayersAttendAsBefore();
    void lossIsOfTheText();
    void whatIsLeftOutIsSaid();
    void editsStay();
    void refusals();
    void stops();
};

void SwapTest::everySwappedHeadAttendsByIt_data()
{
    QTest::addColumn<int>("layer");
    for (const char *name : {"local-window", "sigmoid", "additive", "top-k"}) {
        QTest::addRow("%s", name) << Edit::kAll;
        QTest::addRow("%s 2", name) << 1;
    }
}

void SwapTest::everySwappedHeadAttendsByIt()
{
    QFETCH(int, layer);
    const QByteArray name = QByteArray(QTest::currentDataTag()).split(' ').first();
    Opened swap("tests/reference/gpt2_tiny", name.constData(), layer);
    const auto result = swapMechanism(swap.engine, swap.request);
    QVERIFY(result && result->trace->isComplete());
    const TransformerConfig &config = result->trace->config();
    for (const int each : swappedLayers(config, layer)) {
        for (int head = 0; head < config.heads; ++head) {
            const MechanismInput input = swappedInput(*result->trace, each, head, swap.request.seed);
            QVERIFY(input.mask.causal);
            const MechanismRun run = runMechanism(*swap.request.mechanism, input, swap.request.parameters);
            QVERIFY(sameBits(wholeMatrix(*run.weights).view, result->trace->matrix({Stage::weights, each, head}).view));
            // Sums of a dozen products in another order.
            QVERIFY(farthest(run.output, result->trace->matrix({Stage::weightedSum, each, head})) < 1e-5);
        }
    }
    QVERIFY(std::abs(*result->lossAfter - *result->lossBefore) > 1e-6);
    // Run anew from its edits, without a base, it is the same.
    RunRequest plain = swap.request.run;
    plain.edits = result->edits;
    const StageKey logits{Stage::logits, config.layers - 1, 0};
    QVERIFY(sameBits(swap.engine.run(plain)->matrix(logits).view, result->trace->matrix(logits).view));
}

void SwapTest::fullAttentionChangesNothing()
{
    Opened swap("tests/reference/gpt2_tiny", "full");
    const auto result = swapMechanism(swap.engine, swap.request);
    QVERIFY(result && result->notes.empty());
    const StageKey logits{Stage::logits, result->trace->config().layers - 1, 0};
    // Three layers of rounding.
    QVERIFY(farthest(result->trace->matrix(logits), swap.request.base->matrix(logits)) < 1e-4);
    QVERIFY(std::abs(*result->lossAfter - *result->lossBefore) < 1e-5);
}

void SwapTest::otherLayersAttendAsBefore()
{
    Opened swap("tests/reference/gpt2_tiny", "hard", 1);
    const auto result = swapMechanism(swap.engine, swap.request);
    QVERIFY(result);
    QVERIFY(sameBits(result->trace->matrix({Stage::weights, 0, 2}).view, swap.request.base->matrix({Stage::weights, 0, 2}).view));
    QCOMPARE(int(result->edits.size()), result->trace->config().heads);
    QVERIFY(result->trace->matrix({Stage::weights, 1, 0})(3, 0) == 0 || result->trace->matrix({Stage::weights, 1, 0})(3, 0) == 1);
}

void SwapTest::lossIsOfTheText()
{
    const Opened swap("tests/reference/gpt2_tiny", "full");
    const Trace &trace = *swap.request.base;
    const Matrix logits = trace.matrix({Stage::logits, trace.config().layers - 1, 0});
    double loss = 0;
    for (int row = 0; row + 1 < trace.tokenCount(); ++row) {
        double sum = 0;
        for (int id = 0; id < logits.cols(); ++id)
            sum += std::exp(double(logits(row, id)));
        loss -= std::log(std::exp(double(logits(row, trace.tokens()[std::size_t(row) + 1].id))) / sum);
    }
    QVERIFY(std::abs(*textLoss(trace) - loss / (trace.tokenCount() - 1)) < 1e-9);
    QVERIFY(!textLoss(*Engine(openModel(sourcePath("tests/reference/families/bert"))).run({.text = kText})));
    Engine engine(trace.modelPointer());
    QVERIFY(!textLoss(*engine.run({})));
}

void SwapTest::whatIsLeftOutIsSaid()
{
    Opened swap("tests/reference/families/bloom", "full", 0);
    const auto result = swapMechanism(swap.engine, swap.request);
    QVERIFY(result);
    QVERIFY(!result->notes.empty());
    QVERIFY(QString::fromStdString(result->notes[0]).contains(QLatin1String("bias")));
}

void SwapTest::editsStay()
{
    Opened swap("tests/reference/gpt2_tiny", "local-window", 1);
    Edit hide;
    hide.kind = Edit::Kind::hideToken;
    hide.column = 2;
    swap.request.run.edits = {hide};
    swap.request.base = swap.engine.run(swap.request.run);
    const auto result = swapMechanism(swap.engine, swap.request);
    QVERIFY(result);
    QCOMPARE(result->edits.front(), hide);
    QCOMPARE(result->trace->matrix({Stage::weights, 1, 0})(4, 2), 0.0F);
}

void SwapTest::refusals()
{
    Opened swap("tests/reference/gpt2_tiny", "full");
    swap.request.run.text.clear();
    swap.request.base = swap.engine.run(swap.request.run);
    QVERIFY_EXCEPTION_THROWN(swapMechanism(swap.engine, swap.request), Error);

    Engine t5(openModel(sourcePath("tests/reference/families/t5")));
    SwapRequest request = swap.request;
    request.run = {.text = kText, .target = "a girl"};
    request.base = t5.run(request.run);
    const TransformerConfig &config = request.base->config();
    for (int layer = 0; layer < config.layers; ++layer)
        if (config.layerConfigs[std::size_t(layer)].cross)
            request.layer = layer;
    QVERIFY(request.layer != Edit::kAll);
    QVERIFY_EXCEPTION_THROWN(swapMechanism(t5, request), Error);
    request.layer = Edit::kAll;
    QVERIFY(swapMechanism(t5, request));
}

void SwapTest::stops()
{
    Opened swap("tests/reference/gpt2_tiny", "full");
    std::stop_source stop;
    int done = 0;
    const auto result = swapMechanism(
        swap.engine, swap.request,
        [&](int layers, int) {
            done = layers;
            stop.request_stop();
        },
        stop.get_token());
    QVERIFY(!result);
    QCOMPARE(done, 1);
}

QTEST_APPLESS_MAIN(SwapTest)
#include "swap_test.moc"
