#include "src/formats/mapped_file.h"

#include "src/error.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace headscope {

namespace {

class Descriptor {
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

[[noreturn]] void failWithErrno(const std::filesystem::path &path)
{
    const int reason = errno;
    if (reason == ENOENT || reason == ENOTDIR)
        throw Error("there is no such file", path.string(), "Check the path");
    if (reason == EACCES || reason == EPERM)
        throw Error("the file may not be read", path.string(), "Check its permissions");
    throw Error(std::string("the file cannot be read (") + std::strerror(reason) + ")", path.string());
}

} // namespace

std::shared_ptr<const MappedFile> MappedFile::open(const std::filesystem::path &path)
{
    const Descriptor file(path);
    struct stat state = {};
    if (file.number() < 0 || ::fstat(file.number(), &state) != 0)
        failWithErrno(path);
    if (S_ISDIR(state.st_mode))
        throw Error("this is a folder, a file is needed", path.string());
    if (!S_ISREG(state.st_mode))
        throw Error("this is not a regular file", path.string(), "Pipes, sockets and devices cannot be opened");
    if (static_cast<std::uintmax_t>(state.st_size) > std::numeric_limits<std::size_t>::max())
        throw Error("the file is larger than this computer's address space", path.string());

    const auto size = static_cast<std::size_t>(state.st_size);
    std::span<const std::byte> bytes;
    if (size > 0) { // mmap refuses an empty range
        void *start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number(), 0);
        if (start == MAP_FAILED)
            failWithErrno(path);
        bytes = {static_cast<const std::byte *>(start), size};
    }
    return std::shared_ptr<const MappedFile>(new MappedFile(path, bytes));
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
    if (!m_copy && !m_bytes.empty())
        ::munmap(const_cast<std::byte *>(m_bytes.data()), m_bytes.size());
}

std::string_view MappedFile::text() const
{
    return {reinterpret_cast<const char *>(m_bytes.data()), m_bytes.size()};
}

} // namespace headscope
