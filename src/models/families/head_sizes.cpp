#include "src/models/families/head_sizes.h"

#include <cstdint>
#include <string>

namespace headscope {

namespace {

// Heads side by side are one row of a matrix, whose width is bounded like every other.
constexpr std::int64_t kMostJoined = 1 << 24;

void checkHeadWidth(const ConfigReader &reader, std::string_view field, const TransformerConfig &config)
{
    if (config.headWidth > kMostHeadWidth)
        reader.refuse(field, std::to_string(config.headWidth), "A head is at most " + std::to_string(kMostHeadWidth) + " wide");
    if (std::int64_t(config.heads) * config.headWidth > kMostJoined)
        reader.refuse(field, std::to_string(config.headWidth),
            std::to_string(config.heads) + " such heads are too wide together: at most " + std::to_string(kMostJoined));
}

void readHeadsAndWidth(const ConfigReader &reader, std::string_view headsField, std::string_view widthField, TransformerConfig &config)
{
    config.heads = reader.size(headsField);
    config.width = reader.size(widthField);
}

void divideWidth(const ConfigReader &reader, std::string_view headsField, std::string_view widthField, TransformerConfig &config)
{
    if (config.width % config.heads != 0)
        reader.refuse(headsField, std::to_string(config.heads),
            "It must divide \"" + std::string(widthField) + "\", which is " + std::to_string(config.width));
    config.headWidth = config.width / config.heads;
    if (config.headWidth > kMostHeadWidth)
        reader.refuse(widthField, std::to_string(config.width),
            "A head would be " + std::to_string(config.headWidth) + " wide, at most " + std::to_string(kMostHeadWidth) + " is possible");
}

} // namespace

int readLayerCount(const ConfigReader &reader, std::string_view field)
{
    const int layers = reader.size(field);
    if (layers > kMostLayers)
        reader.refuse(field, std::to_string(layers), "At most " + std::to_string(kMostLayers) + " layers are possible");
    return layers;
}

void readHeads(const ConfigReader &reader, std::string_view headsField, std::string_view widthField, TransformerConfig &config)
{
    readHeadsAndWidth(reader, headsField, widthField, config);
    divideWidth(reader, headsField, widthField, config);
}

void readHeadsOfOwnWidth(
    const ConfigReader &reader, std::string_view headsField, std::string_view widthField, int fallback, TransformerConfig &config)
{
    readHeadsAndWidth(reader, headsField, widthField, config);
    if (!reader.has("head_dim") && fallback == 0) {
        divideWidth(reader, headsField, widthField, config);
        return;
    }
    config.headWidth = reader.size("head_dim", fallback);
    checkHeadWidth(reader, "head_dim", config);
}

void readGroups(const ConfigReader &reader, std::string_view field, TransformerConfig &config)
{
    config.keyValueHeads = reader.size(field, config.heads);
    if (config.heads % config.keyValueHeads != 0)
        reader.refuse(field, std::to_string(config.keyValueHeads),
            "It must divide the number of attention heads, which is " + std::to_string(config.heads));
}

} // namespace headscope
