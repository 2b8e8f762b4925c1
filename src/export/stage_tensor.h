// One stage of a Trace copied out as one array, with a name for each axis.
#pragma once

#include "src/export/trace_export.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace headscope {

/// Where the axis of all heads goes: as in TransformerLens (beside Dh in q, k, v, z, first in scores), or always first.
enum class HeadAxis { transformerLens, first };

struct StageTensor {
    std::string name; ///< hook name; of the first layer when several are in one array
    std::vector<std::int64_t> shape;
    /// "layer", "head" ("key_value_head" where several query heads share one), "query", "key", "feature", "neuron", "vocabulary", "class"
    std::vector<std::string> axes;
    std::vector<float> values; ///< C order
};

/// The layers whose numbers of a stage a request asks for, in order: all that have it, or the one it names. Of a stage before or behind
/// the layers one layer for each stack that has it; the stack of the named layer, if that has it. Throws Error when no layer has it.
std::vector<int> layersOf(const Trace &trace, Stage stage, std::optional<int> layer);
/// All heads when `head` is nothing; of keys and values one for each that the model has, not one for each query head.
StageTensor stageTensor(const Trace &trace, Stage stage, int layer, std::optional<int> head, HeadAxis headAxis);
/// One array with a first axis for the layers; heads first within it. Throws Error where their shapes differ: encoder and decoder have
/// texts of their own.
StageTensor stageTensorOfLayers(const Trace &trace, Stage stage, const std::vector<int> &layers, std::optional<int> head);
/// How many numbers a request asks for. Throws Error for what the model does not have.
std::size_t numberCount(const Trace &trace, const ExportRequest &request);

} // namespace headscope
