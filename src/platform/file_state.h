// What the system knows of a file, and what it lets this process do with one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace headscope {

enum class FileKind { regular, folder, link, pipe, socket, characterDevice, disk };

struct FileTime {
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;
    bool operator==(const FileTime &) const = default;
};

struct FileState {
    FileKind kind = FileKind::regular;
    std::uint64_t device = 0; ///< with `number`, which file it is, by whatever name
    std::uint64_t number = 0;
    std::uint64_t names = 0; ///< hard links
    std::uint64_t bytes = 0;
    FileTime written;
    FileTime changed; ///< of bytes, names, permissions or owner; no program can set it
    std::uint32_t mode = 0; ///< permissions, without the kind
    std::uint32_t owner = 0;
    std::uint32_t group = 0;
};

/// Of the file that a path leads to, through links. Nothing, and errno says why, where there is none.
std::optional<FileState> stateOf(const std::filesystem::path &path);
/// Of the name itself, which may be a link.
std::optional<FileState> stateOfName(const std::filesystem::path &path);
/// Of an open file (descriptor.h).
std::optional<FileState> stateOf(int descriptor);

bool isSameFile(const FileState &a, const FileState &b);
/// Does the file belong to the user whom this process runs for?
bool isOwn(const FileState &state);
/// May this process write to the file that the path leads to?
bool mayWrite(const std::filesystem::path &path);
/// As the kernel does for whoever opens a link: in a folder that everybody writes to (/tmp), links that others laid are traps.
bool isTrap(const std::filesystem::path &link, const std::filesystem::path &folder);

} // namespace headscope
