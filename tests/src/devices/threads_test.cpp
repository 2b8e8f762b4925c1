// What is thrown in a parallel loop comes out of it, whatever it is.
#include "src/devices/cpu/threads.h"

#include <QTest>

#include <atomic>
#include <new>
#include <stdexcept>
#include <vector>

using namespace headscope;

namespace {

constexpr int kTasks = 1000;

} // namespace

class ThreadsTest : public QObject {
    Q_OBJECT

private slots:
    void everyTaskRunsOnce();
    void anExceptionComesOut_data();
    void anExceptionComesOut();
    void theFirstOneWinsAndTheRestIsLeftOff();
};

void ThreadsTest::everyTaskRunsOnce()
{
    std::vector<std::atomic<int>> runs(kTasks);
    std::atomic<int> outside = 0;
    forTasks(kTasks, 2 * kWorthThreads, [&](int index, int thread) {
        ++runs[static_cast<std::size_t>(index)];
        outside += thread < 0 || thread >= threadCount() ? 1 : 0;
    });
    for (const std::atomic<int> &count : runs)
        QCOMPARE(count.load(), 1);
    QCOMPARE(outside.load(), 0);
}

void ThreadsTest::anExceptionComesOut_data()
{
    QTest::addColumn<double>("multiplications");
    QTest::addColumn<bool>("all");
    QTest::addRow("on one thread") << 1.0 << false;
    QTest::addRow("on several threads") << 2 * kWorthThreads << false;
    QTest::addRow("of every task") << 2 * kWorthThreads << true;
}

void ThreadsTest::anExceptionComesOut()
{
    QFETCH(double, multiplications);
    QFETCH(bool, all);
    const auto run = [&](const auto &problem) {
        forTasks(kTasks, multiplications, [&](int index, int) {
            if (all || index == kTasks / 2)
                throw problem;
        });
    };
    QVERIFY_EXCEPTION_THROWN(run(std::bad_alloc()), std::bad_alloc);
    QVERIFY_EXCEPTION_THROWN(run(std::runtime_error("x")), std::runtime_error);
    QVERIFY_EXCEPTION_THROWN(run(7), int); // of no class that anybody expects
    everyTaskRunsOnce();
}

void ThreadsTest::theFirstOneWinsAndTheRestIsLeftOff()
{
    FirstException problem;
    int runs = 0;
    problem.run([&] { ++runs; });
    problem.rethrow(); // there is none
    problem.run([&] { throw std::bad_alloc(); });
    problem.run([&] {
        ++runs;
        throw std::runtime_error("later");
    });
    QCOMPARE(runs, 1);
    QVERIFY_EXCEPTION_THROWN(problem.rethrow(), std::bad_alloc);
}

QTEST_APPLESS_MAIN(ThreadsTest)
#include "threads_test.moc"
