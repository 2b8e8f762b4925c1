#include "src/formats/atomic_file.h"

#include "src/error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace headscope {

namespace {

namespace fs = std::filesystem;

constexpr int kMostLinks = 40; // as Linux follows
constexpr std::size_t kWrittenAtOnce = std::size_t(8) << 20; // bytes between two looks at the stop token

constexpr std::pair<int, const char *> kHints[]{
    {ENOSPC, "Free some space on the disk"},
    {EDQUOT, "Free some space: your share of the disk is used up"},
    {EFBIG, "Files of this size are not allowed here: choose fewer numbers or another disk"},
    {ENAMETOOLONG, "Choose a shorter name"},
    {ELOOP, "Choose another name"},
};

std::string hintOf(int reason)
{
    for (const auto &[known, hint] : kHints)
        if (known == reason)
            return hint;
    return "Choose a folder that exists and that you may write to";
}

fs::path folderOf(const fs::path &path)
{
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// "/proc/42/fd/1": a name for an open descriptor of a process, whatever lies behind it. Where /dev/stdout and >(…) of a shell lead.
bool isDescriptor(const fs::path &path)
{
    std::error_code problem;
    const std::string folder = fs::canonical(folderOf(path), problem).string();
    return folder == "/dev/fd" || (folder.starts_with("/proc/") && folder.ends_with("/fd"));
}

/// As the kernel does for whoever opens a link: in a folder that everybody writes to (/tmp), links that others laid are traps.
bool isTrap(const fs::path &link)
{
    struct stat own;
    struct stat folder;
    if (::lstat(link.c_str(), &own) != 0 || ::stat(folderOf(link).c_str(), &folder) != 0)
        return false;
    const bool isOpenToAll = (folder.st_mode & S_ISVTX) && (folder.st_mode & S_IWOTH);
    return isOpenToAll && own.st_uid != ::geteuid() && own.st_uid != folder.st_uid;
}

/// A descriptor of this process is taken over as it stands, with its place in the file; everything else is opened to append.
int openDirect(const fs::path &path)
{
    const std::string folder = fs::canonical(folderOf(path)).string();
    const std::string name = path.filename().string();
    int number = -1;
    const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), number);
    const bool isOwn = folder == "/dev/fd" || folder == "/proc/" + std::to_string(::getpid()) + "/fd";
    if (isOwn && problem == std::errc() && end == name.data() + name.size())
        return ::fcntl(number, F_DUPFD_CLOEXEC, 0);
    return ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
}

/// Mode, owner and group of the file that is replaced. Who may not give files away keeps what can be kept.
void takeOver(int descriptor, const struct stat &old)
{
    struct stat own;
    if (::fstat(descriptor, &own) != 0)
        return;
    mode_t mode = old.st_mode & 07777;
    const bool isSame = own.st_uid == old.st_uid && own.st_gid == old.st_gid;
    if (!isSame && ::fchown(descriptor, old.st_uid, old.st_gid) != 0) {
        const bool keepsGroup = ::fchown(descriptor, static_cast<uid_t>(-1), old.st_gid) == 0;
        mode &= keepsGroup ? 0777 : 0707; // nothing runs as another owner, and no other group may read it
    }
    ::fchmod(descriptor, mode);
}

/// A file that was replaced, until all of its set are.
struct Replaced {
    fs::path target;
    fs::path old; ///< empty: there was none
};

/// Takes back what was done, the last first.
void restore(std::vector<Replaced> &done)
{
    for (; !done.empty(); done.pop_back()) {
        const auto &[target, old] = done.back();
        if (old.empty()) {
            ::unlink(target.c_str());
        } else if (::rename(old.c_str(), target.c_str()) == 0) {
            ::unlink(old.c_str()); // renaming leaves both names of one file
        }
    }
}

/// Another name for the file at `target`, which stays where it is; on file systems without hard links it is moved there. Empty when there
/// is none. False, and errno, where neither works.
bool keepOld(const fs::path &target, fs::path &old)
{
    struct stat found;
    if (::lstat(target.c_str(), &found) != 0)
        return errno == ENOENT;
    if (!S_ISREG(found.st_mode)) { // a folder, say, that took the name meanwhile
        errno = EEXIST;
        return false;
    }
    old = nameForOldFile(folderOf(target));
    if (::link(target.c_str(), old.c_str()) == 0)
        return true;
    old = nameForOnlyCopy(folderOf(target));
    return ::rename(target.c_str(), old.c_str()) == 0;
}

} // namespace

void AtomicFile::fail(int reason) const
{
    throw Error(std::string("the file cannot be written (") + std::strerror(reason) + ")", m_destination.string(), hintOf(reason));
}

std::filesystem::path withoutLinks(std::filesystem::path path)
{
    for (int links = 0; links < kMostLinks && !isDescriptor(path); ++links) {
        std::error_code problem;
        const fs::path next = fs::read_symlink(path, problem);
        if (problem)
            break;
        if (isTrap(path))
            throw Error("somebody else laid this link into a folder that everybody can write to", path.string(), "Choose another name");
        path = folderOf(path) / next;
    }
    return path;
}

bool isDirectTarget(const std::filesystem::path &path)
{
    struct stat found;
    if (::stat(path.c_str(), &found) != 0)
        return false;
    const bool isSpecial = S_ISFIFO(found.st_mode) || S_ISCHR(found.st_mode) || S_ISSOCK(found.st_mode);
    return isSpecial || isDescriptor(withoutLinks(path));
}

AtomicFile::AtomicFile(std::filesystem::path destination, std::stop_token stop)
    : m_destination(std::move(destination))
    , m_stop(std::move(stop))
{
    struct stat old;
    const bool exists = ::stat(m_destination.c_str(), &old) == 0;
    if (!exists && errno != ENOENT)
        fail(errno);
    if (exists && isDirectTarget(m_destination)) {
        const fs::path end = withoutLinks(m_destination);
        m_direct = openDirect(isDescriptor(end) ? end : m_destination);
        if (m_direct < 0)
            fail(errno);
        return;
    }
    if (exists && !S_ISREG(old.st_mode))
        throw Error(
            S_ISDIR(old.st_mode) ? "the file cannot be written: a folder has this name" : "the file cannot be written: this is a disk",
            m_destination.string(), "Choose another name");
    // Renaming needs no permission on the file that is replaced: whoever protected it meant something by it.
    if (exists && ::faccessat(AT_FDCWD, m_destination.c_str(), W_OK, AT_EACCESS) != 0)
        throw Error("the file cannot be written: the one that is there is write-protected", m_destination.string(),
            "Choose another name, or allow writing");
    m_target = withoutLinks(m_destination);
    m_temporary.emplace(folderOf(m_target), exists ? 0600 : 0666);
    if (m_temporary->descriptor() < 0)
        fail(errno);
    if (exists)
        takeOver(m_temporary->descriptor(), old);
}

AtomicFile::~AtomicFile()
{
    if (m_direct >= 0)
        ::close(m_direct);
}

void AtomicFile::write(std::span<const std::byte> bytes)
{
    const int descriptor = isDirect() ? m_direct : m_temporary->descriptor();
    while (!bytes.empty()) {
        if (m_stop.stop_requested())
            throw Error("writing was stopped", m_destination.string());
        const ssize_t written = ::write(descriptor, bytes.data(), std::min(bytes.size(), kWrittenAtOnce));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            fail(errno);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void AtomicFile::write(std::string_view text)
{
    write(std::as_bytes(std::span(text)));
}

void AtomicFile::close()
{
    if (isDirect()) {
        if (m_direct >= 0 && ::close(std::exchange(m_direct, -1)) != 0)
            fail(errno);
        return;
    }
    if (m_temporary->descriptor() < 0)
        return;
    // The bytes must be on the disk before the name is, or a power cut could leave an empty file under the name.
    if (::fsync(m_temporary->descriptor()) != 0 && errno != EINVAL && errno != ENOTSUP)
        fail(errno);
    if (!m_temporary->close())
        fail(errno);
}

void AtomicFile::commit()
{
    close();
    if (isDirect())
        return;
    const TerminationBlock block;
    if (!block.rename(*m_temporary, m_target))
        fail(errno);
}

void commitTogether(std::list<AtomicFile> &files)
{
    if (files.size() == 1)
        return files.front().commit();
    for (AtomicFile &file : files)
        file.close();
    const TerminationBlock block;
    std::vector<Replaced> done;
    done.reserve(files.size());
    for (AtomicFile &file : files) {
        if (file.isDirect())
            continue;
        Replaced replaced{file.m_target, {}};
        const bool kept = keepOld(file.m_target, replaced.old);
        if (kept)
            done.push_back(replaced);
        if (!kept || !block.rename(*file.m_temporary, file.m_target)) {
            const int reason = errno;
            if (kept && replaced.old.empty())
                done.pop_back(); // its name was never taken
            restore(done);
            file.fail(reason);
        }
    }
    for (const Replaced &replaced : done)
        if (!replaced.old.empty())
            ::unlink(replaced.old.c_str());
}

void writeFile(const std::filesystem::path &path, std::string_view text)
{
    AtomicFile file(path);
    file.write(text);
    file.commit();
}

} // namespace headscope
