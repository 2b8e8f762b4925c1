// Of two sentences: whose attention to whose is bright. One row for each filter.
#pragma once

#include "src/enum_rows.h"

#include <array>
#include <string_view>
#include <vector>

namespace headscope {

struct Token;
struct TransformerConfig;

enum class PairFilter { all, aToA, aToB, bToA, bToB };

struct PairFilterInfo {
    PairFilter id;
    std::string_view name; ///< in sessions: "a-b"
    std::string_view title; ///< "A → B"; English, the ui translates it
    int from; ///< sentence of the query: 0 (A), 1 (B); −1: any
    int to; ///< of the key
};

inline constexpr std::array<PairFilterInfo, countOf<PairFilter>()> kPairFilters{
    {{PairFilter::all, "all", "All", -1, -1}, {PairFilter::aToA, "a-a", "A → A", 0, 0}, {PairFilter::aToB, "a-b", "A → B", 0, 1},
        {PairFilter::bToA, "b-a", "B → A", 1, 0}, {PairFilter::bToB, "b-b", "B → B", 1, 1}}};
static_assert(hasRowForEach(kPairFilters));

/// Which sentence of a pair a token belongs to: 0, 1, or −1 where the model is not told (a separator of a model without token types).
int sentenceOf(const TransformerConfig &config, const Token &token);
/// May a cell of these sentences be bright?
bool passes(PairFilter filter, int rowSentence, int columnSentence);

/// The sentences of a picture's rows and columns, and the filter over them.
struct FilteredPairs {
    std::vector<int> rowSentences; ///< of each row; empty: there is one sentence
    std::vector<int> columnSentences;
    PairFilter filter = PairFilter::all; ///< all where there is one sentence

    bool passes(int row, int column) const;
    /// Rows (columns) in which some cell may be bright, 1 or 0 each; empty: all. A cell is bright where both its row and its column are.
    std::vector<char> brightRows() const;
    std::vector<char> brightColumns() const;
};

} // namespace headscope
