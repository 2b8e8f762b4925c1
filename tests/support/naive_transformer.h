// The whole transformer once more, as slowly and plainly as it can be said: double precision, one loop per sum, nothing shared
// with the engine but the configuration, the weights and the list of edits. Tests compare every stage with it.
#pragma once

#include "src/models/model.h"
#include "src/models/weights.h"
#include "src/stages/edits.h"

#include <map>
#include <tuple>
#include <vector>

namespace headscope {

class NaiveTransformer {
public:
    /// [row][column]
    using Table = std::vector<std::vector<double>>;

    NaiveTransformer(const Model &model, std::vector<int> ids, Edits edits = {});

    /// layer 0 for stages of the whole model, head 0 for stages of a layer.
    const Table &at(Stage stage, int layer = 0, int head = 0) const { return m_stages.at({stage, layer, head}); }

private:
    Table edited(Table table, Stage stage, int layer, int head) const;
    const Table &keep(Stage stage, int layer, int head, Table table);
    Table norm(const Table &x, const NormWeights &weights) const;
    Table start();
    Table runLayer(int layer, Table x);
    Table runHead(int layer, int head, const Table &input);
    bool switchedOff(Edit::Kind kind, int layer, int head) const;
    bool mayLook(int query, int key, int layer, int head) const;

    const Model &m_model;
    const TransformerConfig &m_config;
    std::vector<int> m_ids;
    Edits m_edits;
    std::map<std::tuple<Stage, int, int>, Table> m_stages;
};

} // namespace headscope
