#include "ui/widgets/notice_bar.h"

#include <QLabel>
#include <QToolButton>
#include <QtTest>

using namespace headscope;

class NoticeBarTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsUntilDismissed();
    void longErrorsAreCutAndToldInFullOnRequest();
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

void NoticeBarTest::longErrorsAreCutAndToldInFullOnRequest()
{
    NoticeBar bar;
    QString problems;
    for (int i = 0; i < 40; ++i)
        problems += QStringLiteral("model.layers.%1.self_attn.q_proj.weight is missing; ").arg(i);
    bar.showError(problems);
    QCOMPARE(bar.text(), problems);
    const QList<QLabel *> labels = bar.findChildren<QLabel *>();
    QVERIFY(labels.first()->text().size() < 400);
    QSignalSpy asked(&bar, &NoticeBar::detailsRequested);
    QToolButton *details = nullptr;
    for (QToolButton *button : bar.findChildren<QToolButton *>()) {
        if (!button->isHidden() && button->text().contains(QStringLiteral("Details")))
            details = button;
    }
    QVERIFY(details);
    QTest::mouseClick(details, Qt::LeftButton);
    QCOMPARE(asked.takeFirst().first().toString(), problems);
    bar.showError(QStringLiteral("short"));
    QVERIFY(details->isHidden());
}

QTEST_MAIN(NoticeBarTest)
#include "notice_bar_test.moc"
