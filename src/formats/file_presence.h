// Whether a model has a file. Trap: std::filesystem::exists says no for a link that leads nowhere, and is_regular_file for a folder or a
// pipe; a model whose tokenizer_config.json is one of these would be opened with other tokens, without a word.
#pragma once

#include <filesystem>

namespace headscope {

/// Is anything of that name there: also a link that leads nowhere, a folder, a pipe, or what may not be examined? Opening it with MappedFile
/// says what is wrong with it.
bool isThere(const std::filesystem::path &path);

} // namespace headscope
