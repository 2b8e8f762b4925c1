#include "src/formats/atomic_file.h"

#include "src/error.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace headscope {

namespace {

[[noreturn]] void failWithErrno(const std::filesystem::path &path)
{
    const int reason = errno;
    throw Error(std::string("the file cannot be written (") + std::strerror(reason) + ")", path.string(),
        reason == ENOSPC ? "Free some space on the disk" : "Choose a folder that exists and that you may write to");
}

std::filesystem::path neighbourOf(const std::filesystem::path &path)
{
    static std::atomic<unsigned> counter{0};
    std::filesystem::path neighbour = path;
    neighbour += std::string(".").append(std::to_string(::getpid())).append("-").append(std::to_string(counter++)).append(".part");
    return neighbour;
}

} // namespace

AtomicFile::AtomicFile(std::filesystem::path destination)
    : m_destination(std::move(destination))
    , m_neighbour(neighbourOf(m_destination))
    , m_descriptor(::open(m_neighbour.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666))
{
    if (m_descriptor < 0)
        failWithErrno(m_destination);
}

AtomicFile::~AtomicFile()
{
    if (m_descriptor < 0)
        return;
    ::close(m_descriptor);
    ::unlink(m_neighbour.c_str());
}

void AtomicFile::write(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(m_descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            failWithErrno(m_destination);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void AtomicFile::write(std::string_view text)
{
    write(std::as_bytes(std::span(text)));
}

void AtomicFile::commit()
{
    // The bytes must be on the disk before the name is, or a power cut could leave an empty file under the name.
    if (::fsync(m_descriptor) != 0 && errno != EINVAL && errno != ENOTSUP)
        failWithErrno(m_destination);
    if (::rename(m_neighbour.c_str(), m_destination.c_str()) != 0)
        failWithErrno(m_destination);
    ::close(m_descriptor);
    m_descriptor = -1;
}

void writeFile(const std::filesystem::path &path, std::string_view text)
{
    AtomicFile file(path);
    file.write(text);
    file.commit();
}

} // namespace headscope
