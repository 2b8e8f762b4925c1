#include "ui/cli/matrix_table.h"

#include "src/formats/visible_text.h"
#include "src/trace/formula.h"
#include "src/trace/labels.h"
#include "ui/cli/choices.h"
#include "ui/cli/display_width.h"
#include "ui/cli/table.h"
#include "ui/session/class_probabilities.h"
#include "ui/session/model_words.h"
#include "ui/session/prompt.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace headscope {

namespace {

constexpr int kMostRows = 40;
constexpr int kWidestLabel = 12;
constexpr int kPredictions = 10;

std::string formatted(const char *format, double value)
{
    char text[64];
    const int length = std::snprintf(text, sizeof text, format, value);
    return std::string(text, static_cast<std::size_t>(std::max(0, length)));
}

std::string shortLabel(const std::string &label)
{
    return elided(visibleText(label), kWidestLabel);
}

/// How many columns fit after the row labels, with their own labels above them.
int columnsThatFit(const Trace &trace, const StageKey &key, const Matrix &matrix, int rows, int widestRow, int terminalColumns)
{
    int used = 2 + widestRow;
    int count = 0;
    while (count < matrix.cols()) {
        int width = displayWidth(shortLabel(columnLabel(trace, key, count)));
        for (int row = 0; row < rows; ++row)
            width = std::max(width, displayWidth(shortNumber(matrix(row, count))));
        used += 2 + width;
        if (used > terminalColumns && count > 0)
            break;
        ++count;
    }
    return count;
}

void printHeading(const Trace &trace, const StageKey &key, const Matrix &matrix, TerminalStream &out)
{
    const StageInfo &info = stageInfo(key.stage);
    const std::string place = placeName(trace.config(), key);
    out << '\n'
        << info.title << " " << info.symbol << (place.empty() ? "" : " · " + place) << " · " << matrix.rows() << " × " << matrix.cols();
    out << " · " << formulaOf(trace, key) << '\n';
    if (const QString description = headDescription(trace.config(), key.layer, key.head);
        key.stage == Stage::weights && !description.isEmpty())
        out << description.toStdString() << '\n';
    out << '\n';
}

bool printsClasses(const Trace &trace)
{
    return trace.config().hasPooler && trace.config().classHead.classes > 0 && hasTokens(trace);
}

} // namespace

std::string shortNumber(float value)
{
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value < 0 ? "-inf" : "inf";
    const double size = std::abs(value);
    return formatted(size >= 1e6 ? "%.3g" : size >= 1000 ? "%.1f" : "%.3f", value);
}

void printStage(const Trace &trace, const StageKey &key, bool full, Terminal &terminal)
{
    const Matrix matrix = trace.matrix(key);
    printHeading(trace, key, matrix, terminal.out);
    if (matrix.empty()) {
        terminal.out << "  no tokens\n";
        return;
    }
    const int rows = full ? matrix.rows() : std::min(matrix.rows(), kMostRows);
    int widestRow = 0;
    for (int row = 0; row < rows; ++row)
        widestRow = std::max(widestRow, displayWidth(shortLabel(rowLabel(trace, key, row))));
    const int columns = full ? matrix.cols() : columnsThatFit(trace, key, matrix, rows, widestRow, terminal.columns);

    std::vector<Table::Column> headings{{""}};
    for (int column = 0; column < columns; ++column)
        headings.push_back({shortLabel(columnLabel(trace, key, column)), true});
    Table table(std::move(headings));
    for (int row = 0; row < rows; ++row) {
        std::vector<std::string> cells{shortLabel(rowLabel(trace, key, row))};
        for (int column = 0; column < columns; ++column)
            cells.push_back(
                key.stage == Stage::tokens ? std::to_string(static_cast<int>(matrix(row, column))) : shortNumber(matrix(row, column)));
        table.addRow(std::move(cells));
    }
    table.print(terminal.out);
    if (rows < matrix.rows() || columns < matrix.cols()) {
        terminal.out << "  … " << rows << " of " << matrix.rows() << " rows, " << columns << " of " << matrix.cols()
                     << " columns; --full prints all, headscope export writes a file\n";
    }
}

void printTokens(const std::vector<Token> &tokens, Terminal &terminal)
{
    const bool hasNotes = std::any_of(tokens.begin(), tokens.end(), [](const Token &token) { return !token.note.empty(); });
    std::vector<Table::Column> columns{{"#", true}, {"id", true}, {"piece"}, {"bytes", true}};
    if (hasNotes)
        columns.push_back({"note"});
    Table table(columns);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const Token &token = tokens[i];
        std::vector<std::string> cells{
            std::to_string(i + 1), std::to_string(token.id), token.display, std::to_string(token.begin) + "–" + std::to_string(token.end)};
        if (hasNotes)
            cells.push_back(token.note);
        table.addRow(std::move(cells));
    }
    table.print(terminal.out);
}

void printTexts(const Trace &trace, Terminal &terminal)
{
    printTokens(trace.tokens(), terminal);
    if (!trace.config().isEncoderDecoder())
        return;
    terminal.out << "\nDecoder\n\n";
    printTokens(trace.stackTokens(1), terminal);
}

std::vector<int> predictedRows(const Trace &trace)
{
    const TransformerConfig &config = trace.config();
    if (config.predicts == Predicts::nothing || !hasTokens(trace))
        return {};
    const std::vector<Token> &tokens = trace.stackTokens(config.stackCount() - 1);
    if (config.predicts == Predicts::nextToken)
        return {static_cast<int>(tokens.size()) - 1};
    std::vector<int> masked;
    for (std::size_t row = 0; row < tokens.size(); ++row)
        if (trace.model().tokenizer().maskId() == tokens[row].id)
            masked.push_back(static_cast<int>(row));
    return masked;
}

bool printsPredictions(const Trace &trace)
{
    return !predictedRows(trace).empty() || printsClasses(trace);
}

void printPredictions(const Trace &trace, Terminal &terminal)
{
    const TransformerConfig &config = trace.config();
    for (const int row : predictedRows(trace)) {
        const Token &token = trace.stackTokens(config.stackCount() - 1)[static_cast<std::size_t>(row)];
        terminal.out << '\n'
                     << (config.predicts == Predicts::nextToken ? "Next token after “" : "In the place of “") << token.display << "”\n\n";
        Table table({{"#", true}, {"piece"}, {"id", true}, {"probability", true}, {"logit", true}});
        int rank = 0;
        for (const Prediction &prediction : trace.predictions(row, kPredictions)) {
            table.addRow({std::to_string(++rank), prediction.display, std::to_string(prediction.id),
                formatted("%.2f %%", 100.0 * prediction.probability), shortNumber(prediction.logit)});
        }
        table.print(terminal.out);
    }
    if (config.predicts == Predicts::ownToken && hasTokens(trace) && predictedRows(trace).empty() && trace.model().tokenizer().maskId())
        terminal.out << "\nWrite " << trace.model().tokenizer().piece(*trace.model().tokenizer().maskId())
                     << " for a word that the model is to guess.\n";
    if (!printsClasses(trace))
        return;
    const StageKey key{Stage::classLogits, config.layers - 1, 0};
    for (int row = 0; row < trace.rowCount(key); ++row) {
        terminal.out << "\nClass of "
                     << (config.classHead.reads == ClassHead::Reads::everyToken ? "“" + rowLabel(trace, key, row) + "”" : "the text")
                     << "\n\n";
        Table table({{"class"}, {"probability", true}});
        const std::vector<float> shares = classProbabilities(trace, row);
        for (std::size_t c = 0; c < shares.size(); ++c)
            table.addRow({columnLabel(trace, key, static_cast<int>(c)), formatted("%.2f %%", 100.0 * shares[c])});
        table.print(terminal.out);
    }
}

} // namespace headscope
