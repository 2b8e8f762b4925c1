// The comparison table: full attention first, then recurrent and convolutional layers, and each row what a run counted.
#include "src/error.h"
#include "src/lab/comparison_table.h"
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

class ComparisonTableTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theOrderIsThePapers();
    void rowsAreCounted();
    void whatCannotBeHadSaysWhy();
    void itStops();
};

void ComparisonTableTest::theOrderIsThePapers()
{
    std::vector<ChosenMechanism> all;
    for (const MechanismInfo &mechanism : allMechanisms())
        all.push_back({&mechanism, Parameters(mechanism.parameters)});
    const auto ordered = inTableOrder(all);
    QCOMPARE(ordered.size(), all.size());
    QCOMPARE(ordered.front().mechanism, &fullAttention());
    bool isPast = false;
    for (std::size_t i = 1; i < ordered.size(); ++i) {
        const bool isBeside = ordered[i].mechanism->group == MechanismGroup::beside;
        QVERIFY(!(isPast && isBeside));
        isPast = !isBeside;
    }
}

void ComparisonTableTest::rowsAreCounted()
{
    const MechanismInput input = randomInput({.tokens = 12, .width = 8});
    double last = 0;
    const auto rows = comparisonRows({chosen("full"), chosen("local-window"), chosen("block-local")}, input, 3,
        [&](double share) { QVERIFY(std::exchange(last, share) < share); });
    QCOMPARE(last, 1.0);
    QCOMPARE(rows.size(), std::size_t(3));
    QCOMPARE(rows[0].work.pairs, 144.0);
    QCOMPARE(rows[0].difference, 0.0);
    QCOMPARE(rows[0].travel->steps, 1);
    QCOMPARE(rows[1].work.pairs, 12 * 5.0 - 6);
    QCOMPARE(rows[1].travel->steps, 6); // 11 places, two at a time
    QVERIFY(!rows[2].travel->reachesAll);
    for (const ComparedRow &row : rows) {
        QVERIFY(row.time > 0);
        QVERIFY(row.problem.empty());
    }
}

void ComparisonTableTest::whatCannotBeHadSaysWhy()
{
    MechanismInfo refusing = mechanismNamed("causal");
    refusing.recipe = nullptr;
    refusing.run = [](const MechanismInput &, const Parameters &, StepRecorder *) -> MechanismRun { throw Error("it will not"); };
    const auto rows = comparisonRows({{&refusing, Parameters({})}, chosen("full")}, randomInput({.tokens = 4, .width = 2}), 1);
    QCOMPARE(rows[0].problem, std::string("it will not"));
    QVERIFY(rows[1].problem.empty());
}

void ComparisonTableTest::itStops()
{
    std::stop_source stop;
    const auto rows = comparisonRows(
        {chosen("full"), chosen("causal"), chosen("top-k")}, randomInput({.tokens = 4, .width = 2}), 1,
        [&](double) { stop.request_stop(); }, stop.get_token());
    QCOMPARE(rows.size(), std::size_t(1));
}

QTEST_APPLESS_MAIN(ComparisonTableTest)
#include "comparison_table_test.moc"
