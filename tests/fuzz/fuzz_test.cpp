// The deterministic half of fuzzing, which every test run includes: hostile files made by hand, and thousands of changed ones.
// HEADSCOPE_FUZZ_SECONDS=60 goes on with further seeds for that long; HEADSCOPE_FUZZ_TARGET=gguf keeps to one target. What fails is
// kept as a file, which HEADSCOPE_FUZZ_FILE tries again.
#include "src/formats/mapped_file.h"
#include "tests/fuzz/allocations.h"
#include "tests/fuzz/hostile_inputs.h"
#include "tests/fuzz/mutator.h"
#include "tests/fuzz/targets.h"
#include "tests/support/failing_memory.h"

#include <QDir>
#include <QElapsedTimer>
#include <QtTest>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <unistd.h>

using namespace headscope;

namespace {

#if defined(HEADSCOPE_KEEPS_NEW)
constexpr int kSanitized = 10; // times slower
#else
constexpr int kSanitized = kKeepsFreedMemory ? 5 : 1;
#endif
constexpr qint64 kMostMilliseconds = 2000 * kSanitized;
// A tensor's entry takes some 60 bytes in a file and some 300 in memory; a list takes one byte in a pickle and some 60 in memory.
constexpr std::size_t kMostPerByte = 100;

const FuzzTarget *targetNamed(const QByteArray &name)
{
    for (const FuzzTarget &target : fuzzTargets())
        if (target.name == name.toStdString())
            return &target;
    return nullptr;
}

// The file that is being tried, for a crash.
std::span<const std::byte> current;
char findPath[512] = "";

/// Writes the current file to findPath. Uses nothing that a crashed program may not.
void keepCurrent()
{
    const int file = ::open(findPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    for (std::span<const std::byte> left = current; file >= 0 && !left.empty();) {
        const ssize_t written = ::write(file, left.data(), left.size());
        if (written <= 0)
            break;
        left = left.subspan(static_cast<std::size_t>(written));
    }
    if (file >= 0)
        ::close(file);
}

void keepAndCrash(int number)
{
    keepCurrent();
    std::signal(number, SIG_DFL);
    std::raise(number);
}

} // namespace

class FuzzTest : public QObject {
    Q_OBJECT

    bool m_accepted = false;
    std::size_t m_largest = 0;
    qint64 m_slowest = 0;

    /// What went wrong; empty if nothing.
    QString problemOf(const FuzzTarget &target, const std::string &bytes)
    {
        // A copy of just that size: a sanitizer sees each byte read beyond it.
        const auto copy = std::make_unique<std::byte[]>(bytes.size());
        std::memcpy(copy.get(), bytes.data(), bytes.size());
        current = {copy.get(), bytes.size()};
        startCountingAllocations();
        const std::clock_t start = std::clock(); // the processor's time, so that a busy machine makes no find
        try {
            m_accepted = target.run(current);
        } catch (const std::exception &error) {
            return QStringLiteral("threw ") + QString::fromUtf8(error.what());
        }
        const auto milliseconds = static_cast<qint64>((std::clock() - start) * 1000 / CLOCKS_PER_SEC);
        const std::size_t peak = peakAllocation();
        m_slowest = std::max(m_slowest, milliseconds);
        m_largest = std::max(m_largest, peak);
        if (milliseconds > kMostMilliseconds)
            return QStringLiteral("took %1 ms").arg(milliseconds);
        if (peak > target.freeBytes + kMostPerByte * bytes.size())
            return QStringLiteral("took %1 bytes of memory for a file of %2").arg(peak).arg(bytes.size());
        return {};
    }

    void check(const FuzzTarget &target, const std::string &bytes, const QString &name)
    {
        const QByteArray kept
            = QDir::temp().filePath(QStringLiteral("headscope-fuzz-%1-find").arg(QString::fromUtf8(target.name.data()))).toUtf8();
        std::strncpy(findPath, kept.constData(), sizeof findPath - 1);
        const QString problem = problemOf(target, bytes);
        if (problem.isEmpty())
            return;
        current = std::as_bytes(std::span(bytes));
        keepCurrent();
        QFAIL(qPrintable(QStringLiteral("%1: %2; kept as %3").arg(name, problem, QString::fromUtf8(kept))));
    }

    static void rows()
    {
        QTest::addColumn<QByteArray>("target");
        const QByteArray only = qgetenv("HEADSCOPE_FUZZ_TARGET");
        for (const FuzzTarget &target : fuzzTargets())
            if (const QByteArray name(target.name.data(), static_cast<qsizetype>(target.name.size())); only.isEmpty() || only == name)
                QTest::newRow(name.constData()) << name;
    }

private slots:
    void initTestCase()
    {
        for (const int number : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL})
            std::signal(number, keepAndCrash);
        const QByteArray only = qgetenv("HEADSCOPE_FUZZ_TARGET");
        QVERIFY2(only.isEmpty() || targetNamed(only), "HEADSCOPE_FUZZ_TARGET names no target");
        if (const QString path = qEnvironmentVariable("HEADSCOPE_FUZZ_FILE"); !path.isEmpty()) {
            QVERIFY2(!only.isEmpty(), "HEADSCOPE_FUZZ_FILE needs HEADSCOPE_FUZZ_TARGET");
            check(*targetNamed(only), std::string(MappedFile::open(path.toStdString())->text()), path);
        }
    }

    void countsAllocations()
    {
        NEEDS_FAILING_MEMORY;
        startCountingAllocations();
        QVERIFY(peakAllocation() < 1000);
        ::operator delete(::operator new(100000)); // not by a vector, which a compiler may do without
        QVERIFY(peakAllocation() >= 100000 && peakAllocation() < 200000);
    }

    void theSeedsThemselves_data() { rows(); }
    void theSeedsThemselves()
    {
        QFETCH(QByteArray, target);
        for (const std::string &seed : seedsOf(*targetNamed(target))) {
            check(*targetNamed(target), seed, QStringLiteral("a seed"));
            QVERIFY(m_accepted); // or nothing behind the first check would be tried
        }
    }

    void madeByHand_data() { rows(); }
    void madeByHand()
    {
        QFETCH(QByteArray, target);
        for (const HostileInput &input : hostileInputs(target.toStdString(), seedsOf(*targetNamed(target))))
            check(*targetNamed(target), input.bytes, QString::fromStdString(input.name));
    }

    void changedAtRandom_data() { rows(); }
    void changedAtRandom()
    {
        QFETCH(QByteArray, target);
        m_largest = 0;
        m_slowest = 0;
        const FuzzTarget &tried = *targetNamed(target);
        const std::vector<std::string> seeds = seedsOf(tried);
        const int seconds = qEnvironmentVariableIntValue("HEADSCOPE_FUZZ_SECONDS");
        QElapsedTimer timer;
        timer.start();
        int round = 0;
        int accepted = 0;
        for (; seconds > 0 ? timer.elapsed() < 1000 * seconds : round < tried.rounds; ++round) {
            check(tried, Mutator(static_cast<std::uint32_t>(round), seeds, tried.words).next(), QStringLiteral("round %1").arg(round));
            if (QTest::currentTestFailed())
                return;
            accepted += m_accepted;
        }
        QVERIFY(accepted > 0 && (accepted < round || !tried.refuses));
        qInfo("%d files, %d accepted, at most %lld ms and %.1f MB each", round, accepted, static_cast<long long>(m_slowest),
            static_cast<double>(m_largest) / 1e6);
    }
};

QTEST_APPLESS_MAIN(FuzzTest)
#include "fuzz_test.moc"
