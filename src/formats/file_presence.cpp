#include "src/formats/file_presence.h"

namespace headscope {

bool isThere(const std::filesystem::path &path)
{
    std::error_code ignored;
    return std::filesystem::symlink_status(path, ignored).type() != std::filesystem::file_type::not_found;
}

} // namespace headscope
