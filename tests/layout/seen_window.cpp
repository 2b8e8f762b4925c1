#include "tests/layout/seen_window.h"

#include "ui/widgets/token_strip.h"

#include <QAbstractScrollArea>
#include <QCoreApplication>
#include <QEvent>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QHash>
#include <QHeaderView>
#include <QLineEdit>
#include <QPaintDevice>
#include <QPaintEngine>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kLoose = 1; ///< pixels that may be missing at an edge: letters are smoothed
constexpr double kGone = 0.995; ///< a text of which more is hidden is not there
constexpr double kSmallestPicture = 40; ///< pixels; smaller ones are icons
constexpr double kFar = 1e6; ///< pixels
constexpr double kJoin = 1.5; ///< pixels between the pieces that Qt makes of a text of several scripts

/// Which widget paints now: each hears of its paint event before it paints.
class PaintingWidget : public QObject {
public:
    PaintingWidget() { QCoreApplication::instance()->installEventFilter(this); }
    const QWidget *widget() const { return m_widget; }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && watched->isWidgetType())
            m_widget = static_cast<QWidget *>(watched);
        return false;
    }

private:
    const QWidget *m_widget = nullptr;
};

/// Letters of a text from the beginning of its baseline.
QRectF inkOf(const QString &text, const QFont &font)
{
    static QHash<QString, QRectF> known; // by font and text: shaping a text costs more than all else
    const QString key = font.key() + QChar(u'\x1f') + text;
    auto found = known.find(key);
    if (found == known.end())
        found = known.insert(key, QFontMetricsF(font).tightBoundingRect(text));
    return *found;
}

double areaOf(const QPolygonF &polygon)
{
    double twice = 0;
    for (qsizetype i = 0; i < polygon.size(); ++i) {
        const QPointF &a = polygon[i];
        const QPointF &b = polygon[(i + 1) % polygon.size()];
        twice += a.x() * b.y() - b.x() * a.y();
    }
    return std::abs(twice) / 2;
}

bool isUpright(const QPolygonF &quad)
{
    return std::abs(quad[0].y() - quad[1].y()) < 0.01 || std::abs(quad[0].x() - quad[1].x()) < 0.01;
}

/// Share of the quad that is outside.
double shareOutside(const QPolygonF &quad, const QRectF &inside)
{
    const QRectF loose = inside.adjusted(-kLoose, -kLoose, kLoose, kLoose);
    if (std::ranges::all_of(quad, [&](const QPointF &corner) { return loose.contains(corner); }))
        return 0;
    const double area = areaOf(quad);
    if (area <= 0)
        return 0;
    const double shown = isUpright(quad)
        ? [](const QRectF &rect) { return rect.width() * rect.height(); }(quad.boundingRect().intersected(inside))
        : areaOf(quad.intersected(QPolygonF(inside)));
    return std::clamp(1 - shown / area, 0.0, 1.0);
}

bool scrolls(const QScrollBar *bar)
{
    return bar && bar->maximum() > bar->minimum();
}

/// Do the contents of this widget scroll along the axis? By the scroll bars of the area that it is the viewport of, or by its own.
bool scrollsAlong(const QWidget &widget, Qt::Orientation axis)
{
    const auto barOf = [&](const QAbstractScrollArea &area) -> const QScrollBar * {
        const bool isAcross = axis == Qt::Horizontal;
        const bool isSeen = (isAcross ? area.horizontalScrollBarPolicy() : area.verticalScrollBarPolicy()) != Qt::ScrollBarAlwaysOff;
        return !isSeen ? nullptr : isAcross ? area.horizontalScrollBar() : area.verticalScrollBar();
    };
    const auto *area = qobject_cast<const QAbstractScrollArea *>(widget.parentWidget());
    if (area && area->viewport() == &widget && scrolls(barOf(*area)))
        return true;
    if (const auto *strip = qobject_cast<const TokenStrip *>(area)) // no bar: its ends fade, and the wheel moves it
        return axis == Qt::Horizontal && scrolls(strip->horizontalScrollBar());
    if (const auto *header = qobject_cast<const QHeaderView *>(&widget)) { // is moved with its table
        const auto *table = qobject_cast<const QAbstractScrollArea *>(header->parentWidget());
        return table && header->orientation() == axis && scrolls(barOf(*table));
    }
    const auto bars = widget.findChildren<QScrollBar *>(QString(), Qt::FindDirectChildrenOnly);
    return std::ranges::any_of(bars, [&](const QScrollBar *bar) { return bar->orientation() == axis && !bar->isHidden() && scrolls(bar); });
}

/// How many pixels of the quad, at one side, are outside.
double pixelsOutside(const QPolygonF &quad, const QRectF &inside)
{
    const double share = shareOutside(quad, inside);
    if (share <= 0)
        return 0;
    const QRectF bounds = quad.boundingRect();
    if (!isUpright(quad))
        return share * std::max(QLineF(quad[0], quad[1]).length(), QLineF(quad[1], quad[2]).length());
    return std::max(
        {inside.left() - bounds.left(), bounds.right() - inside.right(), inside.top() - bounds.top(), bounds.bottom() - inside.bottom()});
}

/// The room that a widget's texts have: what is scrolled out of sight can be scrolled back, and is not cut.
QRectF scrolledRoom(const QWidget *widget, const QRectF &room, const QWidget &window)
{
    QRectF wider = room;
    const bool isField = qobject_cast<const QLineEdit *>(widget); // moves its text below the cursor
    for (const QWidget *at = widget; at && at != &window; at = at->parentWidget()) {
        if (isField || scrollsAlong(*at, Qt::Horizontal)) {
            wider.setLeft(-kFar);
            wider.setRight(kFar);
        }
        if (scrollsAlong(*at, Qt::Vertical)) {
            wider.setTop(-kFar);
            wider.setBottom(kFar);
        }
    }
    return wider;
}

class RecordingDevice : public QPaintDevice {
public:
    RecordingDevice(QWidget &window, SeenWindow &seen)
        : m_window(window)
        , m_ratio(window.devicePixelRatioF())
        , m_engine(*this, seen)
    {
    }

    QPaintEngine *paintEngine() const override { return &m_engine; }
    void finish() { m_engine.finish(); }

protected:
    int metric(PaintDeviceMetric metric) const override
    {
        switch (metric) {
        case PdmWidth: return int(std::ceil(m_window.width() * m_ratio));
        case PdmHeight: return int(std::ceil(m_window.height() * m_ratio));
        case PdmWidthMM: return int(m_window.width() * 25.4 / 96);
        case PdmHeightMM: return int(m_window.height() * 25.4 / 96);
        case PdmDpiX:
        case PdmDpiY:
        case PdmPhysicalDpiX:
        case PdmPhysicalDpiY: return 96;
        case PdmDepth: return 32;
        case PdmNumColors: return 1 << 24;
        case PdmDevicePixelRatio: return int(std::ceil(m_ratio));
        case PdmDevicePixelRatioScaled: return int(m_ratio * devicePixelRatioFScale());
        default: return QPaintDevice::metric(metric);
        }
    }

private:
    class Engine : public QPaintEngine {
    public:
        Engine(const RecordingDevice &device, SeenWindow &seen)
            : QPaintEngine(AllFeatures)
            , m_device(device)
            , m_seen(seen)
        {
        }

        bool begin(QPaintDevice *) override { return true; }
        bool end() override { return true; }
        Type type() const override { return User; }

        void updateState(const QPaintEngineState &state) override
        {
            if (state.state() & DirtyTransform)
                m_transform = state.transform() * QTransform::fromScale(1 / m_device.m_ratio, 1 / m_device.m_ratio);
            if (state.state() & DirtyPen)
                m_pen = state.pen();
            if (state.state() & DirtyBrush)
                m_brush = state.brush();
        }

        void drawPath(const QPainterPath &path) override
        {
            addShape(path.boundingRect());
            // Rounded corners hide nothing that matters, other outlines may hide less than their bounds.
            if (covers() && path.contains(path.boundingRect().adjusted(4, 4, -4, -4)))
                cover(path.boundingRect());
        }
        void drawRects(const QRectF *rects, int count) override
        {
            for (int i = 0; i < count; ++i) {
                addShape(rects[i]);
                if (covers())
                    cover(rects[i]);
            }
        }
        void drawEllipse(const QRectF &rect) override { addShape(rect); }
        void drawPolygon(const QPointF *points, int count, PolygonDrawMode) override
        {
            addShape(QPolygonF(QList<QPointF>(points, points + count)).boundingRect());
        }
        void drawLines(const QLineF *lines, int count) override
        {
            const double half = std::max(1.0, m_pen.widthF()) / 2; // an upright line has a width, too
            for (int i = 0; i < count; ++i)
                addShape(QRectF(lines[i].p1(), lines[i].p2()).normalized().adjusted(-half, -half, half, half));
        }
        void drawPoints(const QPointF *points, int count) override { drawPolygon(points, count, PolylineMode); }
        void drawPixmap(const QRectF &rect, const QPixmap &pixmap, const QRectF &) override
        {
            addShape(rect);
            if (!pixmap.hasAlphaChannel())
                cover(rect);
            if (rect.width() >= kSmallestPicture && rect.height() >= kSmallestPicture)
                m_seen.pictures.push_back(m_seen.shapes.back());
        }
        void drawTiledPixmap(const QRectF &rect, const QPixmap &pixmap, const QPointF &) override { drawPixmap(rect, pixmap, {}); }
        void drawImage(const QRectF &rect, const QImage &image, const QRectF &, Qt::ImageConversionFlags) override
        {
            addShape(rect);
            if (!image.hasAlphaChannel())
                cover(rect);
        }
        void drawTextItem(const QPointF &at, const QTextItem &item) override;

        void finish();

    private:
        /// What the painter itself lets be seen.
        QRectF clip() const
        {
            return painter()->hasClipping() ? m_transform.mapRect(painter()->clipBoundingRect()) : QRectF(-kFar, -kFar, 2 * kFar, 2 * kFar);
        }
        /// What the system lets the widget paint on.
        QRectF widgetClip() const
        {
            const QRectF bounds(systemClip().boundingRect());
            const double ratio = m_device.m_ratio;
            return bounds.isEmpty() ? QRectF(QPointF(), QSizeF(m_device.m_window.size()))
                                    : QRectF(bounds.topLeft() / ratio, bounds.size() / ratio);
        }
        bool covers() const
        {
            return m_brush.style() == Qt::SolidPattern && m_brush.color().alpha() == 255 && painter()->opacity() >= 1
                && painter()->compositionMode() == QPainter::CompositionMode_SourceOver;
        }
        void addShape(const QRectF &rect)
        {
            const QRectF place = m_transform.mapRect(rect).intersected(clip()).intersected(widgetClip());
            m_seen.shapes.push_back({place, m_painting.widget()});
        }
        void cover(const QRectF &rect);

        const RecordingDevice &m_device;
        SeenWindow &m_seen;
        PaintingWidget m_painting;
        QTransform m_transform; ///< to the window's pixels
        QPen m_pen;
        QBrush m_brush;
        /// Of each text that is seen.
        struct Cover {
            QRectF place;
            QRegion covered; ///< in parts of a pixel
        };
        std::vector<Cover> m_covers;
        /// The newest text, which may go on: Qt cuts a line where the script changes.
        struct Line {
            const QWidget *widget = nullptr;
            QPointF end;
            QRectF ink;
            QString text;
            QFont font;
            QTransform transform;
            QRectF clip; ///< what is drawn with another is another text
        };
        Line m_line;
    };

    QWidget &m_window;
    double m_ratio;
    mutable Engine m_engine;
};

constexpr double kFine = 8; // parts of a pixel that what is covered is added up in

QRect fine(const QRectF &rect)
{
    return QRectF(rect.topLeft() * kFine, rect.size() * kFine).toRect();
}

void RecordingDevice::Engine::cover(const QRectF &rect)
{
    const QRectF place = m_transform.mapRect(rect).intersected(clip()).intersected(widgetClip());
    if (place.isEmpty())
        return;
    m_line = {};
    for (Cover &text : m_covers)
        if (text.place.intersects(place))
            text.covered += fine(text.place.intersected(place));
}

void RecordingDevice::Engine::drawTextItem(const QPointF &at, const QTextItem &item)
{
    if (item.text().isEmpty() && item.width() > 0) { // glyphs that somebody shaped
        addShape(QRectF(at.x(), at.y() - item.ascent(), item.width(), item.ascent() + item.descent()));
        m_seen.pictures.push_back(m_seen.shapes.back());
    }
    if (m_pen.color().alpha() == 0 || (item.text().trimmed().isEmpty() && m_line.text.isEmpty()))
        return;
    Line line{m_painting.widget(), at + QPointF(item.width(), 0), inkOf(item.text(), item.font()).translated(at), item.text(), item.font(),
        m_transform, clip()};
    const bool follows = m_line.widget == line.widget && m_line.transform == line.transform && m_line.clip == line.clip
        && QLineF(m_line.end, at).length() < kJoin && !m_line.text.isEmpty();
    const bool goesOn = follows && m_line.font == line.font;
    if (follows && !goesOn && m_transform.type() <= QTransform::TxScale) { // the layout's word goes before what the font's metrics say
        SeenText &before = m_seen.texts.back();
        const double end = m_transform.map(at).x();
        for (QPointF &corner : before.ink)
            corner.setX(std::min(corner.x(), end));
        before.shown.setRight(std::min(before.shown.right(), end));
    }
    if (goesOn) {
        line.text.prepend(m_line.text);
        line.ink = line.ink.isEmpty() ? m_line.ink : line.ink.united(m_line.ink);
        m_seen.texts.pop_back();
        m_covers.pop_back();
    }
    m_line = {};
    if (line.text.trimmed().isEmpty())
        return;
    SeenText seen;
    seen.text = line.text;
    seen.widget = line.widget;
    const double letters = line.font.pixelSize() > 0 ? line.font.pixelSize() : QFontInfo(line.font).pixelSize();
    seen.pixels = letters * std::sqrt(std::abs(m_transform.determinant()));
    // Not mapToPolygon(), which rounds.
    seen.ink = QPolygonF({m_transform.map(line.ink.topLeft()), m_transform.map(line.ink.topRight()),
        m_transform.map(line.ink.bottomRight()), m_transform.map(line.ink.bottomLeft())});
    const QRectF scrolledClip = scrolledRoom(seen.widget, clip(), m_device.m_window);
    const QRectF scrolledWidget = scrolledRoom(seen.widget, widgetClip(), m_device.m_window);
    // Outside its own clip, or scrolled away, it is not meant to be seen; else, outside the widget, it is lost.
    const bool meant = shareOutside(seen.ink, clip()) <= kGone && scrolledWidget == widgetClip();
    if (!meant && shareOutside(seen.ink, clip().intersected(widgetClip())) > kGone)
        return;
    seen.cut = pixelsOutside(seen.ink, scrolledClip.intersected(scrolledWidget));
    seen.shown = seen.place().intersected(clip()).intersected(widgetClip());
    m_seen.texts.push_back(seen);
    m_covers.push_back({seen.shown, {}});
    m_line = line;
}

void RecordingDevice::Engine::finish()
{
    std::vector<SeenText> left;
    for (std::size_t i = 0; i < m_seen.texts.size(); ++i) {
        SeenText &text = m_seen.texts[i];
        double covered = 0;
        for (const QRect &part : m_covers[i].covered)
            covered += double(part.width()) * part.height();
        covered /= kFine * kFine;
        const QRectF place = m_covers[i].place;
        if (covered > 0 && covered >= kGone * place.width() * place.height())
            continue;
        text.covered = covered / std::max(1.0, std::min(place.width(), place.height()));
        left.push_back(std::move(text));
    }
    m_seen.texts = std::move(left);
}

} // namespace

std::vector<const SeenText *> SeenWindow::textsIn(const QWidget &widget) const
{
    std::vector<const SeenText *> result;
    for (const SeenText &text : texts)
        if (text.widget == &widget || widget.isAncestorOf(text.widget))
            result.push_back(&text);
    return result;
}

SeenWindow seenWindow(QWidget &window)
{
    SeenWindow seen;
    RecordingDevice device(window, seen);
    window.render(&device);
    device.finish();
    return seen;
}

} // namespace headscope
