#include "ui/widgets/step_rail.h"

#include "ui/theme/theme.h"

#include <QtTest>

using namespace headscope;

class StepRailTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void clickNamesTheStep();
    void upAndDownStopAtTheEnds();
    void theCurrentStepIsAlwaysInSight();
    void foldedNumbersMoveTogetherUntilAllAreInSight();
};

namespace {

QList<RailStep> steps(int count)
{
    QList<RailStep> list;
    for (int i = 0; i < count; ++i) {
        RailStep step;
        step.title = QStringLiteral("Step %1").arg(i + 1);
        step.section = i < 3 ? QStringLiteral("INPUT") : QStringLiteral("LAYER");
        list.append(step);
    }
    return list;
}

} // namespace

void StepRailTest::clickNamesTheStep()
{
    StepRail rail;
    rail.resize(232, 600);
    rail.setSteps(steps(8));
    rail.show();
    QSignalSpy clicked(&rail, &StepRail::clicked);
    QTest::mouseClick(rail.viewport(), Qt::LeftButton, {}, rail.stepRect(5).center());
    QCOMPARE(clicked.last().first().toInt(), 5);
    // Between the two sections stands a heading, which is no step.
    QVERIFY(rail.stepRect(3).top() - rail.stepRect(2).bottom() > 10);
    QTest::mouseClick(rail.viewport(), Qt::LeftButton, {}, {50, rail.stepRect(3).top() - 5});
    QCOMPARE(clicked.count(), 1);
}

void StepRailTest::upAndDownStopAtTheEnds()
{
    StepRail rail;
    rail.setSteps(steps(2));
    connect(&rail, &StepRail::clicked, &rail, &StepRail::setCurrent);
    QTest::keyClick(&rail, Qt::Key_Up);
    QCOMPARE(rail.current(), 0);
    QTest::keyClick(&rail, Qt::Key_Down);
    QTest::keyClick(&rail, Qt::Key_Down);
    QCOMPARE(rail.current(), 1);
}

void StepRailTest::theCurrentStepIsAlwaysInSight()
{
    StepRail rail;
    rail.resize(232, 220);
    rail.setSteps(steps(23));
    rail.show();
    for (const int index : {22, 0, 11}) {
        rail.setCurrent(index);
        QVERIFY(rail.viewport()->rect().contains(rail.stepRect(index)));
    }
}

void StepRailTest::foldedNumbersMoveTogetherUntilAllAreInSight()
{
    StepRail rail;
    rail.setSteps(steps(20));
    rail.resize(256, 470);
    rail.show();
    QVERIFY(rail.stepRect(19).bottom() > rail.viewport()->height());
    rail.setFolded(true);
    rail.resize(rail.sizeHint().width(), 470);
    QTRY_VERIFY(rail.stepRect(19).bottom() <= rail.viewport()->height());
    QVERIFY(rail.stepRect(0).top() >= 0);
    for (int i = 1; i < 20; ++i) // and stay apart
        QVERIFY(rail.stepRect(i).top() - rail.stepRect(i - 1).top() >= QFontMetrics(uiFont(8)).height() + 4);
    rail.resize(rail.width(), 2000);
    QTRY_COMPARE(rail.stepRect(1).height(), QFontMetrics(uiFont(9.5)).height() + 10);
}

QTEST_MAIN(StepRailTest)
#include "step_rail_test.moc"
