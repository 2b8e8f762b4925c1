// Open files by their number, for what std::fstream and QFile cannot do: look at the file that is open whatever its name leads to by now,
// make one that was not there, wait for the disk, lock. What fails says why in errno.
#pragma once

#include "src/platform/file_state.h"

#include <cstddef>
#include <filesystem>
#include <span>

namespace headscope {

/// An open file; closed with its object. No program that is started inherits it.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number)
        : m_number(number)
    {
    }
    Descriptor(Descriptor &&other) noexcept;
    Descriptor &operator=(Descriptor &&other) noexcept;
    ~Descriptor() { close(); }

    bool isOpen() const { return m_number >= 0; }
    int number() const { return m_number; }
    /// False if bytes that were written could not be kept.
    bool close();

private:
    int m_number = -1;
};

// Not open, with errno set, where they fail.

/// To read; does not wait at a named pipe for a writer that may never come.
Descriptor openToRead(const std::filesystem::path &path);
/// To write a file that is not there yet (else EEXIST), with these permissions as far as the umask lets them through.
Descriptor openNew(const std::filesystem::path &path, unsigned mode);
/// To write behind what is there. A name for a descriptor of this process (isDescriptorName) is taken over as it stands, with its place.
Descriptor openToAppend(const std::filesystem::path &path);
/// A file that is there to be locked; made where it is missing, for the group to write.
Descriptor openLockFile(const std::filesystem::path &path);

/// A name for an open descriptor of a process, whatever lies behind it: "/proc/42/fd/1", "/dev/fd/3". Where /dev/stdout and >(…) of a shell
/// lead.
bool isDescriptorName(const std::filesystem::path &path);
/// The name of what this process reads as its standard input; empty where it has none.
std::filesystem::path standardInputName();

/// Fills `bytes` from there on in the file: how many there were, or -1.
std::ptrdiff_t readAt(const Descriptor &file, std::size_t offset, std::span<std::byte> bytes);
/// Writes some of them: how many, or -1.
std::ptrdiff_t writeSome(const Descriptor &file, std::span<const std::byte> bytes);
/// Waits until the disk has what was written. A disk may tell only now that it is full or broken; what has no disk beneath it has what it
/// gets.
bool reachDisk(int descriptor);
/// The lock that nobody else has, until the descriptor is closed. False, and EWOULDBLOCK, where another program has it.
bool tryLock(const Descriptor &file);
/// Mode, owner and group of the file that is replaced. Who may not give files away keeps what can be kept.
void takeOver(const Descriptor &file, const FileState &old);

/// Removes a name, at once and without waiting. May be called from a signal handler.
void removeName(const char *path) noexcept;

} // namespace headscope
