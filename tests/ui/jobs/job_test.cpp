#include "ui/jobs/job.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QTest>
#include <QThread>

#include <latch>
#include <new>
#include <semaphore>
#include <stdexcept>

using namespace headscope;

namespace {

void never(const QString &problem)
{
    QFAIL(qPrintable(QStringLiteral("failed: ") + problem));
}

} // namespace

class JobTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aResultComesToTheWindowsThread()
    {
        Job job(nullptr);
        QThread *maker = nullptr;
        int taken = 0;
        job.start(
            [&maker](const JobLink &) {
                maker = QThread::currentThread();
                return 42;
            },
            [&](int value) {
                QVERIFY(!job.isBusy());
                QCOMPARE(QThread::currentThread(), qApp->thread());
                taken = value;
            },
            never);
        QVERIFY(job.isBusy());
        QTRY_COMPARE(taken, 42);
        QVERIFY(maker && maker != qApp->thread());
    }

    void theNewestWins_data()
    {
        QTest::addColumn<bool>("atOnce");
        QTest::newRow("after the older") << false;
        QTest::newRow("at once") << true;
    }
    // The first goes on until it is let go, although it was told to stop; of those that come meanwhile only the last is made at all where
    // they wait for it.
    void theNewestWins()
    {
        QFETCH(bool, atOnce);
        Job job(nullptr, atOnce ? Job::Newer::atOnce : Job::Newer::afterOlder);
        std::binary_semaphore letGo(0);
        std::latch firstBegan(1);
        std::latch firstEnded(1);
        std::atomic_bool noticed = false;
        std::vector<int> taken;
        std::atomic<int> made = 0;
        job.start(
            [&](const JobLink &link) {
                firstBegan.count_down();
                letGo.acquire();
                noticed = link.stop().stop_requested();
                link.post([&] { taken.push_back(-1); });
                firstEnded.count_down();
                return 1;
            },
            [&](int value) { taken.push_back(value); }, never);
        firstBegan.wait();
        for (const int value : {2, 3})
            job.start(
                [&made, value](const JobLink &) {
                    ++made;
                    return value;
                },
                [&](int result) { taken.push_back(result); }, never);
        if (atOnce) {
            QTRY_COMPARE(taken, std::vector<int>{3});
            letGo.release();
            firstEnded.wait();
        } else {
            QCoreApplication::processEvents();
            QVERIFY(taken.empty());
            letGo.release();
            QTRY_COMPARE(taken, std::vector<int>{3});
            QCOMPARE(made.load(), 1);
        }
        QVERIFY(noticed);
        QVERIFY(!job.isBusy());
        QCoreApplication::processEvents();
        QCOMPARE(taken, std::vector<int>{3});
    }

    void whatWasStoppedIsNotHeardOf()
    {
        Job job(nullptr);
        std::latch began(1);
        std::latch ended(1);
        int heard = 0;
        job.start(
            [&](const JobLink &link) {
                link.post([&] { ++heard; });
                began.count_down();
                while (!link.stop().stop_requested())
                    std::this_thread::yield();
                ended.count_down();
            },
            [&] { ++heard; }, [&](const QString &) { ++heard; });
        began.wait();
        job.stop();
        QVERIFY(!job.isBusy());
        ended.wait();
        bool done = false;
        job.start([](const JobLink &) {}, [&] { done = true; }, never);
        QTRY_VERIFY(done);
        QCOMPARE(heard, 0);
    }

    // "No" is a result like any other.
    void whatWasMadeComesAsItIs()
    {
        Job job(nullptr);
        std::optional<int> taken = 1;
        job.start([](const JobLink &) { return std::optional<int>(); }, [&](std::optional<int> result) { taken = result; }, never);
        QTRY_VERIFY(!taken);
        QVERIFY(!job.isBusy());
        bool moved = false;
        job.start(
            [](const JobLink &) { return std::make_unique<int>(7); }, [&](std::unique_ptr<int> result) { moved = *result == 7; }, never);
        QTRY_VERIFY(moved);
    }

    void failuresComeInWords_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("words");
        QTest::newRow("reason") << 0 << QStringLiteral("the reason");
        QTest::newRow("no memory") << 1 << QStringLiteral("Too little memory here.");
        QTest::newRow("unknown") << 2 << QStringLiteral("Something unforeseen went wrong.");
    }
    void failuresComeInWords()
    {
        QFETCH(int, kind);
        QFETCH(QString, words);
        Job job(nullptr);
        job.setNoMemoryWords(QStringLiteral("Too little memory here."));
        QString problem;
        job.start(
            [kind](const JobLink &) -> int {
                if (kind == 0)
                    throw std::runtime_error("the reason");
                if (kind == 1)
                    throw std::bad_alloc();
                throw kind;
            },
            [](int) { QFAIL("a result"); },
            [&](const QString &text) {
                QVERIFY(!job.isBusy());
                problem = text;
            });
        QTRY_COMPARE(problem, words);
    }

    void wordsAndProgressKeepTheirOrder()
    {
        Job job(nullptr);
        std::vector<int> heard;
        std::vector<double> shares;
        connect(&job, &Job::progressChanged, this, [&] { shares.push_back(job.progress()); });
        bool done = false;
        job.start(
            [&heard](const JobLink &link) {
                for (int i = 0; i < 20; ++i)
                    link.post([&heard, i] { heard.push_back(i); });
                link.setProgress(0.25);
                link.setProgress(0.75);
            },
            [&] { done = true; }, never);
        QTRY_VERIFY(done);
        QCOMPARE(heard.size(), std::size_t(20));
        QVERIFY(std::ranges::is_sorted(heard));
        QCOMPARE(shares, (std::vector<double>{0.25, 0.75}));
        QCOMPARE(job.progress(), 0.0);
    }

    // A dialog that is opened by a result must not keep the results behind it.
    void aNestedLoopHearsTheNext()
    {
        Job job(nullptr);
        QEventLoop dialog;
        bool inside = false;
        bool done = false;
        job.start(
            [&](const JobLink &link) {
                link.post([&] { dialog.exec(); });
                link.post([&] {
                    inside = dialog.isRunning();
                    dialog.quit();
                });
            },
            [&] { done = true; }, never);
        QTRY_VERIFY(done);
        QVERIFY(inside);
    }

    void aJobThatIsGoneHearsNothing_data() { theNewestWins_data(); }
    void aJobThatIsGoneHearsNothing()
    {
        QFETCH(bool, atOnce);
        std::latch began(1);
        std::binary_semaphore letGo(0);
        std::latch ended(1);
        bool heard = false;
        const auto alive = std::make_shared<int>(0);
        {
            Job job(nullptr, atOnce ? Job::Newer::atOnce : Job::Newer::afterOlder);
            job.start(
                [&](const JobLink &link) {
                    began.count_down();
                    letGo.acquire(); // nobody waits for it
                    link.post([&] { heard = true; });
                    ended.count_down();
                },
                [&] { heard = true; }, never);
            began.wait();
            if (!atOnce) // one that waits and is never begun
                job.start([&heard, alive](const JobLink &) { heard = true; }, [] {}, never);
        }
        QCOMPARE(alive.use_count(), 1L);
        letGo.release();
        ended.wait();
        Job other(nullptr);
        bool done = false;
        other.start([](const JobLink &) {}, [&] { done = true; }, never);
        QTRY_VERIFY(done);
        QVERIFY(!heard);
    }

    void whoeverNeedsTheEndWaitsForIt()
    {
        Job job(nullptr);
        std::latch began(1);
        std::atomic_bool letGo = false;
        job.start(
            [&](const JobLink &link) {
                began.count_down();
                while (!link.stop().stop_requested())
                    std::this_thread::yield();
                QThread::msleep(20); // what is held is let go behind the last look at the token
                letGo = true;
            },
            [] { QFAIL("it was stopped"); }, never);
        began.wait();
        job.stopAndWait();
        QVERIFY(letGo);
        job.stopAndWait(); // nothing runs
    }

    void anInterruptedJobSaysHowItEnded()
    {
        Job job(nullptr);
        bool taken = false;
        job.start(
            [](const JobLink &link) {
                while (!link.stop().stop_requested())
                    std::this_thread::yield();
                return 1;
            },
            [&](int) { taken = true; }, never);
        job.interrupt();
        QVERIFY(job.isBusy());
        QTRY_VERIFY(taken);
    }

    // What the work holds (a model of gigabytes) goes with it.
    void workLetsGoOfWhatItHolds()
    {
        Job job(nullptr);
        const auto model = std::make_shared<int>(1);
        bool done = false;
        job.start([model](const JobLink &) { return *model; }, [&](int) { done = true; }, never);
        QTRY_VERIFY(done);
        QTRY_COMPARE(model.use_count(), 1L);
        job.start([model](const JobLink &) {}, [] {}, never);
        job.stop();
        QTRY_COMPARE(model.use_count(), 1L);
    }
};

QTEST_MAIN(JobTest)
#include "job_test.moc"
