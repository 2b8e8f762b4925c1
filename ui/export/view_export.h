// A view of the Heads workspace as a figure or as numbers. The window's Export and `headscope export --view` both come through here: the
// same settings give the same bytes.
#pragma once

#include "ui/export/figure_writer.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/views/drawn_view.h"

#include <QString>
#include <QStringList>

#include <functional>

namespace headscope {

/// What is written around the picture. Title and legend are the view's own; the other lines stand below it.
struct FigureCaption {
    bool title = true;
    bool legend = true;
    bool model = false;
    bool text = false;
    bool place = false; ///< layer and head
    bool formula = false;
    bool operator==(const FigureCaption &) const = default;
};

/// "title", "legend", "model", "text", "place", "formula".
QStringList captionParts();
/// Only those parts. Throws Error naming a part that there is not.
FigureCaption captionOf(const QStringList &parts);

/// Valid for as long as `view`.
Figure viewFigure(const DrawnView &view, const Selection &selection, const FigureCaption &caption = {});

/// The view's own table, or the numbers of the pattern that the selection's head and choice give. Throws Error without tokens and for more
/// than four million numbers.
ViewTable viewTable(const DrawnView &view, const Selection &selection);
/// What Copy Numbers copies, and Export writes first: that of a view of heads, else the view's stage at its place. Throws Error as
/// viewTable does.
NumberTable shownNumbers(const DrawnView &view, const Session &session, const Selection &selection);
/// Its first rows and columns.
ViewTable beginningOfViewTable(const DrawnView &view, const Selection &selection, int rows, int columns);
/// What writes it with its settings. What is written is settled now; the writing may be on another thread. Throws Error as viewTable does
/// and for a format that is no table's; the writer where the path cannot be written.
std::function<void()> viewTableWriter(const DrawnView &view, const Selection &selection, const ExportFile &file);

/// What describes a picture: measure, rule, heads, units, hidden tokens. In words of the command line.
std::vector<std::pair<QString, QString>> choiceSettings(HeadPlace picked, const PatternChoice &choice);

} // namespace headscope
