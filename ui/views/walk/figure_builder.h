// From a Trace to the figure of one stage. Numbers come from Trace, productOf and explain only; the single arithmetic of this folder is
// edited − original in the difference figure.
#pragma once

#include "ui/session/selection.h"
#include "ui/views/walk/walk_figure.h"

#include <memory>

namespace headscope {

struct FigureSource {
    std::shared_ptr<const Trace> trace; ///< with the edits
    std::shared_ptr<const Trace> original; ///< without; may equal trace
    Shown shown = Shown::edited;
    bool onScreen = true; ///< false: a figure for print, which cannot be double-clicked
    std::vector<int> sought = {}; ///< vocabulary entries to show beside the most probable ones

    /// The trace whose numbers are shown; for a difference the edited one.
    const Trace &shownTrace() const;
    bool showsDifference() const;
};

/// Empty kind when there is no trace or no token, and when isTooLong(). `row` is the token whose softmax is taken apart.
WalkFigure buildFigure(const FigureSource &source, const StageKey &key, int row);
/// Moves what is about one row (the strips of a softmax, the top words of the logits) to another one, without rebuilding the rest.
void setFigureRow(WalkFigure &figure, const Trace &trace, int row);

/// Is this stage's row of the vocabulary too wide to be shown as a whole?
bool showsSomeWords(const Trace &trace, Stage stage);
/// Are the matrices of this stage too large for a table? A view then shows it cell by cell: n × n numbers of thousands of tokens are for
/// the maps of the Heads workspace.
bool isTooLong(const Trace &trace, const StageKey &key);
/// The row a view shows when nobody picked one: the last token, which looks at all the others.
int shownRow(const Trace &trace, const StageKey &key, int wanted);

} // namespace headscope
