// What every view has in common: it reads a Session and a Selection, writes the Selection, and paints itself with one painter for screen
// and export.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <QPainter>
#include <QWidget>

namespace headscope {

class View : public QWidget {
    Q_OBJECT

public:
    View(Session &session, Selection &selection, QWidget *parent = nullptr);

    /// Natural size of the whole figure in logical pixels (what an export makes), independent of zoom and scroll.
    virtual QSizeF figureSize() const = 0;
    /// Paints the whole figure into `area`, scaled to fit: vectors and text, so that SVG and PDF stay sharp. Colours from Theme::current().
    virtual void paintFigure(QPainter &painter, const QRectF &area) const = 0;
    /// "Storyteller · layer 1, head 2 · scaled scores": the caption and default file name of an export.
    virtual QString figureTitle() const = 0;
    /// What the view shows, for exporting data: a stage of a layer and head.
    virtual StageKey exportKey() const { return m_selection.key(); }

    /// What it shows is what was asked for: nothing is being made.
    virtual bool isSettled() const { return true; }

protected:
    Session &m_session;
    Selection &m_selection;
};

} // namespace headscope
