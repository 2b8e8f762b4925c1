// The whole transformer once more, as slowly and plainly as it can be said: double precision, one loop per sum, nothing shared with the
// engine but the configuration, the weights and the list of edits. Tests compare every stage with it.
// Trap: where a definition is in single precision (angles of a rotation, T5's buckets) so is the twin.
#pragma once

#include "src/models/model.h"
#include "src/models/weights.h"
#include "src/stages/edits.h"
#include "tests/support/naive_arithmetic.h"

#include <array>
#include <map>
#include <string_view>
#include <tuple>
#include <vector>

namespace headscope {

class NaiveTransformer {
public:
    using Table = NaiveTable;
    /// Ids of each stack; token types of the first stack's, or nothing.
    struct Input {
        std::array<std::vector<int>, 2> ids;
        std::vector<int> segments;
    };

    NaiveTransformer(const Model &model, Input input, Edits edits = {});

    /// Any layer of the stack for stages before and behind the layers, head 0 for stages of a layer.
    const Table &at(Stage stage, int layer = 0, int head = 0) const;

private:
    // Edits
    Table edited(Table table, Stage stage, int layer, int head) const;
    /// Rows from elsewhere, and patterns that are not what the scores say.
    void replaceRows(Table &table, const Edit &edit, int layer, int head) const;
    bool switchedOff(Edit::Kind kind, int layer, int head) const;
    /// Files the table under its place, edited.
    const Table &keep(Stage stage, int layer, int head, Table table);

    // Parts that several stages share
    Table norm(NormKind kind, const Table &x, const NormWeights &weights, int first = 0) const;

    // Before the layers
    Table embed(int stack);
    Table positions(int stack, std::size_t width) const;

    // Layers
    Table runLayer(int layer, Table x);
    Table attend(int layer, const Table &input);
    Table runHead(int layer, int head, const Table &queriesFrom, const Table &keysFrom);
    Table turned(const Table &x, const Rotary &rotary) const;
    Table rawScores(const Table &q, const Table &k, const Table &globalK) const;
    double distanceBias(int layer, int head, int distance) const;
    bool mayLook(int query, int key, int layer, int head) const;
    Table mlp(int layer, const Table &input);

    // Behind the layers
    void predict(const Table &x);
    void classify(const Table &x);

    const Model &m_model;
    const TransformerConfig &m_config;
    Input m_input;
    Edits m_edits;
    std::map<std::tuple<std::string_view, int, int>, Table> m_stages; // by name, layer, head
    std::array<Table, 2> m_ends; // what each stack hands on
};

} // namespace headscope
