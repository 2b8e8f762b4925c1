#include "ui/views/panels/row_numbers.h"

#include "src/trace/labels.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace headscope {

namespace {

/// −∞ is below everything and NaN counts as that.
double rank(double value, bool bySize)
{
    return !std::isfinite(value) ? -HUGE_VAL : bySize ? std::abs(value) : value;
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
        std::partial_sort(result.columns.begin(), result.columns.begin() + kNamedColumns, result.columns.end(), [&](int a, int b) {
            const double first = rank(values[a], bySize);
            const double second = rank(values[b], bySize);
            return first != second ? first > second : a < b;
        });
        result.columns.resize(kNamedColumns);
        const QString total = QLocale().toString(qlonglong(values.size()));
        result.note = bySize ? QCoreApplication::translate("headscope::RowNumbers", "%1 largest of %2").arg(kNamedColumns).arg(total)
                             : QCoreApplication::translate("headscope::RowNumbers", "%1 highest of %2").arg(kNamedColumns).arg(total);
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
