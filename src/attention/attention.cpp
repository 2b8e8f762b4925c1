#include "src/attention/attention.h"

#include "src/attention/replaced_pattern.h"
#include "src/ops/matmul.h"
#include "src/ops/softmax.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace headscope {

void rawScores(MatrixView q, MatrixView k, MutableMatrixView raw)
{
    multiply(q, k.transposed(), raw);
}

void scaleScores(float divisor, MutableMatrixView scores)
{
    for (int r = 0; r < scores.rows; ++r) {
        float *row = scores.row(r);
        for (int s = 0; s < scores.cols; ++s)
            row[s] /= divisor;
    }
}

void capScores(float cap, MutableMatrixView scores)
{
    for (int r = 0; r < scores.rows; ++r) {
        float *row = scores.row(r);
        for (int s = 0; s < scores.cols; ++s)
            row[s] = cap * std::tanh(row[s] / cap);
    }
}

void addDistanceBias(std::span<const float> biases, int queries, int firstRow, MutableMatrixView scores, int firstKey)
{
    for (int r = 0; r < scores.rows; ++r) {
        const float *bias = biases.data() + (firstKey + queries - 1 - (firstRow + r)); // that of the first key
        float *row = scores.row(r);
        for (int s = 0; s < scores.cols; ++s)
            row[s] += bias[s];
    }
}

void scoresToWeights(MutableMatrixView scores)
{
    softmaxRows(scores);
}

void weightedSum(MatrixView weights, MatrixView v, MutableMatrixView sum)
{
    multiply(weights, v, sum);
}

int AttentionHead::keysOf(int firstRow, int rowCount) const
{
    int keys = mask.keyLimit(firstRow + rowCount, k.rows);
    for (const Edit &edit : *edits) {
        if (edit.kind != Edit::Kind::replacePattern && edit.stage != Stage::maskedScores && edit.stage != Stage::weights)
            continue;
        const bool opens = edit.kind == Edit::Kind::setValue || (edit.kind == Edit::Kind::addValue && edit.stage == Stage::weights);
        if (edit.kind == Edit::Kind::replacePattern && edit.rule == PatternRule::given && reaches(edit, layer, head))
            return k.rows;
        const bool inRows = edit.row == Edit::kAll || (edit.row >= firstRow && edit.row < firstRow + rowCount);
        if (opens && inRows && reaches(edit, layer, head))
            keys = edit.column == Edit::kAll ? k.rows : std::max(keys, std::min(edit.column + 1, k.rows));
    }
    return keys;
}

bool AttentionHead::rowsHaveParts() const
{
    return std::ranges::none_of(*edits, [&](const Edit &edit) {
        if (!reaches(edit, layer, head))
            return false;
        switch (edit.kind) {
        case Edit::Kind::scaleHead:
        case Edit::Kind::hideToken:
        case Edit::Kind::scalingOff:
        case Edit::Kind::maskOff:
        case Edit::Kind::positionsOff:
        case Edit::Kind::replaceToken:
        case Edit::Kind::temperature: return false; // are in the fields above, or do not concern the scores
        case Edit::Kind::setValue:
        case Edit::Kind::addValue:
        case Edit::Kind::scaleValue:
        case Edit::Kind::setRows: return stageInfo(edit.stage).quadratic;
        case Edit::Kind::replacePattern: break;
        }
        return true;
    });
}

void AttentionHead::maskedPart(int firstRow, int firstKey, MutableMatrixView out) const
{
    scoresUpTo(Stage::maskedScores, firstRow, firstKey, out);
}

// The stages in order, as far as asked for. A part of the rows that does not begin with the first key has no edits: see rowsHaveParts().
void AttentionHead::scoresUpTo(Stage stage, int firstRow, int firstKey, MutableMatrixView scores) const
{
    rawScores(q.block(firstRow - firstQuery, 0, scores.rows, q.cols), k.block(firstKey, 0, scores.cols, k.cols), scores);
    if (firstRow == 0 && !globalK.empty())
        rawScores(q.block(0, 0, 1, q.cols), globalK.block(firstKey, 0, scores.cols, k.cols), scores.rowRange(0, 1));
    applyEdits(*edits, Stage::rawScores, layer, head, firstRow, scores);
    if (stage == Stage::rawScores)
        return;

    if (divisor != 1)
        scaleScores(divisor, scores);
    applyEdits(*edits, Stage::scaledScores, layer, head, firstRow, scores);
    if (stage == Stage::scaledScores)
        return;

    if (cap > 0) {
        capScores(cap, scores);
        applyEdits(*edits, Stage::cappedScores, layer, head, firstRow, scores);
    }
    if (stage == Stage::cappedScores)
        return;

    if (!distanceBias.empty()) { // cross-attention has none, and an edit of every layer's is none of its
        addDistanceBias(distanceBias, queries, firstRow, scores, firstKey);
        applyEdits(*edits, Stage::biasedScores, layer, head, firstRow, scores);
    }
    if (stage == Stage::biasedScores)
        return;

    applyMask(mask, firstRow, scores, firstKey);
    applyEdits(*edits, Stage::maskedScores, layer, head, firstRow, scores);
    if (stage == Stage::maskedScores)
        return;

    if (stage != Stage::weights)
        refuseStage(stage);
    scoresToWeights(scores);
    editWeights(firstRow, scores);
}

// In the order of the list: a number may be set in a pattern that was replaced, and the other way round.
void AttentionHead::editWeights(int firstRow, MutableMatrixView weights) const
{
    const auto replaces = [&](const Edit &edit) { return edit.kind == Edit::Kind::replacePattern && reaches(edit, layer, head); };
    if (std::ranges::none_of(*edits, replaces))
        return applyEdits(*edits, Stage::weights, layer, head, firstRow, weights);
    for (const Edit &edit : *edits) {
        if (replaces(edit))
            replacePattern(edit, mask, firstRow, weights);
        else
            applyEdits({edit}, Stage::weights, layer, head, firstRow, weights);
    }
}

void AttentionHead::attend(int firstRow, float *scratch, MutableMatrixView sum) const
{
    const int keyCount = keysOf(firstRow, sum.rows);
    const MutableMatrixView weights{scratch, sum.rows, keyCount, keyCount};
    scoresUpTo(Stage::weights, firstRow, 0, weights);
    weightedSum(weights, v.block(0, 0, keyCount, v.cols), sum);
    if (firstRow == 0 && !globalV.empty())
        weightedSum(weights.rowRange(0, 1), globalV.block(0, 0, keyCount, v.cols), sum.rowRange(0, 1));
    applyEdits(*edits, Stage::weightedSum, layer, head, firstRow, sum);
}

void AttentionHead::scores(Stage stage, int firstRow, float *scratch, MutableMatrixView out) const
{
    const auto copyFrom = [&](int column, int keyCount) {
        const MutableMatrixView made{scratch, out.rows, keyCount, keyCount};
        scoresUpTo(stage, firstRow, 0, made);
        for (int r = 0; r < out.rows; ++r)
            std::copy(made.row(r) + column, made.row(r) + keyCount, out.row(r) + column);
    };
    const int keyCount = keysOf(firstRow, out.rows);
    copyFrom(0, keyCount);
    if (keyCount == out.cols)
        return;

    // Keys the run had no need to look at.
    if (stage == Stage::maskedScores || stage == Stage::weights) {
        const float nothing = stage == Stage::weights ? 0.0f : -std::numeric_limits<float>::infinity();
        for (int r = 0; r < out.rows; ++r)
            std::fill(out.row(r) + keyCount, out.row(r) + out.cols, nothing);
        return;
    }
    copyFrom(keyCount, out.cols);
}

} // namespace headscope
