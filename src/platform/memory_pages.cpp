#include "src/platform/memory_pages.h"

#include <sys/mman.h>

namespace headscope {

void *takePages(std::size_t bytes) noexcept
{
    void *pages = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return pages == MAP_FAILED ? nullptr : pages;
}

void freePages(void *pages, std::size_t bytes) noexcept
{
    ::munmap(pages, bytes);
}

} // namespace headscope
