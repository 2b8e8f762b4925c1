// From raw scores to weights, and the same steps where logits take them.
#include "src/trace/cell_symbols.h"
#include "src/trace/explain_stages.h"
#include "src/trace/labels.h"
#include "src/trace/number_words.h"
#include "src/trace/score_divisor.h"
#include "src/trace/sources.h"
#include "src/trace/trace_data.h"

#include "src/attention/score_bias.h"
#include "src/models/weights.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace headscope {

namespace {

constexpr double kForbidden = -std::numeric_limits<double>::infinity();

std::string latexOf(const Explanation &cell)
{
    return latexCell(cell.key.stage, cell.row, cell.column) + " &= ";
}

// cap · tanh(factor · x / cap), or what is left of it without a cap or a factor.
void writeCap(const SourceCell &source, double factor, double cap, Explanation &cell)
{
    const double scaled = source.number * factor;
    cell.kind = Explanation::Kind::cap;
    cell.steps.push_back({"cap", cap});
    cell.steps.push_back({"tanh", std::tanh(scaled / cap)});
    cell.rebuilt = cap * cell.steps.back().value;
    cell.terms.push_back({cell.columnLabel, source.number, 0, cell.rebuilt});
    std::string in = source.symbol;
    std::string latexIn = source.latex;
    if (factor != 1) {
        cell.steps.push_back({"factor", factor});
        in = roundedNumber(factor) + " × " + in;
        latexIn = latexNumber(factor) + " \\, " + latexIn;
    }
    const std::string limit = roundedNumber(cap);
    cell.formula = cellSymbol(cell.key.stage) + " = " + limit + " × tanh(" + in + " ÷ " + limit + ")";
    cell.latexFormula = latexOf(cell) + latexNumber(cap) + " \\tanh\\left(" + latexIn + " / " + latexNumber(cap) + "\\right)";
}

struct DivisorWords {
    std::string step;
    std::string plain;
    std::string latex;
};

DivisorWords divisorWords(const ScoreDivisor &divisor)
{
    if (divisor.isRootOfHeadWidth)
        return {"√dₖ", "√dₖ", "\\sqrt{d_k}"};
    if (!divisor.radicand)
        return {"divisor", roundedNumber(divisor.value), latexNumber(divisor.value)};
    const std::string root = std::to_string(*divisor.radicand);
    return {"√" + root, "√" + root, "\\sqrt{" + root + "}"};
}

// Why a query may not look at a key, or why it may although it is outside the window. Empty for what is plainly allowed.
std::string maskReason(const Mask &mask, int query, int key)
{
    if (mask.causal && key > query)
        return "later token";
    const int reach = mask.causal ? mask.window - 1 : mask.window;
    const bool isOutside = mask.window > 0 && std::abs(query - key) > reach;
    if (isOutside && mask.globalFirst && (query == 0 || key == 0))
        return mask.allows(query, key) ? "global token" : "hidden token";
    if (isOutside)
        return "outside the window of " + std::to_string(mask.window);
    return mask.allows(query, key) ? "" : "hidden token";
}

} // namespace

void explainDivision(const Trace &trace, Explanation &cell)
{
    ScoreDivisor divisor = scoreDivisor(trace.config(), cell.key.layer);
    double temperature = 1;
    for (const Edit &edit : trace.data().transformer->edits()) {
        if (!reaches(edit, cell.key.layer, cell.key.head))
            continue;
        if (edit.kind == Edit::Kind::scalingOff)
            divisor.value = 1;
        else if (edit.kind == Edit::Kind::temperature)
            temperature *= static_cast<double>(edit.value);
    }

    const SourceCell source = sourceCell(trace, cell);
    cell.kind = Explanation::Kind::scale;
    cell.rebuilt = source.number;
    cell.formula = cellSymbol(cell.key.stage) + " = " + source.symbol;
    cell.latexFormula = latexOf(cell) + source.latex;
    if (divisor.value != 1) {
        const DivisorWords words = divisorWords(divisor);
        cell.steps.push_back({words.step, divisor.value});
        cell.rebuilt /= cell.steps.back().value;
        cell.formula += " ÷ " + words.plain;
        cell.latexFormula += " \\div " + words.latex;
    }
    if (temperature != 1) {
        cell.steps.push_back({"temperature", temperature});
        cell.rebuilt /= temperature;
        cell.formula += " ÷ temperature";
        cell.latexFormula += " \\div \\tau";
    }
    cell.terms.push_back({cell.columnLabel, source.number, 0, cell.rebuilt});
}

void explainCap(const Trace &trace, double factor, double limit, Explanation &cell)
{
    const SourceCell source = sourceCell(trace, cell);
    if (limit > 0)
        return writeCap(source, factor, limit, cell);
    cell.kind = Explanation::Kind::scale;
    cell.rebuilt = factor * source.number;
    cell.steps.push_back({"factor", factor});
    cell.terms.push_back({cell.columnLabel, source.number, 0, cell.rebuilt});
    cell.formula = cellSymbol(cell.key.stage) + " = " + roundedNumber(factor) + " × " + source.symbol;
    cell.latexFormula = latexOf(cell) + latexNumber(factor) + " \\, " + source.latex;
}

void explainBias(const Trace &trace, Explanation &cell)
{
    const TransformerConfig &config = trace.config();
    const SourceCell source = sourceCell(trace, cell);
    const int distance = cell.column - cell.row;
    const auto head = static_cast<std::size_t>(cell.key.head);
    double bias = 0;
    cell.kind = Explanation::Kind::bias;
    cell.steps.push_back({"distance", static_cast<double>(distance)});
    cell.formula = cellSymbol(cell.key.stage) + " = " + source.symbol;
    cell.latexFormula = latexOf(cell) + source.latex;
    if (config.scoreBias == ScoreBias::slopes) {
        const double slope = alibiSlopes(config.heads)[head];
        bias = slope * distance;
        cell.steps.push_back({"slope", slope});
        cell.formula += " + slope × distance";
        cell.latexFormula += " + \\mu \\cdot (" + std::to_string(cell.column + 1) + " - " + std::to_string(cell.row + 1) + ")";
    } else {
        const MatrixView table = trace.model().weights().model().stacks[config.stackOf(cell.key.layer)].scoreBuckets;
        const int bucket = distanceBucket(distance, !config.layer(cell.key.layer).causal, table.rows, config.bucketDistance);
        bias = table(bucket, cell.key.head);
        cell.steps.push_back({"bucket", static_cast<double>(bucket)});
        cell.formula += " + bias[bucket]";
        cell.latexFormula += " + b_{\\mathrm{bucket}}";
    }
    cell.terms.push_back({std::string(stageInfo(source.key.stage).title), source.number, 0, source.number});
    cell.terms.push_back({"bias", bias, 0, bias});
    cell.rebuilt = source.number + bias;
}

void explainMask(const Trace &trace, Explanation &cell)
{
    const TraceData &data = trace.data();
    const Mask mask = data.transformer->head(cell.key.layer, cell.key.head, LayerTrace()).mask;
    const bool allowed = mask.allows(cell.row, cell.column);
    const SourceCell source = sourceCell(trace, cell);

    cell.kind = Explanation::Kind::mask;
    cell.reason = maskReason(mask, cell.row, cell.column);
    cell.rebuilt = allowed ? source.number : kForbidden;
    cell.terms.push_back({cell.columnLabel, source.number, 0, cell.rebuilt});
    cell.steps.push_back({"allowed", allowed ? 1.0 : 0.0});
    if (mask.window > 0)
        cell.steps.push_back({"window", static_cast<double>(mask.window)});
    cell.formula = cellSymbol(cell.key.stage) + " = " + source.symbol + " where allowed, else −∞";
    cell.latexFormula
        = latexOf(cell) + "\\begin{cases} " + source.latex + " & \\text{where allowed} \\\\ -\\infty & \\text{elsewhere} \\end{cases}";
}

void explainSoftmax(const Trace &trace, Explanation &cell)
{
    const StageKey source = sourcesOf(trace, cell.key).front();
    const Matrix scores = trace.rows(source, cell.row, 1);
    double maximum = kForbidden;
    for (int key = 0; key < scores.cols(); ++key)
        maximum = std::max(maximum, static_cast<double>(scores(0, key)));

    cell.kind = Explanation::Kind::softmax;
    double sum = 0;
    for (int key = 0; key < scores.cols(); ++key) {
        const double score = scores(0, key);
        const double below = score == kForbidden ? kForbidden : score - maximum; // not −∞ − −∞
        cell.terms.push_back({columnLabel(trace, cell.key, key), score, below, std::exp(below)});
        sum += cell.terms.back().value;
    }
    // A query that may look at nothing receives nothing: softmaxRows in src/ops/softmax.h.
    cell.rebuilt = sum == 0 ? 0 : cell.terms[static_cast<std::size_t>(cell.column)].value / sum;
    cell.steps = {{"maximum", maximum}, {"sum of exponentials", sum}};
    const std::string exponential = "exp(" + cellSymbol(source.stage) + " − max)";
    cell.formula = cellSymbol(cell.key.stage) + " = " + exponential + " ÷ Σ " + exponential;
    const std::string row = std::to_string(cell.row + 1);
    const std::string top = "\\max_i " + latexCell(source.stage, row, "i");
    cell.latexFormula = latexOf(cell) + "\\frac{\\exp(" + latexCell(source.stage, cell.row, cell.column) + " - " + top + ")}{\\sum_{j=1}^{"
        + std::to_string(scores.cols()) + "} \\exp(" + latexCell(source.stage, row, "j") + " - " + top + ")}";
}

} // namespace headscope
