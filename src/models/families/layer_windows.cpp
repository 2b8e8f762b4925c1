#include "src/models/families/layer_windows.h"

#include <optional>

namespace headscope {

namespace {

int readWindow(const ConfigReader &reader, const WindowFields &fields)
{
    constexpr std::string_view field = "sliding_window";
    if (fields.rule == WindowRule::none)
        return 0;
    if (fields.rule == WindowRule::laterLayers && !reader.flag("use_sliding_window", false)) {
        reader.ignore(field);
        reader.ignore("max_window_layers");
        return 0;
    }
    const std::optional<Json> said = reader.value(field);
    if (said && said->isNull()) // said to have none, which is not the same as not said
        return 0;
    return said ? reader.size(field) : fields.usualWindow;
}

bool usuallyLimited(const ConfigReader &reader, const WindowFields &fields, int layer)
{
    switch (fields.rule) {
    case WindowRule::none: return false;
    case WindowRule::allLayers: return true;
    case WindowRule::laterLayers: return layer >= reader.sizeOrZero("max_window_layers", 28);
    case WindowRule::pattern: return (layer + 1) % reader.size("sliding_window_pattern", fields.usualPattern) != 0;
    }
    return false;
}

bool readLayerType(const ConfigReader &reader, const std::string &type, int window)
{
    if (type == "full_attention")
        return false;
    if (type != "sliding_attention")
        reader.refuse("layer_types", "a list with \"" + type + "\"", "Supported: full_attention, sliding_attention");
    if (window == 0)
        reader.refuse("layer_types", "a list with \"" + type + "\"", "There is no \"sliding_window\" for it");
    return true;
}

// [[["global", "local"], 12]] means global, local, twelve times over.
std::vector<std::string> expanded(const Json &types, int layers)
{
    std::vector<std::string> kinds;
    for (const Json group : types.elements()) {
        const Json pattern = group.at(0);
        const int times = pattern.size() == 0 ? 0 : group.at(1).get<int>();
        for (int i = 0; i < times && kinds.size() <= static_cast<std::size_t>(layers); ++i)
            for (const Json kind : pattern.elements())
                kinds.push_back(kind.get<std::string>());
    }
    return kinds;
}

std::vector<std::string> layerKinds(const ConfigReader &reader, int layers)
{
    const std::optional<Json> types = reader.value("attention_types");
    const std::vector<std::string> listed = reader.texts("attention_layers");
    if (types && !types->isNull())
        return expanded(*types, layers);
    if (!listed.empty())
        return listed;
    std::vector<std::string> usual;
    for (int i = 0; i < layers; ++i)
        usual.emplace_back(i % 2 == 0 ? "global" : "local");
    return usual;
}

} // namespace

LayerWindows readLayerWindows(const ConfigReader &reader, const WindowFields &fields, int layers)
{
    LayerWindows windows;
    windows.window = readWindow(reader, fields);
    const std::vector<std::string> types = reader.texts("layer_types");
    if (types.empty()) {
        for (int layer = 0; layer < layers; ++layer)
            windows.limited.push_back(windows.window > 0 && usuallyLimited(reader, fields, layer));
        return windows;
    }
    reader.ignore("max_window_layers");
    reader.ignore("sliding_window_pattern");
    if (types.size() != static_cast<std::size_t>(layers))
        reader.refuse(
            "layer_types", "a list of " + std::to_string(types.size()), "There must be one for each layer: " + std::to_string(layers));
    for (const std::string &type : types)
        windows.limited.push_back(readLayerType(reader, type, windows.window));
    return windows;
}

LayerWindows readAttentionTypes(const ConfigReader &reader, int layers)
{
    const std::vector<std::string> kinds = layerKinds(reader, layers);
    if (kinds.size() != static_cast<std::size_t>(layers))
        reader.refuse("attention_types", "a list for " + std::to_string(kinds.size()) + " layers",
            "There must be one for each layer: " + std::to_string(layers));
    LayerWindows windows{reader.size("window_size", 256), {}};
    for (const std::string &kind : kinds) {
        if (kind != "local" && kind != "global")
            reader.refuse("attention_types", "a list with \"" + kind + "\"", "Supported: global, local");
        windows.limited.push_back(kind == "local");
    }
    return windows;
}

} // namespace headscope
