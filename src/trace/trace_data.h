// What stands behind a Trace: filled in by the engine, read through Trace. Layers are shared between traces of edited runs.
#pragma once

#include "src/models/layer_trace.h"
#include "src/models/transformer.h"
#include "src/trace/matrix_cache.h"
#include "src/trace/trace.h"

#include <memory>
#include <string>
#include <vector>

namespace headscope {

struct TraceData {
    std::string text;
    std::optional<std::string> pair;
    std::string target;
    std::vector<Token> tokens[2]; ///< of each stack
    int generated = 0;
    std::size_t cutTokens = 0;
    Edits edits; ///< as requested; those that were applied are the transformer's
    RunStatistics statistics;
    std::vector<std::string> notes;
    std::unique_ptr<const Transformer> transformer;
    std::vector<std::shared_ptr<const LayerTrace>> layers; ///< [L]
    mutable MatrixCache cache;
};

} // namespace headscope
