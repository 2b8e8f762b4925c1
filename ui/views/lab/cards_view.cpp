#include "ui/views/lab/cards_view.h"

#include "ui/theme/theme.h"
#include "ui/views/lab/cards_figure.h"
#include "ui/views/lab/cards_painter.h"
#include "ui/views/shared/matrix/figure_font.h"

#include <algorithm>
#include <utility>

namespace headscope {

CardsView::CardsView(Session &session, Selection &selection, LabState &lab, QWidget *parent)
    : View(session, selection, parent)
    , m_lab(lab)
    , m_maker(this)
{
    setAccessibleName(tr("Cards of mechanisms"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    connect(&m_maker, &CardMaker::changed, this, [this] {
        refreshWords();
        update();
        Q_EMIT progressed();
    });
    connect(&m_lab, &LabState::changed, this, [this](LabState::Changes what) {
        if (what & (LabState::inputChanged | LabState::mechanismsChanged | LabState::parametersChanged | LabState::foundChanged))
            renew();
        if (what & LabState::selectedChanged) {
            m_kept.assign(m_words.size(), {});
            update();
            showSelected();
        }
    });
}

QString CardsView::figureTitle() const
{
    return m_chosen.size() == 1 ? words(m_chosen.front().mechanism->title)
                                : tr("%1 mechanisms on the same queries, keys and values").arg(m_chosen.size());
}

QString CardsView::wordsInstead() const
{
    if (m_lab.choices().mechanisms.empty())
        return tr("No mechanism is chosen: add some, or take a set of them.");
    if (m_lab.found().empty())
        return tr("None of the chosen mechanisms is called so: search for something else, or show all groups.");
    if (!m_maker.problem().isEmpty())
        return m_maker.problem();
    if (hasPicture())
        return {};
    return m_session.trace() ? tr("Type a sentence, or take random numbers, to see what each mechanism makes of it.")
                             : tr("Open a model, or take random numbers, to see what each mechanism makes of them.");
}

void CardsView::prepare()
{
    m_chosen = m_lab.found();
    const std::optional<LabOrder> order = m_lab.order();
    if (!order)
        m_chosen.clear();
    m_maker.make(order, m_chosen);
    refreshWords();
    place();
}

void CardsView::drop()
{
    m_maker.drop();
    m_chosen.clear();
    refreshWords();
}

void CardsView::refreshWords()
{
    std::vector<CardWords> words;
    std::vector<std::shared_ptr<const LabCard>> cards;
    if (m_maker.problem().isEmpty())
        for (const ChosenMechanism &chosen : m_chosen) {
            const std::string_view name = chosen.mechanism->name;
            const CardMaker::Entry *entry = m_maker.entry(name);
            words.push_back(cardWords(chosen, entry, m_maker, m_lab.isPinned(name)));
            cards.push_back(entry ? entry->card : nullptr);
        }
    for (std::size_t i = 0; i < words.size() && i < m_kept.size(); ++i) // others stay as they are painted
        if (words[i] != m_words[i] || cards[i] != m_painted[i])
            m_kept[i].drop();
    m_words = std::move(words);
    m_painted = std::move(cards);
    if (m_layout.places.size() != m_words.size())
        place();
}

void CardsView::setViewport(const QSize &size)
{
    if (size == m_viewport)
        return;
    m_viewport = size;
    place();
}

void CardsView::place()
{
    const QSizeF area = m_viewport.isEmpty() ? QSizeF(size()) : QSizeF(m_viewport);
    m_layout = layOutCards(m_words, area);
    m_kept.assign(m_words.size(), {});
    setMinimumHeight(std::max(0, static_cast<int>(std::ceil(m_layout.size.height()))));
    update();
}

const LabCard *CardsView::cardOf(int index) const
{
    const CardMaker::Entry *entry = m_maker.entry(m_chosen[static_cast<std::size_t>(index)].mechanism->name);
    return entry ? entry->card.get() : nullptr;
}

int CardsView::indexOf(std::string_view name) const
{
    const auto found = std::ranges::find(m_chosen, name, [](const ChosenMechanism &chosen) { return chosen.mechanism->name; });
    return found == m_chosen.end() ? -1 : static_cast<int>(found - m_chosen.begin());
}

std::optional<CellIndex> CardsView::cellAt(int card, const QPointF &at) const
{
    const LabCard *content = cardOf(card);
    if (!content || content->weights.empty())
        return std::nullopt;
    return patternLayout(*content, m_layout.places[static_cast<std::size_t>(card)].picture).cellAt(at);
}

void CardsView::paintScreen(QPainter &painter)
{
    const int selected = indexOf(m_lab.choices().selected);
    for (std::size_t i = 0; i < m_words.size(); ++i) {
        const CardPlace &card = m_layout.places[i];
        if (!painter.clipBoundingRect().isEmpty() && !painter.clipBoundingRect().intersects(card.card))
            continue;
        const CardLook look{static_cast<int>(i) == selected, static_cast<int>(i) == m_hovered, true};
        m_kept[i].paint(painter, card.card.toAlignedRect(), background(),
            [&](QPainter &once) { paintCard(once, m_words[i], cardOf(static_cast<int>(i)), card, look); });
    }
}

void CardsView::paintOver(QPainter &painter)
{
    if (m_pointed) {
        for (std::size_t i = 0; i < m_words.size(); ++i)
            if (const LabCard *card = cardOf(static_cast<int>(i)); card && !card->weights.empty())
                paintPointedPair(painter, *card, m_layout.places[i], *m_pointed);
    }
    if (!m_drag || !m_drag->moves)
        return;
    const int from = indexOf(m_drag->name);
    const int to = m_layout.cardAt(m_drag->at);
    if (from < 0)
        return;
    const Theme &theme = Theme::current();
    painter.setRenderHint(QPainter::Antialiasing);
    if (to >= 0 && to != from) {
        const QRectF target = m_layout.places[static_cast<std::size_t>(to)].card;
        const double gap = 6 * figureZoom();
        const double x = to > from ? target.right() + gap : target.left() - gap;
        painter.setPen(QPen(theme.accent, 3, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(x, target.top() + 6), QPointF(x, target.bottom() - 6));
    }
    painter.setOpacity(0.75);
    CardPlace moved = m_layout.places[static_cast<std::size_t>(from)];
    painter.translate(m_drag->at - m_drag->start);
    paintCard(painter, m_words[static_cast<std::size_t>(from)], cardOf(from), moved, {true, false, true});
}

ViewFigure CardsView::wholeFigure(const FigureParts &parts) const
{
    return cardsFigure(m_chosen, m_maker, m_lab, figureTitle(), parts);
}

std::optional<ViewTable> CardsView::table() const
{
    return cardsTable(m_chosen, m_maker, m_lab);
}

} // namespace headscope
