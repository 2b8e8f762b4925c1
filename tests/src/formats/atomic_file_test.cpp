#include "src/formats/atomic_file.h"
#include "tests/src/formats/error_of.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace headscope;

namespace {

std::string contentOf(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Files of this process may grow to so many bytes, while it lives.
class LimitedFileSize {
public:
    explicit LimitedFileSize(rlim_t bytes)
    {
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        m_handler = std::signal(SIGXFSZ, SIG_IGN);
    }
    ~LimitedFileSize()
    {
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }

private:
    rlimit m_before;
    void (*m_handler)(int);
};

pid_t processThatIsGone()
{
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(0);
    ::waitpid(child, nullptr, 0);
    return child;
}

} // namespace

class AtomicFileTest : public QObject {
    Q_OBJECT

private slots:
    void appearsOnlyWhenCommitted()
    {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("out").toStdString();
        writeFile(path, "old");
        {
            AtomicFile file(path);
            file.write("new");
            QCOMPARE(contentOf(path), std::string("old"));
            file.write(" text");
            file.commit();
        }
        QCOMPARE(contentOf(path), std::string("new text"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
    }

    void leavesNothingWhenGivenUp()
    {
        QTemporaryDir folder;
        {
            AtomicFile file(folder.filePath("out").toStdString());
            file.write("half");
        }
        QVERIFY(QDir(folder.path()).isEmpty());
    }

    void saysWhatIsWrong()
    {
        QTemporaryDir folder;
        QVERIFY_ERROR(writeFile(folder.filePath("no/such/folder").toStdString(), "x"), "cannot be written");
        QVERIFY_ERROR(writeFile(folder.path().toStdString(), "x"), "cannot be written"); // a folder is in the way
        QVERIFY(QDir(folder.path()).isEmpty());
        if (std::filesystem::exists("/proc/self"))
            QVERIFY_ERROR(writeFile("/proc/none", "x"), "cannot be written");
    }

    void theModeStays()
    {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("out").toStdString();
        writeFile(path, "old");
        const mode_t mask = ::umask(0);
        ::umask(mask);
        struct stat found;
        QCOMPARE(::stat(path.c_str(), &found), 0);
        QCOMPARE(found.st_mode & 07777, 0666 & ~mask);
        for (const mode_t mode : {0640u, 0600u, 0666u}) {
            QCOMPARE(::chmod(path.c_str(), mode), 0);
            writeFile(path, "new");
            QCOMPARE(::stat(path.c_str(), &found), 0);
            QCOMPARE(found.st_mode & 07777, mode);
        }
    }

    void linksStay()
    {
        QTemporaryDir folder;
        const std::filesystem::path top = folder.path().toStdString();
        std::filesystem::create_directory(top / "there");
        writeFile(top / "there/file", "old");
        std::filesystem::create_symlink("there/file", top / "link");
        std::filesystem::create_symlink("link", top / "link to link");
        writeFile(top / "link to link", "new");
        QCOMPARE(contentOf(top / "there/file"), std::string("new"));
        QVERIFY(std::filesystem::is_symlink(top / "link") && std::filesystem::is_symlink(top / "link to link"));
        std::filesystem::create_symlink("there/not yet", top / "dangling");
        writeFile(top / "dangling", "made");
        QCOMPARE(contentOf(top / "there/not yet"), std::string("made"));
        QVERIFY(std::filesystem::is_symlink(top / "dangling"));
        std::filesystem::create_symlink("round", top / "round");
        QVERIFY_ERROR(writeFile(top / "round", "x"), "cannot be written");
        std::filesystem::create_hard_link(top / "there/file", top / "other name");
        writeFile(top / "other name", "apart");
        QCOMPARE(contentOf(top / "there/file"), std::string("new"));
    }

    void linksOfOthersInOpenFoldersAreNotFollowed()
    {
        QTemporaryDir folder;
        const std::filesystem::path top = folder.path().toStdString();
        writeFile(top / "mine", "old");
        std::filesystem::create_symlink("mine", top / "link");
        if (::lchown((top / "link").c_str(), ::geteuid() + 1, static_cast<gid_t>(-1)) != 0)
            QSKIP("only the superuser can give a link to somebody else");
        QCOMPARE(::chmod(top.c_str(), 01777), 0);
        QVERIFY_ERROR(writeFile(top / "link", "x"), "somebody else laid this link");
        QCOMPARE(contentOf(top / "mine"), std::string("old"));
        QCOMPARE(::chmod(top.c_str(), 0755), 0);
        writeFile(top / "link", "new");
        QCOMPARE(contentOf(top / "mine"), std::string("new"));
    }

    void stoppedLeavesWhatWasThere()
    {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("file").toStdString();
        writeFile(path, "old");
        std::stop_source stop;
        {
            AtomicFile file(path, stop.get_token());
            file.write("new");
            stop.request_stop();
            QVERIFY_ERROR(file.write("er"), "stopped");
        }
        QCOMPARE(contentOf(path), std::string("old"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot), QStringList("file"));
    }

    void pipesAndDescriptorsAreWrittenTo()
    {
        QTemporaryDir folder;
        const std::filesystem::path pipe = folder.filePath("pipe").toStdString();
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
        QVERIFY(reader >= 0 && isDirectTarget(pipe));
        writeFile(pipe, "through");
        char text[16] = {};
        QCOMPARE(::read(reader, text, sizeof text), ssize_t(7));
        QCOMPARE(std::string(text), std::string("through"));
        ::close(reader);
        QVERIFY(std::filesystem::is_fifo(pipe));
        if (!std::filesystem::exists("/proc/self/fd"))
            return;
        // As `{ echo a; headscope … -o /dev/stdout; } > file`: what was written before stays.
        const std::filesystem::path path = folder.filePath("file").toStdString();
        const int open = ::open(path.c_str(), O_WRONLY | O_CREAT, 0600);
        QCOMPARE(::write(open, "a", 1), ssize_t(1));
        writeFile("/proc/self/fd/" + std::to_string(open), "b");
        ::close(open);
        QCOMPARE(contentOf(path), std::string("ab"));
    }

    void anyNameOfTheFileSystem()
    {
        QTemporaryDir folder;
        const std::filesystem::path top = folder.path().toStdString();
        writeFile(top / std::string(255, 'n'), "x");
        QCOMPARE(contentOf(top / std::string(255, 'n')), std::string("x"));
        QVERIFY_ERROR(writeFile(top / std::string(256, 'n'), "x"), "Choose a shorter name");
    }

    void protectedFilesAndFullDisksAreRefused()
    {
        if (std::filesystem::exists("/dev/full"))
            QVERIFY_ERROR(writeFile("/dev/full", "x"), "Free some space");
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("file").toStdString();
        writeFile(path, "old");
        {
            const LimitedFileSize limit(1000);
            QVERIFY_ERROR(writeFile(path, std::string(100'000, 'x')), "Files of this size");
        }
        QCOMPARE(contentOf(path), std::string("old"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
        if (::geteuid() == 0)
            return; // who may do everything is not refused
        QCOMPARE(::chmod(path.c_str(), 0400), 0);
        QVERIFY_ERROR(writeFile(path, "x"), "write-protected");
        QCOMPARE(contentOf(path), std::string("old"));
    }

    void severalAppearTogetherOrNotAtAll()
    {
        QTemporaryDir folder;
        const std::filesystem::path top = folder.path().toStdString();
        writeFile(top / "a", "old a");
        writeFile(top / "c", "old c");
        const auto write = [&] {
            std::list<AtomicFile> files;
            for (const char *name : {"a", "b", "c", "d"})
                files.emplace_back(top / name).write(std::string("new ") + name);
            std::filesystem::create_directory(top / "d"); // meanwhile
            commitTogether(files);
        };
        QVERIFY_ERROR(write(), "cannot be written");
        QCOMPARE(contentOf(top / "a"), std::string("old a"));
        QCOMPARE(contentOf(top / "c"), std::string("old c"));
        QVERIFY(!std::filesystem::exists(top / "b"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).size(), 3);
        std::filesystem::remove(top / "d");
        {
            std::list<AtomicFile> files;
            for (const char *name : {"a", "b", "c"})
                files.emplace_back(top / name).write(std::string("new ") + name);
            commitTogether(files);
        }
        for (const char *name : {"a", "b", "c"})
            QCOMPARE(contentOf(top / name), std::string("new ") + name);
        QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).size(), 3);
    }

    /// Only files that are exactly ours, of processes that are gone.
    void leftoversOfKilledProcessesGo()
    {
        QTemporaryDir folder;
        const std::filesystem::path top = folder.path().toStdString();
        std::string alive;
        {
            const TemporaryFile file(top, 0600);
            alive = file.path().filename().string(); // ".headscope-HOST-PROCESS-NUMBER.part"
        }
        const std::string number = "-" + std::to_string(::getpid()) + "-";
        const auto named
            = [&](const std::string &process) { return std::string(alive).replace(alive.find(number), number.size(), process); };
        const std::string gone = "-" + std::to_string(processThatIsGone()) + "-";
        const std::vector<std::string> others{named("-1-"), named("-0-"), named("-x-"), named(gone) + "x", "x" + named(gone),
            named(gone + "0"), ".headscope-00000000" + gone + "0.part", "a.png.1-0.part"};
        for (const std::string &name : others)
            writeFile(top / name, "not ours");
        std::filesystem::create_directory(top / named(gone + "1"));
        writeFile(top / named(gone), "left");
        writeFile(top / "out", "x");
        QVERIFY(!std::filesystem::exists(top / named(gone)));
        for (const std::string &name : others)
            QVERIFY2(std::filesystem::exists(top / name), name.c_str());
        QVERIFY(std::filesystem::exists(top / named(gone + "1")));
    }

    /// Killed between any two steps of writing: every file is an old or a new one, and nothing else stays in the folder.
    void killedWhileWriting()
    {
        QTemporaryDir folder;
        const std::filesystem::path top = folder.path().toStdString();
        const std::vector<std::string> names{"a", "b", "c"};
        for (const std::string &name : names)
            writeFile(top / name, "old");
        for (int round = 0; round < 20; ++round) {
            int ready[2];
            QCOMPARE(::pipe(ready), 0);
            const pid_t child = ::fork();
            if (child == 0) {
                ::close(ready[0]); // so that a test that ends early ends this as well
                while (true) {
                    std::list<AtomicFile> files;
                    for (const std::string &name : names)
                        files.emplace_back(top / name).write("new");
                    commitTogether(files);
                    if (::write(ready[1], "x", 1) != 1)
                        ::_exit(1);
                }
            }
            char byte = 0;
            QCOMPARE(::read(ready[0], &byte, 1), ssize_t{1});
            ::kill(child, SIGKILL);
            ::waitpid(child, nullptr, 0);
            ::close(ready[0]);
            ::close(ready[1]);
            for (const std::string &name : names)
                QVERIFY(contentOf(top / name) == "old" || contentOf(top / name) == "new");
        }
        // One that stood still in the middle.
        const pid_t child = ::fork();
        if (child == 0) {
            const TemporaryFile next(top, 0600);
            if (::link((top / "a").c_str(), nameForOldFile(top).c_str()) == 0
                && ::link((top / "b").c_str(), nameForOnlyCopy(top).c_str()) == 0)
                ::raise(SIGKILL);
            ::_exit(1); // the files that are missed below tell
        }
        ::waitpid(child, nullptr, 0);
        const auto entries = [&] { return QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot); };
        QVERIFY(entries().filter(QStringLiteral("headscope")).size() >= 3);
        writeFile(top / "c", "next");
        const QStringList left = entries().filter(QStringLiteral("headscope"));
        QVERIFY2(left.size() == 1 && left.front().endsWith(QLatin1String(".kept")), qPrintable(left.join(QLatin1Char(' '))));
        QCOMPARE(entries().size(), 4);
        QCOMPARE(contentOf(top / "a"), std::string("new"));
    }
};

QTEST_APPLESS_MAIN(AtomicFileTest)
#include "atomic_file_test.moc"
