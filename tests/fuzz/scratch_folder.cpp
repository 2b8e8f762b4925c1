#include "tests/fuzz/scratch_folder.h"

#include <fstream>
#include <stdexcept>
#include <stdlib.h>

namespace headscope {

namespace fs = std::filesystem;

ScratchFolder::ScratchFolder()
{
    // Memory rather than a disk where there is a choice: thousands of files are written.
    std::error_code ignored;
    const fs::path memory = "/dev/shm";
    std::string pattern = ((fs::exists(memory, ignored) ? memory : fs::temp_directory_path()) / "headscope-fuzz-XXXXXX").string();
    if (!mkdtemp(pattern.data()))
        throw std::runtime_error("no scratch folder can be made: " + pattern);
    m_path = pattern;
}

ScratchFolder::~ScratchFolder()
{
    std::error_code ignored;
    fs::remove_all(m_path, ignored);
}

void ScratchFolder::clear()
{
    for (const fs::directory_entry &entry : fs::directory_iterator(m_path))
        fs::remove(entry.path());
}

void ScratchFolder::linkFilesOf(const fs::path &folder)
{
    for (const fs::directory_entry &entry : fs::directory_iterator(folder)) {
        const fs::path link = m_path / entry.path().filename();
        fs::remove(link);
        fs::create_symlink(entry.path(), link);
    }
}

void ScratchFolder::write(const std::string &name, std::span<const std::byte> bytes)
{
    fs::remove(m_path / name);
    std::ofstream(m_path / name, std::ios::binary)
        .write(reinterpret_cast<const char *>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

} // namespace headscope
