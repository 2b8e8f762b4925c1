#include "src/platform/descriptor.h"

#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace headscope {

namespace {

namespace fs = std::filesystem;

/// "/proc/42/fd" for "/proc/42/fd/1"; empty where there is no such folder.
std::string folderOf(const fs::path &path)
{
    std::error_code problem;
    return fs::canonical(path.has_parent_path() ? path.parent_path() : fs::path("."), problem).string();
}

} // namespace

Descriptor::Descriptor(Descriptor &&other) noexcept
    : m_number(std::exchange(other.m_number, -1))
{
}

Descriptor &Descriptor::operator=(Descriptor &&other) noexcept
{
    std::swap(m_number, other.m_number);
    return *this;
}

bool Descriptor::close()
{
    return m_number < 0 || ::close(std::exchange(m_number, -1)) == 0;
}

Descriptor openToRead(const std::filesystem::path &path)
{
    return Descriptor(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
}

Descriptor openNew(const std::filesystem::path &path, unsigned mode)
{
    return Descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
}

Descriptor openToAppend(const std::filesystem::path &path)
{
    const std::string folder = folderOf(path);
    const std::string name = path.filename().string();
    int number = -1;
    const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), number);
    const bool isOwn = folder == "/dev/fd" || folder == "/proc/" + std::to_string(::getpid()) + "/fd";
    if (isOwn && problem == std::errc() && end == name.data() + name.size())
        return Descriptor(::fcntl(number, F_DUPFD_CLOEXEC, 0));
    return Descriptor(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
}

Descriptor openLockFile(const std::filesystem::path &path)
{
    return Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0664));
}

bool isDescriptorName(const std::filesystem::path &path)
{
    const std::string folder = folderOf(path);
    return folder == "/dev/fd" || (folder.starts_with("/proc/") && folder.ends_with("/fd"));
}

std::filesystem::path standardInputName()
{
    return "/dev/stdin";
}

std::ptrdiff_t readAt(const Descriptor &file, std::size_t offset, std::span<std::byte> bytes)
{
    ssize_t count = 0;
    do
        count = ::pread(file.number(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    while (count < 0 && errno == EINTR);
    return count;
}

std::ptrdiff_t writeSome(const Descriptor &file, std::span<const std::byte> bytes)
{
    ssize_t count = 0;
    do
        count = ::write(file.number(), bytes.data(), bytes.size());
    while (count < 0 && errno == EINTR);
    return count;
}

bool reachDisk(int descriptor)
{
    return ::fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP;
}

bool tryLock(const Descriptor &file)
{
    return ::flock(file.number(), LOCK_EX | LOCK_NB) == 0;
}

void takeOver(const Descriptor &file, const FileState &old)
{
    const std::optional<FileState> own = stateOf(file.number());
    if (!own)
        return;
    mode_t mode = old.mode;
    const bool isSame = own->owner == old.owner && own->group == old.group;
    if (!isSame && ::fchown(file.number(), old.owner, old.group) != 0) {
        const bool keepsGroup = ::fchown(file.number(), static_cast<uid_t>(-1), old.group) == 0;
        mode &= keepsGroup ? 0777 : 0707; // nothing runs as another owner, and no other group may read it
    }
    ::fchmod(file.number(), mode);
}

void removeName(const char *path) noexcept
{
    ::unlink(path);
}

} // namespace headscope
