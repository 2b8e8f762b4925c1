// Files that are not what their name says because fetching them went wrong.
#pragma once

#include "src/formats/mapped_file.h"

namespace headscope {

/// Throws Error in plain words for an empty file, for the small text that Git LFS leaves in the place of a large file, and for a
/// web page or a server's error message that was saved under the file's name.
void requireDownloaded(const MappedFile &file);

/// The same for a file that may be empty.
void requireNoPlaceholder(const MappedFile &file);

} // namespace headscope
