// Which layers of a decoder look at the last few tokens only, from the fields that config.json files have for it.
#pragma once

#include "src/models/config.h"
#include "src/models/config_reader.h"

#include <string>
#include <vector>

namespace headscope {

/// What "sliding_window" is about. allLayers: each has it. laterLayers: those from "max_window_layers" on, where "use_sliding_window" says
/// so. pattern: all but every n-th, n = "sliding_window_pattern". In the last two a list "layer_types" decides, if there is one.
enum class WindowRule { none, allLayers, laterLayers, pattern };

struct WindowFields {
    WindowRule rule = WindowRule::none;
    int usualWindow = 0; ///< where the field is missing; 0: no limit
    int usualPattern = 0;
};

struct LayerWindows {
    int window = 0; ///< 0: no limit
    std::vector<bool> limited; ///< [L]
};

// Both throw Error naming the field that is broken.

LayerWindows readLayerWindows(const ConfigReader &reader, const WindowFields &fields, int layers);
/// As GPT-Neo says it: "attention_types" or "attention_layers", without them every second layer from the second on; "window_size".
LayerWindows readAttentionTypes(const ConfigReader &reader, int layers);

} // namespace headscope
