// A file's bytes, read through the operating system's page cache without copying them (mmap).
// Trap: a mapping follows the file. If another program shortens the file while it is open here, touching the lost part
// raises a bus error, as in every program that maps files; replacing a file by renaming is safe.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

namespace headscope {

class MappedFile {
public:
    /// Maps a regular file, which may be empty. Throws Error for one that is missing, unreadable, a folder or a device.
    static std::shared_ptr<const MappedFile> open(const std::filesystem::path &path);

    /// A copy of `bytes` in memory as if it were the file `name`: for bytes that lie in no file.
    static std::shared_ptr<const MappedFile> holding(std::span<const std::byte> bytes, std::filesystem::path name);

    ~MappedFile();
    MappedFile(const MappedFile &) = delete;
    MappedFile &operator=(const MappedFile &) = delete;

    /// Valid as long as this object lives. Starts at a page, so every alignment is met at offset 0.
    std::span<const std::byte> bytes() const { return m_bytes; }
    std::string_view text() const;
    const std::filesystem::path &path() const { return m_path; }

private:
    MappedFile(std::filesystem::path path, std::span<const std::byte> bytes);

    std::filesystem::path m_path;
    std::span<const std::byte> m_bytes;
    std::unique_ptr<std::byte[]> m_copy; ///< not null: m_bytes is this, nothing is mapped
};

} // namespace headscope
