#include "ui/views/lab/cards_layout.h"

#include "ui/views/lab/cards_painter.h"
#include "ui/views/shared/matrix/figure_font.h"

#include <QFontMetricsF>
#include <QHash>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

// Pixels before figureZoom().
constexpr double kMargin = 16;
constexpr double kGap = 12;
constexpr double kPadding = 13;
constexpr double kNarrowest = 222; // a card: its facts stand on one line each
constexpr double kBeside = 470; // a card that is wider has its words beside the picture
constexpr double kWords = 300; // that they take there
constexpr double kWidestWords = 420;
constexpr double kSmallestPicture = 128; // smaller ones scroll instead
constexpr double kUsualPicture = 190; // where cards scroll
constexpr double kPagePicture = 220;
constexpr double kTwoFacts = 344; // words that are wider have two facts on a line
constexpr double kFactGap = 14;
constexpr double kLineGap = 3;
constexpr double kPartGap = 8;

constexpr int kMostHeights = 20'000;

/// Cards are laid out whenever something is typed, and nearly all of their words are the same then: what was measured is kept.
double heightOf(const QFont &font, const QString &text, double width)
{
    if (text.isEmpty())
        return 0;
    static QHash<QString, double> heights;
    const QString key = QStringLiteral("%1/%2/%3").arg(font.key()).arg(width).arg(text);
    if (const auto known = heights.constFind(key); known != heights.constEnd())
        return *known;
    if (heights.size() >= kMostHeights)
        heights.clear();
    const double height = std::ceil(QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 1e5), Qt::TextWordWrap, text).height());
    heights.insert(key, height);
    return height;
}

/// Of one card's words in a column of this width, from the top of `place` on; the picture is left out.
class Column {
public:
    Column(const QPointF &start, double width)
        : m_left(start.x())
        , m_top(start.y())
        , m_width(width)
    {
    }

    void head(const CardWords &words, CardPlace &place)
    {
        const double zoom = figureZoom();
        const double mark = 18 * zoom;
        place.title = next(heightOf(cardTitleFont(), words.title, m_width - mark), m_width - mark);
        place.mark = {m_left + m_width - mark, place.title.top(), mark, mark};
        gap(kLineGap);
        place.source = next(heightOf(cardFont(), words.source, m_width), m_width);
        if (!words.badges.isEmpty()) {
            gap(kLineGap + 1);
            place.badges = next(std::ceil(QFontMetricsF(cardFont()).height()) + 2 * zoom, m_width);
        }
        gap(kPartGap);
    }
    void picture(const QSizeF &size, CardPlace &place)
    {
        place.picture = {m_left + (m_width - size.width()) / 2, m_top, size.width(), size.height()};
        m_top += size.height();
        gap(kPartGap);
    }
    void tail(const CardWords &words, CardPlace &place, bool beside)
    {
        place.idea = next(heightOf(cardFont(), words.idea, m_width), m_width);
        gap(kPartGap);
        for (const CardFact &fact : words.facts)
            place.labels = std::max(place.labels, std::ceil(QFontMetricsF(cardFont()).horizontalAdvance(fact.label)));
        place.labels += 10 * figureZoom();
        const auto heightIn = [&](const CardFact &fact, double width) {
            return std::max({heightOf(cardNumberFont(), fact.widest, width - place.labels),
                heightOf(cardNumberFont(), fact.value, width - place.labels), heightOf(cardFont(), fact.label, width)});
        };
        const bool pairs = !beside && m_width >= kTwoFacts * figureZoom();
        const double width = pairs ? std::floor((m_width - kFactGap * figureZoom()) / 2) : m_width;
        for (std::size_t i = 0; i < words.facts.size(); i += pairs ? 2 : 1) {
            const bool isPair = pairs && i + 1 < words.facts.size();
            const double height = std::max(heightIn(words.facts[i], width), isPair ? heightIn(words.facts[i + 1], width) : 0);
            const QRectF line = next(height, m_width);
            place.facts.emplace_back(line.left(), line.top(), width, height);
            if (isPair)
                place.facts.emplace_back(line.right() - width, line.top(), width, height);
            gap(kLineGap);
        }
        if (!words.note.isEmpty()) {
            gap(kLineGap);
            place.note = next(heightOf(cardFont(), words.note, m_width), m_width);
        }
    }
    double bottom() const { return m_top; }

private:
    QRectF next(double height, double width)
    {
        const QRectF line(m_left, m_top, width, height);
        m_top += height;
        return line;
    }
    void gap(double pixels) { m_top += pixels * figureZoom(); }

    double m_left;
    double m_top;
    double m_width;
};

struct Plan {
    int columns = 1;
    double width = 0; ///< of a card
    double picture = 0; ///< its side
    bool beside = false;
};

/// Height of the words alone.
double wordsHeight(const CardWords &words, double width, bool beside)
{
    CardPlace place;
    Column column({0, 0}, width);
    column.head(words, place);
    column.tail(words, place, beside);
    return column.bottom() + kPartGap * figureZoom();
}

double highestWords(const std::vector<CardWords> &cards, double width, bool beside)
{
    double highest = 0;
    for (const CardWords &words : cards)
        highest = std::max(highest, wordsHeight(words, width, beside));
    return highest;
}

CardPlace placed(const CardWords &words, const Plan &plan, const QPointF &corner)
{
    const double padding = kPadding * figureZoom();
    CardPlace place;
    if (plan.beside) {
        const double free = plan.width - 3 * padding - plan.picture; // the words have what the picture leaves, as far as they are read well
        const double width = std::clamp(free, kWords * figureZoom(), kWidestWords * figureZoom());
        place.picture = {corner.x() + padding, corner.y() + padding, plan.width - 3 * padding - width, plan.picture};
        Column column({place.picture.right() + padding, corner.y() + padding}, width);
        column.head(words, place);
        column.tail(words, place, true);
        place.card = {corner.x(), corner.y(), plan.width, std::max(column.bottom(), place.picture.bottom()) - corner.y() + padding};
        return place;
    }
    Column column(corner + QPointF(padding, padding), plan.width - 2 * padding);
    column.head(words, place);
    column.picture({plan.width - 2 * padding, plan.picture}, place);
    column.tail(words, place, false);
    place.card = {corner.x(), corner.y(), plan.width, column.bottom() - corner.y() + padding};
    return place;
}

/// Cards of a row are as high as the highest, and their parts stand on the same lines.
CardsLayout place(const std::vector<CardWords> &cards, const Plan &plan, double width)
{
    const double zoom = figureZoom();
    CardsLayout layout;
    layout.columns = plan.columns;
    double top = kMargin * zoom;
    for (std::size_t first = 0; first < cards.size(); first += std::size_t(plan.columns)) {
        const std::size_t last = std::min(cards.size(), first + std::size_t(plan.columns));
        double bottom = top;
        double pictureTop = top;
        double factsTop = 0; // beneath the longest idea
        for (std::size_t i = first; i < last; ++i) {
            const double left = kMargin * zoom + double(i - first) * (plan.width + kGap * zoom);
            layout.places.push_back(placed(cards[i], plan, {left, top}));
            const CardPlace &one = layout.places.back();
            pictureTop = std::max(pictureTop, one.picture.top());
            factsTop = std::max(factsTop, one.facts.front().top() - one.picture.top());
        }
        for (std::size_t i = first; i < last; ++i) {
            CardPlace &one = layout.places[i];
            const double down = plan.beside ? 0 : pictureTop - one.picture.top();
            const double further = plan.beside ? 0 : factsTop - (one.facts.front().top() - one.picture.top());
            one.picture.translate(0, down);
            one.idea.translate(0, down);
            one.note.translate(0, down + further);
            for (QRectF &fact : one.facts)
                fact.translate(0, down + further);
            bottom = std::max(bottom, one.card.bottom() + down + further);
        }
        for (std::size_t i = first; i < last; ++i)
            layout.places[i].card.setBottom(bottom);
        top = bottom + kGap * zoom;
    }
    layout.size = {width, cards.empty() ? 0 : top - kGap * zoom + kMargin * zoom};
    return layout;
}

double widthOf(int columns, double width)
{
    const double zoom = figureZoom();
    return (width - 2 * kMargin * zoom - (columns - 1) * kGap * zoom) / columns;
}

} // namespace

int CardsLayout::cardAt(const QPointF &at) const
{
    for (std::size_t i = 0; i < places.size(); ++i)
        if (places[i].card.contains(at))
            return static_cast<int>(i);
    return -1;
}

CardsLayout layOutCards(const std::vector<CardWords> &cards, const QSizeF &area)
{
    if (cards.empty())
        return {};
    const double zoom = figureZoom();
    const double padding = kPadding * zoom;
    const auto count = static_cast<int>(cards.size());
    Plan best;
    int most = 1; // columns
    for (int columns = 1; columns <= count; ++columns) {
        const double width = widthOf(columns, area.width());
        if (columns > 1 && width < kNarrowest * zoom)
            break;
        most = columns;
        const int rows = (count + columns - 1) / columns;
        const double height = (area.height() - 2 * kMargin * zoom - (rows - 1) * kGap * zoom) / rows - 2 * padding;
        if (height < kSmallestPicture * zoom)
            continue;
        const double stacked = std::min(width - 2 * padding, height - highestWords(cards, width - 2 * padding, false));
        if (stacked > best.picture)
            best = {columns, width, stacked, false};
        if (width < kBeside * zoom || highestWords(cards, kWords * zoom, true) > height)
            continue;
        const double beside = std::min(width - 3 * padding - kWords * zoom, height);
        if (beside > best.picture)
            best = {columns, width, beside, true};
    }
    if (best.picture < kSmallestPicture * zoom) { // they scroll
        const int rows = (count + most - 1) / most;
        const int columns = (count + rows - 1) / rows; // no row is nearly empty
        const double width = widthOf(columns, area.width());
        const bool beside = width >= kBeside * zoom;
        best = {columns, width, beside ? highestWords(cards, kWords * zoom, true) : std::min(width - 2 * padding, kUsualPicture * zoom),
            beside};
    }
    return place(cards, best, area.width());
}

CardsLayout layOutCardsOnPage(const std::vector<CardWords> &cards)
{
    if (cards.empty())
        return {};
    const double zoom = figureZoom();
    const int columns = std::clamp(static_cast<int>(std::ceil(std::sqrt(1.6 * double(cards.size())))), 1, static_cast<int>(cards.size()));
    const double width = (kPagePicture + 2 * kPadding) * zoom;
    const double whole = 2 * kMargin * zoom + columns * width + (columns - 1) * kGap * zoom;
    return place(cards, {columns, width, kPagePicture * zoom, false}, whole);
}

} // namespace headscope
