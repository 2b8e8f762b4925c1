// Totals of a small pattern checked by hand, and the check that rows sum to one.
#include "src/patterns/pattern_totals.h"

#include <QtTest>

using namespace headscope;

class PatternTotalsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void byHand();
    void editedRowIsNoticed();
    void empty();
};

void PatternTotalsTest::byHand()
{
    const std::vector<float> weights{1, 0, 0, 0.5f, 0.5f, 0, 0.25f, 0.25f, 0.5f};
    const PatternTotals totals = patternTotals({weights.data(), 3, 3, 3, 1});
    QCOMPARE(totals.rowSums, (std::vector<double>{1, 1, 1}));
    QCOMPARE(totals.rowEntropy, (std::vector<double>{0, 1, 1.5}));
    QCOMPARE(totals.received, (std::vector<double>{1.75, 0.75, 0.5}));
    QVERIFY(totals.rowsSumToOne());
}

void PatternTotalsTest::editedRowIsNoticed()
{
    const std::vector<float> weights{1, 0, 0.5f, 0.501f};
    QVERIFY(!patternTotals({weights.data(), 2, 2, 2, 1}).rowsSumToOne());
}

void PatternTotalsTest::empty()
{
    const PatternTotals totals = patternTotals({});
    QVERIFY(totals.rowSums.empty());
    QVERIFY(totals.received.empty());
}

QTEST_APPLESS_MAIN(PatternTotalsTest)
#include "pattern_totals_test.moc"
