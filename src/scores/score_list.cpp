#include "src/scores/score_list.h"

#include "src/scores/position_share.h"
#include "src/scores/value_output.h"

#include <algorithm>
#include <cctype>
#include <limits>
#include <vector>

namespace headscope {

namespace {

constexpr double kOpen = std::numeric_limits<double>::quiet_NaN(); // no end of the scale

template <PatternScore HeadScores::*rule>
PatternScore ofRule(const HeadScores &scores)
{
    return scores.*rule;
}

constexpr std::array<ScoreDefinition, kScoreCount> kScores{{
    {ScoreId::entropy, "entropy", "Entropy", "bits", 0, kOpen, Notable::low, ScoreOrigin::text,
        "How widely a query spreads its attention: 0 is one token, log₂ of the number of allowed tokens is all alike. Mean over the "
        "queries that may look at two tokens or more.",
        "mean over t of −Σₛ A(t, s) · log₂ A(t, s)", "Shannon 1948; of heads: Clark et al. 2019, arXiv:1906.04341", ScoreTopic::spread,
        "Entropy", "broad: looks at all alike",
        [](const HeadScores &scores) {
            return PatternScore{scores.entropy, scores.evenEntropy, scores.rows};
        }},
    {ScoreId::distance, "distance", "Mean distance", "tokens", 0, kOpen, Notable::bothEnds, ScoreOrigin::text,
        "How far away the tokens are that a query looks at. Not for cross-attention, whose tokens are of two texts.",
        "mean over t of Σₛ A(t, s) · |t − s|", "Vig & Belinkov 2019, arXiv:1906.04284", ScoreTopic::spread, "Mean distance", "",
        [](const HeadScores &scores) {
            return PatternScore{scores.meanDistance, kMissing, scores.isCross ? 0 : scores.rows};
        }},
    {ScoreId::topShare, "top1", "Top-1 share", "", 0, 1, Notable::high, ScoreOrigin::text,
        "The share of attention that goes to the one token a query looks at most.", "mean over t of maxₛ A(t, s)",
        "Voita et al. 2019, arXiv:1905.09418 (there: confidence)", ScoreTopic::spread, "Largest weight", "",
        [](const HeadScores &scores) {
            return PatternScore{scores.largestShare, kMissing, scores.rows};
        }},
    {ScoreId::previous, "previous", "Previous token", "", 0, 1, Notable::high, ScoreOrigin::text,
        "The weight on the token just before. Mean over the queries that may look there.", "mean over t of A(t, t − 1)",
        "Clark et al. 2019, arXiv:1906.04341", ScoreTopic::places, "Previous token", "previous token", ofRule<&HeadScores::previousToken>},
    {ScoreId::next, "next", "Next token", "", 0, 1, Notable::high, ScoreOrigin::text,
        "The weight on the token just after. Not defined where queries may not look ahead.", "mean over t of A(t, t + 1)",
        "Clark et al. 2019, arXiv:1906.04341", ScoreTopic::places, "Next token", "next token", ofRule<&HeadScores::nextToken>},
    {ScoreId::first, "first", "First token", "", 0, 1, Notable::high, ScoreOrigin::text,
        "The weight on the text's first token, where heads often rest that have nothing to do.", "mean over t > 0 of A(t, 0)",
        "Xiao et al. 2023, arXiv:2309.17453 (attention sinks)", ScoreTopic::places, "First token", "first token",
        ofRule<&HeadScores::firstToken>},
    {ScoreId::same, "same", "Same token", "", 0, 1, Notable::high, ScoreOrigin::text, "The weight on the query's own token.",
        "mean over t of A(t, t)", "Clark et al. 2019, arXiv:1906.04341", ScoreTopic::tokens, "Itself", "the token itself",
        ofRule<&HeadScores::sameToken>},
    {ScoreId::separator, "separator", "Separators", "", 0, 1, Notable::high, ScoreOrigin::text,
        "The weight on special tokens such as [SEP], the first token left out. Only for texts that have any.",
        "mean over t of Σ A(t, s) over special s > 0", "Clark et al. 2019, arXiv:1906.04341", ScoreTopic::places, "Separators",
        "separators", ofRule<&HeadScores::separator>},
    {ScoreId::duplicate, "duplicate", "Duplicate token", "", 0, 1, Notable::high, ScoreOrigin::text,
        "The weight on earlier occurrences of the query's own token. Mean over the tokens that came before.",
        "mean over t of Σ A(t, s) over s < t with the same token", "Wang et al. 2022, arXiv:2211.00593", ScoreTopic::tokens,
        "Same token before", "same token, earlier", ofRule<&HeadScores::duplicateToken>},
    {ScoreId::induction, "induction", "Induction", "", 0, 1, Notable::high, ScoreOrigin::text,
        "The weight on what followed the query's token last time, and every time before. Mean over the tokens of this text that came "
        "before.",
        "mean over t of Σ A(t, s + 1) over s + 1 < t with the same token as t",
        "Elhage et al. 2021, transformer-circuits.pub/2021/framework", ScoreTopic::tokens, "Induction",
        "induction: what came next last time", ofRule<&HeadScores::induction>},
    {ScoreId::randomInduction, "random-induction", "Induction, random tokens", "", 0, 1, Notable::high, ScoreOrigin::randomTokens,
        "The induction score on random tokens said twice, where nothing but the repetition can help: 4 sequences of up to 50 different "
        "tokens, drawn with fixed seeds, in runs of their own without edits.",
        "mean over the second half of A(t, t − N + 1), N tokens in a half", "Olsson et al. 2022, arXiv:2209.11895 (prefix matching)",
        ScoreTopic::tokens, "Induction, random tokens", "induction on random tokens"},
    {ScoreId::positional, "positional", "Positional share", "", 0, 1, Notable::bothEnds, ScoreOrigin::text,
        "How much of the attention follows from where a key is: its distance from the query, and whether it is the text's first token. The "
        "rest, 1 − this, is the share of content. Measured on the first 256 tokens: P is the best pattern of the form β(t − s) · γ(s is "
        "first), each row made to sum to 1; U looks at all allowed tokens alike. On a text of a few tokens chance alone explains part of "
        "any pattern. Not for cross-attention, nor for heads that look at all alike.",
        "1 − Σₜ KL(A(t) ‖ P(t)) / Σₜ KL(A(t) ‖ U(t))", "R² by divergence: Cameron & Windmeijer 1997, J. Econometrics 77",
        ScoreTopic::places, "Positional share", "", nullptr,
        [](const Trace &trace, int layer, int head) { return positionShare(trace, layer, head); }},
    {ScoreId::drawn, "drawn", "Like the drawing", "", -1, 1, Notable::high, ScoreOrigin::drawing,
        "Correlation of the head's pattern, averaged down to 24 × 24 cells, with the pattern that was drawn, over the cells in which the "
        "head may look at anything. Of texts beyond 384 tokens up to 16 queries stand for each row of cells.",
        "Pearson's r between the two grids", "", ScoreTopic::places, "Like the drawing", "like the drawing"},
    {ScoreId::outputNorm, "ov-norm", "‖W_OV‖", "", 0, kOpen, Notable::high, ScoreOrigin::weights,
        "How strongly the head can change the residual stream: the Frobenius norm of its value and output maps together. The gain of the "
        "norm before attention is multiplied in; biases, the division by each token's deviation and norms behind W_O are not.",
        "‖g ∘ W_V · W_O‖, the root of the sum of squares", "Elhage et al. 2021, transformer-circuits.pub/2021/framework",
        ScoreTopic::weights, "‖W_OV‖", "", nullptr, nullptr, valueOutputNorm},
    {ScoreId::copying, "copying", "Copying", "", -1, 1, Notable::bothEnds, ScoreOrigin::weights,
        "Whether attending to a token makes that token more likely (1) or less likely (−1), by the eigenvalues λ of the map from the token "
        "read to the logits. The gains of the norm before attention and of the last norm are multiplied in; the division by each token's "
        "deviation, the subtraction of the mean, biases, positions and the MLPs are not. Only where the last layer's stream is multiplied "
        "by W_U at once, and not for cross-attention.",
        "Σ λ / Σ |λ|, λ of W_E · (g ∘ W_V · W_O ∘ g′) · W_U", "Elhage et al. 2021, transformer-circuits.pub/2021/framework",
        ScoreTopic::weights, "Copying", ""},
}};

static_assert(hasRowForEach(kScores));

} // namespace

std::span<const ScoreDefinition> allScores()
{
    return kScores;
}

const ScoreDefinition &scoreDefinition(ScoreId id)
{
    return rowOf(kScores, id);
}

std::span<const ScoreDefinition *const> briefScores()
{
    static const std::vector<const ScoreDefinition *> scores = [] {
        std::vector<const ScoreDefinition *> brief;
        for (const ScoreDefinition &score : kScores)
            if (score.fromScores || score.fromWeights)
                brief.push_back(&score);
        std::ranges::stable_sort(brief, {}, &ScoreDefinition::topic);
        return brief;
    }();
    return scores;
}

std::optional<ScoreId> scoreNamed(std::string_view name)
{
    const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
    for (const ScoreDefinition &score : kScores)
        if (std::ranges::equal(score.name, name, {}, lower, lower))
            return score.id;
    return std::nullopt;
}

std::string scoresAsMarkdown()
{
    std::string text
        = "# What is measured of every head\n\n"
          "A(t, s) is the weight that query t gives key s. Queries that may look at one token only have no choice and are left out of "
          "every "
          "mean.\nThe name is what a filter and the command line call a score: `layer>6 entropy<1 induction>0.3`. A score that a text or a "
          "model has no place for\nis left empty; one whose weights are undefined is NaN. Neither meets any condition, not even `!=`, and "
          "both "
          "come last in any order.\n";
    for (const ScoreDefinition &score : kScores) {
        text += "\n## " + std::string(score.title) + "\n\n`" + std::string(score.name) + "`";
        if (!score.unit.empty())
            text += ", in " + std::string(score.unit);
        text += "\n\n" + std::string(score.definition) + "\n\n" + std::string(score.formula) + "\n";
        if (!score.source.empty())
            text += "\n" + std::string(score.source) + "\n";
    }
    return text
        + "\n# Heads that stand out\n\n"
          "Even is what attention spread evenly over all allowed tokens would score on the same queries. A head is said to follow a rule "
          "when "
          "it\nscores 0.4 or more, 0.25 above even, on at least 3 queries; or when it is far above even and above the model's other heads: "
          "on at least\n5 queries 0.15 above even, three times even, and three times the score that a quarter of the heads stays below. "
          "Of several rules the one\nmost above even is told. A head that follows none is broad when its entropy is 95 % of the largest "
          "possible, and that is at least 1 bit.\n";
}

HeadRow::HeadRow()
{
    values.fill(kMissing);
}

HeadRow::HeadRow(int layerIndex, int headIndex)
    : layer(layerIndex)
    , head(headIndex)
{
    values.fill(kMissing);
}

void HeadRow::take(const HeadScores &scores)
{
    for (const ScoreDefinition &definition : kScores) {
        if (!definition.fromScores)
            continue;
        const PatternScore score = definition.fromScores(scores);
        value(definition.id) = score.defined() ? score.value : kMissing;
    }
}

void HeadRow::take(const Model &model)
{
    for (const ScoreDefinition &definition : kScores)
        if (definition.fromWeights)
            value(definition.id) = definition.fromWeights(model, {layer, head});
}

} // namespace headscope
