#include "ui/widgets/notice_bar.h"

#include <QToolButton>
#include <QtTest>

using namespace headscope;

class NoticeBarTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsUntilDismissed();
};

void NoticeBarTest::showsUntilDismissed()
{
    NoticeBar bar;
    QVERIFY(bar.isHidden());
    bar.showError(QStringLiteral("config.json: <b>broken</b>"));
    QVERIFY(!bar.isHidden());
    QVERIFY(bar.isError());
    QCOMPARE(bar.text(), QStringLiteral("config.json: <b>broken</b>")); // shown as typed, never as markup
    QTest::mouseClick(bar.findChild<QToolButton *>(), Qt::LeftButton);
    QVERIFY(bar.isHidden());
    bar.showNote(QStringLiteral("cut"));
    QVERIFY(!bar.isError());
}

QTEST_MAIN(NoticeBarTest)
#include "notice_bar_test.moc"
