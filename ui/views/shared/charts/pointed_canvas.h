// A figure with parts that can be pointed at, and the widget it is seen in: a tooltip for each part, a frame around the one under the
// pointer, a click that picks it.
#pragma once

#include "src/patterns/pattern_choice.h"
#include "ui/views/shared/charts/head_matrix.h"
#include "ui/widgets/accessible_source.h"

#include <QPainter>
#include <QString>
#include <QWidget>

#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

namespace headscope {

/// Something that can be pointed at.
struct FigureHit {
    int word = -1; ///< a vocabulary entry that a click follows; −1: none
    HeadPlace head{-1, -1}; ///< that a click picks; head −1: only its layer
    QString text; ///< of the tooltip
    CellIndex cell; ///< of the table of heads

    bool canBePicked() const { return word >= 0 || head.layer >= 0; }
};

/// Its height grows while its parts are placed.
class PointedFigure {
public:
    virtual ~PointedFigure() = default;
    QSizeF size() const { return {m_width, m_height}; }
    virtual void paint(QPainter &painter, CellIndex hovered = {}) const = 0;
    virtual std::optional<FigureHit> hitAt(const QPointF &position) const = 0;
    const HeadMatrix &table() const { return m_table; }
    /// For screen readers. A press is a click in the middle of a rectangle.
    virtual std::vector<AccessibleTable> spoken() const = 0;

protected:
    /// Without its legend: no words beneath the headings and the table of heads.
    PointedFigure(double width, bool legend)
        : m_width(std::max(width, 420.0))
        , m_legend(legend)
    {
    }

    /// The table of heads, with a name for each of its cells.
    AccessibleTable spokenTable(const QString &name, const std::function<QString(int row, int column)> &cell) const;

    double m_width;
    double m_height = 0;
    bool m_legend;
    HeadMatrix m_table;
    QRectF m_tableArea;
};

class PointedCanvas : public QWidget, public AccessibleSource {
    Q_OBJECT

public:
    explicit PointedCanvas(QWidget *parent = nullptr);

    /// `figure` is its owner's and must be set anew before it goes; null: words stand in its place. It is made as a NormalFigure and shown
    /// Appearance::zoom() times as large.
    void show(const PointedFigure *figure, const QString &words);
    int accessibleTables() const override { return m_figure ? int(m_figure->spoken().size()) : 0; }
    AccessibleTable accessibleTable(int index) const override;

Q_SIGNALS:
    void picked(const headscope::FigureHit &hit);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    std::optional<FigureHit> hitAt(const QPointF &position) const;
    void hover(const std::optional<FigureHit> &hit);

    const PointedFigure *m_figure = nullptr;
    QString m_words;
    CellIndex m_hovered;
};

} // namespace headscope
