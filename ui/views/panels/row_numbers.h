// The numbers of one row of a stage with a name for each column, as far as a bar chart can show them.
// Trap: nothing is averaged. A row too wide for bars gives its largest numbers only, and says so; keys that the mask forbids are no
// numbers.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/views/shared/matrix/number_text.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace headscope {

struct RowNumbers {
    std::vector<double> values;
    std::vector<int> columns; ///< of the stage, one for each value
    QStringList names; ///< token, feature, vocabulary entry or the column's number
    NumberFormat format;
    QString note; ///< "24 largest of 128"; empty when all are there
    bool shares = false; ///< weights: between 0 and 1
};

/// Widest row whose columns are named one by one, and widest that is drawn in full.
constexpr int kNamedColumns = 24;
constexpr int kDrawnColumns = 127;

/// `shown` picks the edited run, the original or their difference. Nothing when there is no such stage, row or trace, and while a row of
/// logits is still being made.
std::optional<RowNumbers> rowNumbers(Session &session, const StageKey &key, int row, Shown shown);

} // namespace headscope
