// The Walk canvas: the figure of the selected stage, that one can point at, scroll, zoom, play and edit.
// What is shown comes from WalkFigure, where from WalkLayout, how from WalkPainter; here are only the user's hands.
#pragma once

#include "ui/views/view.h"
#include "ui/views/walk/figure_builder.h"
#include "ui/views/walk/token_table.h"
#include "ui/views/walk/walk_layout.h"
#include "ui/views/walk/walk_painter.h"
#include "ui/views/walk/walk_player.h"
#include "ui/widgets/accessible_source.h"

#include <QPixmap>
#include <QVariantAnimation>

#include <optional>

namespace headscope {

class CellEditor;
class WordSearch;
struct WalkMessage;

class WalkView : public View, public AccessibleSource {
    Q_OBJECT

public:
    WalkView(Session &session, Selection &selection, QWidget *parent = nullptr);

    QString whyNoPicture() const override;
    bool isSettled() const override { return View::isSettled() && isReady() && layerIsReady(); }
    QString figureTitle() const override;
    bool isDragged() const override { return m_drag.moved; }

    bool isPlaying() const { return m_player.isPlaying(); }
    double progress() const { return m_player.progress(); }

    /// Shows these vocabulary entries too, and lights the first.
    void seek(const std::vector<int> &words);

    /// On a screen that is seen from the back row, digits are larger.
    void setPresented(bool presented);

    /// One table a panel; of the tokens one.
    int accessibleTables() const override;
    AccessibleTable accessibleTable(int index) const override;

    WordSearch &search();
    /// What is on the canvas and where: for tests.
    const WalkFigure &figure();
    const PlacedFigure &placed();

public Q_SLOTS:
    /// Fills the result of this stage, from the start when it is full.
    void play();
    void pause();
    void setSpeed(double speed);
    void setProgress(double progress);
    void zoomIn();
    void zoomOut();
    void zoomFit();
    /// Opens the editor over the pinned cell; false when there is none or it cannot be edited.
    bool editPinned();

Q_SIGNALS:
    void playingChanged(bool playing);
    void progressChanged(double progress);
    void finished();

protected:
    ViewFigure wholeFigure(const FigureParts &parts) const override;
    std::vector<ViewChoice> choices() override;
    void renew() override;
    void prepare() override;
    void drop() override;
    void restyle() override { View::renew(); }
    void selectionChanged(Selection::Changes what) override;
    void paintScreen(QPainter &painter) override;

    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
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

    /// Does the walk come to `key` behind `before`?
    bool isAhead(const StageKey &key, const StageKey &before) const;
    FigureSource source() const;
    void rebuild();
    void layOutAgain();
    /// The page of the wide matrices that shows the visible columns.
    void turnPages();
    DigitSizes digitSizes() const;
    /// Scrolls to the pinned cell, or to the example that is lit, where it is out of the window.
    void keepPinnedInView();
    void placeSearch();
    /// Whether the numbers of this stage's row are there; they are being made if not.
    bool isReady() const;
    bool layerIsReady() const;
    void setRow();
    void followPin();
    WalkMarks marks() const;
    TokenTable tokenTable() const;
    void followPlaying();
    void describe();
    void startTransition();
    WalkMessage message() const;
    void paintCanvas(QPainter &painter) const;
    void paintGrid(QPainter &painter, const QSizeF &canvas) const; ///< as a figure
    void paintTable(QPainter &painter, const QSizeF &canvas) const;

    std::optional<Hit> hitAt(const QPointF &position) const;
    /// Row and column of the stage that a hit speaks of.
    CellIndex stageCellAt(const Hit &hit) const;
    std::optional<int> overviewAt(const QPointF &position) const;
    QString tipAt(const QPointF &position) const;
    QString cellTip(const Hit &hit) const;
    QString rowNameOf(const FigurePanel &panel, int row) const;
    QString columnNameOf(const FigurePanel &panel, int column) const;
    AccessibleTable accessibleTokens() const;
    QString labelTip(const QPointF &position) const;
    QStringList axisLabelsOf(Link link) const;

    /// So that the part that shows is centred on a point of the overview.
    void moveTo(const PlacedOverview &overview, const QPointF &position);
    void scrollAxis(Axis axis, int cells);
    bool scrolls(Axis axis) const;
    void scrollTo(Axis axis, int index);
    void centre(Axis axis, int index);
    void zoomBy(double factor, const QPointF &at);
    void movePin(int rows, int columns);
    bool openEditor(const Hit &hit);
    void commit(float value);

    WalkFigure m_figure;
    QString m_problem; ///< why there is no figure, in words
    PlacedFigure m_placed;
    TokenTableLayout m_tokens;
    WalkScroll m_scroll;
    WalkPlayer m_player;
    Drag m_drag;
    QPointF m_wheel; // what is left of a wheel turn after whole cells
    CellEditor *m_editor;
    WordSearch *m_search; ///< shows while the logits of a large vocabulary do
    Hit m_edited;
    StageKey m_editedStage;
    int m_row = -1; // whose softmax the strips show
    std::vector<int> m_sought; // vocabulary entries to show beside the likeliest
    StageKey m_key;
    QPixmap m_before;
    QVariantAnimation m_transition;
    bool m_forward = true;
    bool m_presented = false;
    bool m_isNewPlace = false; ///< since prepare(): another stage or run
    bool m_isNewPin = false;
};

} // namespace headscope
