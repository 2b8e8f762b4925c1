// How far queries and keys are turned, from the fields of a config.json: "rope_theta" and "rope_scaling" as older versions of transformers
// wrote them, "rope_parameters" as newer ones do.
// Stretching to longer texts: linear, Chen et al. 2023, arXiv:2306.15595; YaRN, Peng et al. 2023, arXiv:2309.00071; LongRoPE, Ding et al.
// 2024, arXiv:2402.13753; "llama3", Grattafiori et al. 2024, arXiv:2407.21783; "dynamic" changes nothing within the model's context.
// Trap: all of it in single precision, as the models were trained.
#pragma once

#include "src/models/config.h"
#include "src/models/config_reader.h"

#include <string>
#include <string_view>

namespace headscope {

/// What differs between families.
struct RotaryFields {
    std::string_view base = "rope_theta"; ///< beside "rope_scaling"
    std::string_view share = "partial_rotary_factor"; ///< of a head's channels that turn
    double usualBase = 10000;
    double usualShare = 1;
    std::string_view layerType = {}; ///< the part of "rope_parameters" for this kind of layer, where kinds differ
    bool scalable = true; ///< reads "rope_scaling" (that of all layers, or for this kind of layer)
    bool yarnMeansLongRope = false; ///< early files of a family wrote "su" and "yarn" for "longrope"
};

/// headWidth and context must be set. LongRoPE has other frequencies for long texts: the context is then cut to that of the short ones.
/// Throws Error naming a field that is broken or a scaling that is not supported.
Rotary readRotary(const ConfigReader &reader, const RotaryFields &fields, TransformerConfig &config);

/// What a reader of the load report should know about it, or nothing.
std::string rotaryNote(const ConfigReader &reader, const RotaryFields &fields, const TransformerConfig &config);

} // namespace headscope
