#include "tests/layout/layout_faults.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <queue>

namespace headscope {

namespace {

constexpr double kTouching = 1.5; ///< pixels by which texts may reach into each other: letters are smoothed
constexpr double kSame = 3; ///< pixels between a text and its second copy, such as its halo
constexpr double kHidden = 1.5; ///< pixels of a text that may be hidden: letters are smoothed
constexpr double kSizeTolerance = 0.05; ///< pixels of a font's size
constexpr double kCell = 8; ///< pixels: of the grid in which what hangs together is found
constexpr int kReach = 2; ///< cells of it between two shapes that hang together
constexpr double kMargin = 20; ///< pixels around a group that may stay free
constexpr double kBackground = 0.98; ///< of the canvas
constexpr double kRule = 2; ///< pixels: a line across the canvas

/// How far two convex quads reach into each other, along the direction in which it is least; ≤ 0: they are apart.
double commonDepth(const QPolygonF &a, const QPolygonF &b)
{
    double least = 1e9;
    for (const QPolygonF *quad : {&a, &b}) {
        for (int side = 0; side < 2; ++side) {
            const QPointF along = (*quad)[side + 1] - (*quad)[side];
            const double length = std::hypot(along.x(), along.y());
            if (length <= 0)
                continue;
            const QPointF axis = along / length;
            const auto span = [&](const QPolygonF &points) {
                double low = 1e9;
                double high = -1e9;
                for (const QPointF &point : points) {
                    const double at = QPointF::dotProduct(point, axis);
                    low = std::min(low, at);
                    high = std::max(high, at);
                }
                return std::pair(low, high);
            };
            const auto [lowA, highA] = span(a);
            const auto [lowB, highB] = span(b);
            least = std::min(least, std::min(highA, highB) - std::max(lowA, lowB));
        }
    }
    return least;
}

bool isTurned(const QPolygonF &quad)
{
    return std::abs(quad[0].y() - quad[1].y()) > 0.01 && std::abs(quad[0].x() - quad[1].x()) > 0.01;
}

QPolygonF cornersOf(const QRectF &rect)
{
    return QPolygonF({rect.topLeft(), rect.topRight(), rect.bottomRight(), rect.bottomLeft()});
}

QString where(const SeenText &text)
{
    const QRectF place = text.place();
    return QStringLiteral("“%1” (%2 px) at %3, %4")
        .arg(text.text.left(40))
        .arg(text.pixels, 0, 'g', 3)
        .arg(qRound(place.left()))
        .arg(qRound(place.top()));
}

/// The whole text of a widget that shortens it by “…” when there is no room; nothing where the painter decides what it says.
std::optional<QString> wholeText(const QWidget &widget)
{
    if (const auto *label = qobject_cast<const QLabel *>(&widget))
        return label->text();
    if (const auto *button = qobject_cast<const QAbstractButton *>(&widget))
        return button->text();
    if (const auto *box = qobject_cast<const QComboBox *>(&widget))
        return box->currentText();
    if (const auto *field = qobject_cast<const QLineEdit *>(&widget))
        return field->placeholderText() + field->text();
    return std::nullopt;
}

bool isElided(const SeenText &text)
{
    const bool isItem = qobject_cast<const QAbstractItemView *>(text.widget->parentWidget());
    const std::optional<QString> whole = wholeText(*text.widget);
    return isShortened(text.text) && (isItem || (whole && !whole->contains(text.text.trimmed())));
}

using Spans = std::vector<std::pair<double, double>>;

/// Share of begin … end that the spans take, with gaps of the usual width around each.
double filledShare(Spans spans, double begin, double end)
{
    std::ranges::sort(spans);
    double taken = 0;
    double done = begin;
    for (const auto &[first, last] : spans) {
        const double from = std::max(done, first - kMargin);
        const double to = std::min(end, last + kMargin);
        taken += std::max(0.0, to - from);
        done = std::max(done, to);
    }
    return end > begin ? taken / (end - begin) : 0;
}

/// Rounded outwards: what is covered by shapes.
class Grid {
public:
    explicit Grid(const QRectF &canvas)
        : m_origin(canvas.topLeft())
        , m_columns(int(std::ceil(canvas.width() / kCell)))
        , m_rows(int(std::ceil(canvas.height() / kCell)))
        , m_filled(std::size_t(std::max(0, m_columns) * std::max(0, m_rows)), 0)
    {
    }

    void fill(const QRectF &rect)
    {
        const QRect cells = cellsOf(rect);
        for (int y = cells.top(); y <= cells.bottom(); ++y)
            for (int x = cells.left(); x <= cells.right(); ++x)
                m_filled[at(x, y)] = 1;
    }

    /// Bounds of each group, in the canvas's coordinates.
    std::vector<QRectF> groups() const
    {
        std::vector<QRectF> result;
        std::vector<char> seen(m_filled.size(), 0);
        for (int y = 0; y < m_rows; ++y)
            for (int x = 0; x < m_columns; ++x)
                if (m_filled[at(x, y)] && !seen[at(x, y)])
                    result.push_back(groupFrom({x, y}, seen));
        return result;
    }

private:
    std::size_t at(int x, int y) const { return std::size_t(y) * std::size_t(m_columns) + std::size_t(x); }
    QRect cellsOf(const QRectF &rect) const
    {
        const QRectF moved = rect.translated(-m_origin);
        return QRect(
            QPoint(int(moved.left() / kCell), int(moved.top() / kCell)), QPoint(int(moved.right() / kCell), int(moved.bottom() / kCell)))
            .intersected(QRect(0, 0, m_columns, m_rows));
    }
    QRectF groupFrom(QPoint first, std::vector<char> &seen) const
    {
        QRect bounds(first, QSize(1, 1));
        std::queue<QPoint> open({first});
        seen[at(first.x(), first.y())] = 1;
        while (!open.empty()) {
            const QPoint cell = open.front();
            open.pop();
            bounds |= QRect(cell, QSize(1, 1));
            for (int y = std::max(0, cell.y() - kReach); y <= std::min(m_rows - 1, cell.y() + kReach); ++y) {
                for (int x = std::max(0, cell.x() - kReach); x <= std::min(m_columns - 1, cell.x() + kReach); ++x) {
                    if (m_filled[at(x, y)] && !seen[at(x, y)]) {
                        seen[at(x, y)] = 1;
                        open.push({x, y});
                    }
                }
            }
        }
        return {m_origin + QPointF(bounds.topLeft()) * kCell, QSizeF(bounds.size()) * kCell};
    }

    QPointF m_origin;
    int m_columns;
    int m_rows;
    std::vector<char> m_filled;
};

void addOverlaps(const std::vector<const SeenText *> &texts, const std::vector<QString> &places, std::vector<Fault> &faults)
{
    std::vector<QRectF> bounds;
    for (const SeenText *text : texts)
        bounds.push_back(text->shown);
    const auto quad = [&](std::size_t i) { return isTurned(texts[i]->ink) ? texts[i]->ink : cornersOf(bounds[i]); };
    std::vector<std::size_t> order(texts.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order, {}, [&](std::size_t i) { return bounds[i].left(); });
    for (std::size_t i = 0; i < order.size(); ++i) {
        const std::size_t a = order[i];
        for (std::size_t j = i + 1; j < order.size() && bounds[order[j]].left() < bounds[a].right(); ++j) {
            const std::size_t b = order[j];
            if (!bounds[a].intersects(bounds[b]) || commonDepth(quad(a), quad(b)) <= kTouching)
                continue;
            const bool isCopy = texts[a]->text == texts[b]->text && QLineF(bounds[a].center(), bounds[b].center()).length() < kSame;
            if (!isCopy)
                faults.push_back({FaultKind::overlap, places[a], where(*texts[a]) + QStringLiteral(" and ") + where(*texts[b])});
        }
    }
}

} // namespace

QString partOf(const QWidget &widget)
{
    QString part;
    for (const QWidget *at = &widget; at && !at->isWindow(); at = at->parentWidget()) {
        const QString name = QString::fromLatin1(at->metaObject()->className());
        const bool isWorkspace = name.endsWith(QLatin1String("Workspace"));
        if (name.startsWith(QLatin1String("headscope::")) && (part.isEmpty() || !isWorkspace))
            part = name.mid(11);
    }
    return part.isEmpty() ? QStringLiteral("MainWindow") : part;
}

bool isShortened(const QString &text)
{
    return text.trimmed().endsWith(QChar(0x2026));
}

bool isNumber(const QString &text)
{
    static const QRegularExpression number(QStringLiteral("^[+−-]?(\\d[\\d,. ]*(e[+−-]?\\d+)?|∞|NaN)%?$"));
    return number.match(text.trimmed()).hasMatch();
}

double digitsIn(const QRectF &cell, const std::vector<const SeenText *> &texts)
{
    double largest = 0;
    for (const SeenText *text : texts)
        if (cell.contains(text->place().center()) && isNumber(text->text))
            largest = std::max(largest, text->pixels);
    return largest;
}

std::vector<Fault> textFaults(const SeenWindow &seen, const QWidget &canvas, const QString &place)
{
    std::vector<Fault> faults;
    std::vector<const SeenText *> texts;
    std::vector<QString> places;
    for (const SeenText &text : seen.texts) {
        const bool isCanvas = text.widget == &canvas || canvas.isAncestorOf(text.widget);
        texts.push_back(&text);
        places.push_back(isCanvas ? place : partOf(*text.widget));
        if (text.cut > kHidden)
            faults.push_back({FaultKind::cut, places.back(), where(text) + QStringLiteral(": %1 px cut").arg(qRound(text.cut))});
        else if (text.covered > kHidden)
            faults.push_back(
                {FaultKind::cut, places.back(), where(text) + QStringLiteral(": %1 px painted over").arg(qRound(text.covered))});
        if (text.pixels < kSmallestText - kSizeTolerance)
            faults.push_back({FaultKind::small, places.back(), where(text)});
        if (isElided(text))
            faults.push_back({FaultKind::elided, places.back(), where(text)});
    }
    addOverlaps(texts, places, faults);
    return faults;
}

FilledCanvas filledCanvas(const SeenWindow &seen, const QWidget &canvas)
{
    const QRectF area(QRectF(canvas.rect()).translated(QPointF(canvas.mapTo(canvas.window(), QPoint()))));
    Grid grid(area);
    const auto isOnCanvas = [&](const QWidget *widget) { return widget == &canvas || canvas.isAncestorOf(widget); };
    for (const SeenShape &shape : seen.shapes) {
        const QRectF place = shape.place.intersected(area);
        const bool isWide = place.width() >= kBackground * area.width();
        const bool isBackground = isWide && (place.height() >= kBackground * area.height() || place.height() <= kRule);
        if (isOnCanvas(shape.widget) && shape.place.isValid() && !isBackground)
            grid.fill(place);
    }
    for (const SeenText &text : seen.texts)
        if (isOnCanvas(text.widget))
            grid.fill(text.place());
    const std::vector<QRectF> groups = grid.groups();
    const auto largest = std::ranges::max_element(groups, {}, [](const QRectF &group) { return group.width() * group.height(); });
    if (largest == groups.end())
        return {};
    Spans across;
    Spans down;
    for (const QRectF &group : groups) {
        if (group.top() < largest->bottom() && group.bottom() > largest->top())
            across.emplace_back(group.left(), group.right());
        if (group.left() < largest->right() && group.right() > largest->left())
            down.emplace_back(group.top(), group.bottom());
    }
    return {*largest, filledShare(across, area.left(), area.right()), filledShare(down, area.top(), area.bottom())};
}

} // namespace headscope
