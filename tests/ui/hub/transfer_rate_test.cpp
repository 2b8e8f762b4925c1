// The rate that is shown: of the last five seconds, and none before half a second is known.
#include "ui/hub/transfer_rate.h"

#include <QtTest>

using namespace headscope;

class TransferRateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void unknownAtFirst();
    void steady();
    void followsAChange();
    void silenceIsNoRate();
    void manyChunksAreFewSamples();
};

void TransferRateTest::unknownAtFirst()
{
    TransferRate rate;
    QCOMPARE(rate.bytesPerSecond(0), 0.0);
    rate.add(1'000'000, 0);
    rate.add(1'000'000, 100);
    QCOMPARE(rate.bytesPerSecond(100), 0.0);
}

void TransferRateTest::steady()
{
    TransferRate rate;
    for (int i = 0; i <= 100; ++i)
        rate.add(1000, i * 100);
    QCOMPARE(rate.bytesPerSecond(10'000), 10'000.0);
}

void TransferRateTest::followsAChange()
{
    TransferRate rate;
    for (int i = 0; i <= 100; ++i)
        rate.add(1000, i * 100);
    for (int i = 101; i <= 160; ++i)
        rate.add(5000, i * 100);
    QCOMPARE(rate.bytesPerSecond(16'000), 50'000.0); // the old seconds are forgotten
}

void TransferRateTest::silenceIsNoRate()
{
    TransferRate rate;
    for (int i = 0; i <= 20; ++i)
        rate.add(1000, i * 100);
    QCOMPARE(rate.bytesPerSecond(2000), 10'000.0);
    QCOMPARE(rate.bytesPerSecond(4000), 5'000.0);
    QCOMPARE(rate.bytesPerSecond(8000), 0.0);
    rate.add(1000, 8100);
    QCOMPARE(rate.bytesPerSecond(8100), 0.0); // known again only after a while
}

void TransferRateTest::manyChunksAreFewSamples()
{
    TransferRate rate;
    for (int i = 0; i <= 100'000; ++i)
        rate.add(1, i / 50); // 50 in each millisecond, two seconds long
    // Samples hold 50 ms, so the bytes of the first one (2,500 in 100,000) are left out.
    QVERIFY2(qAbs(rate.bytesPerSecond(2000) - 50'000) < 2'500, qPrintable(QString::number(rate.bytesPerSecond(2000))));
}

QTEST_GUILESS_MAIN(TransferRateTest)
#include "transfer_rate_test.moc"
