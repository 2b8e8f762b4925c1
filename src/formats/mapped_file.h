// A file's bytes as they were when it was opened: of a small file a copy in memory, of a large one its pages in the operating system's
// cache, not copied (mmap).
// Trap: pages follow the file. When another program writes into it or shortens it while it is open here, they are other numbers, or zeros
// (mapped_pages.h). So whoever reads bytes() after opening calls requireUnchanged() behind it, and throws away what it made when that
// throws. What stays undetected: a program that sets the file's times back to what they were and changes its permissions in the same go;
// one that writes through a mapping of its own and was at it already when the file was opened; two writes within one tick of the file
// system's clock (a few milliseconds), the first of them before the file was opened; on network file systems, changes that the server has
// not told of yet.
#pragma once

#include "src/platform/descriptor.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>

namespace headscope {

struct MappedPages;

/// What another program did to a file since it was opened here.
enum class FileChange {
    none,
    elsewhere, ///< its name leads to other bytes now, or to none; those that were opened are still here
    lost, ///< bytes() may be others than those that were opened
};

class MappedFile {
public:
    /// Up to this size a file is copied when it is opened, so that nothing that happens to it later matters: that takes some ten
    /// milliseconds at most, and holds every tokenizer, every table of settings and the models that are made for teaching.
    static constexpr std::size_t kMostCopied = std::size_t{32} << 20;

    /// A regular file, which may be empty. Throws Error for one that is missing, unreadable, a folder or a device, and for one that changed
    /// while it was copied. `mostCopied` is for tests.
    static std::shared_ptr<const MappedFile> open(const std::filesystem::path &path, std::size_t mostCopied = kMostCopied);

    /// A copy of `bytes` in memory as if it were the file `name`: for bytes that lie in no file.
    static std::shared_ptr<const MappedFile> holding(std::span<const std::byte> bytes, std::filesystem::path name);

    ~MappedFile();
    MappedFile(const MappedFile &) = delete;
    MappedFile &operator=(const MappedFile &) = delete;

    /// Valid as long as this object lives. Starts at a page, so every alignment is met at offset 0.
    std::span<const std::byte> bytes() const { return m_bytes; }
    std::string_view text() const;
    const std::filesystem::path &path() const { return m_path; }
    /// Nothing that happens to the file changes bytes().
    bool isCopied() const { return !m_pages; }

    /// Costs one or two system calls. Once lost, always lost.
    FileChange change() const;
    /// Throws Error, with what to do, when the bytes that were read may not be those that were opened. Costs nothing of a copied file.
    void requireUnchanged() const;

private:
    MappedFile(std::filesystem::path path, std::span<const std::byte> bytes);
    bool isLost() const;

    std::filesystem::path m_path;
    std::span<const std::byte> m_bytes;
    std::unique_ptr<std::byte[]> m_copy; ///< of holding()
    MappedPages *m_pages = nullptr; ///< of a large file
    Descriptor m_file; ///< of a large file: its state is asked for by this, whatever its name leads to
    mutable std::mutex m_mutex; ///< of what follows
    mutable FileState m_state; ///< as it was opened; of a large file, as last found without a change of the bytes
    mutable bool m_lost = false;
};

} // namespace headscope
