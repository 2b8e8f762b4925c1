// Parts that the figures of all stages are made of: a stage's panel with its labels, marks and colours.
#pragma once

#include "ui/views/walk/walk_figure.h"

namespace headscope {

/// Numbers that belong to nobody else, rows × columns, row by row.
Matrix ownMatrix(std::vector<float> numbers, int columns);

QStringList tokenLabels(const Trace &trace);
/// Names of `count` features of an axis: the model's own for its width, else 1, 2, 3, …; vocabulary entries for 'V'.
QStringList axisLabels(const Trace &trace, char axis, int count);
Axis axisFor(char axis);

/// A stage's numbers, coloured and labelled, with marks on edited cells; not yet placed.
FigurePanel stagePanel(const Trace &trace, const StageKey &key);
/// The same scale for several panels, so that equal colours mean equal numbers (a sum and what was added).
void shareRange(std::vector<FigurePanel> &panels, std::initializer_list<int> which);
/// Cells of this stage that an edit sets, adds to or scales, one by one; whole rows and columns are left out.
std::vector<CellIndex> editedCells(const Trace &trace, const StageKey &key);

} // namespace headscope
