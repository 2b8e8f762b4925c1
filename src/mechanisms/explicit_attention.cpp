#include "src/mechanisms/explicit_attention.h"

#include "src/devices/cpu/threads.h"
#include "src/mechanisms/given_steps.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <string>

namespace headscope {

namespace {

/// One query's keys and what became of them.
struct Row {
    std::vector<int> keys;
    std::vector<float> weights;
};

/// `scores`: null, or the query's scores before they become weights, a number for each key.
void makeRow(const MechanismInput &input, const Recipe &recipe, int query, Row &row, float *scores = nullptr)
{
    row.keys.clear();
    if (recipe.choose) {
        recipe.choose(query, row.keys);
    } else {
        row.keys.resize(static_cast<std::size_t>(input.k.rows()));
        std::iota(row.keys.begin(), row.keys.end(), 0);
    }
    std::erase_if(row.keys, [&](int key) { return !input.mask.allows(query, key); });
    row.weights.resize(row.keys.size());
    if (row.keys.empty())
        return;
    recipe.compare(query, row.keys, row.weights);
    if (scores)
        for (std::size_t i = 0; i < row.keys.size(); ++i)
            scores[row.keys[i]] = row.weights[i];
    recipe.weigh(query, row.keys, row.weights);
}

class RecipePattern : public Pattern {
public:
    RecipePattern(MechanismInput input, Recipe recipe, std::string formula)
        : Pattern(eachToken(input.q.rows()), eachToken(input.k.rows()))
        , m_input(std::move(input))
        , m_recipe(std::move(recipe))
        , m_formula(std::move(formula))
    {
    }
    void block(int firstRow, int firstColumn, MutableMatrixView out) const override
    {
        Row row;
        for (int r = 0; r < out.rows; ++r) {
            std::fill_n(out.row(r), out.cols, 0.0F);
            makeRow(m_input, m_recipe, firstRow + r, row);
            for (std::size_t i = 0; i < row.keys.size(); ++i) {
                const int column = row.keys[i] - firstColumn;
                if (column >= 0 && column < out.cols)
                    out.row(r)[column] = row.weights[i];
            }
        }
    }
    std::string formula() const override { return m_formula; }
    bool rowsSumToOne() const override { return m_recipe.rowsSumToOne; }

private:
    MechanismInput m_input;
    Recipe m_recipe;
    std::string m_formula;
};

void keepSteps(const MechanismInput &input, const Recipe &recipe, const MechanismRun &run, StepRecorder &steps)
{
    OwnMatrix scores(input.q.rows(), input.k.rows());
    OwnMatrix weights(input.q.rows(), input.k.rows());
    Row row;
    for (int query = 0; query < input.q.rows(); ++query) {
        std::fill_n(scores.row(query), input.k.rows(), -std::numeric_limits<float>::infinity());
        makeRow(input, recipe, query, row, scores.row(query));
        for (std::size_t i = 0; i < row.keys.size(); ++i)
            weights(query, row.keys[i]) = row.weights[i];
    }
    addQueries(input, steps);
    addKeys(input, steps);
    for (const MechanismStep &projection : recipe.projections)
        steps.add(projection);
    const int s = steps.add({.name = "scores",
        .formula = recipe.scoreFormula,
        .sentence = "How well each key fits each query. Pairs that are not compared are hatched.",
        .kind = recipe.scoreKind,
        .from = recipe.scoresFrom,
        .columns = StepAxis::key,
        .pages = {scores.matrix()}});
    const int a = steps.add({.name = "weights",
        .formula = run.weights->formula(),
        .sentence = "Each row of scores becomes shares of attention.",
        .kind = StepKind::mapped,
        .from = {s},
        .columns = StepAxis::key,
        .pages = {weights.matrix()},
        .isWeights = true});
    const int v = addValues(input, steps);
    steps.add({.name = recipe.outputName,
        .formula = recipe.outputFormula,
        .sentence = recipe.handOver ? "Each query takes the values by its shares, and what its keys hand over besides."
                                    : "Each query takes the values by its shares.",
        .kind = recipe.handOver ? StepKind::mapped : StepKind::product,
        .from = {a, v},
        .pages = {run.output}});
}

} // namespace

std::shared_ptr<const Pattern> recipePattern(const MechanismInput &input, const Recipe &recipe, std::string_view formula)
{
    return std::make_shared<RecipePattern>(input, recipe, std::string(formula));
}

MechanismRun attend(const MechanismInput &input, const Recipe &recipe, std::string_view formula, StepRecorder *steps)
{
    const int queries = input.q.rows();
    const int width = input.v.cols();
    auto numbers = std::make_shared<std::vector<float>>(static_cast<std::size_t>(queries) * static_cast<std::size_t>(width));
    std::vector<double> pairs(static_cast<std::size_t>(queries));
    std::vector<Row> rows(static_cast<std::size_t>(threadCount()));
    const double most = double(queries) * input.k.rows() * (input.k.cols() + width);
    forTasks(queries, most, [&](int query, int thread) {
        Row &row = rows[static_cast<std::size_t>(thread)];
        makeRow(input, recipe, query, row);
        pairs[static_cast<std::size_t>(query)] = double(row.keys.size());
        float *out = numbers->data() + static_cast<std::ptrdiff_t>(query) * width;
        for (std::size_t i = 0; i < row.keys.size(); ++i)
            for (int c = 0; c < width; ++c)
                out[c] += row.weights[i] * input.v(row.keys[i], c);
        if (recipe.handOver)
            recipe.handOver(query, row.keys, row.weights, {out, static_cast<std::size_t>(width)});
    });
    MechanismRun run;
    run.output = {{numbers->data(), queries, width, width, 1}, numbers};
    run.weights = recipePattern(input, recipe, formula);
    MechanismWork &work = run.work;
    work.pairs = std::accumulate(pairs.begin(), pairs.end(), 0.0);
    work.multiplyAdds = recipe.multiplyAddsBefore + work.pairs * (recipe.multiplyAddsOfPair + width);
    work.specials = recipe.specialsBefore + work.pairs * recipe.specialsOfPair;
    work.bytesMoved = sizeof(float) * work.pairs * (input.k.cols() + width + 4);
    work.bytesHeld = sizeof(float) * recipe.numbersBefore;
    if (!pairs.empty())
        work.bytesHeld += *std::ranges::max_element(pairs) * (sizeof(int) + sizeof(float));
    work.stateNumbers
        = (recipe.cachedTokens < 0 ? input.k.rows() : std::min<double>(recipe.cachedTokens, input.k.rows())) * (input.k.cols() + width);
    if (steps)
        keepSteps(input, recipe, run, *steps);
    return run;
}

} // namespace headscope
