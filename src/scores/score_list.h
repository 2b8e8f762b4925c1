// The one list of what is measured of a head: the table, the colours of the grid, the filter, the command line and the documentation all
// read it.
// Trap: a score that means nothing for a head (a distance in cross-attention, a repeat in a text without one) is kMissing, never 0; one
// whose weights are undefined is NaN. Both meet no condition of a filter and come last in any order.
#pragma once

#include "src/enum_rows.h"
#include "src/models/model.h"
#include "src/patterns/head_place.h"
#include "src/scores/head_scores.h"
#include "src/tensor/missing_number.h"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace headscope {

enum class ScoreId {
    entropy,
    distance,
    topShare,
    previous,
    next,
    first,
    same,
    separator,
    duplicate,
    induction,
    randomInduction,
    positional,
    drawn,
    outputNorm,
    copying
};
inline constexpr std::size_t kScoreCount = countOf<ScoreId>();

/// Where a score comes from: the attention on the text, runs of random tokens (on request), a drawn pattern, or the weights alone.
enum class ScoreOrigin { text, randomTokens, drawing, weights };
/// Which end of a score is worth a look.
enum class Notable { high, low, bothEnds };
/// What a score is about: where scores of one head stand below each other, those of a topic are together.
enum class ScoreTopic { spread, places, tokens, weights };

struct ScoreDefinition {
    ScoreId id;
    std::string_view name; ///< in filters, on the command line and in exports: "entropy"
    std::string_view title; ///< "Entropy": English, the ui translates it
    std::string_view unit; ///< "bits", or empty
    double low; ///< the ends of its scale; high NaN: the largest of the model's heads
    double high;
    Notable notable;
    ScoreOrigin origin;
    std::string_view definition; ///< a sentence or two, English
    std::string_view formula; ///< plain Unicode
    std::string_view source; ///< paper, or empty
    ScoreTopic topic;
    std::string_view brief; ///< in a line of a panel or a tooltip: "Itself"
    std::string_view standsOut; ///< what a head does that stands out by it: "previous token"; empty: that says nothing
    // How it is made, at most one of them; none where all heads of a model are measured at once, on request.
    PatternScore (*fromScores)(const HeadScores &scores) = nullptr; ///< `even` is kMissing where it says nothing
    std::optional<double> (*fromTrace)(const Trace &trace, int layer, int head) = nullptr; ///< takes its time
    double (*fromWeights)(const Model &model, const HeadPlace &place) = nullptr;
};

/// In the order of ScoreId.
std::span<const ScoreDefinition> allScores();
const ScoreDefinition &scoreDefinition(ScoreId id);
/// Those that a few lines about one head show, topic by topic: made from HeadScores or from the weights.
std::span<const ScoreDefinition *const> briefScores();
/// By name, in lower or upper case.
std::optional<ScoreId> scoreNamed(std::string_view name);
/// All definitions as Markdown: what head-scores.md beside this file holds.
std::string scoresAsMarkdown();

/// One head in numbers.
struct HeadRow {
    int layer = 0; ///< from 0
    int head = 0;
    std::array<double, kScoreCount> values; ///< kMissing: not measured, or without meaning

    HeadRow();
    HeadRow(int layer, int head);
    double value(ScoreId id) const { return values[static_cast<std::size_t>(id)]; }
    double &value(ScoreId id) { return values[static_cast<std::size_t>(id)]; }
    /// Fills in what is made from HeadScores.
    void take(const HeadScores &scores);
    /// Fills in what is made from the model's weights.
    void take(const Model &model);
};

} // namespace headscope
