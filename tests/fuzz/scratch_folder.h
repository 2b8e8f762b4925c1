// A folder of its own that goes when the program ends: for readers that want a model's folder.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace headscope {

class ScratchFolder {
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder &) = delete;
    ScratchFolder &operator=(const ScratchFolder &) = delete;

    const std::filesystem::path &path() const { return m_path; }
    void clear();
    /// Adds links to every file of `folder`, over those of the same names.
    void linkFilesOf(const std::filesystem::path &folder);
    /// Writes a file in the place of a link or an older file.
    void write(const std::string &name, std::span<const std::byte> bytes);

private:
    std::filesystem::path m_path;
};

} // namespace headscope
