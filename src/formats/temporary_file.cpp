#include "src/formats/temporary_file.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace headscope {

namespace {

constexpr std::string_view kPrefix = ".headscope-";
constexpr std::string_view kSuffix = ".part";
constexpr std::string_view kOldSuffix = ".old";
constexpr std::string_view kOnlyCopySuffix = ".kept";
constexpr std::size_t kHostDigits = 8;
constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP, SIGQUIT};

sigset_t terminationSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : kSignals)
        sigaddset(&signals, signal);
    return signals;
}

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
        std::array<char, 256> name{};
        ::gethostname(name.data(), name.size() - 1);
        std::uint32_t hash = 2166136261U; // FNV-1a
        for (const char character : std::string_view(name.data()))
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
    return std::string(kPrefix) + hostDigits() + '-' + std::to_string(::getpid()) + '-' + std::to_string(counter++) + std::string(suffix);
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
    struct stat found;
    if (::lstat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode) || found.st_uid != ::geteuid())
        return false;
    if (process != ::getpid())
        return ::kill(static_cast<pid_t>(process), 0) != 0 && errno == ESRCH;
    return std::ranges::find(temporaryPaths(), path.string()) == temporaryPaths().end(); // of an earlier process with our number
}

extern "C" void removeAndEnd(int signal)
{
    removeTemporaryFiles();
    struct sigaction ends = {};
    ends.sa_handler = SIG_DFL;
    ::sigaction(signal, &ends, nullptr);
    ::raise(signal); // when the handler returns
}

} // namespace

TerminationBlock::TerminationBlock()
{
    const sigset_t signals = terminationSignals();
    ::pthread_sigmask(SIG_BLOCK, &signals, &m_before);
    while (isHeld.test_and_set(std::memory_order_acquire))
        isHeld.wait(true, std::memory_order_relaxed);
}

TerminationBlock::~TerminationBlock()
{
    isHeld.clear(std::memory_order_release);
    isHeld.notify_one();
    ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
}

bool TerminationBlock::rename(TemporaryFile &file, const std::filesystem::path &name) const
{
    if (::rename(file.m_path.c_str(), name.c_str()) != 0)
        return false;
    forget(file.m_path.string());
    file.m_path.clear();
    return true;
}

TemporaryFile::TemporaryFile(const std::filesystem::path &folder, mode_t mode)
{
    if (isFirst())
        removeStaleFiles(folder);
    const TerminationBlock block;
    do {
        m_path = folder / passingName(kSuffix);
        m_descriptor = ::open(m_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    } while (m_descriptor < 0 && errno == EEXIST);
    if (m_descriptor < 0)
        m_path.clear();
    else
        temporaryPaths().push_back(m_path.string());
}

TemporaryFile::~TemporaryFile()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    if (m_path.empty())
        return;
    const TerminationBlock block;
    ::unlink(m_path.c_str());
    forget(m_path.string());
}

bool TemporaryFile::close()
{
    return ::close(std::exchange(m_descriptor, -1)) == 0;
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
    struct sigaction ends = {};
    ends.sa_handler = removeAndEnd;
    ends.sa_mask = terminationSignals();
    for (const int signal : kSignals) {
        struct sigaction before;
        if (::sigaction(signal, nullptr, &before) == 0 && before.sa_handler != SIG_IGN) // nohup ignores one
            ::sigaction(signal, &ends, nullptr);
    }
}

void failAtFileSizeLimit()
{
    ::signal(SIGXFSZ, SIG_IGN);
}

void removeTemporaryFiles() noexcept
{
    while (isHeld.test_and_set(std::memory_order_acquire)) { } // and never given back
    for (const std::string &path : temporaryPaths())
        ::unlink(path.c_str());
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
            ::unlink(entry->path().c_str());
    }
} catch (const std::exception &) {
    // Tidying is a courtesy: what is to be written does not hang on it.
}

} // namespace headscope
