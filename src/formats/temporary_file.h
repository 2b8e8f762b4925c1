// Files that live under a passing name, ".headscope-HOST-PROCESS-NUMBER.part", until they are whole. The name is short, so that any name a
// file system takes can be written.
#pragma once

#include "src/platform/descriptor.h"
#include "src/platform/signals.h"

#include <filesystem>
#include <system_error>

namespace headscope {

/// An empty file, open for writing. It goes with its object; with the process, after handleTermination(); and, when the process was killed
/// or the machine lost its power, with the next process of this machine that makes one in the same folder.
class TemporaryFile {
public:
    /// `mode` as of openNew(). Where none can be made, descriptor() is not open and errno says why.
    TemporaryFile(const std::filesystem::path &folder, unsigned mode);
    ~TemporaryFile();
    TemporaryFile(const TemporaryFile &) = delete;
    TemporaryFile &operator=(const TemporaryFile &) = delete;

    const Descriptor &descriptor() const { return m_descriptor; }
    const std::filesystem::path &path() const { return m_path; }
    /// Keeps the file, not the descriptor. False, and errno, if bytes could not be kept.
    bool close() { return m_descriptor.close(); }

private:
    friend class TerminationBlock;
    std::filesystem::path m_path; ///< empty: there is none any more
    Descriptor m_descriptor;
};

/// Signals of handleTermination() wait while one lives, on all threads: what it encloses happens wholly or not at all. Must be brief.
class TerminationBlock {
public:
    TerminationBlock();
    ~TerminationBlock();
    TerminationBlock(const TerminationBlock &) = delete;
    TerminationBlock &operator=(const TerminationBlock &) = delete;

    /// Gives the file its name, over an older one. Where that fails it is temporary still.
    std::error_code rename(TemporaryFile &file, const std::filesystem::path &name) const;

private:
    TerminationHeld m_held;
};

/// A second name for a file that is about to be replaced. To be made and removed within one TerminationBlock; when the process was killed
/// meanwhile, it goes as temporary files do.
std::filesystem::path nameForOldFile(const std::filesystem::path &folder);
/// The same where it is the file's only name: nothing ever removes it but its owner.
std::filesystem::path nameForOnlyCopy(const std::filesystem::path &folder);

/// From now on signals that end the process remove all temporary files before.
/// For processes without a window, which closes instead (ui/window/quitting.h).
void handleTermination();
/// For a process that ends by _exit or a signal of its own: removes all temporary files; none can be made afterwards. May be called from a
/// signal handler.
void removeTemporaryFiles() noexcept;
/// Removes those that processes of this machine left in `folder` when they were killed. Never throws.
void removeStaleFiles(const std::filesystem::path &folder) noexcept;

} // namespace headscope
