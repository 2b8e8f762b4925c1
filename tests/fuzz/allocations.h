// Counts the memory that a program takes through operator new, which is what the engine and the C++ library use. Linking this
// replaces operator new for the whole program, but under the thread sanitizer: nothing is counted there.
#pragma once

#include <cstddef>

namespace headscope {

/// Forgets the peak so far: it is now what is held at this moment.
void startCountingAllocations();
/// The most bytes held at one time since then, above what was held at its beginning.
std::size_t peakAllocation();

} // namespace headscope
