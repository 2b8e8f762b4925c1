// Where the repository's files are: resources, samples and recordings that tests read.
#pragma once

#include <filesystem>

namespace headscope {

/// The absolute path of a file or folder that the repository holds, e.g. sourcePath("tests/reference").
std::filesystem::path sourcePath(const std::filesystem::path &name);

/// The same of what lies beside the repository, in ../shared, on some machines only: tests of it are skipped where it is absent.
std::filesystem::path sharedPath(const std::filesystem::path &name);

} // namespace headscope
