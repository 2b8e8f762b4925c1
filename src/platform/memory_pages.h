// Memory in pages of its own, apart from malloc's heap.
#pragma once

#include <cstddef>

namespace headscope {

/// Zeros, aligned to a page. Null, and errno, when there is no memory.
void *takePages(std::size_t bytes) noexcept;
/// All that takePages(bytes) gave.
void freePages(void *pages, std::size_t bytes) noexcept;

} // namespace headscope
