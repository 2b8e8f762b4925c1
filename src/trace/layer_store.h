// The layers of a run: filled by the engine one after the other, read by any thread as soon as each is done.
#pragma once

#include "src/models/transformer.h"

#include <memory>
#include <stop_token>
#include <vector>

namespace headscope {

/// One run's; the snapshots of a run and its finished trace share it. A layer may be read once add or runNext has returned and its number
/// was handed to the reader.
class LayerStore {
public:
    explicit LayerStore(std::shared_ptr<const Transformer> transformer);

    /// The first `count` layers come out the same in `before`: they are shared, not run.
    void takeOver(const LayerStore &before, int count);
    /// Runs the next layer; false when stopped.
    bool runNext(const std::stop_token &stop);
    int doneLayers() const { return m_done; }
    std::size_t bytes() const { return m_bytes; }

    std::shared_ptr<const LayerTrace> layer(int index) const { return m_layers[static_cast<std::size_t>(index)]; }
    /// The first `count` layers, which must be done.
    LayerTraces layers(int count) const { return LayerTraces(m_layers).first(static_cast<std::size_t>(count)); }

private:
    void add(std::shared_ptr<const LayerTrace> layer);

    std::shared_ptr<const Transformer> m_transformer;
    std::vector<std::shared_ptr<const LayerTrace>> m_layers; ///< [L] from the start, so that adding moves nothing that is being read
    int m_done = 0; ///< the engine's thread only
    std::size_t m_bytes = 0;
};

} // namespace headscope
