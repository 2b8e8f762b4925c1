#include "ui/views/panels/row_numbers.h"

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

QString columnName(const Trace &trace, Stage stage, int column)
{
    const TransformerConfig &config = trace.config();
    switch (stageInfo(stage).colAxis) {
    case 'S': return QString::fromStdString(trace.tokens().at(column).display);
    case 'V': return QString::fromStdString(trace.model().tokenizer().display(column));
    case 'D':
        if (column < int(config.featureNames.size()))
            return QString::fromStdString(config.featureNames[column]);
        break;
    default: break;
    }
    return QString::number(column + 1);
}

std::optional<RowNumbers> rowNumbers(const Session &session, const StageKey &key, int row, Shown shown)
{
    const auto trace = shown == Shown::original ? session.original() : session.trace();
    if (!trace || !trace->has(key.stage) || key.stage == Stage::tokens || row < 0 || row >= trace->tokenCount())
        return std::nullopt;

    const Matrix numbers = trace->rows(key, row, 1);
    std::vector<double> values(numbers.cols());
    for (int c = 0; c < numbers.cols(); ++c)
        values[c] = numbers(0, c);
    if (shown == Shown::difference) {
        const auto original = session.original();
        if (!original || original->tokenCount() != trace->tokenCount())
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
        const bool bySize = key.stage != Stage::logits; // of logits only the high ones matter
        std::ranges::stable_sort(result.columns, [&](int a, int b) { return rank(values[a], bySize) > rank(values[b], bySize); });
        result.columns.resize(kNamedColumns);
        const QString total = QLocale().toString(qlonglong(values.size()));
        result.note = bySize ? QCoreApplication::translate("headscope::RowNumbers", "%1 largest of %2").arg(kNamedColumns).arg(total)
                             : QCoreApplication::translate("headscope::RowNumbers", "%1 highest of %2").arg(kNamedColumns).arg(total);
    }
    std::vector<float> kept;
    for (const int column : result.columns) {
        result.values.push_back(values[column]);
        result.names << columnName(*trace, key.stage, column);
        kept.push_back(float(values[column]));
    }
    const int count = int(kept.size());
    result.format = formatFor(MatrixView{kept.data(), 1, count, count, 1}, key.stage == Stage::weights ? 3 : 2);
    return result;
}

} // namespace headscope
