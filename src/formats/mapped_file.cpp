#include "src/formats/mapped_file.h"

#include "src/error.h"
#include "src/formats/mapped_pages.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace headscope {

class MappedFile::Descriptor {
public:
    // Without O_NONBLOCK, opening a named pipe would wait for a writer that may never come.
    explicit Descriptor(const std::filesystem::path &path)
        : m_number(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC))
    {
    }
    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;

    int number() const { return m_number; }

private:
    int m_number;
};

namespace {

[[noreturn]] void failWithErrno(const std::filesystem::path &path)
{
    const int reason = errno;
    std::error_code ignored;
    if (const std::filesystem::path target = std::filesystem::read_symlink(path, ignored); reason == ENOENT && !target.empty())
        throw Error("this is a link, and what it leads to is missing (" + target.string() + ")", path.string(),
            "A download may not have finished, or its cache was tidied up; fetch the model again");
    if (reason == ELOOP)
        throw Error("this is a link that leads back to itself", path.string(), "Fetch the file again");
    if (reason == ENXIO || reason == ENODEV) // a socket, or a device that is not there
        throw Error("this is not a regular file", path.string(), "Pipes, sockets and devices cannot be opened");
    if (reason == ENOENT || reason == ENOTDIR)
        throw Error("there is no such file", path.string(), "Check the path");
    if (reason == EACCES || reason == EPERM)
        throw Error("the file may not be read", path.string(), "Check its permissions");
    throw Error(std::string("the file cannot be read (") + std::strerror(reason) + ")", path.string());
}

#ifdef __APPLE__
const timespec &writtenAt(const struct stat &state)
{
    return state.st_mtimespec;
}
const timespec &changedAt(const struct stat &state)
{
    return state.st_ctimespec;
}
#else
const timespec &writtenAt(const struct stat &state)
{
    return state.st_mtim;
}
const timespec &changedAt(const struct stat &state)
{
    return state.st_ctim;
}
#endif

bool isSame(const timespec &a, const timespec &b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool isSameFile(const struct stat &a, const struct stat &b)
{
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool isAsLong(const struct stat &a, const struct stat &b)
{
    return a.st_size == b.st_size && isSame(writtenAt(a), writtenAt(b));
}

/// Of one file at two times. The time of its last change of any kind, which no program can set, tells of a writer that put the time of
/// writing back; but names and permissions move it too.
bool holdsSameBytes(const struct stat &before, const struct stat &now, const std::filesystem::path &path)
{
    if (!isAsLong(before, now))
        return false;
    if (isSame(changedAt(before), changedAt(now)))
        return true;
    if (before.st_nlink != now.st_nlink || before.st_mode != now.st_mode || before.st_uid != now.st_uid || before.st_gid != now.st_gid)
        return true;
    struct stat named = {};
    return ::stat(path.c_str(), &named) != 0 || !isSameFile(named, now); // it has another name
}

/// Pages of our own with the file's bytes, as a mapping has them: the same alignment, so that sums over them have the same bits.
void *copyOf(int descriptor, std::size_t size, const std::filesystem::path &path)
{
    void *start = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED)
        failWithErrno(path);
    std::size_t done = 0;
    while (done < size) {
        const ssize_t count = ::pread(descriptor, static_cast<std::byte *>(start) + done, size - done, static_cast<off_t>(done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            const int reason = errno;
            ::munmap(start, size);
            errno = reason;
            if (count < 0)
                failWithErrno(path);
            break;
        }
        done += static_cast<std::size_t>(count);
    }
    return done == size ? start : nullptr;
}

} // namespace

std::shared_ptr<const MappedFile> MappedFile::open(const std::filesystem::path &path, std::size_t mostCopied)
{
    auto descriptor = std::make_unique<Descriptor>(path);
    struct stat state = {};
    if (descriptor->number() < 0 || ::fstat(descriptor->number(), &state) != 0)
        failWithErrno(path);
    if (S_ISDIR(state.st_mode))
        throw Error("this is a folder, a file is needed", path.string());
    if (!S_ISREG(state.st_mode))
        throw Error("this is not a regular file", path.string(), "Pipes, sockets and devices cannot be opened");
    if (static_cast<std::uintmax_t>(state.st_size) > std::numeric_limits<std::size_t>::max())
        throw Error("the file is larger than this computer's address space", path.string());

    const auto size = static_cast<std::size_t>(state.st_size);
    std::shared_ptr<MappedFile> file(new MappedFile(path, {}));
    file->m_state = state;
    if (size == 0) // mmap refuses an empty range
        return file;
    if (size > mostCopied) {
        file->m_pages = mapPages(descriptor->number(), size);
        if (!file->m_pages)
            failWithErrno(path);
        file->m_bytes = bytesOf(*file->m_pages);
        file->m_file = std::move(descriptor);
        return file;
    }
    const void *copy = copyOf(descriptor->number(), size, path);
    if (copy)
        file->m_bytes = {static_cast<const std::byte *>(copy), size};
    struct stat after = {};
    if (!copy || ::fstat(descriptor->number(), &after) != 0 || !isAsLong(state, after))
        throw Error("another program wrote to the file while it was read", path.string(), "Wait until it is done, and open it again");
    return file;
}

MappedFile::MappedFile(std::filesystem::path path, std::span<const std::byte> bytes)
    : m_path(std::move(path))
    , m_bytes(bytes)
{
}

std::shared_ptr<const MappedFile> MappedFile::holding(std::span<const std::byte> bytes, std::filesystem::path name)
{
    std::shared_ptr<MappedFile> file(new MappedFile(std::move(name), {}));
    file->m_copy = std::make_unique<std::byte[]>(bytes.size());
    std::copy(bytes.begin(), bytes.end(), file->m_copy.get());
    file->m_bytes = {file->m_copy.get(), bytes.size()};
    return file;
}

MappedFile::~MappedFile()
{
    if (m_pages)
        unmapPages(m_pages);
    else if (!m_copy && !m_bytes.empty())
        ::munmap(const_cast<std::byte *>(m_bytes.data()), m_bytes.size());
}

std::string_view MappedFile::text() const
{
    return {reinterpret_cast<const char *>(m_bytes.data()), m_bytes.size()};
}

bool MappedFile::isLost() const
{
    if (!m_pages)
        return false;
    const std::lock_guard lock(m_mutex);
    if (m_lost)
        return true;
    struct stat now = {};
    m_lost = arePagesLost(*m_pages) || ::fstat(m_file->number(), &now) != 0 || !holdsSameBytes(m_state, now, m_path);
    if (!m_lost)
        m_state = now;
    return m_lost;
}

FileChange MappedFile::change() const
{
    if (isLost())
        return FileChange::lost;
    if (m_copy)
        return FileChange::none;
    const std::lock_guard lock(m_mutex);
    struct stat named = {};
    const bool isThere = ::stat(m_path.c_str(), &named) == 0;
    return isThere && isSameFile(m_state, named) && isAsLong(m_state, named) ? FileChange::none : FileChange::elsewhere;
}

void MappedFile::requireUnchanged() const
{
    if (isLost())
        throw Error("another program changed the file while it was open here, so its numbers are not those that were opened",
            m_path.string(), "Open it again");
}

} // namespace headscope
