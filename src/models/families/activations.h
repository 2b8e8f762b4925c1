// The activation functions under the names that config.json files give them.
#pragma once

#include "src/models/config.h"
#include "src/models/config_reader.h"

#include <string_view>

namespace headscope {

/// Throws Error listing the supported names.
Activation readActivation(const ConfigReader &reader, std::string_view field, std::string_view fallback);

} // namespace headscope
