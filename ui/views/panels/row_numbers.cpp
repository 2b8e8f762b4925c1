#include "ui/views/panels/row_numbers.h"

#include "src/trace/labels.h"
#include "ui/views/shared/matrix/value_range.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::RowNumbers)
};

/// −∞ is below everything; what is undefined comes first.
double rank(double value, bool bySize)
{
    return value == -HUGE_VAL ? value : bySize || std::isnan(value) ? sizeOf(value) : value;
}

/// 1 for each key that the mask forbids to the query of this row and that gets nothing; a replaced pattern may give to any key. Empty where
/// a stage has no mask behind it.
std::vector<char> forbiddenKeys(const Trace &trace, const StageKey &key, int row, const std::vector<double> &values)
{
    if ((key.stage != Stage::weights && key.stage != Stage::maskedScores) || !trace.has(Stage::maskedScores, key.layer))
        return {};
    const Matrix scores = trace.rows({Stage::maskedScores, key.layer, key.head}, row, 1);
    std::vector<char> forbidden(values.size());
    for (int c = 0; c < scores.cols() && c < int(values.size()); ++c)
        forbidden[c] = scores(0, c) == -std::numeric_limits<float>::infinity() && (values[c] == 0 || !std::isfinite(values[c]));
    return forbidden;
}

QString largestOf(int shown, qsizetype keys, qsizetype forbidden)
{
    const QLocale locale;
    const QString allowed = locale.toString(qlonglong(keys - forbidden));
    if (forbidden == 0)
        return Words::tr("%1 largest of %2").arg(shown).arg(allowed);
    const QString others = locale.toString(qlonglong(forbidden));
    return shown == keys - forbidden ? Words::tr("all keys that the mask allows; it forbids %1").arg(others)
                                     : Words::tr("%1 largest of %2; the mask forbids %3 more").arg(QString::number(shown), allowed, others);
}

} // namespace

std::optional<RowNumbers> rowNumbers(Session &session, const StageKey &key, int row, Shown shown)
{
    const auto trace = shown == Shown::original ? session.original() : session.trace();
    if (!trace || !hasTokens(*trace) || key.layer >= trace->config().layers || !trace->has(key.stage, key.layer)
        || key.stage == Stage::tokens || row < 0 || row >= trace->rowCount(key))
        return std::nullopt;
    const bool vocabulary = stageInfo(key.stage).colAxis == 'V';
    if (vocabulary && !session.logitRows().at(trace, row))
        return std::nullopt;

    const Matrix numbers = trace->rows(key, row, 1);
    std::vector<double> values(numbers.cols());
    for (int c = 0; c < numbers.cols(); ++c)
        values[c] = numbers(0, c);
    if (shown == Shown::difference) {
        const auto original = session.original();
        if (!original || original->rowCount(key) != trace->rowCount(key) || original->columnCount(key) != trace->columnCount(key)
            || (vocabulary && !session.logitRows().at(original, row)))
            return std::nullopt;
        const Matrix before = original->rows(key, row, 1);
        for (int c = 0; c < numbers.cols(); ++c)
            values[c] -= before(0, c);
    }

    RowNumbers result;
    result.shares = key.stage == Stage::weights && shown != Shown::difference;
    result.columns.resize(values.size());
    std::iota(result.columns.begin(), result.columns.end(), 0);
    if (int(values.size()) > kDrawnColumns) {
        const bool bySize = !vocabulary; // of logits only the high ones matter
        const std::vector<char> forbidden = forbiddenKeys(*trace, key, row, values);
        if (!forbidden.empty() && std::ranges::find(forbidden, 0) != forbidden.end())
            std::erase_if(result.columns, [&](int c) { return forbidden[c] != 0; });
        const auto left = std::ssize(result.columns);
        const auto named = std::min<std::ptrdiff_t>(kNamedColumns, left);
        std::partial_sort(result.columns.begin(), result.columns.begin() + named, result.columns.end(), [&](int a, int b) {
            const double first = rank(values[a], bySize);
            const double second = rank(values[b], bySize);
            return first != second ? first > second : a < b;
        });
        result.columns.resize(std::size_t(named));
        const auto all = std::ssize(values);
        result.note = bySize ? largestOf(int(named), all, all - left)
                             : Words::tr("%1 highest of %2").arg(kNamedColumns).arg(QLocale().toString(qlonglong(all)));
    }
    std::vector<float> kept;
    for (const int column : result.columns) {
        result.values.push_back(values[column]);
        result.names << QString::fromStdString(columnLabel(*trace, key, column));
        kept.push_back(float(values[column]));
    }
    const int count = int(kept.size());
    result.format = formatFor(MatrixView{kept.data(), 1, count, count, 1}, key.stage == Stage::weights ? 3 : 2);
    return result;
}

} // namespace headscope
