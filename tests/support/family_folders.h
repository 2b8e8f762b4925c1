// The recorded checkpoints of every family: tests/reference/families.
#pragma once

#include "tests/support/source_path.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace headscope {

inline const std::filesystem::path kFamilyFolders = sourcePath("tests/reference/families");

/// Names of the folders, sorted.
inline std::vector<std::string> familyFolders()
{
    std::vector<std::string> names;
    for (const auto &entry : std::filesystem::directory_iterator(kFamilyFolders))
        if (entry.is_directory())
            names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
}

} // namespace headscope
