// The attention of a head as lines: from a column of queries to a column of keys, or as arcs over one text. Hover a token to see its lines
// alone, click to keep them; the slider decides which pairs have a line.
// Trap: thousands of tokens have millions of pairs. The strongest are found off the GUI thread when there are many; of those only the ones
// in sight are painted, into a pixmap that hovering leaves alone.
#pragma once

#include "ui/views/content_view.h"
#include "ui/views/lines/lines_drawing.h"
#include "ui/views/shared/matrix/kept_picture.h"
#include "ui/widgets/accessible_source.h"
#include "ui/widgets/choice_button.h"
#include "ui/widgets/edge_scroll_bar.h"
#include "ui/widgets/segmented_control.h"

#include <QSlider>

namespace headscope {

/// Which lines are shown alone: those of the pinned query, of the pinned key, or the one between both.
enum class LinesAlone { nothing, query, key, pair };

class LinesView : public ContentView<LinesPicture>, public AccessibleSource {
    Q_OBJECT

public:
    LinesView(Session &session, Selection &selection, QWidget *parent = nullptr);

    QString figureTitle() const override { return linesTitle(m_session, m_selection); }
    StageKey exportKey() const override { return attentionKey(m_selection); }

    LinesMode mode() const { return m_mode; }
    void setMode(LinesMode mode);
    const LinesRule &rule() const { return m_rule; }
    void setRule(const LinesRule &rule);
    const LinesLayout &layoutOfLines() const { return m_place; }
    /// A point of the picture in this widget.
    QPointF toWidget(const QPointF &point) const;
    /// Which tokens' lines are shown alone.
    LitTokens lit() const;
    int accessibleTables() const override;
    AccessibleTable accessibleTable(int index) const override;

protected:
    ViewFigure wholeFigure(const FigureParts &parts) const override;
    std::vector<ViewChoice> choices() override;
    ContentOrder<LinesPicture> order() const override { return linesOrder(m_session, m_selection, m_rule); }
    void contentChanged(const LinesPicture *before) override;
    void place() override;
    void selectionChanged(Selection::Changes what) override;
    void pointAt(const std::optional<QPointF> &point) override;
    QRectF wordsArea() const override { return canvas(); }
    void paintScreen(QPainter &painter) override;
    void mousePressEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void showRule();
    void setZoom(double zoom, double anchor);
    void movePin(int rows, int columns);
    void keepInSight(int row);
    QRectF canvas() const; ///< where the lines are, without legend, headings and controls
    double headHeight() const;
    double legendHeight() const;
    LitTokens pinned(const LinesPicture *picture) const;
    LitTokens keptAlone(const LinesPicture *picture) const;
    /// How many lines of a token are drawn while none is pointed at; 0: all that the rule has.
    int mostOfQuery() const;
    void paintNote(QPainter &painter) const;

    SegmentedControl *m_modes;
    ChoiceButton *m_kind;
    QSlider *m_slider;
    EdgeScrollBar *m_scroll;
    LinesMode m_mode = LinesMode::columns;
    LinesRule m_rule;
    LinesLayout m_place;
    KeptPicture m_lines; ///< all of them in sight
    bool m_someLeftOut = false; ///< of those in sight
    double m_zoom = 1;
    LitTokens m_hover; ///< rows and columns of the pattern
    LinesAlone m_alone = LinesAlone::nothing; ///< which lines stay lit without a pointer
};

} // namespace headscope
