// A file's pages as memory, and what is left of them when another program takes the file away; the rest is formats/mapped_file.
// Trap: a mapping follows its file. Where the file was shortened, or its disk does not answer any more, touching a page raises SIGBUS, on
// whichever thread reads it: in the middle of a BLAS, beneath OpenMP, where nothing can be thrown. So a handler puts pages of zeros in the
// place of the whole mapping and notes that it did, and the work goes on to an end where arePagesLost() is asked and its result thrown
// away.
#pragma once

#include <cstddef>
#include <span>

namespace headscope {

/// One mapping of a file. Opaque; lives as long as the process, and is used again.
struct MappedPages;

/// Maps the first `size` bytes (not 0) of an open file for reading. Null, with errno set, when that cannot be done. The first call installs
/// the handler; a SIGBUS that is of none of our mappings goes on to the handler that was there before.
MappedPages *mapPages(int descriptor, std::size_t size);
/// Nobody may read them any more.
void unmapPages(MappedPages *pages);

std::span<const std::byte> bytesOf(const MappedPages &pages);
/// Were they replaced by zeros since they were mapped? Asked after reading.
bool arePagesLost(const MappedPages &pages);

} // namespace headscope
