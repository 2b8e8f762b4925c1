// Parts that the figures of all stages are made of: a stage's panel with its labels, marks and colours.
#pragma once

#include "ui/views/walk/walk_figure.h"

namespace headscope {

/// Numbers that belong to nobody else, rows × columns, row by row.
Matrix ownMatrix(std::vector<float> numbers, int columns);

/// The tokens that the rows of a stage are.
QStringList rowLabels(const Trace &trace, const StageKey &key);
/// What the first `count` columns of a stage are called; equal lists share their memory.
QStringList columnLabels(const Trace &trace, const StageKey &key, int count);
QStringList numberLabels(int count);
Axis axisFor(char axis);

/// A stage's numbers, coloured and labelled, with marks on edited cells; not yet placed.
FigurePanel stagePanel(const Trace &trace, const StageKey &key);
/// One row of a stage whose columns are vocabulary entries, and of those only the ones asked for.
FigurePanel vocabularyPanel(const Trace &trace, const StageKey &key, int row, const std::vector<int> &columns);
/// The same scale for several panels, so that equal colours mean equal numbers (a sum and what was added).
void shareRange(std::vector<FigurePanel> &panels, const std::vector<int> &which);
/// Where an edit of this stage is filed: keys and values that several heads share under the first of these.
StageKey editPlace(const TransformerConfig &config, StageKey key);
/// Cells of this stage that an edit sets, adds to or scales, one by one; whole rows and columns are left out.
std::vector<CellIndex> editedCells(const Trace &trace, const StageKey &key);

} // namespace headscope
