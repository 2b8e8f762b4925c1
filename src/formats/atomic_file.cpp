#include "src/formats/atomic_file.h"

#include "src/error.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace headscope {

namespace {

namespace fs = std::filesystem;

constexpr int kMostLinks = 40; // as Linux follows
constexpr std::size_t kWrittenAtOnce = std::size_t(8) << 20; // bytes between two looks at the stop token

constexpr std::pair<int, const char *> kHints[]{
    {ENOSPC, "Free some space on the disk"},
    {EDQUOT, "Free some space: your share of the disk is used up"},
    {EFBIG, "Files of this size are not allowed here: choose fewer numbers or another disk"},
    {ENAMETOOLONG, "Choose a shorter name"},
    {ELOOP, "Choose another name"},
};

std::string hintOf(int reason)
{
    for (const auto &[known, hint] : kHints)
        if (known == reason)
            return hint;
    return "Choose a folder that exists and that you may write to";
}

fs::path folderOf(const fs::path &path)
{
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// A file that was replaced, until all of its set are.
struct Replaced {
    fs::path target;
    fs::path old; ///< empty: there was none
};

/// Takes back what was done, the last first.
void restore(std::vector<Replaced> &done)
{
    for (; !done.empty(); done.pop_back()) {
        const auto &[target, old] = done.back();
        if (old.empty()) {
            removeName(target.c_str());
            continue;
        }
        std::error_code problem;
        fs::rename(old, target, problem);
        if (!problem)
            removeName(old.c_str()); // renaming leaves both names of one file
    }
}

/// Another name for the file at `target`, which stays where it is; on file systems without hard links it is moved there. Empty when there
/// is none, and a problem where neither works.
std::error_code keepOld(const fs::path &target, fs::path &old)
{
    const std::optional<FileState> found = stateOfName(target);
    if (!found)
        return errno == ENOENT ? std::error_code() : std::error_code(errno, std::generic_category());
    if (found->kind != FileKind::regular) // a folder, say, that took the name meanwhile
        return std::make_error_code(std::errc::file_exists);
    std::error_code problem;
    old = nameForOldFile(folderOf(target));
    fs::create_hard_link(target, old, problem);
    if (!problem)
        return problem;
    old = nameForOnlyCopy(folderOf(target));
    fs::rename(target, old, problem);
    return problem;
}

} // namespace

void AtomicFile::fail(int reason) const
{
    throw Error(std::string("the file cannot be written (") + std::strerror(reason) + ")", m_destination.string(), hintOf(reason));
}

std::filesystem::path withoutLinks(std::filesystem::path path)
{
    for (int links = 0; links < kMostLinks && !isDescriptorName(path); ++links) {
        std::error_code problem;
        const fs::path next = fs::read_symlink(path, problem);
        if (problem)
            break;
        if (isTrap(path, folderOf(path)))
            throw Error("somebody else laid this link into a folder that everybody can write to", path.string(), "Choose another name");
        path = folderOf(path) / next;
    }
    return path;
}

bool isDirectTarget(const std::filesystem::path &path)
{
    const std::optional<FileState> found = stateOf(path);
    if (!found)
        return false;
    const bool isSpecial = found->kind == FileKind::pipe || found->kind == FileKind::characterDevice || found->kind == FileKind::socket;
    return isSpecial || isDescriptorName(withoutLinks(path));
}

AtomicFile::AtomicFile(std::filesystem::path destination, std::stop_token stop)
    : m_destination(std::move(destination))
    , m_stop(std::move(stop))
{
    const std::optional<FileState> old = stateOf(m_destination);
    if (!old && errno != ENOENT)
        fail(errno);
    if (old && isDirectTarget(m_destination)) {
        const fs::path end = withoutLinks(m_destination);
        m_direct = openToAppend(isDescriptorName(end) ? end : m_destination);
        if (!m_direct.isOpen())
            fail(errno);
        return;
    }
    if (old && old->kind != FileKind::regular)
        throw Error(old->kind == FileKind::folder ? "the file cannot be written: a folder has this name"
                                                  : "the file cannot be written: this is a disk",
            m_destination.string(), "Choose another name");
    // Renaming needs no permission on the file that is replaced: whoever protected it meant something by it.
    if (old && !mayWrite(m_destination))
        throw Error("the file cannot be written: the one that is there is write-protected", m_destination.string(),
            "Choose another name, or allow writing");
    m_target = withoutLinks(m_destination);
    m_temporary.emplace(folderOf(m_target), old ? 0600 : 0666);
    if (!m_temporary->descriptor().isOpen())
        fail(errno);
    if (old)
        takeOver(m_temporary->descriptor(), *old);
}

void AtomicFile::write(std::span<const std::byte> bytes)
{
    const Descriptor &descriptor = isDirect() ? m_direct : m_temporary->descriptor();
    while (!bytes.empty()) {
        if (m_stop.stop_requested())
            throw Error("writing was stopped", m_destination.string());
        const std::ptrdiff_t written = writeSome(descriptor, bytes.first(std::min(bytes.size(), kWrittenAtOnce)));
        if (written < 0)
            fail(errno);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void AtomicFile::write(std::string_view text)
{
    write(std::as_bytes(std::span(text)));
}

void AtomicFile::close()
{
    if (isDirect()) {
        if (!m_direct.close())
            fail(errno);
        return;
    }
    if (!m_temporary->descriptor().isOpen())
        return;
    // The bytes must be on the disk before the name is, or a power cut could leave an empty file under the name.
    if (!reachDisk(m_temporary->descriptor().number()) || !m_temporary->close())
        fail(errno);
}

void AtomicFile::commit()
{
    close();
    if (isDirect())
        return;
    const TerminationBlock block;
    if (const std::error_code problem = block.rename(*m_temporary, m_target))
        fail(problem.value());
}

void commitTogether(std::list<AtomicFile> &files)
{
    if (files.size() == 1)
        return files.front().commit();
    for (AtomicFile &file : files)
        file.close();
    const TerminationBlock block;
    std::vector<Replaced> done;
    done.reserve(files.size());
    for (AtomicFile &file : files) {
        if (file.isDirect())
            continue;
        Replaced replaced{file.m_target, {}};
        std::error_code problem = keepOld(file.m_target, replaced.old);
        const bool isKept = !problem;
        if (isKept) {
            done.push_back(replaced);
            problem = block.rename(*file.m_temporary, file.m_target);
        }
        if (problem) {
            if (isKept && replaced.old.empty())
                done.pop_back(); // its name was never taken
            restore(done);
            file.fail(problem.value());
        }
    }
    for (const Replaced &replaced : done)
        if (!replaced.old.empty())
            removeName(replaced.old.c_str());
}

void writeFile(const std::filesystem::path &path, std::string_view text)
{
    AtomicFile file(path);
    file.write(text);
    file.commit();
}

} // namespace headscope
