// Files made by hand to do harm, which random changes would hardly find: values nested 100,000 deep, values that hold themselves,
// counts and lengths of many billions, the same large thing named a thousand times.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace headscope {

struct HostileInput {
    std::string name;
    std::string bytes;
};

/// Those for the target of that name (targets.h). `seeds` are the target's own files.
std::vector<HostileInput> hostileInputs(std::string_view target, const std::vector<std::string> &seeds);

} // namespace headscope
