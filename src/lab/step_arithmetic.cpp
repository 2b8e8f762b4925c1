#include "src/lab/step_arithmetic.h"

#include "src/error.h"
#include "src/trace/number_words.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace headscope {

namespace {

using Steps = std::vector<MechanismStep>;

std::string nameOn(StepAxis axis, const std::vector<std::string> &own, const StepNames &names, int count, int index)
{
    const std::vector<std::string> *known = &own;
    if (axis == StepAxis::query)
        known = &names.queries;
    else if (axis == StepAxis::key)
        known = &names.keys;
    return std::ssize(*known) == count ? (*known)[std::size_t(index)] : std::to_string(index + 1);
}

/// What makes one number.
struct Cell {
    const Steps &steps;
    const StepRule &rule;
    const StepNames &names;
    const MechanismStep &step;
    int page;
    int row;
    int column;

    const MechanismStep &source(int i) const { return steps[std::size_t(rule.from[std::size_t(i)])]; }
    const MatrixView &numbersOf(const MechanismStep &from) const
    {
        const int which = pageFor(from, step, page, row);
        return which < 0 ? from.pages.back().view : from.pages[std::size_t(which)].view;
    }
    const MatrixView &numbers(int i) const { return numbersOf(source(i)); }
};

void addTerm(StepArithmetic &made, std::string label, double value, int source = 0)
{
    made.terms.push_back({std::move(label), value, 0, value, source});
    made.sum += value;
}

void explainProduct(const Cell &cell, StepArithmetic &made)
{
    const MatrixView &a = cell.numbers(0);
    const MatrixView &b = cell.numbers(1);
    for (int i = 0; i < a.cols; ++i) {
        const double left = a(cell.row, i);
        const double right = cell.rule.transposed ? b(cell.column, i) : b(i, cell.column);
        made.terms.push_back({columnName(cell.source(0), cell.names, i), left, right, left * right, 0});
        made.sum += left * right;
    }
    made.factor = cell.rule.factor;
    made.made = made.factor * made.sum;
    made.sumsOverTokens = cell.source(0).columns == StepAxis::key;
}

void explainSoftmax(const Cell &cell, StepArithmetic &made)
{
    const MatrixView &scores = cell.numbers(0);
    const MatrixView &weights = cell.step.pages[std::size_t(cell.page)].view;
    made.maximum = -std::numeric_limits<double>::infinity();
    for (int column = 0; column < scores.cols; ++column)
        made.maximum = std::max(made.maximum, double(scores(cell.row, column)));
    double handedOut = 0;
    for (int column = 0; column < scores.cols; ++column) {
        handedOut += weights(cell.row, column);
        const double score = scores(cell.row, column);
        if (!std::isfinite(score))
            continue;
        if (column == cell.column)
            made.current = int(made.terms.size());
        const double less = score - made.maximum;
        made.terms.push_back({columnName(cell.step, cell.names, column), score, less, std::exp(less), 0});
        made.sum += made.terms.back().value;
    }
    constexpr double kRounding = 1e-4; // of a sum of weights
    if (handedOut > 0 && handedOut < 1 - kRounding)
        made.beside = made.sum / handedOut - made.sum;
    if (made.current >= 0 && handedOut > 0)
        made.made = made.terms[std::size_t(made.current)].value / (made.sum + made.beside);
}

void explainRows(const Cell &cell, StepArithmetic &made)
{
    const MatrixView &numbers = cell.numbers(0);
    const MatrixView &result = cell.step.pages[std::size_t(cell.page)].view;
    for (int other = 0; other < numbers.rows; ++other) {
        bool isIt = true;
        for (int column = 0; column < result.cols && isIt; ++column)
            isIt = result(cell.row, column) == numbers(other, column);
        if (!isIt)
            continue;
        made.taken = rowName(cell.source(0), cell.names, other);
        made.made = numbers(other, cell.column);
        return;
    }
}

/// One number of each source, at the same place or where its row or column of one number is.
void explainNumberByNumber(const Cell &cell, StepArithmetic &made)
{
    for (int i = 0; i < std::ssize(cell.rule.from); ++i) {
        const MatrixView &numbers = cell.numbers(i);
        addTerm(made, cell.source(i).name, numbers(numbers.rows == 1 ? 0 : cell.row, numbers.cols == 1 ? 0 : cell.column), i);
    }
}

void explainRowSum(const Cell &cell, StepArithmetic &made)
{
    const MatrixView &numbers = cell.numbers(0);
    for (int i = 0; i < numbers.cols; ++i)
        addTerm(made, columnName(cell.source(0), cell.names, i), numbers(cell.row, i));
    made.made = made.sum;
}

/// The numbers of a source that stand where this one does: its row, or column, or the one at the same place.
void explainOpen(const Cell &cell, StepArithmetic &made)
{
    const MatrixView &result = cell.step.pages[std::size_t(cell.page)].view;
    for (int i = 0; i < std::ssize(cell.rule.from); ++i) {
        const MechanismStep &source = cell.source(i);
        const MatrixView &numbers = cell.numbers(i);
        StepSource &said = made.sources[std::size_t(i)];
        const bool sameRows = source.rows == cell.step.rows && numbers.rows == result.rows && source.rowNames == cell.step.rowNames;
        const bool sameColumns
            = source.columns == cell.step.columns && numbers.cols == result.cols && source.columnNames == cell.step.columnNames;
        const bool rowsAreColumns = source.rows == cell.step.columns && numbers.rows == result.cols;
        if (isOfTokens(source, cell.step)) {
            said.place = rowName(source, cell.names, cell.page);
            for (int c = 0; c < numbers.cols; ++c)
                addTerm(made, columnName(source, cell.names, c), numbers(cell.page, c), i);
        } else if (sameRows && sameColumns && cell.step.kind != StepKind::chosen) {
            addTerm(made, source.name, numbers(cell.row, cell.column), i);
        } else if (sameRows || rowsAreColumns) {
            const int row = sameRows ? cell.row : cell.column;
            said.place = rowName(source, cell.names, row);
            for (int c = 0; c < numbers.cols; ++c)
                addTerm(made, columnName(source, cell.names, c), numbers(row, c), i);
        } else if (sameColumns) {
            said.place = columnName(source, cell.names, cell.column);
            for (int r = 0; r < numbers.rows; ++r)
                addTerm(made, rowName(source, cell.names, r), numbers(r, cell.column), i);
        } else {
            said.isWhole = true;
        }
        if (pageFor(source, cell.step, cell.page, cell.row) < 0) { // the last one, where all have come together
            const std::string page = pageName(source, cell.names, int(source.pages.size()) - 1);
            said.place += said.place.empty() ? page : ", " + page;
        }
    }
}

std::string sourceText(const StepSource &source)
{
    return source.place.empty() ? source.name : source.name + " of " + source.place;
}

} // namespace

std::string rowName(const MechanismStep &step, const StepNames &names, int row)
{
    return nameOn(step.rows, step.rowNames, names, step.pages.front().rows(), row);
}

std::string columnName(const MechanismStep &step, const StepNames &names, int column)
{
    return nameOn(step.columns, step.columnNames, names, step.pages.front().cols(), column);
}

std::string pageName(const MechanismStep &step, const StepNames &names, int page)
{
    const int count = int(step.pages.size());
    return step.pageNames.empty() ? "after " + nameOn(StepAxis::query, {}, names, count, page)
                                  : nameOn(StepAxis::other, step.pageNames, names, count, page);
}

StepArithmetic explainStep(
    const Steps &steps, const std::vector<StepRule> &rules, const StepNames &names, int index, int page, int row, int column)
{
    if (index < 0 || index >= std::ssize(steps) || index >= std::ssize(rules))
        throw Error("there is no step " + std::to_string(index));
    const MechanismStep &step = steps[std::size_t(index)];
    if (page < 0 || page >= std::ssize(step.pages) || row < 0 || row >= step.pages.front().rows() || column < 0
        || column >= step.pages.front().cols())
        throw Error("the step “" + step.name + "” has no such number");
    const Cell cell{steps, rules[std::size_t(index)], names, step, page, row, column};
    StepArithmetic made;
    made.kind = cell.rule.kind;
    made.step = step.name;
    made.formula = step.formula;
    made.row = rowName(step, names, row);
    made.column = columnName(step, names, column);
    made.isPair = step.rows == StepAxis::query && step.columns == StepAxis::key;
    made.minus = cell.rule.minus;
    if (step.pages.size() > 1) {
        made.page = pageName(step, names, page);
        if (page > 0 && step.pageNames.empty())
            made.before = step.pages[std::size_t(page) - 1](row, column);
    }
    made.stored = step.pages[std::size_t(page)](row, column);
    made.isLooked = made.stored != -std::numeric_limits<float>::infinity();
    made.made = made.stored;
    for (const int from : cell.rule.from)
        made.sources.push_back({steps[std::size_t(from)].name, {}, false});
    if (!made.isLooked)
        return made;
    switch (made.kind) {
    case StepRuleKind::given: break;
    case StepRuleKind::product: explainProduct(cell, made); break;
    case StepRuleKind::softmax:
        made.made = 0;
        explainSoftmax(cell, made);
        break;
    case StepRuleKind::rows: explainRows(cell, made); break;
    case StepRuleKind::rowSum: explainRowSum(cell, made); break;
    case StepRuleKind::open: explainOpen(cell, made); break;
    case StepRuleKind::sum:
        explainNumberByNumber(cell, made);
        made.made = made.minus ? made.terms[0].a - made.terms[1].a : made.sum;
        break;
    case StepRuleKind::times:
    case StepRuleKind::over:
        explainNumberByNumber(cell, made);
        made.made = made.kind == StepRuleKind::times ? made.terms[0].a * made.terms[1].a : made.terms[0].a / made.terms[1].a;
        break;
    case StepRuleKind::same:
    case StepRuleKind::scaled:
        explainNumberByNumber(cell, made);
        made.factor = cell.rule.factor;
        made.made = made.factor * made.sum;
        break;
    }
    return made;
}

std::string StepArithmetic::toText() const
{
    std::string text = step + ": " + row + (isPair ? " → " : ", ") + column;
    if (!page.empty())
        text += ", " + page;
    text += "\n" + formula + "\n";
    if (!isLooked)
        return text + "not looked at\n";
    for (const StepTerm &term : terms) {
        text += term.label + "\t" + doubleNumber(term.a);
        if (kind == StepRuleKind::product)
            text += " × " + doubleNumber(term.b) + " = " + doubleNumber(term.value);
        else if (kind == StepRuleKind::softmax)
            text += " − " + doubleNumber(maximum) + " = " + doubleNumber(term.b) + ", exp " + doubleNumber(term.value);
        text += "\n";
    }
    switch (kind) {
    case StepRuleKind::product:
        text += "sum " + doubleNumber(sum);
        if (factor != 1)
            text += " × " + doubleNumber(factor);
        text += "\n";
        break;
    case StepRuleKind::softmax:
        text += "sum " + doubleNumber(sum);
        if (beside > 0)
            text += " and " + doubleNumber(beside) + " beside it";
        text += "\n";
        break;
    case StepRuleKind::scaled: text += "× " + doubleNumber(factor) + "\n"; break;
    case StepRuleKind::rows: text += "row " + taken + " of " + sources.front().name + "\n"; break;
    case StepRuleKind::open:
        for (const StepSource &source : sources)
            text += "from " + sourceText(source) + "\n";
        break;
    case StepRuleKind::given:
    case StepRuleKind::sum:
    case StepRuleKind::times:
    case StepRuleKind::over:
    case StepRuleKind::same:
    case StepRuleKind::rowSum: break;
    }
    if (before)
        text += "before: " + doubleNumber(*before) + "\n";
    return text + "= " + floatNumber(stored) + "\n";
}

} // namespace headscope
