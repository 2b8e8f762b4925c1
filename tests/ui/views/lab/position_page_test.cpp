// The page of positions draws and exports what src/lab measures.
#include "src/lab/lab_input.h"
#include "src/lab/position_reach.h"
#include "ui/views/lab/charts/lab_page.h"

#include <QtTest>

using namespace headscope;

namespace {

LabNumbers numbersOf(int tokens)
{
    LabNumbers numbers;
    numbers.input = randomInput({.tokens = tokens, .width = 8, .heads = 2, .seed = 3});
    return numbers;
}

LabPageContent pageOf(const LabNumbers &numbers, std::initializer_list<const char *> chosen = {})
{
    LabPageRequest request;
    request.page = LabPage::positions;
    for (const char *name : chosen)
        request.mechanisms.push_back({&mechanismNamed(name), Parameters(mechanismNamed(name).parameters)});
    return labPage(request, numbers);
}

} // namespace

class PositionPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linesAreWhatWasMeasured();
    void withoutAChoiceTheBestKnownAreShown();
    void whatCannotBeHadIsTold();
};

void PositionPageTest::linesAreWhatWasMeasured()
{
    const LabNumbers numbers = numbersOf(7);
    const LabPageContent page = pageOf(numbers, {"full", "alibi", "rotary"});
    QCOMPARE(page.charts.size(), std::size_t(3)); // the last of rotary positions alone
    QCOMPARE(page.charts[0].lines.size(), std::size_t(2));
    QCOMPARE(page.charts[2].lines.size(), std::size_t(1));
    const MechanismInfo &alibi = mechanismNamed("alibi");
    const PositionReach reach = positionReach(alibi, Parameters(alibi.parameters), numbers.input);
    const std::vector<QPointF> &points = page.charts[0].lines[0].points;
    QCOMPARE(points.size(), reach.distances.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        QCOMPARE(points[i], QPointF(reach.distances[i], reach.added[i]));
        QCOMPARE(page.numbers.rows[i], std::string("alibi"));
        QCOMPARE(page.numbers.values[4 * i + 1], float(reach.added[i]));
    }
    QCOMPARE(page.numbers.rows.size() * page.numbers.columns.size(), page.numbers.values.size());
    QVERIFY(page.remarks[0].contains(QLatin1String("Without positions by 0.0 %.")));
}

void PositionPageTest::withoutAChoiceTheBestKnownAreShown()
{
    const LabPageContent page = pageOf(numbersOf(5), {"top-k"});
    QCOMPARE(page.charts[0].lines.size(), std::size_t(5));
    QCOMPARE(page.charts[1].lines.size(), std::size_t(5));
}

void PositionPageTest::whatCannotBeHadIsTold()
{
    LabNumbers numbers = numbersOf(5);
    numbers.input.q = randomInput({.tokens = 5, .width = 7}).q;
    numbers.input.k = randomInput({.tokens = 5, .width = 7}).k;
    const LabPageContent page = pageOf(numbers, {"rotary", "alibi"});
    QCOMPARE(page.charts[0].lines.size(), std::size_t(1));
    QVERIFY(page.remarks.join(QLatin1Char('\n')).contains(QLatin1String("Rotary: ")));
}

QTEST_GUILESS_MAIN(PositionPageTest)
#include "position_page_test.moc"
