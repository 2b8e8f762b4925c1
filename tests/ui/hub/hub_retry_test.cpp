// Pauses double up to a bound, a server's wish goes first, and patience ends.
#include "ui/hub/hub_retry.h"

#include <QtTest>

using namespace headscope;
using namespace std::chrono_literals;

class HubRetryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pausesDouble();
    void newsBringNewPatience();
    void theServersWishGoesFirst();
    void whatIsPermanentIsNotTried();

private:
    static HubTiming timing();
    const HubProblem m_temporary{QStringLiteral("later"), true, {}, false};
};

HubTiming HubRetryTest::timing()
{
    HubTiming timing;
    timing.attempts = 5;
    timing.firstPause = 100ms;
    timing.longestPause = 350ms;
    timing.longestRetryAfter = 2s;
    return timing;
}

void HubRetryTest::pausesDouble()
{
    HubRetry retry(timing());
    QVERIFY(retry.fail(m_temporary) == 100ms);
    QVERIFY(retry.fail(m_temporary) == 200ms);
    QVERIFY(retry.fail(m_temporary) == 350ms);
    QVERIFY(retry.fail(m_temporary) == 350ms);
    QVERIFY(!retry.fail(m_temporary)); // the fifth attempt was the last
}

void HubRetryTest::newsBringNewPatience()
{
    HubRetry retry(timing());
    for (int i = 0; i < 20; ++i) {
        QVERIFY(retry.fail(m_temporary) == 100ms);
        retry.succeed();
    }
}

void HubRetryTest::theServersWishGoesFirst()
{
    HubRetry retry(timing());
    QVERIFY(retry.fail({{}, true, 1500ms, false}) == 1500ms);
    QVERIFY(retry.fail({{}, true, 2s, false}) == 2s);
    QVERIFY(!retry.fail({{}, true, 2001ms, false}));
}

void HubRetryTest::whatIsPermanentIsNotTried()
{
    HubRetry retry(timing());
    QVERIFY(!retry.fail({{}, false, {}, false}));
    QVERIFY(!retry.fail({{}, false, 1ms, false}));
}

QTEST_GUILESS_MAIN(HubRetryTest)
#include "hub_retry_test.moc"
