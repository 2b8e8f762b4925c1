#include "ui/widgets/segmented_control.h"

#include <QtTest>

using namespace headscope;

class SegmentedControlTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void clickChooses();
    void arrowKeysChooseAndStopAtTheEnds();
    void settingIsSilent();
    void labelsMayChange();
};

void SegmentedControlTest::clickChooses()
{
    SegmentedControl control({QStringLiteral("Walk"), QStringLiteral("Heads"), QStringLiteral("Third")});
    control.resize(control.sizeHint());
    QSignalSpy activated(&control, &SegmentedControl::activated);
    QTest::mouseClick(&control, Qt::LeftButton, {}, {control.width() - 10, control.height() / 2});
    QCOMPARE(control.current(), 2);
    QCOMPARE(activated.count(), 1);
    QTest::mouseClick(&control, Qt::LeftButton, {}, {control.width() - 10, control.height() / 2});
    QCOMPARE(activated.count(), 1); // the same again is no choice
    QTest::mouseClick(&control, Qt::LeftButton, {}, {10, control.height() / 2});
    QCOMPARE(control.current(), 0);
}

void SegmentedControlTest::arrowKeysChooseAndStopAtTheEnds()
{
    SegmentedControl control({QStringLiteral("A"), QStringLiteral("B")});
    QTest::keyClick(&control, Qt::Key_Left);
    QCOMPARE(control.current(), 0);
    QTest::keyClick(&control, Qt::Key_Right);
    QTest::keyClick(&control, Qt::Key_Right);
    QCOMPARE(control.current(), 1);
}

void SegmentedControlTest::settingIsSilent()
{
    SegmentedControl control({QStringLiteral("A"), QStringLiteral("B")});
    QSignalSpy activated(&control, &SegmentedControl::activated);
    control.setCurrent(1);
    control.setCurrent(7);
    QCOMPARE(control.current(), 1);
    QCOMPARE(activated.count(), 0);
    QVERIFY(control.accessibleDescription().contains(QStringLiteral("B")));
}

void SegmentedControlTest::labelsMayChange()
{
    SegmentedControl control({QStringLiteral("A"), QStringLiteral("B")});
    control.setCurrent(1);
    const int before = control.sizeHint().width();
    control.setLabels({QStringLiteral("A"), QStringLiteral("B"), QStringLiteral("C")});
    QCOMPARE(control.current(), 1);
    QVERIFY(control.sizeHint().width() > before);
    control.setLabels({QStringLiteral("A")});
    QCOMPARE(control.current(), 0);
    QCOMPARE(control.label(0), QStringLiteral("A"));
}

QTEST_MAIN(SegmentedControlTest)
#include "segmented_control_test.moc"
