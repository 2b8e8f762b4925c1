#include "ui/views/shared/pattern/spoken_pattern.h"

#include "ui/views/shared/matrix/number_text.h"
#include "ui/views/shared/pattern/measure_words.h"

#include <QCoreApplication>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::SpokenPattern)
};

} // namespace

QString spokenQuery(const QString &token)
{
    return Words::tr("query %1").arg(token);
}

QString spokenKey(const QString &token)
{
    return Words::tr("key %1").arg(token);
}

QString spokenNumber(Measure measure)
{
    return tableWords(measureInfo(measure).number);
}

std::optional<std::pair<int, int>> placeOf(const std::optional<CellIndex> &cell)
{
    return cell ? std::optional(std::pair(cell->row, cell->column)) : std::nullopt;
}

AccessibleTable spokenMatrix(
    const QString &name, const QStringList &queries, const QStringList &keys, const std::function<QString(int, int)> &number)
{
    AccessibleTable table;
    table.name = name;
    table.rows = int(queries.size());
    table.columns = int(keys.size());
    table.rowName = [queries](int row) { return spokenQuery(queries.value(row)); };
    table.columnName = [keys](int column) { return spokenKey(keys.value(column)); };
    table.cell = [queries, keys, number](int row, int column) {
        return QStringLiteral("%1, %2, %3").arg(spokenQuery(queries.value(row)), spokenKey(keys.value(column)), number(row, column));
    };
    return table;
}

AccessibleTable spokenPattern(const QString &name, const std::shared_ptr<const Pattern> &pattern, const QStringList &queries,
    const QStringList &keys, const QString &what)
{
    return spokenMatrix(name, queries, keys, [pattern, what](int row, int column) {
        float value = 0;
        pattern->block(row, column, {&value, 1, 1, 1});
        return QStringLiteral("%1 %2").arg(what, exactText(value));
    });
}

} // namespace headscope
