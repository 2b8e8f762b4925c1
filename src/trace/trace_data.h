// What stands behind a Trace: filled in by the engine, read through Trace. Layers are shared between traces of edited runs, and all of it
// but the count of layers between the snapshots of one run.
#pragma once

#include "src/models/transformer.h"
#include "src/trace/layer_store.h"
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
    std::shared_ptr<const Transformer> transformer;
    std::shared_ptr<LayerStore> store;
    int doneLayers = 0; ///< those of the store that this trace may read; 0 where the text is empty
    std::shared_ptr<MatrixCache> cache = std::make_shared<MatrixCache>();
};

} // namespace headscope
