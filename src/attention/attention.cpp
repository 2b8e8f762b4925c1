#include "src/attention/attention.h"

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

void addDistanceBias(std::span<const float> biases, int queries, int firstRow, MutableMatrixView scores)
{
    for (int r = 0; r < scores.rows; ++r) {
        const float *bias = biases.data() + (queries - 1 - (firstRow + r)); // that of key 0
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
        if (edit.stage != Stage::maskedScores && edit.stage != Stage::weights)
            continue;
        const bool opens = edit.kind == Edit::Kind::setValue || (edit.kind == Edit::Kind::addValue && edit.stage == Stage::weights);
        const bool inRows = edit.row == Edit::kAll || (edit.row >= firstRow && edit.row < firstRow + rowCount);
        if (opens && inRows && reaches(edit, layer, head))
            keys = edit.column == Edit::kAll ? k.rows : std::max(keys, std::min(edit.column + 1, k.rows));
    }
    return keys;
}

// The stages in order, as far as asked for.
MutableMatrixView AttentionHead::scoresUpTo(Stage stage, int firstRow, int rowCount, int keyCount, float *scratch) const
{
    const MutableMatrixView scores{scratch, rowCount, keyCount, keyCount};

    rawScores(q.block(firstRow, 0, rowCount, q.cols), k.block(0, 0, keyCount, k.cols), scores);
    if (firstRow == 0 && !globalK.empty())
        rawScores(q.block(0, 0, 1, q.cols), globalK.block(0, 0, keyCount, k.cols), scores.rowRange(0, 1));
    applyEdits(*edits, Stage::rawScores, layer, head, firstRow, scores);
    if (stage == Stage::rawScores)
        return scores;

    if (divisor != 1)
        scaleScores(divisor, scores);
    applyEdits(*edits, Stage::scaledScores, layer, head, firstRow, scores);
    if (stage == Stage::scaledScores)
        return scores;

    if (cap > 0) {
        capScores(cap, scores);
        applyEdits(*edits, Stage::cappedScores, layer, head, firstRow, scores);
    }
    if (stage == Stage::cappedScores)
        return scores;

    if (!distanceBias.empty())
        addDistanceBias(distanceBias, q.rows, firstRow, scores);
    applyEdits(*edits, Stage::biasedScores, layer, head, firstRow, scores); // also where switched-off positions left no bias
    if (stage == Stage::biasedScores)
        return scores;

    applyMask(mask, firstRow, scores);
    applyEdits(*edits, Stage::maskedScores, layer, head, firstRow, scores);
    if (stage == Stage::maskedScores)
        return scores;

    scoresToWeights(scores);
    applyEdits(*edits, Stage::weights, layer, head, firstRow, scores);
    return scores;
}

void AttentionHead::attend(int firstRow, float *scratch, MutableMatrixView sum) const
{
    const int keyCount = keysOf(firstRow, sum.rows);
    const MatrixView weights = scoresUpTo(Stage::weights, firstRow, sum.rows, keyCount, scratch);
    weightedSum(weights, v.block(0, 0, keyCount, v.cols), sum);
    if (firstRow == 0 && !globalV.empty())
        weightedSum(weights.block(0, 0, 1, keyCount), globalV.block(0, 0, keyCount, v.cols), sum.rowRange(0, 1));
    applyEdits(*edits, Stage::weightedSum, layer, head, firstRow, sum);
}

void AttentionHead::scores(Stage stage, int firstRow, float *scratch, MutableMatrixView out) const
{
    const auto copy = [&](MatrixView from, int column) {
        for (int r = 0; r < from.rows; ++r)
            std::copy_n(from.data + r * from.rowStride, from.cols, out.row(r) + column);
    };
    const int keyCount = keysOf(firstRow, out.rows);
    copy(scoresUpTo(stage, firstRow, out.rows, keyCount, scratch), 0);
    if (keyCount == out.cols)
        return;

    // Keys the run had no need to look at.
    if (stage == Stage::maskedScores || stage == Stage::weights) {
        const float nothing = stage == Stage::weights ? 0.0f : -std::numeric_limits<float>::infinity();
        for (int r = 0; r < out.rows; ++r)
            std::fill(out.row(r) + keyCount, out.row(r) + out.cols, nothing);
        return;
    }
    copy(scoresUpTo(stage, firstRow, out.rows, out.cols, scratch).block(0, keyCount, out.rows, out.cols - keyCount), keyCount);
}

} // namespace headscope
