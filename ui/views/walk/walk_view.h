// The Walk canvas: the figure of the selected stage, that one can point at, scroll, zoom, play and edit.
// What is shown comes from WalkFigure, where from WalkLayout, how from WalkPainter, what hands do from FigureCanvas; here is what a stage
// of the model adds to them.
#pragma once

#include "ui/views/walk/figure_builder.h"
#include "ui/views/walk/figure_canvas.h"
#include "ui/views/walk/token_table.h"

namespace headscope {

class CellEditor;
class WordSearch;
struct WalkMessage;

class WalkView : public FigureCanvas {
    Q_OBJECT

public:
    WalkView(Session &session, Selection &selection, QWidget *parent = nullptr);

    QString whyNoPicture() const override;
    bool isSettled() const override { return View::isSettled() && isReady() && layerIsReady(); }
    QString figureTitle() const override;

    /// Shows these vocabulary entries too, and lights the first.
    void seek(const std::vector<int> &words);

    /// One table a panel; of the tokens one.
    int accessibleTables() const override;
    AccessibleTable accessibleTable(int index) const override;

    WordSearch &search();

public Q_SLOTS:
    /// Opens the editor over the pinned cell; false when there is none or it cannot be edited.
    bool editPinned();

protected:
    ViewFigure wholeFigure(const FigureParts &parts) const override;
    void renew() override;
    void prepare() override;
    void drop() override;
    void selectionChanged(Selection::Changes what) override;

    CellIndex pinnedCell() const override;
    CellIndex litCell() const override;
    int rowWithoutPin() const override;
    bool isHovering() const override { return m_selection.hoverRow() >= 0; }
    void pin(const CellIndex &cell) override;
    void hover(const CellIndex &cell) override;
    CellIndex shape() const override;
    void layOutAgain() override;
    void paintCanvas(QPainter &painter) override;
    QString tipAt(const QPointF &position) const override;
    void scrollBy(const QPointF &at, const QPoint &cells) override;
    void zoomBy(double factor, const QPointF &at) override;

    void resizeEvent(QResizeEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    /// Does the walk come to `key` behind `before`?
    bool isAhead(const StageKey &key, const StageKey &before) const;
    FigureSource source() const;
    void rebuild();
    /// The page of the wide matrices that shows the visible columns.
    void turnPages();
    void placeSearch();
    /// Whether the numbers of this stage's row are there; they are being made if not.
    bool isReady() const;
    bool layerIsReady() const;
    void setRow();
    /// As followPin(), also in the table of tokens.
    void followPinned();
    TokenTable tokenTable() const;
    WalkMessage message() const;
    void paintGrid(QPainter &painter, const QSizeF &canvas) const; ///< as a figure
    void paintTable(QPainter &painter, const QSizeF &canvas) const;
    AccessibleTable accessibleTokens() const;
    bool openEditor(const Hit &hit);
    void commit(float value);

    QString m_problem; ///< why there is no figure, in words
    TokenTableLayout m_tokens;
    CellEditor *m_editor;
    WordSearch *m_search; ///< shows while the logits of a large vocabulary do
    Hit m_edited;
    StageKey m_editedStage;
    int m_row = -1; // whose softmax the strips show
    std::vector<int> m_sought; // vocabulary entries to show beside the likeliest
    StageKey m_key;
    bool m_isNewPlace = false; ///< since prepare(): another stage or run
    bool m_isNewPin = false;
};

} // namespace headscope
