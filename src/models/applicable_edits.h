// Checks a list of edits against a model and a text before a run.
#pragma once

#include "src/models/config.h"
#include "src/stages/edits.h"

#include <array>
#include <string>
#include <vector>

namespace headscope {

/// The edits that can be applied. Throws Error for one that names a stage, layer, head or column the model does not have, or a
/// value that cannot be used. One that names a token the text does not reach (it became shorter while being typed), or a switch
/// that has nothing to switch off, is left out, and `notes` says so.
Edits applicableEdits(const Edits &edits, const TransformerConfig &config, std::array<int, 2> tokens, std::vector<std::string> &notes);

} // namespace headscope
