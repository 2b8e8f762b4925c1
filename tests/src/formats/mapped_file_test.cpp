#include "src/formats/mapped_file.h"
#include "tests/src/formats/error_of.h"

#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace headscope;

class MappedFileTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::filesystem::path path(const char *name) const { return m_folder.filePath(name).toStdString(); }

    static constexpr std::size_t kPages = 20;
    static std::size_t pageSize() { return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)); }

    /// Some pages of one letter, written long ago, so that whoever writes now leaves another time.
    std::filesystem::path writeOld(const char *name, char letter = 'a') const
    {
        const std::filesystem::path file = path(name);
        std::ofstream(file, std::ios::binary) << std::string(kPages * pageSize(), letter);
        setWritten(file, {1'000'000'000, 0});
        return file;
    }
    static void setWritten(const std::filesystem::path &file, const timespec &when)
    {
        const timespec times[2] = {when, when};
        QCOMPARE(::utimensat(AT_FDCWD, file.c_str(), times, 0), 0);
    }
    /// Until the file system's clock, which ticks every few milliseconds, has left the time of the file's last change.
    void waitForTick(const std::filesystem::path &file) const
    {
        struct stat before = {};
        struct stat now = {};
        ::stat(file.c_str(), &before);
        do {
            std::ofstream(path("tick")) << "x";
            ::stat(path("tick").c_str(), &now);
        } while (now.st_ctim.tv_sec == before.st_ctim.tv_sec && now.st_ctim.tv_nsec == before.st_ctim.tv_nsec);
    }
    static void overwrite(const std::filesystem::path &file, char letter, std::size_t bytes = 10)
    {
        std::fstream(file, std::ios::binary | std::ios::in | std::ios::out) << std::string(bytes, letter);
    }

    enum class Before { standard, ignored, simple, detailed };
    static constexpr int kHandled = 42; ///< how the handlers that were there before end their process
    static constexpr int kSurvived = 43;
    static constexpr int kNotOurs = 44; ///< our handler was not installed, or did not work: the test would prove nothing

    /// A process of its own, because the handler is installed once. Ends as its bus error makes it end.
    void takeBusError(Before before, bool sent) const
    {
        const rlimit none = {};
        ::setrlimit(RLIMIT_CORE, &none);
        struct sigaction action = {};
        ::sigemptyset(&action.sa_mask);
        action.sa_handler = before == Before::ignored ? SIG_IGN : SIG_DFL;
        if (before == Before::simple)
            action.sa_handler = [](int signal) { ::_exit(signal == SIGBUS ? kHandled : kNotOurs); };
        if (before == Before::detailed) {
            action.sa_flags = SA_SIGINFO;
            action.sa_sigaction
                = [](int, siginfo_t *info, void *context) { ::_exit(info && context && info->si_signo == SIGBUS ? kHandled : kNotOurs); };
        }
        ::sigaction(SIGBUS, &action, nullptr);

        const auto ours = MappedFile::open(writeOld("ours"), 0);
        struct sigaction now = {};
        ::sigaction(SIGBUS, nullptr, &now);
        std::filesystem::resize_file(path("ours"), 0);
        if (!(now.sa_flags & SA_SIGINFO) || now.sa_sigaction == action.sa_sigaction || ours->text().back() != '\0')
            ::_exit(kNotOurs);

        const int file = ::open(writeOld("theirs").c_str(), O_RDONLY);
        void *mapped = ::mmap(nullptr, kPages * pageSize(), PROT_READ, MAP_PRIVATE, file, 0);
        std::filesystem::resize_file(path("theirs"), 0);
        if (sent)
            ::kill(::getpid(), SIGBUS);
        else
            [[maybe_unused]] const char read = *static_cast<volatile const char *>(mapped);
        ::_exit(kSurvived);
    }

private slots:
    // First: in this process no handler is installed yet.
    void aBusErrorOfOthersIsPassedOn_data()
    {
        QTest::addColumn<int>("before");
        QTest::addColumn<bool>("sent");
        QTest::addColumn<int>("signal");
        QTest::addColumn<int>("code");
        // Who is sent a signal that it ignores goes on; nobody can ignore that a page is not there.
        QTest::addRow("no handler") << static_cast<int>(Before::standard) << false << SIGBUS << 0;
        QTest::addRow("no handler, sent") << static_cast<int>(Before::standard) << true << SIGBUS << 0;
        QTest::addRow("ignored") << static_cast<int>(Before::ignored) << false << SIGBUS << 0;
        QTest::addRow("ignored, sent") << static_cast<int>(Before::ignored) << true << 0 << kSurvived;
        QTest::addRow("a handler") << static_cast<int>(Before::simple) << false << 0 << kHandled;
        QTest::addRow("a handler, sent") << static_cast<int>(Before::simple) << true << 0 << kHandled;
        QTest::addRow("one that is told more") << static_cast<int>(Before::detailed) << false << 0 << kHandled;
        QTest::addRow("one that is told more, sent") << static_cast<int>(Before::detailed) << true << 0 << kHandled;
    }

    void aBusErrorOfOthersIsPassedOn()
    {
        QFETCH(int, before);
        QFETCH(bool, sent);
        QFETCH(int, signal);
        QFETCH(int, code);
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0)
            takeBusError(static_cast<Before>(before), sent);
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(WIFSIGNALED(status) ? WTERMSIG(status) : 0, signal);
        QCOMPARE(WIFEXITED(status) ? WEXITSTATUS(status) : 0, code);
    }

    void readsBytes()
    {
        std::ofstream(path("a"), std::ios::binary) << std::string("a\0b", 3);
        const auto file = MappedFile::open(path("a"));
        QCOMPARE(file->text(), std::string_view("a\0b", 3));
        QCOMPARE(file->bytes().size(), std::size_t{3});
        QCOMPARE(file->path(), path("a"));
    }

    void anEmptyFileIsFine()
    {
        std::ofstream(path("empty"), std::ios::binary);
        QVERIFY(MappedFile::open(path("empty"))->text().empty());
    }

    void holdsBytesOfNoFile()
    {
        std::string text = "in memory";
        const auto file = MappedFile::holding(std::as_bytes(std::span(text)), "x");
        text = "changed";
        QCOMPARE(file->text(), std::string_view("in memory"));
        QCOMPARE(file->path(), std::filesystem::path("x"));
        QVERIFY(MappedFile::holding({}, "x")->text().empty());
    }

    void outlivesItsName()
    {
        std::ofstream(path("gone"), std::ios::binary) << "still here";
        const auto file = MappedFile::open(path("gone"));
        std::filesystem::remove(path("gone"));
        QCOMPARE(file->text(), std::string_view("still here"));
    }

    void aSmallFileIsCopied()
    {
        const auto file = MappedFile::open(writeOld("small"));
        QVERIFY(file->isCopied());
        QCOMPARE(file->change(), FileChange::none);
        overwrite(path("small"), 'b');
        QCOMPARE(file->change(), FileChange::elsewhere);
        std::filesystem::resize_file(path("small"), 0);
        QCOMPARE(file->text(), std::string(kPages * pageSize(), 'a'));
        QCOMPARE(file->change(), FileChange::elsewhere);
        file->requireUnchanged();
        QVERIFY(!MappedFile::open(writeOld("large"), 0)->isCopied());
        QVERIFY(MappedFile::holding({}, "x")->change() == FileChange::none);
    }

    void zerosTakeThePlaceOfWhatIsLost()
    {
        for (const std::size_t left : {std::size_t{0}, 3 * pageSize(), 3 * pageSize() + 5}) {
            const auto file = MappedFile::open(writeOld("cut"), 0);
            const auto whole = MappedFile::open(writeOld("whole", 'w'), 0);
            QCOMPARE(file->text()[left + 2 * pageSize()], 'a');
            std::filesystem::resize_file(path("cut"), left);
            // As the tasks of a product read it: all at once, each from another place.
            std::vector<std::thread> readers;
            std::vector<int> sums(8);
            for (std::size_t i = 0; i < sums.size(); ++i)
                readers.emplace_back([&, i] {
                    const std::string_view text = file->text();
                    for (std::size_t n = 0; n < text.size(); ++n)
                        sums[i] += text[(n + i * text.size() / sums.size()) % text.size()] == '\0' ? 1 : 0;
                });
            for (std::thread &reader : readers)
                reader.join();
            QVERIFY(std::ranges::all_of(sums, [](int zeros) { return zeros > 0; }));
            QCOMPARE(file->change(), FileChange::lost);
            QVERIFY_ERROR(file->requireUnchanged(), "cut: another program changed the file");
            // Who makes it as long as it was does not bring back what was read.
            writeOld("cut");
            QCOMPARE(file->change(), FileChange::lost);
            QCOMPARE(whole->change(), FileChange::none);
            QVERIFY(std::ranges::all_of(whole->text(), [](char letter) { return letter == 'w'; }));
        }
    }

    void mappingsComeAndGo()
    {
        for (int round = 0; round < 50; ++round) {
            const auto first = MappedFile::open(writeOld("first"), 0);
            const auto second = MappedFile::open(writeOld("second", 'b'), 0);
            std::filesystem::resize_file(path("second"), 0);
            QCOMPARE(second->text().back(), '\0');
            QCOMPARE(first->text().back(), 'a');
            QCOMPARE(second->change(), FileChange::lost);
            QCOMPARE(first->change(), FileChange::none);
        }
    }

    void numbersWrittenInPlaceAreNoticed()
    {
        const auto file = MappedFile::open(writeOld("written"), 0);
        file->requireUnchanged();
        overwrite(path("written"), 'b');
        QCOMPARE(file->change(), FileChange::lost);
        QVERIFY_ERROR(file->requireUnchanged(), "Open it again");
    }

    void aTimeThatWasPutBackIsNoticed()
    {
        const auto file = MappedFile::open(writeOld("back"), 0);
        waitForTick(path("back"));
        overwrite(path("back"), 'b');
        setWritten(path("back"), {1'000'000'000, 0});
        QCOMPARE(file->change(), FileChange::lost);
    }

    void namesAndPermissionsAreNoChange()
    {
        const auto file = MappedFile::open(writeOld("same"), 0);
        const auto after = [&](const std::function<void()> &change) {
            waitForTick(path("same"));
            change();
            return file->change();
        };
        QCOMPARE(after([&] { ::chmod(path("same").c_str(), 0600); }), FileChange::none);
        QCOMPARE(after([&] { std::filesystem::create_hard_link(path("same"), path("other name")); }), FileChange::none);
        QCOMPARE(after([&] { std::filesystem::remove(path("other name")); }), FileChange::none);
        QCOMPARE(after([&] { overwrite(path("same"), 'b'); }), FileChange::lost); // still seen
    }

    void aFileThatWasReplacedOrRemovedStaysReadable()
    {
        const auto replaced = MappedFile::open(writeOld("replaced"), 0);
        writeOld("new", 'b');
        std::filesystem::rename(path("new"), path("replaced"));
        QCOMPARE(replaced->change(), FileChange::elsewhere);
        replaced->requireUnchanged();
        QCOMPARE(replaced->text(), std::string(kPages * pageSize(), 'a'));

        const auto moved = MappedFile::open(writeOld("here"), 0);
        waitForTick(path("here"));
        std::filesystem::rename(path("here"), path("there"));
        QCOMPARE(moved->change(), FileChange::elsewhere);
        moved->requireUnchanged();

        const auto removed = MappedFile::open(writeOld("removed"), 0);
        std::filesystem::remove(path("removed"));
        QCOMPARE(removed->change(), FileChange::elsewhere);
        removed->requireUnchanged();
        QCOMPARE(removed->text().back(), 'a');
    }

    void followsLinks()
    {
        std::ofstream(path("target"), std::ios::binary) << "x";
        std::filesystem::create_symlink(path("target"), path("link"));
        QCOMPARE(MappedFile::open(path("link"))->text(), std::string_view("x"));
    }

    void refusesWhatIsNoFile()
    {
        QVERIFY_ERROR(MappedFile::open(path("missing")), "no such file");
        QVERIFY_ERROR(MappedFile::open(path("missing/below")), "no such file");
        QVERIFY_ERROR(MappedFile::open(m_folder.path().toStdString()), "this is a folder");
        QCOMPARE(::mkfifo(path("pipe").c_str(), 0600), 0);
        QVERIFY_ERROR(MappedFile::open(path("pipe")), "not a regular file"); // and does not wait for a writer
        QVERIFY_ERROR(MappedFile::open("/dev/null"), "not a regular file");
        QVERIFY_ERROR(MappedFile::open(std::string(10000, 'x')), "cannot be read");
    }

    void refusesWhatMayNotBeRead()
    {
        if (::geteuid() == 0)
            QSKIP("the superuser may read everything");
        std::ofstream(path("secret")) << "x";
        std::filesystem::permissions(path("secret"), std::filesystem::perms::none);
        QVERIFY_ERROR(MappedFile::open(path("secret")), "may not be read");
    }
};

QTEST_APPLESS_MAIN(MappedFileTest)
#include "mapped_file_test.moc"
