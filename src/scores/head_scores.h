// What one head does on one text, in a few numbers: how wide it looks, how far, and how much of its attention follows a simple rule.
// Trap: a query that may look at one key only (the first token of a causal model) has no choice; its weight of 1 says nothing about
// the head. Such rows are left out of every number here.
// Cross-attention compares tokens of two texts: "the previous token" and a distance mean nothing there and are left out too.
#pragma once

#include "src/attention/masks.h"
#include "src/trace/trace.h"

#include <span>
#include <vector>

namespace headscope {

/// A mean over query tokens: as a rule of the weight that follows a rule, over the queries to which it applies.
struct PatternScore {
    double value = 0; ///< of a rule: 0 … 1 for weights that sum to 1
    double even = 0; ///< what attention spread evenly over the allowed keys would score: the bar to beat
    int rows = 0; ///< query tokens the rule applies to; 0: the text has no place for it and value means nothing

    bool defined() const { return rows > 0; }
    double lift() const { return value - even; }
};

/// A(t, s) is the weight query t gives key s. All means are over queries with a choice.
struct HeadScores {
    int rows = 0; ///< query tokens with a choice
    double entropy = 0; ///< mean of −Σ_s A log₂ A, in bits: 0 looks at one token, log₂ S at all alike
    double evenEntropy = 0; ///< mean of log₂(allowed keys): the largest entropy this text allows
    bool isCross = false; ///< keys are of another text: then meanDistance means nothing
    double meanDistance = 0; ///< mean of Σ_s A · |t − s|, in tokens
    double largestShare = 0; ///< mean of max_s A: the top-1 share

    // Each over the queries that may look there; of cross-attention only firstToken and separator.
    PatternScore previousToken; ///< A(t, t − 1)
    PatternScore nextToken; ///< A(t, t + 1); not defined under a causal mask
    PatternScore firstToken; ///< A(t, 0) for t > 0; in cross-attention for every t
    PatternScore separator; ///< Σ A(t, s) over special tokens s > 0, [SEP] and the like. Clark et al. 2019, arXiv:1906.04341
    PatternScore sameToken; ///< A(t, t)
    PatternScore duplicateToken; ///< Σ A(t, s) over earlier s with the same token id; only for tokens that came before
    /// Σ A(t, s + 1) over the same s, where s + 1 < t: looks at what followed this token last time.
    /// Elhage et al. 2021, transformer-circuits.pub/2021/framework; Olsson et al. 2022, arXiv:2209.11895.
    PatternScore induction;
};

/// What a pattern's keys are, and which of them a query may look at.
struct PatternKeys {
    std::vector<int> ids; ///< [S]
    std::vector<int> separators; ///< places of special tokens other than the first
    Mask mask; ///< hidden tokens still count as allowed in `even`
    bool isCross = false; ///< queries are another text's: all may look at all
};
/// Of one head, as this run has it. Throws Error when layer or head is out of range.
PatternKeys patternKeys(const Trace &trace, int layer, int head);

/// Sums up a head from blocks of its weight rows, so that long texts never need the whole n × n matrix.
class HeadScoreSum {
public:
    explicit HeadScoreSum(PatternKeys keys);

    /// Rows firstRow … firstRow + weights.rows − 1 of the weights; weights [rows, S], or without last columns that these rows may not look
    /// at. Each row contiguous.
    void addRows(int firstRow, const MatrixView &weights);
    HeadScores scores() const;

private:
    void addPlaces(int query, int row, const MatrixView &weights, double even);
    void addRepeats(int query, int row, const MatrixView &weights, double even);

    PatternKeys m_keys;
    std::vector<int> m_previousSame; ///< the nearest earlier position with the same id, or −1
    HeadScores m_sum;
};

/// True when this head's queries may not look ahead in this run: the layer's mask, unless an edit turned it off.
bool isCausal(const Trace &trace, int layer, int head);
/// Of one head. Throws Error when layer or head is out of range.
HeadScores headScores(const Trace &trace, int layer, int head);

} // namespace headscope
