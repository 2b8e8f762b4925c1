#include "tests/support/source_path.h"

namespace headscope {

std::filesystem::path sourcePath(const std::filesystem::path &name)
{
    return std::filesystem::path(HEADSCOPE_SOURCE_DIR) / name;
}

std::filesystem::path sharedPath(const std::filesystem::path &name)
{
    return std::filesystem::path(HEADSCOPE_SOURCE_DIR).parent_path() / "shared" / name;
}

} // namespace headscope
