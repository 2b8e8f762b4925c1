#include "src/platform/file_state.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace headscope {

namespace {

FileKind kindOf(mode_t mode)
{
    if (S_ISREG(mode))
        return FileKind::regular;
    if (S_ISDIR(mode))
        return FileKind::folder;
    if (S_ISLNK(mode))
        return FileKind::link;
    if (S_ISFIFO(mode))
        return FileKind::pipe;
    if (S_ISSOCK(mode))
        return FileKind::socket;
    return S_ISCHR(mode) ? FileKind::characterDevice : FileKind::disk;
}

FileTime timeOf(const timespec &time)
{
    return {time.tv_sec, time.tv_nsec};
}

std::optional<FileState> stateOf(int result, const struct stat &found)
{
    if (result != 0)
        return std::nullopt;
#ifdef __APPLE__
    const timespec &written = found.st_mtimespec;
    const timespec &changed = found.st_ctimespec;
#else
    const timespec &written = found.st_mtim;
    const timespec &changed = found.st_ctim;
#endif
    return FileState{kindOf(found.st_mode), static_cast<std::uint64_t>(found.st_dev), static_cast<std::uint64_t>(found.st_ino),
        static_cast<std::uint64_t>(found.st_nlink), static_cast<std::uint64_t>(found.st_size), timeOf(written), timeOf(changed),
        static_cast<std::uint32_t>(found.st_mode & 07777), found.st_uid, found.st_gid};
}

} // namespace

std::optional<FileState> stateOf(const std::filesystem::path &path)
{
    struct stat found = {};
    return stateOf(::stat(path.c_str(), &found), found);
}

std::optional<FileState> stateOfName(const std::filesystem::path &path)
{
    struct stat found = {};
    return stateOf(::lstat(path.c_str(), &found), found);
}

std::optional<FileState> stateOf(int descriptor)
{
    struct stat found = {};
    return stateOf(::fstat(descriptor, &found), found);
}

bool isSameFile(const FileState &a, const FileState &b)
{
    return a.device == b.device && a.number == b.number;
}

bool isOwn(const FileState &state)
{
    return state.owner == ::geteuid();
}

bool mayWrite(const std::filesystem::path &path)
{
    return ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0;
}

bool isTrap(const std::filesystem::path &link, const std::filesystem::path &folder)
{
    const std::optional<FileState> own = stateOfName(link);
    const std::optional<FileState> around = stateOf(folder);
    if (!own || !around)
        return false;
    const bool isOpenToAll = (around->mode & S_ISVTX) && (around->mode & S_IWOTH);
    return isOpenToAll && !isOwn(*own) && own->owner != around->owner;
}

} // namespace headscope
