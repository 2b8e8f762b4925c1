// One query and one key of the picked head, number by number: q ∘ k over the head's channels, the way from the score to the weight, and
// what the weight carries over.
#pragma once

#include "ui/views/content_view.h"
#include "ui/views/pair/pair_drawing.h"
#include "ui/widgets/accessible_source.h"
#include "ui/widgets/segmented_control.h"

#include <QScrollBar>

#include <optional>

namespace headscope {

class PairView : public ContentView<PairContent>, public AccessibleSource {
    Q_OBJECT

public:
    PairView(Session &session, Selection &selection, QWidget *parent = nullptr);

    QString figureTitle() const override { return pairTitle(contentNow().get()); }
    StageKey exportKey() const override { return m_selection.key(Stage::weights); }
    std::optional<ViewTable> table() const override { return pairTable(contentNow().get()); }
    int accessibleTables() const override;
    AccessibleTable accessibleTable(int index) const override;

    void setOrder(ChannelOrder order);

protected:
    ViewFigure wholeFigure(const FigureParts &parts) const override { return pairFigure(contentNow(), parts); }
    std::vector<ViewChoice> choices() override;
    ContentOrder<PairContent> order() const override;
    void contentChanged(const PairContent *before) override;
    void place() override;
    void pointAt(const std::optional<QPointF> &at) override;
    QRectF wordsArea() const override { return rect().adjusted(24, 8, -24, -8); }
    void paintScreen(QPainter &painter) override;
    void paintOver(QPainter &painter) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void move(int rows, int columns);
    QPointF offset() const;
    std::optional<ChannelPlace> litAt(const QPointF &position) const;
    QRectF onScreen(const QRectF &placed) const;
    AccessibleTable accessibleGroup(bool ofValue) const;
    AccessibleTable accessibleSteps() const;

    SegmentedControl *m_order;
    QScrollBar *m_across;
    QScrollBar *m_down;
    PairLayout m_layout;
    std::optional<ChannelPlace> m_lit; ///< under the pointer
    QPointF m_pointer;
};

} // namespace headscope
