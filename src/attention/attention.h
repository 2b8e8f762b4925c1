// Attention of one head, stage by stage: what this program is about. Vaswani et al. 2017, arXiv:1706.03762, section 3.2.
//
//     raw = q · kᵀ      scaled = raw / √Dh      masked = scaled, or −∞      weights = softmax(masked)      sum = weights · v
//
// Between scaled and masked some models cap the scores (Gemma 2) and some add a bias for the distance (ALiBi, T5).
// Every stage works on a block of query rows, so a run never holds n × n numbers: it takes kAttentionRows rows through all
// stages in one small buffer. Showing a stage later repeats the same calls on the same blocks and gives the same bits.
#pragma once

#include "src/attention/masks.h"
#include "src/stages/edits.h"
#include "src/tensor/mutable_matrix_view.h"

#include <span>
#include <vector>

namespace headscope {

/// Query rows of one block. 64 rows of 1,024 scores are 256 KiB: they stay in the second-level cache.
inline constexpr int kAttentionRows = 64;

/// raw(t, s) = Σ_c q(t, c) · k(s, c). q [R, Dh], k [S, Dh], raw [R, S].
void rawScores(MatrixView q, MatrixView k, MutableMatrixView raw);
/// scores := scores / divisor. The divisor is √Dh times the temperature.
void scaleScores(float divisor, MutableMatrixView scores);
/// scores := cap · tanh(scores / cap).
void capScores(float cap, MutableMatrixView scores);
/// scores(r, c) += biases[s − t + (queries − 1)] for the query t = firstRow + r and the key s = firstKey + c: see score_bias.h.
void addDistanceBias(std::span<const float> biases, int queries, int firstRow, MutableMatrixView scores, int firstKey = 0);
/// scores := softmax of each row.
void scoresToWeights(MutableMatrixView scores);
/// sum(t, c) = Σ_s weights(t, s) · v(s, c). weights [R, S], v [S, Dh], sum [R, Dh].
void weightedSum(MatrixView weights, MatrixView v, MutableMatrixView sum);

/// One head of one layer, ready to attend: its tokens' vectors and the rules. Edits of its stages are applied at their stage.
struct AttentionHead {
    MatrixView q; ///< [T, Dh], normalised and turned
    MatrixView k; ///< [S, Dh], normalised and turned
    MatrixView v; ///< [S, Dh]
    float divisor = 1;
    Mask mask;
    const Edits *edits = nullptr;
    int layer = 0;
    int head = 0;
    float cap = 0; ///< 0: none
    std::vector<float> distanceBias = {}; ///< one for each distance, or empty
    MatrixView globalK = {}; ///< [S, Dh] what the first token looks at instead of k; or empty
    MatrixView globalV = {}; ///< [S, Dh]
    int firstQuery = 0; ///< the token that q's first row is of: q may be a part of the text
    int queries = 0; ///< T, where there is a distanceBias

    /// Keys [0, …) that the weights of these query rows can be other than 0 for: the mask's limit, unless an edit reaches beyond it.
    int keysOf(int firstRow, int rowCount) const;
    /// Work space for one block, in floats; a multiple of a cache line.
    std::size_t scratchSize() const { return static_cast<std::size_t>(kAttentionRows) * static_cast<std::size_t>(k.rows); }

    /// Takes query rows firstRow … of one block through all stages. sum [R, Dh], R ≤ kAttentionRows, firstRow a multiple of it and not
    /// before firstQuery.
    void attend(int firstRow, float *scratch, MutableMatrixView sum) const;
    /// The same block's numbers at one of the stages from rawScores to weights, for all keys. out [R, S].
    void scores(Stage stage, int firstRow, float *scratch, MutableMatrixView out) const;

    /// True when no edit changes single numbers between q · kᵀ and the weights: then some of a row's columns can be made without the
    /// others.
    bool rowsHaveParts() const;
    /// Masked scores of queries firstRow … and keys firstKey …, where rowsHaveParts(). out [R, C], any size.
    void maskedPart(int firstRow, int firstKey, MutableMatrixView out) const;

private:
    void editWeights(int firstRow, MutableMatrixView weights) const;
    void scoresUpTo(Stage stage, int firstRow, int firstKey, MutableMatrixView scores) const;
};

} // namespace headscope
