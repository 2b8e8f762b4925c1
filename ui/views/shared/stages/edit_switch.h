// The edits that are switches: on or off for the whole model, one head or one token. Panels and lessons share them.
#pragma once

#include "src/models/config.h"
#include "src/stages/edits.h"

#include <optional>

namespace headscope {

/// scaling, mask and positions: the edit turns them off. head: switches one head off. hide: masks one token.
enum class EditSwitch { scaling, mask, positions, head, hide };

/// The edit a switch stands for. layer and head matter for `head`, token for `hide`: a key token, hidden in the whole model, or of an
/// encoder-decoder, where the layers look at two texts, in this layer.
Edit editOf(EditSwitch kind, const TransformerConfig &config, int layer, int head, int token);
/// True when an edit of the same kind, place and value is in the list.
bool hasEdit(const Edits &edits, const Edit &edit);
/// The temperature set for the whole model, if any.
std::optional<float> temperatureOf(const Edits &edits);
Edit temperatureEdit(float temperature);

} // namespace headscope
