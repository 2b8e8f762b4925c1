// The cards of the Lab: every chosen mechanism on the same queries, keys and values. A cell that is pointed at in one is lit in all; cards
// are chosen, dragged to other places, pinned, removed, opened in the Walk. It asks for the room its cards need and lives in a scroll area.
#pragma once

#include "ui/session/lab_state.h"
#include "ui/views/lab/card_maker.h"
#include "ui/views/lab/cards_layout.h"
#include "ui/views/shared/matrix/kept_picture.h"
#include "ui/views/shared/matrix/matrix_layout.h"
#include "ui/views/view.h"
#include "ui/views/view_keys.h"
#include "ui/widgets/accessible_source.h"

#include <optional>
#include <string>
#include <vector>

namespace headscope {

class CardsView : public View, public AccessibleSource {
    Q_OBJECT

public:
    CardsView(Session &session, Selection &selection, LabState &lab, QWidget *parent = nullptr);

    const CardMaker &maker() const { return m_maker; }
    const CardsLayout &placement() const { return m_layout; }
    const std::vector<CardWords> &cards() const { return m_words; }
    /// The pair of tokens that is lit in all cards.
    std::optional<CellIndex> pointed() const { return m_pointed; }
    /// The height that it likes best, for cards that need not scroll far.
    void setViewport(const QSize &size);
    /// The next card, or the one before.
    void step(int steps);

    QString figureTitle() const override;
    StageKey exportKey() const override { return m_selection.key(Stage::weights); }
    std::optional<ViewTable> table() const override;
    bool isBusy() const override { return m_maker.isMaking(); }
    bool isSettled() const override { return View::isSettled() && !m_maker.isTiming(); }
    QString wordsInstead() const override;
    bool isDragged() const override { return m_drag.has_value(); }

    int accessibleTables() const override;
    AccessibleTable accessibleTable(int index) const override;

Q_SIGNALS:
    /// Enter or a double click.
    void openAsked(const headscope::MechanismInfo &mechanism);
    /// This card is to be in sight.
    void selectedMoved(const QRect &place);
    /// What is made is there, or is being made again.
    void progressed();

protected:
    ViewFigure wholeFigure(const FigureParts &parts) const override;
    bool hasPicture() const override { return !m_words.empty(); }
    void prepare() override;
    void drop() override;
    void stop() override { m_maker.stop(); }
    void place() override;
    void pointAt(const std::optional<QPointF> &at) override;
    void paintScreen(QPainter &painter) override;
    void paintOver(QPainter &painter) override;
    bool event(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Drag {
        std::string name; ///< the card that is dragged
        QPointF start;
        QPointF at;
        bool moves = false; ///< far enough to be a drag
    };

    void refreshWords();
    void showSelected();
    const LabCard *cardOf(int index) const;
    int indexOf(std::string_view name) const;
    std::optional<CellIndex> cellAt(int card, const QPointF &at) const;
    void select(int index);
    void openCard(int index);
    bool moveSelection(const QKeyEvent &event);
    QString tipAt(const QPointF &at) const;

    LabState &m_lab;
    CardMaker m_maker;
    std::vector<ChosenMechanism> m_chosen; ///< that are in sight, in their order
    std::vector<CardWords> m_words; ///< of each
    CardsLayout m_layout;
    std::vector<KeptPicture> m_kept; ///< of each
    std::vector<std::shared_ptr<const LabCard>> m_painted; ///< what each of them is of
    QSize m_viewport;
    std::optional<CellIndex> m_pointed;
    int m_hovered = -1;
    std::optional<Drag> m_drag;
};

} // namespace headscope
