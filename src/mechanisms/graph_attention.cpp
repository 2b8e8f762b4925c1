#include "src/mechanisms/graph_attention.h"

#include "src/error.h"
#include "src/mechanisms/explicit_attention.h"
#include "src/mechanisms/normalisers.h"
#include "src/mechanisms/seeded_numbers.h"

#include <algorithm>
#include <limits>
#include <string>

namespace headscope {

namespace {

enum Stream : std::uint64_t { mapStream = 40, queryStream, keyStream };

constexpr std::string_view kFormula = "A(t, s) = softmax over neighbours s of LeakyReLU(a·[W·v(t) ‖ W·v(s)])";

/// From the root of a balanced tree over [0, tokens) down to one token: its parent and its children.
void treeNeighbours(int token, int tokens, std::vector<int> &keys)
{
    int first = 0;
    int last = tokens;
    int parent = -1;
    for (int middle = last / 2; middle != token; middle = first + (last - first) / 2) {
        parent = middle;
        (token < middle ? last : first) = token < middle ? middle : middle + 1;
    }
    keys.push_back(token);
    if (parent >= 0)
        keys.push_back(parent);
    if (first < token)
        keys.push_back(first + (token - first) / 2);
    if (token + 1 < last)
        keys.push_back(token + 1 + (last - token - 1) / 2);
    std::ranges::sort(keys);
}

std::vector<std::vector<int>> neighboursOf(int tokens, std::span<const std::array<int, 2>> edges)
{
    std::vector<std::vector<int>> neighbours(static_cast<std::size_t>(tokens));
    for (int token = 0; token < tokens; ++token)
        neighbours[static_cast<std::size_t>(token)].push_back(token);
    for (const auto &[a, b] : edges) {
        if (std::min(a, b) < 0 || std::max(a, b) >= tokens)
            throw Error("an edge joins tokens " + std::to_string(a + 1) + " and " + std::to_string(b + 1) + "; the text has "
                    + std::to_string(tokens),
                {}, "Take the edge away");
        neighbours[static_cast<std::size_t>(a)].push_back(b);
        neighbours[static_cast<std::size_t>(b)].push_back(a);
    }
    for (std::vector<int> &list : neighbours) {
        std::ranges::sort(list);
        list.erase(std::unique(list.begin(), list.end()), list.end());
    }
    return neighbours;
}

/// Each row of x times the vector, as a column. [R, 1]
Matrix timesVector(const Matrix &x, const Matrix &vector)
{
    return matrixProduct(x.view, vector.view.transposed());
}

void keepSteps(const MechanismInput &input, const Matrix &mapped, const Matrix &ofQuery, const Matrix &ofKey, const Recipe &recipe,
    const MechanismRun &run, StepRecorder &steps)
{
    const int tokens = mapped.rows();
    OwnMatrix scores(tokens, tokens);
    std::vector<int> keys;
    std::vector<float> row;
    for (int query = 0; query < tokens; ++query) {
        std::fill_n(scores.row(query), tokens, -std::numeric_limits<float>::infinity());
        keys.clear();
        recipe.choose(query, keys);
        std::erase_if(keys, [&](int key) { return !input.mask.allows(query, key); });
        row.resize(keys.size());
        recipe.compare(query, keys, row);
        for (std::size_t i = 0; i < keys.size(); ++i)
            scores(query, keys[i]) = row[i];
    }
    const int h = steps.add({.name = "h",
        .formula = "h = V",
        .sentence = "A vector for each node of the graph: the tokens' values.",
        .rows = StepAxis::key,
        .pages = {input.v}});
    const int w = steps.add({.name = "W · h",
        .formula = "W · h(s)",
        .sentence = "One matrix turns the vectors of all nodes.",
        .kind = StepKind::mapped,
        .from = {h},
        .rows = StepAxis::key,
        .pages = {mapped}});
    const int q = steps.add({.name = "asking",
        .formula = "a₁ · W · h(t)",
        .sentence = "What a node's vector counts when it is the one that looks.",
        .kind = StepKind::mapped,
        .from = {w},
        .columns = StepAxis::other,
        .pages = {ofQuery}});
    const int k = steps.add({.name = "asked",
        .formula = "a₂ · W · h(s)",
        .sentence = "What it counts when it is looked at.",
        .kind = StepKind::mapped,
        .from = {w},
        .rows = StepAxis::key,
        .columns = StepAxis::other,
        .pages = {ofKey}});
    const int s = steps.add({.name = "scores",
        .formula = "S(t, s) = LeakyReLU(a₁ · W · h(t) + a₂ · W · h(s))",
        .sentence = "The two are added for each edge. Pairs without an edge are hatched.",
        .kind = StepKind::mapped,
        .from = {q, k},
        .columns = StepAxis::key,
        .pages = {scores.matrix()}});
    const int a = steps.add({.name = "weights",
        .formula = run.weights->formula(),
        .sentence = "Each row becomes shares among the node's neighbours and itself.",
        .kind = StepKind::mapped,
        .from = {s},
        .columns = StepAxis::key,
        .pages = {wholeMatrix(*run.weights)},
        .isWeights = true});
    steps.add({.name = "output",
        .formula = "out = A · W · h",
        .sentence = "Each node takes its neighbours' turned vectors by these shares.",
        .kind = StepKind::product,
        .from = {a, w},
        .pages = {run.output}});
}

} // namespace

KeyRule graphKeys(GraphKind kind, int tokens, std::span<const std::array<int, 2>> edges)
{
    switch (kind) {
    case GraphKind::chain: return window(tokens, 1);
    case GraphKind::tree: return [tokens](int query, std::vector<int> &keys) { treeNeighbours(query, tokens, keys); };
    case GraphKind::complete: return window(tokens, tokens);
    case GraphKind::drawn:
        return [neighbours = neighboursOf(tokens, edges)](
                   int query, std::vector<int> &keys) { keys = neighbours[static_cast<std::size_t>(query)]; };
    }
    return {};
}

GraphWeights seededGraphWeights(int width, std::uint64_t seed)
{
    return {seededProjection(width, width, seed, mapStream), seededProjection(1, width, seed, queryStream),
        seededProjection(1, width, seed, keyStream)};
}

MechanismRun graphAttention(const MechanismInput &input, const GraphWeights &weights, KeyRule keys, float slope, StepRecorder *steps)
{
    const int tokens = input.v.rows();
    if (input.q.rows() != tokens)
        throw Error("a graph joins the tokens of one text, and here are " + std::to_string(input.q.rows()) + " queries and "
                + std::to_string(tokens) + " keys",
            {}, "Choose a head that looks at its own text");
    MechanismInput turned = input;
    turned.v = matrixProduct(input.v.view, weights.map.view.transposed());
    const Matrix ofQuery = timesVector(turned.v, weights.ofQuery);
    const Matrix ofKey = timesVector(turned.v, weights.ofKey);
    const int width = turned.v.cols();
    Recipe recipe;
    recipe.choose = std::move(keys);
    recipe.compare = [ofQuery, ofKey, slope](int query, std::span<const int> looked, std::span<float> scores) {
        for (std::size_t i = 0; i < looked.size(); ++i) {
            const float sum = ofQuery(query, 0) + ofKey(looked[i], 0);
            scores[i] = sum > 0 ? sum : slope * sum;
        }
    };
    recipe.weigh = [](int, std::span<const int>, std::span<float> scores) { softmax(scores); };
    recipe.multiplyAddsOfPair = 1;
    recipe.specialsOfPair = 1;
    recipe.multiplyAddsBefore = double(tokens) * width * (width + 2);
    recipe.numbersBefore = double(tokens) * (width + 2);
    MechanismRun run = attend(turned, recipe, kFormula, nullptr);
    if (steps)
        keepSteps(input, turned.v, ofQuery, ofKey, recipe, run, *steps);
    return run;
}

} // namespace headscope
