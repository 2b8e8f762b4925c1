// The text itself, its tokens shaded by attention from or to the pinned one, both at once, or in all. Pointing at a token previews it, a
// click pins it.
#pragma once

#include "ui/views/content_view.h"
#include "ui/views/text/text_drawing.h"
#include "ui/widgets/accessible_source.h"
#include "ui/widgets/edge_scroll_bar.h"
#include "ui/widgets/segmented_control.h"

namespace headscope {

class TextView : public ContentView<TextPicture>, public AccessibleSource {
    Q_OBJECT

public:
    TextView(Session &session, Selection &selection, QWidget *parent = nullptr);

    QString figureTitle() const override { return textTitle(m_session, m_selection); }
    StageKey exportKey() const override { return attentionKey(m_selection); }

    TextMode mode() const { return m_mode; }
    void setMode(TextMode mode);
    double zoom() const { return m_zoom; }
    const TextDocument &document() const { return m_document; }
    /// A point of the document in this widget.
    QPointF toWidget(const QPointF &point) const;
    int accessibleTables() const override;
    AccessibleTable accessibleTable(int index) const override;

protected:
    ViewFigure wholeFigure(const FigureParts &parts) const override;
    std::vector<ViewChoice> choices() override;
    ContentOrder<TextPicture> order() const override { return textOrder(m_shown, m_mode, tokens(m_shown)); }
    void contentChanged(const TextPicture *before) override;
    void prepare() override;
    void drop() override;
    void renew() override;
    void place() override;
    void selectionChanged(Selection::Changes what) override;
    void pointAt(const std::optional<QPointF> &point) override;
    QRectF wordsArea() const override { return canvas(); }
    void paintScreen(QPainter &painter) override;
    void mousePressEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    /// Of the picture that is asked for: the pointed token before the pinned.
    TextTokens tokens(const ShownPatterns &shown) const;
    void renewTokens();
    void setZoom(double zoom);
    void movePin(int step);
    void pinPiece(const TextSection &section, int piece) const;
    void keepInSight(int row);
    double legendHeight() const;
    QRectF canvas() const;

    SegmentedControl *m_modes;
    EdgeScrollBar *m_scroll;
    TextMode m_mode = TextMode::from;
    ShownPatterns m_shown; ///< what the picture is made of; kept, so that pointing at tokens asks for one row only
    TextDocument m_document;
    TextDocument::Hit m_pointed;
    double m_zoom = 1;
    bool m_patternsStale = true;
};

} // namespace headscope
