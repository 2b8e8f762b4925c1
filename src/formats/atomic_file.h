// Writing a file so that a reader, or a crash half-way, never sees half of it: a temporary file is written beside it, then renamed.
//
// A file that was there keeps its mode, and its owner and group where the system allows that; a new one follows the umask. A symbolic link
// stays: the file it leads to is replaced, or made. Of a file with several hard links the one name that was given gets the new file, the
// others keep the old one. Pipes, terminals, character devices and open descriptors (/dev/stdout) are written to as they are.
#pragma once

#include "src/formats/temporary_file.h"

#include <cstddef>
#include <filesystem>
#include <list>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>

namespace headscope {

/// A file being written. Until commit() the destination is untouched; without commit() the destructor removes the traces.
class AtomicFile {
public:
    /// Throws Error if the folder is missing or may not be written, or a folder, a disk or a write-protected file has the name.
    explicit AtomicFile(std::filesystem::path destination, std::stop_token stop = {});
    AtomicFile(const AtomicFile &) = delete;
    AtomicFile &operator=(const AtomicFile &) = delete;

    /// Throws Error if the bytes cannot be written (disk full …), and when it was told to stop: then nothing is left of it.
    void write(std::span<const std::byte> bytes);
    void write(std::string_view text);
    /// All was written: the bytes go to the disk, and the descriptor back to the system. Throws Error if that fails.
    void close();
    /// Puts the file in its place, over an older one. Throws Error if that fails.
    void commit();
    /// Is there nothing to rename, because what was written went straight into a pipe or device?
    bool isDirect() const { return !m_temporary; }

private:
    friend void commitTogether(std::list<AtomicFile> &files);
    [[noreturn]] void fail(int reason) const;

    std::filesystem::path m_destination;
    std::stop_token m_stop;
    std::filesystem::path m_target; ///< where links of the destination lead
    std::optional<TemporaryFile> m_temporary;
    Descriptor m_direct;
};

/// Puts all of them in their places, or, when that throws Error, none: what had a name before has it again.
void commitTogether(std::list<AtomicFile> &files);

/// Writes a whole file at once. Throws Error as AtomicFile does.
void writeFile(const std::filesystem::path &path, std::string_view text);
/// Where symbolic links lead; the file itself need not exist. Throws Error for a link that is a trap of somebody else's.
std::filesystem::path withoutLinks(std::filesystem::path path);
/// Does writing there go straight into a pipe, a device or an open descriptor? Such a place has no neighbours.
bool isDirectTarget(const std::filesystem::path &path);

} // namespace headscope
