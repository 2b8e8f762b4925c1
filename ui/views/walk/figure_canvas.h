// A figure of the Walk on the screen, with the hands that all figures have: pointing, pinning, scrolling, zooming, playing, tooltips and
// what a screen reader is told. Of what the figure is, and what a cell of it means to others, its own class says: cells are the result's
// here.
#pragma once

#include "ui/views/view.h"
#include "ui/views/walk/walk_layout.h"
#include "ui/views/walk/walk_painter.h"
#include "ui/views/walk/walk_player.h"
#include "ui/widgets/accessible_source.h"

#include <QPixmap>
#include <QVariantAnimation>

#include <optional>

namespace headscope {

class FigureCanvas : public View, public AccessibleSource {
    Q_OBJECT

public:
    FigureCanvas(Session &session, Selection &selection, QWidget *parent);

    bool isDragged() const override { return m_drag.moved; }
    bool isPlaying() const { return m_player.isPlaying(); }
    double progress() const { return m_player.progress(); }

    /// On a screen that is seen from the back row, digits are larger.
    void setPresented(bool presented);

    /// One table a panel.
    int accessibleTables() const override;
    AccessibleTable accessibleTable(int index) const override;

    /// What is on the canvas and where: for tests.
    const WalkFigure &figure();
    const PlacedFigure &placed();

public Q_SLOTS:
    /// Fills the result, from the start when it is full.
    void play();
    void pause();
    void setSpeed(double speed);
    void setProgress(double progress);
    void zoomIn();
    void zoomOut();
    void zoomFit();

Q_SIGNALS:
    void playingChanged(bool playing);
    void progressChanged(double progress);
    void finished();

protected:
    /// A cell under the pointer.
    struct Hit {
        int panel = 0;
        CellIndex cell; ///< of the panel
    };
    /// What a pressed mouse button is doing.
    struct Drag {
        enum class What { none, pressed, pan, overview } what = What::none;
        QPointF from;
        int panel = -1; ///< that was pressed; −1: none, and nothing pans
        int overview = 0;
        std::array<int, kAxisCount> first{};
        bool moved = false; ///< other cells are in sight
    };

    virtual CellIndex pinnedCell() const = 0; ///< −1: none
    virtual CellIndex litCell() const = 0; ///< pointed at, pinned, or an example
    virtual int rowWithoutPin() const = 0; ///< that the figure speaks of while none is pinned
    virtual bool isHovering() const = 0;
    virtual void pin(const CellIndex &cell) = 0;
    virtual void hover(const CellIndex &cell) = 0; ///< −1: nothing is pointed at
    virtual CellIndex shape() const; ///< rows and columns that the pin moves among
    virtual void layOutAgain();
    virtual void paintCanvas(QPainter &painter);
    virtual QString tipAt(const QPointF &position) const;
    virtual void scrollBy(const QPointF &at, const QPoint &cells);
    virtual void zoomBy(double factor, const QPointF &at);
    /// A part of the result is made.
    virtual void followPlaying();

    std::vector<ViewChoice> choices() override;
    void restyle() override { View::renew(); }
    void paintScreen(QPainter &painter) override;
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

    DigitSizes digitSizes() const;
    /// Scrolls to the pinned cell, or to the example that is lit, where it is out of the window.
    void keepPinnedInView();
    /// Scrolls as little as brings the pinned cell into the window.
    void followPin();
    WalkMarks marks() const;
    void describe();
    /// Of what is on the canvas now to what comes next.
    void startTransition(bool forward);
    /// The release of a button that was pressed and not dragged.
    bool takeClick(const QMouseEvent &event);

    std::optional<Hit> hitAt(const QPointF &position) const;
    /// Row and column of the result that a hit speaks of.
    CellIndex resultCellAt(const Hit &hit) const;
    std::optional<int> overviewAt(const QPointF &position) const;
    QString cellTip(const Hit &hit) const;
    void scrollAxis(Axis axis, int cells);
    void scrollTo(Axis axis, int index);

    WalkFigure m_figure;
    PlacedFigure m_placed;
    WalkScroll m_scroll;
    WalkPlayer m_player;
    Drag m_drag;
    QVariantAnimation m_transition;

private:
    QString rowNameOf(const FigurePanel &panel, int row) const;
    QString columnNameOf(const FigurePanel &panel, int column) const;
    QString labelTip(const QPointF &position) const;
    QStringList axisLabelsOf(Link link) const;
    /// So that the part that shows is centred on a point of the overview.
    void moveTo(const PlacedOverview &overview, const QPointF &position);
    bool scrolls(Axis axis) const;
    void centre(Axis axis, int index);
    void movePin(int rows, int columns);

    QPointF m_wheel; // what is left of a wheel turn after whole cells
    QPixmap m_before;
    bool m_forward = true;
    bool m_presented = false;
};

} // namespace headscope
