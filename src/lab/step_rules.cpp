#include "src/lab/step_rules.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>

namespace headscope {

namespace {

// Runs compute in single precision, in another order: sums are off by some parts in a million of the sizes that they add up.
constexpr double kRounding = 1e-4;
constexpr double kSmallest = 1e-6;
constexpr double kShare = 2e-5; // of a weight

using Steps = std::vector<MechanismStep>;

struct Made {
    double value = 0;
    double size = 0; ///< of all that was added up
};

bool isNear(const Made &made, double stored)
{
    return std::abs(made.value - stored) <= kRounding * made.size + kSmallest;
}

/// Every number of the step that is one against what `make` gives; numbers that were made from none (−∞) are left out.
bool holds(const MechanismStep &step, const std::function<std::optional<Made>(int page, int row, int column)> &make)
{
    bool any = false;
    for (int page = 0; page < std::ssize(step.pages); ++page) {
        const MatrixView &numbers = step.pages[std::size_t(page)].view;
        for (int row = 0; row < numbers.rows; ++row)
            for (int column = 0; column < numbers.cols; ++column) {
                const float stored = numbers(row, column);
                if (stored == -std::numeric_limits<float>::infinity())
                    continue;
                const std::optional<Made> made = make(page, row, column);
                if (!made || !isNear(*made, stored))
                    return false;
                any = true;
            }
    }
    return any;
}

bool fitsPages(const MechanismStep &source, const MechanismStep &step)
{
    return pageFor(source, step, 0, 0) >= 0;
}

const MatrixView &viewOf(const MechanismStep &source, const MechanismStep &step, int page, int row)
{
    return source.pages[std::size_t(pageFor(source, step, page, row))].view;
}

/// Shapes of one page.
bool isShapedLike(const MechanismStep &source, const MechanismStep &step)
{
    return source.pages.front().rows() == step.pages.front().rows() && source.pages.front().cols() == step.pages.front().cols();
}

Made productAt(const MatrixView &a, int row, const MatrixView &b, bool transposed, int column)
{
    Made made;
    for (int i = 0; i < a.cols; ++i) {
        const double term = double(a(row, i)) * (transposed ? b(column, i) : b(i, column));
        made.value += term;
        made.size += std::abs(term);
    }
    return made;
}

/// 1 ÷ √n where it is that, to all digits.
double asRoot(double factor)
{
    if (std::abs(factor - 1) < kRounding)
        return 1;
    const double n = std::round(1 / (factor * factor));
    const bool isRoot = factor > 0 && n >= 2 && n < 1e6 && std::abs(factor * std::sqrt(n) - 1) < kRounding;
    return isRoot ? 1 / std::sqrt(n) : factor;
}

/// By how much all numbers of the step are more than `make` gives, by least squares; 1 where it gives nothing but 0.
double factorOf(const MechanismStep &step, const std::function<double(int page, int row, int column)> &make)
{
    double both = 0;
    double own = 0;
    for (int page = 0; page < std::ssize(step.pages); ++page) {
        const MatrixView &numbers = step.pages[std::size_t(page)].view;
        for (int row = 0; row < numbers.rows; ++row)
            for (int column = 0; column < numbers.cols; ++column) {
                const double made = make(page, row, column);
                if (std::isfinite(numbers(row, column)) && std::isfinite(made)) {
                    both += made * numbers(row, column);
                    own += made * made;
                }
            }
    }
    return own > 0 ? asRoot(both / own) : 1;
}

std::optional<StepRule> productRule(const Steps &steps, const MechanismStep &step, const std::vector<int> &from, bool transposed)
{
    const MechanismStep &a = steps[std::size_t(from[0])];
    const MechanismStep &b = steps[std::size_t(from[1])];
    if (!fitsPages(a, step) || !fitsPages(b, step))
        return std::nullopt;
    const MatrixView &left = viewOf(a, step, 0, 0);
    const MatrixView &right = viewOf(b, step, 0, 0);
    const MatrixView &result = step.pages.front().view;
    const int inner = transposed ? right.cols : right.rows;
    const int columns = transposed ? right.rows : right.cols;
    if (left.cols != inner || columns != result.cols || left.rows != result.rows)
        return std::nullopt;
    const auto at = [&](int page, int row, int column) {
        return productAt(viewOf(a, step, page, row), row, viewOf(b, step, page, row), transposed, column);
    };
    const double factor = factorOf(step, [&](int page, int row, int column) { return at(page, row, column).value; });
    const bool isIt = holds(step, [&](int page, int row, int column) -> std::optional<Made> {
        const Made made = at(page, row, column);
        return Made{factor * made.value, std::abs(factor) * made.size};
    });
    return isIt ? std::optional(StepRule{.kind = StepRuleKind::product, .from = from, .factor = factor, .transposed = transposed})
                : std::nullopt;
}

/// exp(s − maximum) by the weight is one number in each row: all that the row hands out, and what it leaves.
bool isSoftmax(const MatrixView &scores, const MatrixView &weights)
{
    bool any = false;
    for (int row = 0; row < weights.rows; ++row) {
        double maximum = -std::numeric_limits<double>::infinity();
        for (int column = 0; column < weights.cols; ++column)
            maximum = std::max(maximum, double(scores(row, column)));
        double sum = 0;
        double handedOut = 0;
        for (int column = 0; column < weights.cols; ++column) {
            sum += std::isfinite(maximum) ? std::exp(scores(row, column) - maximum) : 0;
            handedOut += weights(row, column);
        }
        const double total = handedOut > 0 ? sum / handedOut : std::numeric_limits<double>::infinity();
        if (total < sum * (1 - kRounding))
            return false;
        for (int column = 0; column < weights.cols; ++column) {
            const double share = sum > 0 ? std::exp(scores(row, column) - maximum) / total : 0;
            if (!(std::abs(share - weights(row, column)) <= kShare))
                return false;
        }
        any = any || handedOut > 0;
    }
    return any;
}

std::optional<StepRule> softmaxRule(const Steps &steps, const MechanismStep &step, int from)
{
    const MechanismStep &scores = steps[std::size_t(from)];
    if (!step.isWeights || !isShapedLike(scores, step) || scores.pages.size() != step.pages.size())
        return std::nullopt;
    for (std::size_t page = 0; page < step.pages.size(); ++page)
        if (!isSoftmax(scores.pages[page].view, step.pages[page].view))
            return std::nullopt;
    return StepRule{.kind = StepRuleKind::softmax, .from = {from}};
}

std::optional<StepRule> oneSourceRule(const Steps &steps, const MechanismStep &step, int from)
{
    const MechanismStep &source = steps[std::size_t(from)];
    if (!fitsPages(source, step))
        return std::nullopt;
    const auto at = [&](int page, int row, int column) { return double(viewOf(source, step, page, row)(row, column)); };
    if (isShapedLike(source, step)) {
        if (holds(step, [&](int page, int row, int column) -> std::optional<Made> { return Made{at(page, row, column), 0}; }))
            return StepRule{.kind = StepRuleKind::same, .from = {from}};
        const double factor = factorOf(step, at);
        if (holds(step, [&](int page, int row, int column) -> std::optional<Made> {
                const double made = factor * at(page, row, column);
                return Made{made, std::abs(made)};
            }))
            return StepRule{.kind = StepRuleKind::scaled, .from = {from}, .factor = factor};
    }
    const MatrixView &page = source.pages.front().view;
    if (step.pages.front().cols() == 1 && page.rows == step.pages.front().rows() && page.cols > 1) {
        if (holds(step, [&](int p, int row, int) -> std::optional<Made> {
                Made made;
                for (int i = 0; i < page.cols; ++i) {
                    made.value += at(p, row, i);
                    made.size += std::abs(at(p, row, i));
                }
                return made;
            }))
            return StepRule{.kind = StepRuleKind::rowSum, .from = {from}};
    }
    return std::nullopt;
}

/// Of a source shaped like the step, or with one number for each row or each column.
std::optional<std::function<double(int page, int row, int column)>> spread(const MechanismStep &source, const MechanismStep &step)
{
    if (!fitsPages(source, step))
        return std::nullopt;
    const Matrix &numbers = source.pages.front();
    const Matrix &result = step.pages.front();
    const bool hasRows = numbers.rows() == result.rows();
    const bool hasColumns = numbers.cols() == result.cols();
    if (!(hasRows || numbers.rows() == 1) || !(hasColumns || numbers.cols() == 1))
        return std::nullopt;
    return [&source, &step, hasRows, hasColumns](int page, int row, int column) {
        return double(viewOf(source, step, page, row)(hasRows ? row : 0, hasColumns ? column : 0));
    };
}

std::optional<StepRule> twoSourceRule(const Steps &steps, const MechanismStep &step, const std::vector<int> &from)
{
    const auto a = spread(steps[std::size_t(from[0])], step);
    const auto b = spread(steps[std::size_t(from[1])], step);
    if (!a || !b || !isShapedLike(steps[std::size_t(from[0])], step))
        return std::nullopt;
    const auto isIt = [&](auto combine) {
        return holds(step, [&](int page, int row, int column) -> std::optional<Made> {
            const double made = combine((*a)(page, row, column), (*b)(page, row, column));
            return Made{made, std::abs(made)};
        });
    };
    if (isIt([](double x, double y) { return x * y; }))
        return StepRule{.kind = StepRuleKind::times, .from = from};
    if (isIt([](double x, double y) { return x / y; }))
        return StepRule{.kind = StepRuleKind::over, .from = from};
    if (isShapedLike(steps[std::size_t(from[1])], step) && isIt([](double x, double y) { return x - y; }))
        return StepRule{.kind = StepRuleKind::sum, .from = from, .minus = true};
    return std::nullopt;
}

std::optional<StepRule> sumRule(const Steps &steps, const MechanismStep &step, const std::vector<int> &from)
{
    for (const int each : from)
        if (!isShapedLike(steps[std::size_t(each)], step) || !fitsPages(steps[std::size_t(each)], step))
            return std::nullopt;
    const bool isIt = holds(step, [&](int page, int row, int column) -> std::optional<Made> {
        Made made;
        for (const int each : from) {
            const double term = viewOf(steps[std::size_t(each)], step, page, row)(row, column);
            made.value += term;
            made.size += std::abs(term);
        }
        return made;
    });
    return isIt ? std::optional(StepRule{.kind = StepRuleKind::sum, .from = from}) : std::nullopt;
}

/// Vectors only: single numbers are equal by chance.
std::optional<StepRule> rowsRule(const Steps &steps, const MechanismStep &step, int from)
{
    const MechanismStep &source = steps[std::size_t(from)];
    const MatrixView &result = step.pages.front().view;
    const MatrixView &numbers = source.pages.front().view;
    if (step.isWhole || step.pages.size() != 1 || source.pages.size() != 1 || result.cols != numbers.cols || result.cols < 2)
        return std::nullopt;
    for (int row = 0; row < result.rows; ++row) {
        bool found = false;
        for (int other = 0; other < numbers.rows && !found; ++other) {
            found = true;
            for (int column = 0; column < result.cols && found; ++column)
                found = result(row, column) == numbers(other, column);
        }
        if (!found)
            return std::nullopt;
    }
    return StepRule{.kind = StepRuleKind::rows, .from = {from}};
}

StepRule ruleOf(const Steps &steps, int index)
{
    const MechanismStep &step = steps[std::size_t(index)];
    const std::vector<int> &from = step.from;
    if (step.kind == StepKind::given || from.empty())
        return {};
    std::optional<StepRule> rule;
    const auto attempt = [&rule](auto find) {
        if (!rule)
            rule = find();
    };
    if (from.size() >= 2) {
        const std::vector<int> pair{from[0], from[1]};
        attempt([&] { return productRule(steps, step, pair, step.kind == StepKind::productTransposed); });
        if (from.size() == 2 && step.kind == StepKind::mapped) {
            attempt([&] { return productRule(steps, step, pair, true); });
            attempt([&] { return productRule(steps, step, {from[1], from[0]}, false); });
            attempt([&] { return productRule(steps, step, {from[1], from[0]}, true); });
        }
    }
    if (step.kind == StepKind::mapped || step.kind == StepKind::chosen) {
        attempt([&] { return softmaxRule(steps, step, from.front()); });
        if (from.size() == 1)
            attempt([&] { return oneSourceRule(steps, step, from.front()); });
        else
            attempt([&] { return sumRule(steps, step, from); });
        if (from.size() == 2)
            attempt([&] { return twoSourceRule(steps, step, from); });
    }
    if (step.kind == StepKind::chosen)
        for (const int each : from)
            attempt([&] { return rowsRule(steps, step, each); });
    return rule.value_or(StepRule{.kind = StepRuleKind::open, .from = from});
}

} // namespace

bool isOfTokens(const MechanismStep &source, const MechanismStep &step)
{
    return step.pages.size() > 1 && step.pageNames.empty() && source.pages.size() == 1
        && source.pages.front().rows() == std::ssize(step.pages);
}

int pageFor(const MechanismStep &source, const MechanismStep &step, int page, int row)
{
    if (source.pages.size() == 1)
        return 0;
    if (source.pages.size() == step.pages.size())
        return page;
    return step.pages.size() == 1 && source.pageNames.empty() && std::ssize(source.pages) == step.pages.front().rows() ? row : -1;
}

std::vector<StepRule> rulesOf(const std::vector<MechanismStep> &steps, const std::stop_token &stop)
{
    std::vector<StepRule> rules;
    for (int i = 0; i < std::ssize(steps) && !stop.stop_requested(); ++i)
        rules.push_back(ruleOf(steps, i));
    return rules;
}

} // namespace headscope
