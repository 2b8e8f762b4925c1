// Errors over a mechanism's knob: each is that of a run with this value, and the limits are full attention.
#include "src/error.h"
#include "src/lab/error_curves.h"
#include "src/lab/lab_input.h"

#include <QtTest>

using namespace headscope;

namespace {

ChosenMechanism chosen(const char *name)
{
    const MechanismInfo &mechanism = mechanismNamed(name);
    return {&mechanism, Parameters(mechanism.parameters)};
}

} // namespace

class ErrorCurvesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachPointIsARun();
    void asManyAsThereAreIsFullAttention();
    void valuesAreWithinTheRange();
    void everyKnobCanBeTurned();
    void itStops();
};

void ErrorCurvesTest::eachPointIsARun()
{
    const MechanismInput input = randomInput({.tokens = 20, .width = 8});
    const MechanismRun full = runMechanism(fullAttention(), input, Parameters({}));
    const ErrorCurve curve = errorCurve(chosen("local-window"), input, full);
    QCOMPARE(std::string(curve.knob->name), std::string("reach"));
    QCOMPARE(curve.points.size(), std::size_t(6)); // 1, 2, 4, 8, 16, 20
    for (const ErrorPoint &point : curve.points) {
        Parameters parameters(mechanismNamed("local-window").parameters);
        parameters.set("reach", point.value);
        QCOMPARE(point.difference, relativeDifference(runMechanism(mechanismNamed("local-window"), input, parameters).output, full.output));
    }
}

void ErrorCurvesTest::asManyAsThereAreIsFullAttention()
{
    const MechanismInput input = randomInput({.tokens = 20, .width = 8});
    const MechanismRun full = runMechanism(fullAttention(), input, Parameters({}));
    for (const char *name : {"local-window", "top-k", "longformer", "block-local", "prefix"}) {
        const ErrorCurve curve = errorCurve(chosen(name), input, full);
        QVERIFY2(curve.points.back().difference < 1e-6, name);
        QVERIFY2(curve.points.front().difference > 0.1, name);
    }
}

void ErrorCurvesTest::valuesAreWithinTheRange()
{
    const ParameterInfo whole{"k", "", 64, 3, 2, 10};
    QCOMPARE(knobValues(whole, 40), (std::vector<double>{2, 4, 8}));
    QCOMPARE(knobValues(whole, 7), (std::vector<double>{2, 4, 7}));
    const ParameterInfo real{"temperature", "", 1, 1, 0.5, 1000, false};
    const auto values = knobValues(real, 7);
    QCOMPARE(values.front(), 0.5);
    QVERIFY(values.back() > 30 && values.back() <= 1000);
    QVERIFY(std::ranges::is_sorted(values));
}

void ErrorCurvesTest::everyKnobCanBeTurned()
{
    const MechanismInput input = randomInput({.tokens = 12, .width = 8, .heads = 4});
    const MechanismRun full = runMechanism(fullAttention(), input, Parameters({}));
    for (const MechanismInfo &mechanism : allMechanisms()) {
        if (!knobOf(mechanism))
            continue;
        const ErrorCurve curve = errorCurve({&mechanism, Parameters(mechanism.parameters)}, input, full);
        QVERIFY2(curve.points.size() >= 2, (std::string(mechanism.name) + ": " + curve.problem).c_str());
        QVERIFY2(curve.problem.empty(), curve.problem.c_str());
    }
    QVERIFY(!knobOf(fullAttention()));
}

void ErrorCurvesTest::itStops()
{
    const MechanismInput input = randomInput({.tokens = 12, .width = 8});
    std::stop_source stop;
    stop.request_stop();
    const MechanismRun full = runMechanism(fullAttention(), input, Parameters({}));
    QVERIFY(errorCurve(chosen("top-k"), input, full, stop.get_token()).points.empty());
}

QTEST_APPLESS_MAIN(ErrorCurvesTest)
#include "error_curves_test.moc"
