#include "src/patterns/flow_pattern.h"

#include "src/devices/cpu/threads.h"
#include "src/patterns/attention_graph.h"
#include "src/patterns/maximum_flow.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <optional>
#include <vector>

namespace headscope {

namespace {

class FlowPattern : public Pattern {
public:
    FlowPattern(std::shared_ptr<const Trace> trace, std::vector<int> layers)
        : Pattern(
            eachToken(trace->rowCount({Stage::weights, layers.back(), 0})), eachToken(trace->rowCount({Stage::weights, layers.back(), 0})))
        , m_trace(std::move(trace))
        , m_layers(std::move(layers))
        , m_rows(static_cast<std::size_t>(rowCount()))
    {
    }

    void block(int firstRow, int firstColumn, MutableMatrixView out) const override
    {
        const std::lock_guard lock(m_mutex);
        makeRows(firstRow, out.rows);
        for (int r = 0; r < out.rows; ++r)
            for (int c = 0; c < out.cols; ++c)
                out(r, c) = m_rows[static_cast<std::size_t>(firstRow + r)][static_cast<std::size_t>(firstColumn + c)];
    }
    std::string formula() const override
    {
        return "maximum flow down to the input, no more than Ã on any way, Ã = ½ · mean of A over heads + ½ · I (Abnar & Zuidema 2020)";
    }
    bool rowsSumToOne() const override { return false; }

private:
    // Node `level · n + token`: level 0 is the input, level i what the i-th layer hands on.
    MaximumFlow graph() const
    {
        const int n = rowCount();
        MaximumFlow graph(n * (static_cast<int>(m_layers.size()) + 1));
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            const std::vector<float> edges = residualAttention(*m_trace, m_layers[i]);
            m_undefined = m_undefined || !std::ranges::all_of(edges, [](float share) { return std::isfinite(share); });
            const int below = n * static_cast<int>(i);
            for (int t = 0; t < n; ++t)
                for (int s = 0; s < n; ++s)
                    graph.addEdge(below + n + t, below + s, edges[static_cast<std::size_t>(t * n + s)]);
        }
        return graph;
    }

    void makeRows(int firstRow, int count) const
    {
        std::vector<int> missing;
        for (int row = firstRow; row < firstRow + count; ++row)
            if (m_rows[static_cast<std::size_t>(row)].empty())
                missing.push_back(row);
        if (missing.empty())
            return;
        if (!m_graph)
            m_graph = graph();
        const int n = rowCount();
        if (m_undefined) { // a way of no known width: so is what flows down
            for (const int row : missing)
                m_rows[static_cast<std::size_t>(row)].assign(static_cast<std::size_t>(n), std::numeric_limits<float>::quiet_NaN());
            return;
        }
        std::vector<MaximumFlow> graphs(static_cast<std::size_t>(threadCount()), *m_graph);
        const int top = n * static_cast<int>(m_layers.size());
        const double edges = static_cast<double>(m_layers.size()) * n * n;
        forTasks(static_cast<int>(missing.size()), edges * n * static_cast<double>(missing.size()), [&](int index, int thread) {
            const int row = missing[static_cast<std::size_t>(index)];
            std::vector<float> flows; // a row is there when it is whole
            for (int s = 0; s < n; ++s)
                flows.push_back(static_cast<float>(graphs[static_cast<std::size_t>(thread)].between(top + row, s)));
            m_rows[static_cast<std::size_t>(row)] = std::move(flows);
        });
    }

    std::shared_ptr<const Trace> m_trace;
    std::vector<int> m_layers; ///< from the lowest
    mutable std::mutex m_mutex;
    mutable std::optional<MaximumFlow> m_graph;
    mutable bool m_undefined = false; ///< of the graph
    mutable std::vector<std::vector<float>> m_rows; ///< empty until asked for
};

} // namespace

std::shared_ptr<const Pattern> flowPattern(std::shared_ptr<const Trace> trace, int layer)
{
    std::vector<int> layers = graphLayers(*trace, layer, kMostFlowTokens, "attention flow");
    return std::make_shared<FlowPattern>(std::move(trace), std::move(layers));
}

} // namespace headscope
