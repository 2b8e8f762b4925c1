// How much can flow from one node of a directed graph to another when every edge has a capacity. Dinic 1970 ("Algorithm for solution of a
// problem of maximum flow in networks with power estimation"): shortest paths with room left, layer by layer, until there are none.
#pragma once

#include <cstddef>
#include <vector>

namespace headscope {

/// One object belongs to one thread; a copy starts with the same edges.
class MaximumFlow {
public:
    explicit MaximumFlow(int nodes);

    /// Edges without capacity are left out.
    void addEdge(int from, int to, double capacity);
    /// From one node to another (not the same); each call starts with the whole capacities. Room below 1e-9 counts as none: capacities
    /// made from float weights are not known better.
    double between(int source, int sink);

private:
    struct Edge {
        int to = 0;
        double capacity = 0;
        double room = 0; ///< left; of the way back: what flows
    };
    bool level(int source, int sink);
    double push(int node, int sink, double most);

    std::vector<Edge> m_edges; ///< an edge and its way back are neighbours: i and i ^ 1
    std::vector<std::vector<int>> m_out; ///< of each node: its edges
    std::vector<int> m_levels;
    std::vector<std::size_t> m_next; ///< of each node: the edge to try next
    std::vector<int> m_queue;
};

} // namespace headscope
