#include "src/interventions/patching.h"

#include "src/error.h"

#include <memory>
#include <numeric>

namespace headscope {

namespace {

constexpr int kLongest = 2000; // the pattern is held whole: 16 MB

void checkModels(const Trace &into, const Trace &from)
{
    if (&into.model() != &from.model())
        throw Error("the numbers are of another model's run", from.model().name(), "Run both sentences with one model");
}

std::string countText(std::size_t tokens)
{
    return std::to_string(tokens) + (tokens == 1 ? " token" : " tokens");
}

} // namespace

Edit rowPatch(const Trace &into, const Trace &from, const StageKey &place, AlignmentRule rule, const std::vector<int> &rows)
{
    checkModels(into, from);
    if (stageInfo(place.stage).quadratic)
        throw Error("rows of scores and weights belong to their own keys", std::string(stageInfo(place.stage).name),
            "Replace the head's pattern instead");
    const std::vector<int> aligned = partnerTokens(into.rowTokens(place), from.rowTokens(place), rule);
    std::vector<int> wanted = rows;
    if (wanted.empty()) {
        wanted.resize(aligned.size());
        std::iota(wanted.begin(), wanted.end(), 0);
    }
    auto patch = std::make_shared<RowPatch>();
    std::vector<int> sources;
    for (const int row : wanted) {
        if (row < 0 || row >= static_cast<int>(aligned.size()))
            throw Error("there is no token " + std::to_string(row + 1) + ", the text has " + countText(aligned.size()));
        if (aligned[static_cast<std::size_t>(row)] < 0)
            continue;
        patch->rows.push_back(row);
        sources.push_back(aligned[static_cast<std::size_t>(row)]);
    }
    if (sources.empty())
        throw Error("no token of the other sentence stands for the chosen ones", from.text(),
            "Write a sentence that is about as long, or align by position");
    const int columns = into.columnCount(place);
    auto numbers = std::make_shared<std::vector<float>>();
    numbers->reserve(sources.size() * static_cast<std::size_t>(columns));
    for (const int source : sources) {
        const Matrix row = from.rows(place, source, 1);
        for (int c = 0; c < columns; ++c)
            numbers->push_back(row(0, c));
    }
    patch->values = {{numbers->data(), static_cast<int>(sources.size()), columns, columns, 1}, numbers};

    Edit edit;
    edit.kind = Edit::Kind::setRows;
    edit.stage = place.stage;
    edit.layer = place.layer;
    edit.head = stageInfo(place.stage).scope == StageScope::head ? place.head : Edit::kAll;
    edit.patch = std::move(patch);
    edit.name = from.text();
    return edit;
}

Edit patternPatch(const Trace &into, const Trace &from, int layer, int head)
{
    checkModels(into, from);
    const StageKey place{Stage::weights, layer, head};
    const auto queries = into.rowTokens(place).size();
    const auto keys = into.keyTokens(layer).size();
    if (queries != from.rowTokens(place).size() || keys != from.keyTokens(layer).size())
        throw Error("the other sentence has " + countText(from.rowTokens(place).size()) + ", this one " + countText(queries)
                + ": a pattern fits only a text of the same length",
            from.text(), "Take a sentence of as many tokens, or patch the head's output instead");
    if (static_cast<int>(queries) > kLongest || static_cast<int>(keys) > kLongest)
        throw Error("a pattern of " + countText(queries) + " is too large to be kept; at most " + std::to_string(kLongest));
    auto patch = std::make_shared<RowPatch>();
    patch->rows.resize(queries);
    std::iota(patch->rows.begin(), patch->rows.end(), 0);
    patch->values = from.matrix(place);
    Edit edit;
    edit.kind = Edit::Kind::replacePattern;
    edit.stage = Stage::weights;
    edit.rule = PatternRule::given;
    edit.layer = layer;
    edit.head = head;
    edit.patch = std::move(patch);
    edit.name = from.text();
    return edit;
}

} // namespace headscope
