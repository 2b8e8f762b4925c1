// A and B: two heads, sentences, models, or one before and after an edit. What is not pinned follows what is looked at.
// Trap: a pinned run stays in memory after its model was closed. The view says how much that is, and unpinning lets go of it.
#pragma once

#include "ui/views/compare/compare_drawing.h"
#include "ui/views/content_view.h"
#include "ui/views/shared/matrix/kept_picture.h"
#include "ui/widgets/accessible_source.h"
#include "ui/widgets/segmented_control.h"

#include <QLabel>
#include <QPushButton>

#include <memory>
#include <optional>

namespace headscope {

class CompareView : public ContentView<CompareContent>, public AccessibleSource {
    Q_OBJECT

public:
    CompareView(Session &session, Selection &selection, QWidget *parent = nullptr);

    QString figureTitle() const override { return compareTitle(sides()); }
    StageKey exportKey() const override { return m_selection.key(Stage::weights); }
    std::optional<ViewTable> table() const override { return compareTable(contentNow().get()); }

    const std::optional<PinnedHead> &a() const { return m_pinned.a; }
    const std::optional<PinnedHead> &b() const { return m_pinned.b; }
    void setA(std::optional<PinnedHead> pinned);
    void setB(std::optional<PinnedHead> pinned);
    void setShows(CompareShows shows);
    const CompareLayout &layout() const { return m_layout; }
    int accessibleTables() const override;
    AccessibleTable accessibleTable(int index) const override;

public Q_SLOTS:
    /// Keeps what is looked at now; nothing happens before there is a run.
    void pinA();
    void pinB();
    void swapSides();
    void unpin();

Q_SIGNALS:
    void pinsChanged();

protected:
    ViewFigure wholeFigure(const FigureParts &parts) const override;
    std::vector<ViewChoice> choices() override;
    ContentOrder<CompareContent> order() const override { return compareOrder(sides()); }
    void contentChanged(const CompareContent *before) override;
    void prepare() override;
    void drop() override;
    void place() override;
    void pointAt(const std::optional<QPointF> &at) override;
    QRectF wordsArea() const override { return rect().adjusted(60, 60, -60, -24); }
    void paintScreen(QPainter &painter) override;
    void paintOver(QPainter &painter) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    QWidget *makeControls();
    CompareSides sides() const { return comparedSides(m_session, m_selection, m_pinned); }
    CompareShows shows() const { return static_cast<CompareShows>(m_shows->current()); }
    QRectF area() const;
    void followPins();
    CellIndex pinnedCell() const;
    void pin(CellIndex cell) const;

    CompareSides m_pinned;
    QWidget *m_controls;
    SegmentedControl *m_shows;
    QPushButton *m_pinA;
    QPushButton *m_pinB;
    QPushButton *m_swap;
    QPushButton *m_unpin;
    QLabel *m_memory;
    CompareSides m_source; ///< of the content, or of what is being made
    CompareLayout m_layout;
    KeptPicture m_picture;
    CellIndex m_hovered;
    QPointF m_pointer;
};

} // namespace headscope
