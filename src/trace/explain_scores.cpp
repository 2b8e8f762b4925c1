// From raw scores to weights.
#include "src/trace/cell_symbols.h"
#include "src/trace/explain_stages.h"
#include "src/trace/labels.h"
#include "src/trace/trace_data.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace headscope {

namespace {

constexpr double kForbidden = -std::numeric_limits<double>::infinity();

StageKey at(const Explanation &cell, Stage stage)
{
    return {stage, cell.key.layer, cell.key.head};
}

// The one number that a score is made from.
Term scoreBefore(const Trace &trace, const Explanation &cell, Stage stage)
{
    const double score = numberAt(trace, at(cell, stage), cell.row, cell.column);
    return {columnLabel(trace, cell.key.stage, cell.column), score, 0, score};
}

} // namespace

void explainScale(const Trace &trace, Explanation &cell)
{
    const TransformerConfig &config = trace.config();
    bool scaled = config.layer(cell.key.layer).scoreDivisor != 1;
    double temperature = 1;
    for (const Edit &edit : trace.data().transformer->edits()) {
        if (!reaches(edit, cell.key.layer, cell.key.head))
            continue;
        if (edit.kind == Edit::Kind::scalingOff)
            scaled = false;
        else if (edit.kind == Edit::Kind::temperature)
            temperature *= static_cast<double>(edit.value);
    }

    cell.kind = Explanation::Kind::scale;
    Term term = scoreBefore(trace, cell, Stage::rawScores);
    cell.formula = "s = r";
    cell.latexFormula = latexCell(Stage::scaledScores, cell.row, cell.column) + " &= " + latexCell(Stage::rawScores, cell.row, cell.column);
    if (scaled) {
        cell.steps.push_back({"√dₖ", std::sqrt(static_cast<double>(config.headWidth))});
        term.value /= cell.steps.back().value;
        cell.formula += " ÷ √dₖ";
        cell.latexFormula += " \\div \\sqrt{d_k}";
    }
    if (temperature != 1) {
        cell.steps.push_back({"temperature", temperature});
        term.value /= temperature;
        cell.formula += " ÷ temperature";
        cell.latexFormula += " \\div \\tau";
    }
    cell.rebuilt = term.value;
    cell.terms.push_back(std::move(term));
}

void explainMask(const Trace &trace, Explanation &cell)
{
    const TraceData &data = trace.data();
    const LayerTrace &layer = *data.layers[static_cast<std::size_t>(cell.key.layer)];
    const bool allowed = data.transformer->head(cell.key.layer, cell.key.head, layer).mask.allows(cell.row, cell.column);

    cell.kind = Explanation::Kind::mask;
    Term term = scoreBefore(trace, cell, Stage::scaledScores);
    if (!allowed)
        term.value = kForbidden;
    cell.rebuilt = term.value;
    cell.terms.push_back(std::move(term));
    cell.steps.push_back({"allowed", allowed ? 1.0 : 0.0});
    cell.formula = "m = s where allowed, else −∞";
    cell.latexFormula = latexCell(Stage::maskedScores, cell.row, cell.column) + " &= \\begin{cases} "
        + latexCell(Stage::scaledScores, cell.row, cell.column) + " & \\text{where allowed} \\\\ -\\infty & \\text{elsewhere} \\end{cases}";
}

void explainSoftmax(const Trace &trace, Explanation &cell)
{
    const Matrix scores = trace.rows(at(cell, Stage::maskedScores), cell.row, 1);
    double maximum = kForbidden;
    for (int key = 0; key < scores.cols(); ++key)
        maximum = std::max(maximum, static_cast<double>(scores(0, key)));

    cell.kind = Explanation::Kind::softmax;
    double sum = 0;
    for (int key = 0; key < scores.cols(); ++key) {
        const double score = scores(0, key);
        const double below = score == kForbidden ? kForbidden : score - maximum; // not −∞ − −∞
        cell.terms.push_back({columnLabel(trace, cell.key.stage, key), score, below, std::exp(below)});
        sum += cell.terms.back().value;
    }
    // A query that may look at nothing receives nothing: softmaxRows in src/ops/softmax.h.
    cell.rebuilt = sum == 0 ? 0 : cell.terms[static_cast<std::size_t>(cell.column)].value / sum;
    cell.steps = {{"maximum", maximum}, {"sum of exponentials", sum}};
    cell.formula = "a = exp(m − max) ÷ Σ exp(m − max)";
    const std::string row = std::to_string(cell.row + 1);
    const std::string top = "\\max_i " + latexCell(Stage::maskedScores, row, "i");
    cell.latexFormula = latexCell(Stage::weights, cell.row, cell.column) + " &= \\frac{\\exp("
        + latexCell(Stage::maskedScores, cell.row, cell.column) + " - " + top + ")}{\\sum_{j=1}^{" + std::to_string(scores.cols())
        + "} \\exp(" + latexCell(Stage::maskedScores, row, "j") + " - " + top + ")}";
}

} // namespace headscope
