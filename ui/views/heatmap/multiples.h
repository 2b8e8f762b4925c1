// The way the heatmap shows several heads: heatmaps side by side. Pointing at a cell marks it in all of them and tells its number in each;
// a click pins the query, a click on a name looks at that head alone.
#pragma once

#include "ui/views/heatmap/heatmap_drawing.h"
#include "ui/views/shared/matrix/kept_picture.h"
#include "ui/widgets/accessible_source.h"

#include <QCoreApplication>

namespace headscope {

class Multiples {
    Q_DECLARE_TR_FUNCTIONS(headscope::Multiples)

public:
    /// view: what it paints and is pointed at in.
    Multiples(Session &session, Selection &selection, QWidget &view);

    /// Null while there is nothing to show.
    std::shared_ptr<const MultiplesPicture> picture() const { return m_maker.content(); }
    const MultiplesPlacement &placement() const { return m_place; }
    bool isBusy() const { return m_maker.isBusy(); }
    QString wordsInstead() const;
    /// A table for each head.
    int accessibleTables() const;
    AccessibleTable accessibleTable(int index) const;
    /// "it → animal: 0.12 in layer 3, head 5, …" of the cell under the pointer; empty: none.
    QString cellText() const;
    /// `settled`: picture() is what was asked for.
    ViewFigure figure(bool settled, const FigureParts &parts) const;

    void prepare() { m_maker.make(multiplesOrder(m_session, m_selection)); }
    void stop() { m_maker.stop(); }
    void drop() { m_maker.drop(); }
    void place();
    void setContrast(Contrast contrast);
    void paint(QPainter &painter) const;
    void pointAt(const std::optional<QPointF> &point);
    void click(const QPointF &point);
    /// By rows.
    void movePin(int step);

private:
    void changed();

    Session &m_session;
    Selection &m_selection;
    QWidget &m_view;
    ContentMaker<MultiplesPicture> m_maker;
    MultiplesPlacement m_place;
    Contrast m_contrast = Contrast::linear;
    mutable KeptPicture m_cells; ///< of the whole view
    MultiplesPlacement::Cell m_pointed;
};

} // namespace headscope
