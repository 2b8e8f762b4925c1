#include "src/models/families/family.h"

#include "src/error.h"
#include "src/models/families/blackboard.h"
#include "src/models/families/gpt2.h"

#include <array>

namespace headscope {

namespace {

constexpr std::array<Family, 2> kFamilies{{
    {"blackboard", readBlackboardConfig, bindBlackboardWeights},
    {"gpt2", readGpt2Config, bindGpt2Weights},
}};

} // namespace

std::span<const Family> families()
{
    return kFamilies;
}

const Family &familyOf(const ConfigReader &reader, const std::string &where)
{
    const std::string type = reader.text("model_type", "");
    std::string known;
    for (const Family &family : kFamilies) {
        if (family.modelType == type)
            return family;
        known += (known.empty() ? "" : ", ") + std::string(family.modelType);
    }
    throw Error(
        type.empty() ? "\"model_type\" is missing" : "the model type \"" + type + "\" is not supported", where, "Supported: " + known);
}

} // namespace headscope
