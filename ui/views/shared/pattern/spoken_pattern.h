// Attention as screen readers are told it: tables of queries and keys whose cells read "query sat, key cat, weight 0.998".
#pragma once

#include "src/patterns/pattern.h"
#include "src/patterns/pattern_choice.h"
#include "ui/views/shared/matrix/matrix_layout.h"
#include "ui/widgets/accessible_source.h"

#include <QStringList>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace headscope {

/// "query sat".
QString spokenQuery(const QString &token);
/// "key cat".
QString spokenKey(const QString &token);
/// "weight", "score": one number of the measure.
QString spokenNumber(Measure measure);

/// For AccessibleTable::at.
std::optional<std::pair<int, int>> placeOf(const std::optional<CellIndex> &cell);
/// One number for each query and key. `number` reads it when a cell is asked for.
AccessibleTable spokenMatrix(
    const QString &name, const QStringList &queries, const QStringList &keys, const std::function<QString(int row, int column)> &number);
/// Of a pattern, which is asked for single numbers; `what` they are.
AccessibleTable spokenPattern(const QString &name, const std::shared_ptr<const Pattern> &pattern, const QStringList &queries,
    const QStringList &keys, const QString &what);

} // namespace headscope
