#include "ui/views/walk/walk_player.h"

#include <QSignalSpy>
#include <QtTest>

using namespace headscope;

class WalkPlayerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void smallResultsFillByCellLargeOnesByRow();
    void playsToTheEndOnce();
    void pausesAndGoesOn();
    void fasterIsFaster();
};

void WalkPlayerTest::smallResultsFillByCellLargeOnesByRow()
{
    WalkPlayer player;
    player.setShape(6, 6);
    QCOMPARE(player.filled(), -1);
    player.setProgress(0.5);
    QCOMPARE(player.filled(), 18);
    player.setProgress(0);
    QCOMPARE(player.filled(), 0);
    player.setShape(100, 100);
    player.setProgress(0.256);
    QCOMPARE(player.filled(), 2500);
}

void WalkPlayerTest::playsToTheEndOnce()
{
    WalkPlayer player;
    player.setShape(3, 3);
    player.setSpeed(20);
    QSignalSpy finished(&player, &WalkPlayer::finished);
    QSignalSpy playing(&player, &WalkPlayer::playingChanged);
    player.play();
    QVERIFY(player.isPlaying());
    QVERIFY(player.filled() >= 0);
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(player.filled(), -1);
    QCOMPARE(playing.size(), 2);
    QTest::qWait(60);
    QCOMPARE(finished.size(), 1);
}

void WalkPlayerTest::pausesAndGoesOn()
{
    WalkPlayer player;
    player.setShape(10, 10);
    player.setProgress(0.4);
    player.play();
    player.pause();
    const double progress = player.progress();
    QVERIFY(progress >= 0.4 && progress < 1);
    QTest::qWait(40);
    QCOMPARE(player.progress(), progress);
    player.play();
    QTRY_VERIFY(player.progress() > progress);
    player.reset();
    QVERIFY(!player.isPlaying());
    QCOMPARE(player.filled(), -1);
}

void WalkPlayerTest::fasterIsFaster()
{
    WalkPlayer slow;
    WalkPlayer fast;
    for (WalkPlayer *player : {&slow, &fast})
        player->setShape(10, 10);
    slow.setSpeed(0.5);
    fast.setSpeed(10);
    slow.play();
    fast.play();
    QTRY_VERIFY(fast.progress() > 0.3);
    QVERIFY(slow.progress() < fast.progress());
}

QTEST_GUILESS_MAIN(WalkPlayerTest)
#include "walk_player_test.moc"
