// What the system is asked for: files by their state, descriptors, pages, this process. Signals and lost pages are tested where they matter
// (formats/atomic_file_test.cpp, formats/mapped_file_test.cpp, ui/cli/program_test.cpp).
#include "src/platform/descriptor.h"
#include "src/platform/memory_pages.h"
#include "src/platform/process.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

using namespace headscope;

namespace {

namespace fs = std::filesystem;

class Folder {
public:
    fs::path operator/(const char *name) const { return fs::path(m_folder.path().toStdString()) / name; }
    fs::path file(const char *name, const std::string &text) const
    {
        std::ofstream(*this / name) << text;
        return *this / name;
    }

private:
    QTemporaryDir m_folder;
};

} // namespace

class PlatformTest : public QObject {
    Q_OBJECT

private slots:
    void aFileIsKnownByItsStateWhateverItsName()
    {
        const Folder folder;
        const fs::path file = folder.file("file", "12345");
        fs::create_hard_link(file, folder / "twin");
        fs::create_symlink("file", folder / "link");
        folder.file("other", "12345");
        const std::optional<FileState> state = stateOf(file);
        QVERIFY(state);
        QCOMPARE(state->kind, FileKind::regular);
        QCOMPARE(state->bytes, std::uint64_t{5});
        QCOMPARE(state->names, std::uint64_t{2});
        QVERIFY(isOwn(*state));
        QVERIFY(isSameFile(*state, *stateOf(folder / "twin")));
        QVERIFY(isSameFile(*state, *stateOf(folder / "link")));
        QVERIFY(isSameFile(*state, *stateOf(openToRead(file).number())));
        QVERIFY(!isSameFile(*state, *stateOf(folder / "other")));
        QVERIFY(!isSameFile(*state, *stateOfName(folder / "link")));
        fs::resize_file(file, 3);
        QCOMPARE(stateOf(folder / "twin")->bytes, std::uint64_t{3});
    }

    void timesAreTheSystems()
    {
        const Folder folder;
        const fs::path file = folder.file("file", "12345");
        const std::array<timespec, 2> longAgo{{{1'000'000'000, 7}, {999'999'999, 123'000'000}}}; // read, written
        QCOMPARE(::utimensat(AT_FDCWD, file.c_str(), longAgo.data(), 0), 0);
        struct stat raw = {};
        QCOMPARE(::stat(file.c_str(), &raw), 0);
        const std::optional<FileState> state = stateOf(file);
        QVERIFY(state);
        QVERIFY(state->written == (FileTime{999'999'999, 123'000'000}));
        QVERIFY(state->changed == (FileTime{raw.st_ctim.tv_sec, raw.st_ctim.tv_nsec}));
        QVERIFY(state->changed.seconds > state->written.seconds); // that no program can set it
    }

    void linksOfOthersInOpenFoldersAreTraps()
    {
        const Folder folder;
        const fs::path link = folder / "link";
        fs::create_symlink("nowhere", link);
        const auto isTrapIn = [&](mode_t mode) { return ::chmod((folder / ".").c_str(), mode) == 0 && isTrap(link, folder / "."); };
        QVERIFY(!isTrapIn(01777)); // one's own
        if (::lchown(link.c_str(), ::geteuid() + 1, static_cast<gid_t>(-1)) != 0)
            QSKIP("only the superuser can give a link to somebody else");
        QVERIFY(isTrapIn(01777)); // as /tmp
        QVERIFY(!isTrapIn(0777)); // where the kernel follows links, too
        QVERIFY(!isTrapIn(01755));
        QCOMPARE(::chown((folder / ".").c_str(), ::geteuid() + 1, static_cast<gid_t>(-1)), 0);
        QVERIFY(!isTrapIn(01777)); // the folder is whose the link is
        QVERIFY(!isTrap(folder / "missing", folder / "."));
    }

    void kindsOfFiles()
    {
        const Folder folder;
        fs::create_symlink("nowhere", folder / "link");
        fs::create_directory(folder / "folder");
        QCOMPARE(::mkfifo((folder / "pipe").c_str(), 0600), 0);
        QCOMPARE(stateOfName(folder / "link")->kind, FileKind::link);
        QCOMPARE(stateOf(folder / "folder")->kind, FileKind::folder);
        QCOMPARE(stateOf(folder / "pipe")->kind, FileKind::pipe);
        QCOMPARE(stateOf("/dev/null")->kind, FileKind::characterDevice);
        QVERIFY(!stateOf(folder / "link"));
        QCOMPARE(errno, ENOENT);
        QVERIFY(openToRead(folder / "pipe").isOpen()); // and did not wait
    }

    void descriptorsCloseAndMove()
    {
        const Folder folder;
        Descriptor file = openNew(folder / "file", 0600);
        QVERIFY(file.isOpen());
        QVERIFY(!openNew(folder / "file", 0600).isOpen());
        QCOMPARE(errno, EEXIST);
        const std::array<std::byte, 3> bytes{std::byte{1}, std::byte{2}, std::byte{3}};
        QCOMPARE(writeSome(file, bytes), std::ptrdiff_t{3});
        QVERIFY(reachDisk(file.number()));
        const int number = file.number();
        Descriptor other = std::move(file);
        QVERIFY(!file.isOpen() && other.number() == number);
        QVERIFY(other.close());
        QVERIFY(!stateOf(number));
        QVERIFY(other.close()); // nothing to do any more
        QVERIFY(openToAppend(folder / "file").isOpen());
        std::array<std::byte, 4> read{};
        QCOMPARE(readAt(openToRead(folder / "file"), 1, read), std::ptrdiff_t{2});
        QVERIFY(read[0] == std::byte{2} && read[1] == std::byte{3});
        QCOMPARE(readAt(Descriptor(), 0, read), std::ptrdiff_t{-1});
    }

    void aLockIsHeldByOne()
    {
        const Folder folder;
        Descriptor first = openLockFile(folder / "lock");
        const Descriptor second = openLockFile(folder / "lock");
        QVERIFY(tryLock(first));
        QVERIFY(!tryLock(second));
        QCOMPARE(errno, EWOULDBLOCK);
        first.close();
        QVERIFY(tryLock(second));
    }

    void namesOfDescriptors()
    {
        const Folder folder;
        QVERIFY(isDescriptorName("/dev/fd/1"));
        QVERIFY(!isDescriptorName(folder.file("1", "")));
        // A descriptor is taken over with its place in the file.
        const Descriptor file = openNew(folder / "file", 0600);
        const std::array<std::byte, 2> bytes{};
        QCOMPARE(writeSome(file, bytes), std::ptrdiff_t{2});
        QCOMPARE(writeSome(openToAppend("/dev/fd/" + std::to_string(file.number())), bytes), std::ptrdiff_t{2});
        QCOMPARE(stateOf(file.number())->bytes, std::uint64_t{4});
    }

    void pagesAreZerosOnPages()
    {
        constexpr std::size_t kBytes = 100'000;
        auto *pages = static_cast<unsigned char *>(takePages(kBytes));
        QVERIFY(pages);
        QCOMPARE(reinterpret_cast<std::uintptr_t>(pages) % 4096, std::uintptr_t{0});
        QVERIFY(std::all_of(pages, pages + kBytes, [](unsigned char byte) { return byte == 0; }));
        freePages(pages, kBytes);
        QVERIFY(!takePages(SIZE_MAX / 2));
    }

    void thisProcess()
    {
        QCOMPARE(processId(), static_cast<long>(QCoreApplication::applicationPid()));
        QVERIFY(isProcessAlive(processId()));
        QVERIFY(!isProcessAlive(999'999'999)); // beyond what the system numbers
        QVERIFY(!hostName().empty());
        QCOMPARE(programFile().string(), QCoreApplication::applicationFilePath().toStdString());
        QVERIFY(residentBytes() > 1'000'000);
        QVERIFY(terminalColumns() >= 0);
    }
};

QTEST_GUILESS_MAIN(PlatformTest)
#include "platform_test.moc"
