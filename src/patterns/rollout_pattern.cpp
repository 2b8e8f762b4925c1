#include "src/patterns/rollout_pattern.h"

#include "src/ops/matmul.h"
#include "src/patterns/attention_graph.h"

#include <mutex>
#include <vector>

namespace headscope {

namespace {

class RolloutPattern : public Pattern {
public:
    RolloutPattern(std::shared_ptr<const Trace> trace, std::vector<int> layers)
        : Pattern(
            eachToken(trace->rowCount({Stage::weights, layers.back(), 0})), eachToken(trace->rowCount({Stage::weights, layers.back(), 0})))
        , m_trace(std::move(trace))
        , m_layers(std::move(layers))
    {
    }

    void block(int firstRow, int firstColumn, MutableMatrixView out) const override
    {
        std::call_once(m_made, [this] { make(); });
        for (int r = 0; r < out.rows; ++r)
            for (int c = 0; c < out.cols; ++c)
                out(r, c) = m_rollout[static_cast<std::size_t>(firstRow + r) * static_cast<std::size_t>(columnCount())
                    + static_cast<std::size_t>(firstColumn + c)];
    }
    std::string formula() const override
    {
        return m_layers.size() == 1 ? "Ã, Ã = ½ · mean of A over heads + ½ · I (rollout, Abnar & Zuidema 2020)"
                                    : "Ã of this layer · … · Ã of the first, Ã = ½ · mean of A over heads + ½ · I (rollout, Abnar & "
                                      "Zuidema 2020)";
    }
    bool rowsSumToOne() const override { return true; }

private:
    void make() const
    {
        const int n = rowCount();
        m_rollout = residualAttention(*m_trace, m_layers.front());
        std::vector<float> next(m_rollout.size());
        for (std::size_t i = 1; i < m_layers.size(); ++i) {
            const std::vector<float> graph = residualAttention(*m_trace, m_layers[i]);
            multiply({graph.data(), n, n, n, 1}, {m_rollout.data(), n, n, n, 1}, {next.data(), n, n, n});
            m_rollout.swap(next);
        }
    }

    std::shared_ptr<const Trace> m_trace;
    std::vector<int> m_layers; ///< from the lowest
    mutable std::once_flag m_made;
    mutable std::vector<float> m_rollout; ///< n · n
};

} // namespace

std::shared_ptr<const Pattern> rolloutPattern(std::shared_ptr<const Trace> trace, int layer)
{
    std::vector<int> layers = graphLayers(*trace, layer, kMostGraphTokens, "rollout");
    return std::make_shared<RolloutPattern>(std::move(trace), std::move(layers));
}

} // namespace headscope
