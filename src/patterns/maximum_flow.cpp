#include "src/patterns/maximum_flow.h"

#include <algorithm>
#include <limits>

namespace headscope {

namespace {

constexpr double kNone = 1e-9;

} // namespace

MaximumFlow::MaximumFlow(int nodes)
    : m_out(static_cast<std::size_t>(nodes))
    , m_levels(static_cast<std::size_t>(nodes))
    , m_next(static_cast<std::size_t>(nodes))
{
}

void MaximumFlow::addEdge(int from, int to, double capacity)
{
    if (!(capacity > kNone))
        return;
    m_out[static_cast<std::size_t>(from)].push_back(static_cast<int>(m_edges.size()));
    m_edges.push_back({to, capacity, 0});
    m_out[static_cast<std::size_t>(to)].push_back(static_cast<int>(m_edges.size()));
    m_edges.push_back({from, 0, 0});
}

double MaximumFlow::between(int source, int sink)
{
    for (Edge &edge : m_edges)
        edge.room = edge.capacity;
    double flow = 0;
    while (level(source, sink)) {
        std::ranges::fill(m_next, std::size_t(0));
        flow += push(source, sink, std::numeric_limits<double>::infinity());
    }
    return flow;
}

// Distances from the source along edges with room, as far as the sink's. False: the sink cannot be reached.
bool MaximumFlow::level(int source, int sink)
{
    std::ranges::fill(m_levels, -1);
    m_levels[static_cast<std::size_t>(source)] = 0;
    m_queue.assign(1, source);
    for (std::size_t i = 0; i < m_queue.size(); ++i) {
        const int node = m_queue[i];
        if (node == sink)
            return true;
        for (const int index : m_out[static_cast<std::size_t>(node)]) {
            const Edge &edge = m_edges[static_cast<std::size_t>(index)];
            int &there = m_levels[static_cast<std::size_t>(edge.to)];
            if (edge.room > kNone && there < 0) {
                there = m_levels[static_cast<std::size_t>(node)] + 1;
                m_queue.push_back(edge.to);
            }
        }
    }
    return false;
}

// Sends up to `most` on from this node along shortest paths; what arrived. Not deeper than the shortest path is long.
double MaximumFlow::push(int node, int sink, double most)
{
    if (node == sink)
        return most;
    const std::vector<int> &out = m_out[static_cast<std::size_t>(node)];
    double sent = 0;
    for (std::size_t &next = m_next[static_cast<std::size_t>(node)]; next < out.size(); ++next) {
        const int index = out[next];
        Edge &edge = m_edges[static_cast<std::size_t>(index)];
        if (edge.room <= kNone || m_levels[static_cast<std::size_t>(edge.to)] != m_levels[static_cast<std::size_t>(node)] + 1)
            continue;
        const double arrived = push(edge.to, sink, std::min(most - sent, edge.room));
        edge.room -= arrived;
        m_edges[static_cast<std::size_t>(index ^ 1)].room += arrived;
        sent += arrived;
        if (most - sent <= kNone)
            return sent; // this edge may have room for the next
    }
    return sent;
}

} // namespace headscope
