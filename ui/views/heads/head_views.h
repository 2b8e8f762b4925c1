// The views of a head, one row each: the workspace makes their widgets, and exports that nobody looks at draw most of them without.
#pragma once

#include "ui/views/compare/compare_drawing.h"
#include "ui/views/drawn_view.h"
#include "ui/views/shared/pattern/pattern_bar.h"
#include "ui/views/view.h"

#include <QString>

#include <optional>
#include <vector>

namespace headscope {

class HeadScoreSource;

/// What a view is drawn of.
struct LookedAt {
    const Session &session;
    const Selection &selection;
    CompareSides pinned = {}; ///< what the comparison keeps
};

struct HeadView {
    QString id; ///< for settings and the command line: the name of the view's folder
    const char *title = nullptr; ///< for HeadsWorkspace::tr()
    View *(*make)(Session &session, Selection &selection, HeadScoreSource &scores, QWidget *parent) = nullptr;
    /// The same without a widget, as a new one shows it; null: its numbers are made over time, for who looks.
    DrawnView (*draw)(const LookedAt &of) = nullptr;
    std::optional<PatternBar::Offers> offers = {}; ///< what of a PatternChoice it draws; nothing: none of it
    bool ofPattern = false; ///< a run of the layers up to its heads is enough for it
    bool ofAllHeads = false; ///< what it shows is made by the grid of all heads, which then works out of sight, too
    QString formerId = {}; ///< what people's settings and scripts may still call it
};

/// In the order of the switch.
const std::vector<HeadView> &headViews();
/// By its id or its former one; null: there is no such view.
const HeadView *headViewNamed(const QString &id);

} // namespace headscope
