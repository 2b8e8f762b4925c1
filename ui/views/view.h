// What every view has in common: it reads a Session and a Selection, writes the Selection, and paints itself with one painter for screen
// and export.
#pragma once

#include "src/export/number_table.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <QPainter>
#include <QWidget>

#include <optional>

namespace headscope {

/// What a figure has beside the picture itself.
struct FigureParts {
    bool title = true;
    bool legend = true;
    bool operator==(const FigureParts &) const = default;
};

/// The numbers that a view shows, for a data file.
using ViewTable = NumberTable;

class View : public QWidget {
    Q_OBJECT

public:
    View(Session &session, Selection &selection, QWidget *parent = nullptr);

    /// Natural size of the whole figure in logical pixels (what an export makes), independent of zoom and scroll.
    virtual QSizeF figureSize() const = 0;
    /// Paints the whole figure into `area`, scaled to fit: vectors and text, so that SVG and PDF stay sharp. Colours from Theme::current().
    virtual void paintFigure(QPainter &painter, const QRectF &area) const = 0;
    /// Figures are painted whole until this says otherwise.
    void setFigureParts(const FigureParts &parts) { m_parts = parts; }
    const FigureParts &figureParts() const { return m_parts; }
    /// Does it show the selection's head by the selection's choice of measure, units and tokens?
    bool showsHead() const { return m_showsHead; }
    void setShowsHead(bool shows) { m_showsHead = shows; }
    /// "Storyteller · layer 1, head 2 · scaled scores": the caption and default file name of an export.
    virtual QString figureTitle() const = 0;
    /// What the view shows, for exporting data: a stage of a layer and head.
    virtual StageKey exportKey() const { return m_selection.key(); }
    /// Its numbers where they are not simply that stage's. Throws Error when there are too many.
    virtual std::optional<ViewTable> table() const { return std::nullopt; }

    /// What it shows is what was asked for: nothing is being made.
    virtual bool isSettled() const { return true; }

protected:
    Session &m_session;
    Selection &m_selection;
    FigureParts m_parts;

private:
    bool m_showsHead = false;
};

} // namespace headscope
