// The whole walk as one line: what is before the layers, layer 1, 2, …, what is behind the last; for an encoder-decoder first the
// encoder's, then the decoder's.
#pragma once

#include "src/models/config.h"
#include "src/trace/trace.h"

#include <vector>

namespace headscope {

class WalkPath {
public:
    WalkPath() = default;
    explicit WalkPath(const TransformerConfig &config);

    int length() const { return static_cast<int>(m_places.size()); }
    /// Stage and layer at a position; of stages outside the layers, the first or last layer of their stack. Head is left to the caller.
    StageKey at(int position) const { return m_places[static_cast<std::size_t>(position)]; }
    /// Position of a place, whatever its head; -1 when the model has no such place.
    int positionOf(const StageKey &key) const;

private:
    std::vector<StageKey> m_places;
    std::vector<int> m_stacks; ///< of each place
    std::vector<int> m_stackOf; ///< of each layer
};

} // namespace headscope
