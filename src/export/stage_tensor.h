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
    std::string name; ///< hook name; of layer 0 when all layers are in one array
    std::vector<std::int64_t> shape;
    std::vector<std::string> axes; ///< "layer", "head", "query", "key", "feature", …
    std::vector<float> values; ///< C order
};

/// All heads when `head` is nothing.
StageTensor stageTensor(const Trace &trace, Stage stage, int layer, std::optional<int> head, HeadAxis headAxis);
/// One array with a first axis for the layers; heads first within it.
StageTensor stageTensorOfAllLayers(const Trace &trace, Stage stage, std::optional<int> head);
/// How many numbers a request asks for. Throws Error for what the model does not have.
std::size_t numberCount(const Trace &trace, const ExportRequest &request);

} // namespace headscope
