#include "src/mechanisms/explicit_attention.h"

#include "src/devices/cpu/threads.h"
#include "src/error.h"

#include <algorithm>
#include <numeric>
#include <string>

namespace headscope {

namespace {

/// One query's keys and what became of them.
struct Row {
    std::vector<int> keys;
    std::vector<float> weights;
};

void makeRow(const MechanismInput &input, const Recipe &recipe, int query, Row &row)
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

} // namespace

MechanismRun attend(const MechanismInput &input, const Recipe &recipe, std::string_view formula)
{
    if (input.q.cols() != input.k.cols() || input.k.rows() != input.v.rows())
        throw Error("queries are " + std::to_string(input.q.cols()) + " wide, keys " + std::to_string(input.k.cols()) + "; there are "
            + std::to_string(input.k.rows()) + " keys and " + std::to_string(input.v.rows()) + " values");
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
    });
    MechanismRun run;
    run.output = {{numbers->data(), queries, width, width, 1}, numbers};
    run.weights = std::make_shared<RecipePattern>(input, recipe, std::string(formula));
    MechanismWork &work = run.work;
    work.pairs = std::accumulate(pairs.begin(), pairs.end(), 0.0);
    work.multiplyAdds = recipe.multiplyAddsBefore + work.pairs * (recipe.multiplyAddsOfPair + width);
    work.specials = work.pairs * recipe.specialsOfPair;
    work.bytesMoved = sizeof(float) * work.pairs * (input.k.cols() + width + 4);
    work.bytesHeld = pairs.empty() ? 0 : *std::ranges::max_element(pairs) * (sizeof(int) + sizeof(float));
    return run;
}

} // namespace headscope
