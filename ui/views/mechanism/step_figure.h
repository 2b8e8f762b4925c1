// From a step of a mechanism to the Walk's figure of it: a product in Falk's scheme, all else with its sources beside it or above, as they
// share their axes.
#pragma once

#include "ui/views/mechanism/step_content.h"
#include "ui/views/walk/walk_figure.h"

namespace headscope {

/// `row` is the result's lit row: of sources that have a page for each row that page is shown.
WalkFigure stepFigure(const StepContent &content, int step, int page, int row);

} // namespace headscope
