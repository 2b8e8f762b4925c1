// Layers, heads and their widths: read under a family's field names and checked against one another, before any other size is made from
// them.
#pragma once

#include "src/models/config.h"
#include "src/models/config_reader.h"

#include <string_view>

namespace headscope {

/// Most channels of one head that are believed: every layer has a frequency for each pair of them where positions turn queries and keys.
inline constexpr int kMostHeadWidth = 8192;

/// 1 … kMostLayers. Throws Error naming the field.
int readLayerCount(const ConfigReader &reader, std::string_view field);

/// Sets heads, width and headWidth = width / heads. Throws Error where the heads do not divide the width.
void readHeads(const ConfigReader &reader, std::string_view headsField, std::string_view widthField, TransformerConfig &config);

/// The same where "head_dim" may say another width of a head. `fallback` stands for a missing one; 0: width / heads.
void readHeadsOfOwnWidth(
    const ConfigReader &reader, std::string_view headsField, std::string_view widthField, int fallback, TransformerConfig &config);

/// Sets keyValueHeads from the field; without it every query head has its own. Throws Error where they do not divide the heads.
void readGroups(const ConfigReader &reader, std::string_view field, TransformerConfig &config);

} // namespace headscope
