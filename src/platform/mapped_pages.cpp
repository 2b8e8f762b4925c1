#include "src/platform/mapped_pages.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <mutex>
#include <sys/mman.h>
#include <unistd.h>

namespace headscope {

/// Entry of a list that only grows, so that the handler can walk it without a lock at any time.
struct MappedPages {
    std::atomic<std::uintptr_t> begin{0}; ///< 0: of no mapping. Written last, and cleared first.
    std::atomic<std::size_t> size{0};
    std::atomic<bool> lost{false};
    std::atomic<bool> taken{false};
    MappedPages *next = nullptr;
};

namespace {

static_assert(std::atomic<std::uintptr_t>::is_always_lock_free && std::atomic<std::size_t>::is_always_lock_free
        && std::atomic<bool>::is_always_lock_free && std::atomic<MappedPages *>::is_always_lock_free,
    "a signal handler may take no lock");

std::atomic<MappedPages *> g_first{nullptr};
struct sigaction g_before; ///< written before the handler is installed

std::size_t wholePages(std::size_t size)
{
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return (size + page - 1) / page * page;
}

/// The mapping that an address lies in. Whoever faults there reads it, so that entry does not change meanwhile; of one that does, begin and
/// size may not belong together, and begin is looked at twice.
MappedPages *pagesAt(std::uintptr_t address)
{
    for (MappedPages *pages = g_first.load(); pages; pages = pages->next) {
        const std::uintptr_t begin = pages->begin.load();
        const std::size_t size = pages->size.load();
        if (begin != 0 && address >= begin && address - begin < wholePages(size) && pages->begin.load() == begin)
            return pages;
    }
    return nullptr;
}

void passOn(int signal, siginfo_t *info, void *context)
{
    if (g_before.sa_flags & SA_SIGINFO) {
        g_before.sa_sigaction(signal, info, context);
    } else if (g_before.sa_handler != SIG_DFL && g_before.sa_handler != SIG_IGN) {
        g_before.sa_handler(signal);
    } else if (g_before.sa_handler != SIG_IGN || info->si_code > 0) {
        // What raised it raises it again on return, and then ends the process as it does everywhere, whether it is ignored or not. One that
        // was sent is sent again.
        ::sigaction(signal, &g_before, nullptr);
        if (info->si_code <= 0)
            ::raise(signal);
    }
}

/// Calls nothing that is not safe in a signal handler; mmap is a mere system call.
void handleBusError(int signal, siginfo_t *info, void *context)
{
    const int savedErrno = errno;
    MappedPages *pages = info->si_code > 0 ? pagesAt(reinterpret_cast<std::uintptr_t>(info->si_addr)) : nullptr;
    if (pages) {
        pages->lost.store(true); // before zeros can be read
        void *begin = reinterpret_cast<void *>(pages->begin.load());
        const std::size_t size = wholePages(pages->size.load());
        if (::mmap(begin, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
            pages = nullptr;
    }
    if (!pages)
        passOn(signal, info, context);
    errno = savedErrno;
}

void installHandler()
{
    struct sigaction ours = {};
    ours.sa_sigaction = handleBusError;
    ours.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
    ::sigemptyset(&ours.sa_mask);
    ::sigaction(SIGBUS, nullptr, &g_before);
    ::sigaction(SIGBUS, &ours, nullptr);
}

/// An entry of no mapping: one that was used before, or a new one.
MappedPages *freeEntry()
{
    for (MappedPages *pages = g_first.load(); pages; pages = pages->next)
        if (!pages->taken.exchange(true))
            return pages;
    auto *pages = new MappedPages;
    pages->taken = true;
    pages->next = g_first.load();
    while (!g_first.compare_exchange_weak(pages->next, pages)) { }
    return pages;
}

} // namespace

MappedPages *mapPages(int descriptor, std::size_t size)
{
    static std::once_flag installed;
    std::call_once(installed, installHandler);
    void *begin = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (begin == MAP_FAILED)
        return nullptr;
    MappedPages *pages = freeEntry();
    pages->lost = false;
    pages->size = size;
    pages->begin = reinterpret_cast<std::uintptr_t>(begin);
    return pages;
}

void unmapPages(MappedPages *pages)
{
    void *begin = reinterpret_cast<void *>(pages->begin.exchange(0));
    ::munmap(begin, pages->size);
    pages->taken = false;
}

std::span<const std::byte> bytesOf(const MappedPages &pages)
{
    return {reinterpret_cast<const std::byte *>(pages.begin.load()), pages.size.load()};
}

bool arePagesLost(const MappedPages &pages)
{
    return pages.lost.load();
}

} // namespace headscope
