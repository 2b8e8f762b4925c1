// Writing a file so that a reader, or a crash half-way, never sees half of it: a neighbour is written, then renamed.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace headscope {

/// A file being written. Until commit() the destination is untouched; without commit() the destructor removes the traces.
class AtomicFile {
public:
    /// Creates the neighbour. Throws Error if the folder is missing or may not be written.
    explicit AtomicFile(std::filesystem::path destination);
    ~AtomicFile();
    AtomicFile(const AtomicFile &) = delete;
    AtomicFile &operator=(const AtomicFile &) = delete;

    /// Throws Error if the bytes cannot be written (disk full …).
    void write(std::span<const std::byte> bytes);
    void write(std::string_view text);
    /// Puts the file in its place, over an older one. Throws Error if that fails.
    void commit();

private:
    std::filesystem::path m_destination;
    std::filesystem::path m_neighbour;
    int m_descriptor = -1;
};

/// Writes a whole file at once. Throws Error as AtomicFile does.
void writeFile(const std::filesystem::path &path, std::string_view text);

} // namespace headscope
