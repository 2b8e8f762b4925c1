// The Lab's charts in sight: a page is made when it is chosen, measuring can be cancelled and keeps what there is, and is out of date when
// something else is chosen.
#include "ui/theme/theme.h"
#include "ui/views/lab/charts/lab_charts_view.h"

#include <QSignalSpy>
#include <QtTest>

using namespace headscope;

namespace {

struct ShownCharts {
    Session session;
    Selection selection{session};
    LabState state{session, selection};
    LabChartsView view{session, selection, state};

    ShownCharts()
    {
        LabChoices choices = LabState::defaultChoices();
        choices.source = LabSource::random;
        choices.tokens = 10;
        choices.mechanisms = {{"full"}, {"local-window"}, {"top-k"}};
        state.choose(choices);
        view.resize(1100, 700);
        view.show();
    }
};

} // namespace

class LabChartsViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Appearance::instance().apply(); }
    void pagesAreMadeWhenTheyAreChosen();
    void measuringIsCancelledAndKept();
    void anotherChoiceIsOutOfDate();
    void thePageIsAChoice();
    void withoutNumbersItSaysWhatToDo();
};

void LabChartsViewTest::pagesAreMadeWhenTheyAreChosen()
{
    ShownCharts shown;
    for (const LabPageInfo &page : kLabPages) {
        shown.view.setPage(page.id);
        QTRY_VERIFY(shown.view.isSettled() && shown.view.figure());
        QCOMPARE(shown.view.measureButton()->isVisible(), page.id == LabPage::growth);
        if (page.id == LabPage::growth) {
            QVERIFY(!shown.view.whyNoPicture().isEmpty());
            continue;
        }
        QVERIFY(shown.view.whyNoPicture().isEmpty());
        const auto table = shown.view.table();
        QVERIFY(table && !table->rows.empty());
        QVERIFY(!shown.view.figureSize().isEmpty());
        QVERIFY(shown.view.figureTitle().contains(LabPageContent::tr(page.title)));
    }
}

void LabChartsViewTest::measuringIsCancelledAndKept()
{
    ShownCharts shown;
    shown.view.setBudget(600);
    QTest::mouseClick(shown.view.measureButton(), Qt::LeftButton);
    QVERIFY(shown.view.isMeasuring());
    QTRY_VERIFY(shown.view.growth());
    QTest::mouseClick(shown.view.measureButton(), Qt::LeftButton);
    QVERIFY(!shown.view.isMeasuring());
    QVERIFY(!shown.view.growth()->lines.front().points.empty());
    QVERIFY(shown.view.whyNoPicture().isEmpty());
    QVERIFY(shown.view.table()->rows.size() > 3);
}

void LabChartsViewTest::anotherChoiceIsOutOfDate()
{
    ShownCharts shown;
    shown.view.measure();
    QTRY_VERIFY(shown.view.growth());
    shown.view.cancel();
    QVERIFY(!shown.view.isOutdated());
    shown.state.setParameter(mechanismNamed("local-window"), "reach", 1);
    QVERIFY(shown.view.isOutdated());
    shown.state.setParameter(mechanismNamed("local-window"), "reach", mechanismNamed("local-window").parameters[0].sentence);
    QVERIFY(!shown.view.isOutdated());
    shown.state.setCausal(true);
    QVERIFY(shown.view.isOutdated());
}

void LabChartsViewTest::thePageIsAChoice()
{
    ShownCharts shown;
    shown.view.choose({{"page", std::string("softmax")}});
    QCOMPARE(shown.view.page(), LabPage::softmax);
    QCOMPARE(std::get<std::string>(shown.view.chosen().at("page")), std::string("softmax"));
    QVERIFY(!shown.view.problemOf({{"page", std::string("other")}}, "lab").empty());
    QTest::keyClick(shown.view.pages(), Qt::Key_Right);
    QCOMPARE(shown.view.page(), LabPage::positions);
}

void LabChartsViewTest::withoutNumbersItSaysWhatToDo()
{
    ShownCharts shown;
    shown.state.setSource(LabSource::head);
    shown.view.setPage(LabPage::reach);
    QTRY_VERIFY(shown.view.isSettled());
    QVERIFY(shown.view.whyNoPicture().contains(QStringLiteral("random numbers")));
}

QTEST_MAIN(LabChartsViewTest)
#include "lab_charts_view_test.moc"
