#include "src/formats/temporary_file.h"

#include "src/platform/process.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

namespace {

constexpr std::string_view kPrefix = ".headscope-";
constexpr std::string_view kSuffix = ".part";
constexpr std::string_view kOldSuffix = ".old";
constexpr std::string_view kOnlyCopySuffix = ".kept";
constexpr std::size_t kHostDigits = 8;

// What the signal handler reads. Held only by threads that block its signals: so whoever holds it goes on, and the handler can wait for it.
std::atomic_flag isHeld = ATOMIC_FLAG_INIT;

// Never destroyed: a signal may come while the process ends.
std::vector<std::string> &temporaryPaths()
{
    static auto &paths = *new std::vector<std::string>;
    return paths;
}

void forget(const std::string &path)
{
    std::erase(temporaryPaths(), path);
}

/// Processes are numbered by each machine (and container) for itself; folders may be shared between them.
const std::string &hostDigits()
{
    static const std::string digits = [] {
        std::uint32_t hash = 2166136261U; // FNV-1a
        for (const char character : hostName())
            hash = (hash ^ static_cast<unsigned char>(character)) * 16777619U;
        std::string text(kHostDigits, '0');
        for (std::size_t i = text.size(); i-- > 0; hash >>= 4)
            text[i] = "0123456789abcdef"[hash & 15];
        return text;
    }();
    return digits;
}

std::string passingName(std::string_view suffix)
{
    static std::atomic<unsigned> counter{0};
    return std::string(kPrefix) + hostDigits() + '-' + std::to_string(processId()) + '-' + std::to_string(counter++) + std::string(suffix);
}

/// The number at the start of `text`, taken off it; -1 when there is none as we write it.
long takeNumber(std::string_view &text)
{
    long number = -1;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool isOurs = problem == std::errc() && number >= 0 && (number == 0 ? end == text.data() + 1 : text.front() != '0');
    if (!isOurs)
        return -1;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// Of a temporary file of this machine, or another name for an old one, the process that made it; -1 for every other name.
long processOf(std::string_view name)
{
    const std::string start = std::string(kPrefix) + hostDigits() + '-';
    const std::string_view suffix = name.ends_with(kOldSuffix) ? kOldSuffix : kSuffix;
    if (!name.starts_with(start) || !name.ends_with(suffix) || name.size() < start.size() + suffix.size())
        return -1;
    name.remove_prefix(start.size());
    name.remove_suffix(suffix.size());
    const long process = takeNumber(name);
    if (process <= 0 || !name.starts_with('-'))
        return -1;
    name.remove_prefix(1);
    return takeNumber(name) >= 0 && name.empty() ? process : -1;
}

/// Of those that are being written now: so folders are looked through once for each export, not for each of its frames.
bool isFirst()
{
    const TerminationBlock block;
    return temporaryPaths().empty();
}

bool isStale(const std::filesystem::path &path, long process)
{
    const std::optional<FileState> found = stateOfName(path);
    if (!found || found->kind != FileKind::regular || !isOwn(*found))
        return false;
    if (process != processId())
        return !isProcessAlive(process);
    return std::ranges::find(temporaryPaths(), path.string()) == temporaryPaths().end(); // of an earlier process with our number
}

} // namespace

TerminationBlock::TerminationBlock()
{
    while (isHeld.test_and_set(std::memory_order_acquire))
        isHeld.wait(true, std::memory_order_relaxed);
}

TerminationBlock::~TerminationBlock()
{
    isHeld.clear(std::memory_order_release);
    isHeld.notify_one();
}

std::error_code TerminationBlock::rename(TemporaryFile &file, const std::filesystem::path &name) const
{
    std::error_code problem;
    std::filesystem::rename(file.m_path, name, problem);
    if (!problem) {
        forget(file.m_path.string());
        file.m_path.clear();
    }
    return problem;
}

TemporaryFile::TemporaryFile(const std::filesystem::path &folder, unsigned mode)
{
    if (isFirst())
        removeStaleFiles(folder);
    const TerminationBlock block;
    do {
        m_path = folder / passingName(kSuffix);
        m_descriptor = openNew(m_path, mode);
    } while (!m_descriptor.isOpen() && errno == EEXIST);
    if (!m_descriptor.isOpen())
        m_path.clear();
    else
        temporaryPaths().push_back(m_path.string());
}

TemporaryFile::~TemporaryFile()
{
    close();
    if (m_path.empty())
        return;
    const TerminationBlock block;
    removeName(m_path.c_str());
    forget(m_path.string());
}

std::filesystem::path nameForOldFile(const std::filesystem::path &folder)
{
    return folder / passingName(kOldSuffix);
}

std::filesystem::path nameForOnlyCopy(const std::filesystem::path &folder)
{
    return folder / passingName(kOnlyCopySuffix);
}

void handleTermination()
{
    temporaryPaths();
    beforeTermination(removeTemporaryFiles);
}

void removeTemporaryFiles() noexcept
{
    while (isHeld.test_and_set(std::memory_order_acquire)) { } // and never given back
    for (const std::string &path : temporaryPaths())
        removeName(path.c_str());
}

void removeStaleFiles(const std::filesystem::path &folder) noexcept
try {
    std::error_code problem;
    for (std::filesystem::directory_iterator entry(folder, problem), end; !problem && entry != end; entry.increment(problem)) {
        const long process = processOf(entry->path().filename().string());
        if (process <= 0)
            continue;
        const TerminationBlock block; // our own list is read
        if (isStale(entry->path(), process))
            removeName(entry->path().c_str());
    }
} catch (const std::exception &) {
    // Tidying is a courtesy: what is to be written does not hang on it.
}

} // namespace headscope
