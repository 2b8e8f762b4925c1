#include "src/formats/mapped_file.h"

#include "src/error.h"
#include "src/platform/mapped_pages.h"
#include "src/platform/memory_pages.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace headscope {

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

bool isAsLong(const FileState &a, const FileState &b)
{
    return a.bytes == b.bytes && a.written == b.written;
}

/// Of one file at two times. The time of its last change of any kind, which no program can set, tells of a writer that put the time of
/// writing back; but names and permissions move it too.
bool holdsSameBytes(const FileState &before, const FileState &now, const std::filesystem::path &path)
{
    if (!isAsLong(before, now))
        return false;
    if (before.changed == now.changed)
        return true;
    if (before.names != now.names || before.mode != now.mode || before.owner != now.owner || before.group != now.group)
        return true;
    const std::optional<FileState> named = stateOf(path);
    return !named || !isSameFile(*named, now); // it has another name
}

/// Pages of our own with the file's bytes, as a mapping has them: the same alignment, so that sums over them have the same bits. Null where
/// the file has become shorter.
const std::byte *copyOf(const Descriptor &file, std::size_t size, const std::filesystem::path &path)
{
    auto *start = static_cast<std::byte *>(takePages(size));
    if (!start)
        failWithErrno(path);
    std::ptrdiff_t count = 1;
    std::size_t done = 0;
    for (; done < size && count > 0; done += static_cast<std::size_t>(std::max<std::ptrdiff_t>(count, 0)))
        count = readAt(file, done, {start + done, size - done});
    if (done == size)
        return start;
    const int reason = errno;
    freePages(start, size);
    errno = reason;
    if (count < 0)
        failWithErrno(path);
    return nullptr;
}

} // namespace

std::shared_ptr<const MappedFile> MappedFile::open(const std::filesystem::path &path, std::size_t mostCopied)
{
    Descriptor descriptor = openToRead(path);
    const std::optional<FileState> state = descriptor.isOpen() ? stateOf(descriptor.number()) : std::nullopt;
    if (!state)
        failWithErrno(path);
    if (state->kind == FileKind::folder)
        throw Error("this is a folder, a file is needed", path.string());
    if (state->kind != FileKind::regular)
        throw Error("this is not a regular file", path.string(), "Pipes, sockets and devices cannot be opened");
    if (state->bytes > std::numeric_limits<std::size_t>::max())
        throw Error("the file is larger than this computer's address space", path.string());

    const auto size = static_cast<std::size_t>(state->bytes);
    std::shared_ptr<MappedFile> file(new MappedFile(path, {}));
    file->m_state = *state;
    if (size == 0) // no pages have no address
        return file;
    if (size > mostCopied) {
        file->m_pages = mapPages(descriptor.number(), size);
        if (!file->m_pages)
            failWithErrno(path);
        file->m_bytes = bytesOf(*file->m_pages);
        file->m_file = std::move(descriptor);
        return file;
    }
    const std::byte *copy = copyOf(descriptor, size, path);
    if (copy)
        file->m_bytes = {copy, size};
    const std::optional<FileState> after = stateOf(descriptor.number());
    if (!copy || !after || !isAsLong(*state, *after))
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
        freePages(const_cast<std::byte *>(m_bytes.data()), m_bytes.size());
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
    const std::optional<FileState> now = stateOf(m_file.number());
    m_lost = arePagesLost(*m_pages) || !now || !holdsSameBytes(m_state, *now, m_path);
    if (!m_lost)
        m_state = *now;
    return m_lost;
}

FileChange MappedFile::change() const
{
    if (isLost())
        return FileChange::lost;
    if (m_copy)
        return FileChange::none;
    const std::lock_guard lock(m_mutex);
    const std::optional<FileState> named = stateOf(m_path);
    return named && isSameFile(m_state, *named) && isAsLong(m_state, *named) ? FileChange::none : FileChange::elsewhere;
}

void MappedFile::requireUnchanged() const
{
    if (isLost())
        throw Error("another program changed the file while it was open here, so its numbers are not those that were opened",
            m_path.string(), "Open it again");
}

} // namespace headscope
