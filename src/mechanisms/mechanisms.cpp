#include "src/mechanisms/mechanisms.h"

#include "src/enum_rows.h"
#include "src/error.h"
#include "src/mechanisms/explicit_attention.h"
#include "src/mechanisms/rows/rows.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace headscope {

namespace {

struct GroupRow {
    MechanismGroup id;
    std::span<const MechanismInfo> (*rows)();
};

constexpr std::array<MechanismGroupInfo, countOf<MechanismGroup>()> kGroups{{
    {MechanismGroup::scores, "scores", "How a query and a key are compared"},
    {MechanismGroup::normalising, "normalising", "How scores become weights"},
    {MechanismGroup::pairs, "pairs", "Which keys a query looks at"},
    {MechanismGroup::heads, "heads", "How heads share"},
    {MechanismGroup::cheaper, "cheaper", "Cheaper than every pair"},
    {MechanismGroup::recurrent, "recurrent", "A state that is carried on"},
    {MechanismGroup::positions, "positions", "How positions are told"},
    {MechanismGroup::algorithm, "algorithm", "How it is computed"},
    {MechanismGroup::sequences, "sequences", "Two texts, and graphs"},
    {MechanismGroup::beside, "beside", "Beside attention"},
}};
static_assert(hasRowForEach(kGroups));

constexpr std::array<GroupRow, countOf<MechanismGroup>()> kRowsOfGroups{{
    {MechanismGroup::scores, scoresRows},
    {MechanismGroup::normalising, normalisingRows},
    {MechanismGroup::pairs, pairsRows},
    {MechanismGroup::heads, headsRows},
    {MechanismGroup::cheaper, cheaperRows},
    {MechanismGroup::recurrent, recurrentRows},
    {MechanismGroup::positions, positionsRows},
    {MechanismGroup::algorithm, algorithmRows},
    {MechanismGroup::sequences, sequencesRows},
    {MechanismGroup::beside, besideRows},
}};
static_assert(hasRowForEach(kRowsOfGroups));

const std::vector<MechanismInfo> &table()
{
    static const std::vector<MechanismInfo> joined = [] {
        std::vector<MechanismInfo> rows;
        for (const GroupRow &group : kRowsOfGroups)
            rows.insert(rows.end(), group.rows().begin(), group.rows().end());
        return rows;
    }();
    return joined;
}

} // namespace

std::span<const MechanismInfo> allMechanisms()
{
    return table();
}

std::span<const MechanismGroupInfo> allMechanismGroups()
{
    return kGroups;
}

const MechanismInfo &mechanismNamed(std::string_view name)
{
    const auto found = std::ranges::find(table(), name, &MechanismInfo::name);
    if (found != table().end())
        return *found;
    std::string names;
    for (const MechanismInfo &mechanism : table())
        names += (names.empty() ? "" : ", ") + std::string(mechanism.name);
    throw Error("there is no mechanism “" + std::string(name) + "”", {}, "There are " + names);
}

const MechanismInfo &fullAttention()
{
    return mechanismNamed("full");
}

MechanismRun runMechanism(const MechanismInfo &mechanism, const MechanismInput &input, const Parameters &parameters, StepRecorder *steps)
{
    if (input.q.cols() != input.k.cols() || input.k.rows() != input.v.rows())
        throw Error("queries are " + std::to_string(input.q.cols()) + " wide, keys " + std::to_string(input.k.cols()) + "; there are "
            + std::to_string(input.k.rows()) + " keys and " + std::to_string(input.v.rows()) + " values");
    const Mask &mask = input.mask;
    if (!mechanism.takesMask && (mask.causal || !mask.hidden.empty() || mask.window > 0))
        throw Error(std::string(mechanism.title) + " reads a text as a whole: it has no mask", {}, "Let it see later tokens");
    return mechanism.run ? mechanism.run(input, parameters, steps)
                         : attend(input, mechanism.recipe(input, parameters), mechanism.formula, steps);
}

MatrixPattern::MatrixPattern(Matrix weights, std::string formula, bool rowsSumToOne)
    : Pattern(eachToken(weights.rows()), eachToken(weights.cols()))
    , m_weights(std::move(weights))
    , m_formula(std::move(formula))
    , m_rowsSumToOne(rowsSumToOne)
{
}

void MatrixPattern::block(int firstRow, int firstColumn, MutableMatrixView out) const
{
    for (int r = 0; r < out.rows; ++r)
        for (int c = 0; c < out.cols; ++c)
            out(r, c) = m_weights(firstRow + r, firstColumn + c);
}

std::shared_ptr<const Pattern> impliedPattern(const MechanismInfo &mechanism, const MechanismInput &input, const Parameters &parameters)
{
    const int keys = input.v.rows();
    OwnMatrix unit(keys, keys);
    for (int key = 0; key < keys; ++key)
        unit(key, key) = 1;
    MechanismInput fed = input;
    fed.v = unit.matrix();
    if (!fed.heads.empty())
        fed.heads[static_cast<std::size_t>(fed.head)].v = fed.v;
    const MechanismRun run = runMechanism(mechanism, fed, parameters);
    return std::make_shared<MatrixPattern>(run.output, "implied: out = A · V", false);
}

double relativeDifference(const Matrix &a, const Matrix &b)
{
    double difference = 0;
    double size = 0;
    for (int r = 0; r < b.rows(); ++r) {
        for (int c = 0; c < b.cols(); ++c) {
            difference += (double(a(r, c)) - b(r, c)) * (double(a(r, c)) - b(r, c));
            size += double(b(r, c)) * b(r, c);
        }
    }
    return difference == 0 ? 0 : std::sqrt(difference / size);
}

} // namespace headscope
