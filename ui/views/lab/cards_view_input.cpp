// What people do with the cards: mouse, keys, context menu, tooltips.
#include "ui/views/lab/cards_painter.h"
#include "ui/views/lab/cards_view.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <utility>

namespace headscope {

namespace {

constexpr int kMostInTip = 12; // cards whose numbers a tooltip lists

} // namespace

void CardsView::select(int index)
{
    if (index >= 0)
        m_lab.select(m_chosen[static_cast<std::size_t>(index)].mechanism->name);
}

void CardsView::step(int steps)
{
    if (m_chosen.empty())
        return;
    const int now = indexOf(m_lab.choices().selected);
    select(now < 0 ? 0 : std::clamp(now + steps, 0, static_cast<int>(m_chosen.size()) - 1));
}

void CardsView::showSelected()
{
    const int selected = indexOf(m_lab.choices().selected);
    if (selected >= 0 && selected < std::ssize(m_layout.places))
        Q_EMIT selectedMoved(m_layout.places[static_cast<std::size_t>(selected)].card.toAlignedRect());
}

void CardsView::openCard(int index)
{
    if (index < 0)
        return;
    select(index);
    const LabCard *card = cardOf(index);
    if (card && card->problem.isEmpty())
        Q_EMIT openAsked(*m_chosen[static_cast<std::size_t>(index)].mechanism);
}

void CardsView::pointAt(const std::optional<QPointF> &at)
{
    const int hovered = at ? m_layout.cardAt(*at) : -1;
    const std::optional<CellIndex> pointed = hovered >= 0 ? cellAt(hovered, *at) : std::nullopt;
    if (hovered != m_hovered) {
        for (const int changed : {m_hovered, hovered})
            if (changed >= 0 && changed < std::ssize(m_kept))
                m_kept[static_cast<std::size_t>(changed)].drop();
        m_hovered = hovered;
    } else if (pointed == m_pointed) {
        return;
    }
    m_pointed = pointed;
    update();
}

QString CardsView::tipAt(const QPointF &at) const
{
    const int index = m_layout.cardAt(at);
    if (index < 0)
        return {};
    const CardWords &words = m_words[static_cast<std::size_t>(index)];
    const CardPlace &place = m_layout.places[static_cast<std::size_t>(index)];
    for (std::size_t i = 0; i < words.facts.size(); ++i)
        if (place.facts[i].contains(at))
            return words.facts[i].meaning;
    const std::optional<CellIndex> cell = cellAt(index, at);
    if (!cell) {
        const MechanismInfo &mechanism = *m_chosen[static_cast<std::size_t>(index)].mechanism;
        return QStringLiteral("%1\n%2\n%3, %4")
            .arg(words.title, headscope::words(mechanism.formula), paperOf(mechanism), headscope::words(mechanism.paper.source));
    }
    const LabCard &card = *cardOf(index);
    QStringList lines{tr("%1 looks at %2")
                          .arg(QString::fromStdString(card.queryNames()[static_cast<std::size_t>(cell->row)]),
                              QString::fromStdString(card.keyNames()[static_cast<std::size_t>(cell->column)]))};
    int more = 0;
    for (std::size_t i = 0; i < m_chosen.size(); ++i) {
        const LabCard *other = cardOf(static_cast<int>(i));
        if (!other || cell->row >= other->weights.rows() || cell->column >= other->weights.cols())
            continue;
        if (std::ssize(lines) > kMostInTip)
            ++more;
        else
            lines << QStringLiteral("%1  %2").arg(weightText(other->weights(cell->row, cell->column)), m_words[i].title);
    }
    if (more > 0)
        lines << tr("and %1 more").arg(more);
    if (canDraw(*m_chosen[static_cast<std::size_t>(index)].mechanism) && cell->row != cell->column)
        lines << tr("Ctrl+click joins or parts them in the drawn graph");
    return lines.join(QLatin1Char('\n'));
}

bool CardsView::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return View::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    QToolTip::showText(help->globalPos(), tipAt(QPointF(help->pos())), this);
    return true;
}

void CardsView::mousePressEvent(QMouseEvent *event)
{
    const int index = m_layout.cardAt(event->position());
    if (event->button() != Qt::LeftButton || index < 0)
        return View::mousePressEvent(event);
    select(index);
    if (const MechanismInfo &mechanism = *m_chosen[static_cast<std::size_t>(index)].mechanism;
        event->modifiers() == Qt::ControlModifier && canDraw(mechanism)) {
        if (const std::optional<CellIndex> cell = cellAt(index, event->position()))
            m_lab.toggleEdge(mechanism, cell->row, cell->column);
        return;
    }
    m_drag = Drag{std::string(m_chosen[static_cast<std::size_t>(index)].mechanism->name), event->position(), event->position()};
}

void CardsView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_drag)
        return View::mouseMoveEvent(event);
    m_drag->at = event->position();
    m_drag->moves = m_drag->moves || (m_drag->at - m_drag->start).manhattanLength() >= QApplication::startDragDistance();
    if (m_drag->moves) {
        pointAt(std::nullopt);
        setCursor(Qt::ClosedHandCursor);
        update();
    }
}

void CardsView::mouseReleaseEvent(QMouseEvent *event)
{
    const std::optional<Drag> drag = std::exchange(m_drag, std::nullopt);
    unsetCursor();
    update();
    if (!drag || !drag->moves)
        return View::mouseReleaseEvent(event);
    if (const int target = m_layout.cardAt(drag->at); target >= 0)
        m_lab.move(drag->name, m_chosen[static_cast<std::size_t>(target)].mechanism->name);
}

void CardsView::mouseDoubleClickEvent(QMouseEvent *event)
{
    m_drag.reset();
    if (event->button() == Qt::LeftButton)
        openCard(m_layout.cardAt(event->position()));
}

void CardsView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const int index = byKey ? indexOf(m_lab.choices().selected) : m_layout.cardAt(QPointF(event->pos()));
    if (index < 0)
        return;
    select(index);
    const MechanismInfo &mechanism = *m_chosen[static_cast<std::size_t>(index)].mechanism;
    const std::string name(mechanism.name);
    const auto key = [](ViewKey id) { return QKeySequence(rowOf(kViewKeys, id).keys[0]); };
    QMenu menu(this);
    QAction *open = menu.addAction(tr("Open in the Walk"), this, [this, index] { openCard(index); });
    open->setShortcut(key(ViewKey::open));
    open->setEnabled(cardOf(index) && cardOf(index)->problem.isEmpty());
    const bool pinned = m_lab.isPinned(name);
    menu.addAction(pinned ? tr("Unpin") : tr("Pin in Front"), this, [this, name, pinned] { m_lab.setPinned(name, !pinned); })
        ->setShortcut(key(ViewKey::pin));
    const std::optional<CellIndex> cell = byKey ? m_pointed : cellAt(index, QPointF(event->pos()));
    if (cell && cell->row != cell->column && canDraw(mechanism)) {
        menu.addSeparator();
        menu.addAction(m_lab.isJoined(cell->row, cell->column) ? tr("Part These Tokens in the Drawn Graph")
                                                               : tr("Join These Tokens in the Drawn Graph"),
            this, [this, &mechanism, at = *cell] { m_lab.toggleEdge(mechanism, at.row, at.column); });
    }
    menu.addSeparator();
    menu.addAction(tr("Only This One"), this, [this, name] { m_lab.setMechanisms({name}); });
    menu.addAction(tr("Remove"), this, [this, name] { m_lab.remove(name); })->setShortcut(key(ViewKey::remove));
    menu.exec(byKey ? mapToGlobal(m_layout.places[static_cast<std::size_t>(index)].card.center().toPoint()) : event->globalPos());
}

bool CardsView::moveSelection(const QKeyEvent &event)
{
    const auto key = keyAmong(
        event, {ViewKey::cardLeft, ViewKey::cardRight, ViewKey::cardUp, ViewKey::cardDown, ViewKey::cardFirst, ViewKey::cardLast});
    if (!key)
        return false;
    const int all = static_cast<int>(m_chosen.size());
    switch (*key) {
    case ViewKey::cardLeft: step(-1); break;
    case ViewKey::cardRight: step(1); break;
    case ViewKey::cardUp: step(-m_layout.columns); break;
    case ViewKey::cardDown: step(m_layout.columns); break;
    case ViewKey::cardFirst: step(-all); break;
    default: step(all);
    }
    return true;
}

void CardsView::keyPressEvent(QKeyEvent *event)
{
    const std::string selected = m_lab.choices().selected;
    const int index = indexOf(selected);
    if (moveSelection(*event))
        return;
    if (index >= 0 && isKey(*event, ViewKey::pin))
        m_lab.setPinned(selected, !m_lab.isPinned(selected));
    else if (index >= 0 && isKey(*event, ViewKey::remove))
        m_lab.remove(selected);
    else if (index >= 0 && isKey(*event, ViewKey::open))
        openCard(index);
    else
        View::keyPressEvent(event);
}

} // namespace headscope
