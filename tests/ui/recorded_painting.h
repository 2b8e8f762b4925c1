// What a painter was asked to draw, part by part: where, in which colour, and each text in its font.
#pragma once

#include <QList>
#include <QPaintDevice>
#include <QPaintEngine>
#include <QPainter>
#include <QPainterPath>
#include <QRectF>
#include <QString>
#include <QTextLayout>

namespace headscope {

struct PaintedPart {
    enum class Kind { shape, line, text, picture };
    Kind kind = Kind::shape;
    QRectF place; ///< device coordinates; of a text: its width, from its ascent to its descent
    QString color; ///< of the brush (shape), of the pen (line, text)
    QString text;
    QFont font;
};

class RecordedPainting : public QPaintDevice {
public:
    explicit RecordedPainting(const QSize &size)
        : m_size(size)
        , m_engine(m_parts)
    {
    }

    QPaintEngine *paintEngine() const override { return &m_engine; }
    const QList<PaintedPart> &parts() const { return m_parts; }

protected:
    int metric(PaintDeviceMetric metric) const override
    {
        switch (metric) {
        case PdmWidth: return m_size.width();
        case PdmHeight: return m_size.height();
        case PdmWidthMM: return m_size.width() * 254 / 960;
        case PdmHeightMM: return m_size.height() * 254 / 960;
        case PdmDpiX:
        case PdmDpiY:
        case PdmPhysicalDpiX:
        case PdmPhysicalDpiY: return 96;
        case PdmDepth: return 32;
        case PdmNumColors: return 1 << 24;
        case PdmDevicePixelRatio: return 1;
        default: return QPaintDevice::metric(metric);
        }
    }

private:
    class Engine : public QPaintEngine {
    public:
        explicit Engine(QList<PaintedPart> &parts)
            : QPaintEngine(AllFeatures)
            , m_parts(parts)
        {
        }

        bool begin(QPaintDevice *) override { return true; }
        bool end() override { return true; }
        Type type() const override { return User; }

        void updateState(const QPaintEngineState &state) override
        {
            if (state.state() & DirtyTransform)
                m_transform = state.transform();
            if (state.state() & DirtyPen)
                m_pen = state.pen();
            if (state.state() & DirtyBrush)
                m_brush = state.brush();
        }

        void drawPath(const QPainterPath &path) override { addShape(path.boundingRect()); }
        void drawRects(const QRectF *rects, int count) override
        {
            for (int i = 0; i < count; ++i)
                addShape(rects[i]);
        }
        void drawEllipse(const QRectF &rect) override { addShape(rect); }
        void drawPolygon(const QPointF *points, int count, PolygonDrawMode mode) override
        {
            const QRectF bounds = QPolygonF(QList<QPointF>(points, points + count)).boundingRect();
            mode == PolylineMode ? add(PaintedPart::Kind::line, bounds, m_pen.color()) : addShape(bounds);
        }
        void drawLines(const QLineF *lines, int count) override
        {
            for (int i = 0; i < count; ++i)
                add(PaintedPart::Kind::line, QRectF(lines[i].p1(), lines[i].p2()).normalized(), m_pen.color());
        }
        void drawPoints(const QPointF *, int) override { }
        void drawPixmap(const QRectF &rect, const QPixmap &, const QRectF &) override { add(PaintedPart::Kind::picture, rect, {}); }
        void drawTiledPixmap(const QRectF &rect, const QPixmap &, const QPointF &) override { add(PaintedPart::Kind::picture, rect, {}); }
        void drawImage(const QRectF &rect, const QImage &, const QRectF &, Qt::ImageConversionFlags) override
        {
            add(PaintedPart::Kind::picture, rect, {});
        }
        void drawTextItem(const QPointF &at, const QTextItem &item) override
        {
            if (item.text().trimmed().isEmpty())
                return;
            add(PaintedPart::Kind::text, QRectF(at.x(), at.y() - item.ascent(), item.width(), item.ascent() + item.descent()),
                m_pen.color());
            m_parts.back().text = item.text();
            m_parts.back().font = item.font();
        }

    private:
        void addShape(const QRectF &bounds)
        {
            const bool filled = m_brush.style() != Qt::NoBrush;
            add(filled ? PaintedPart::Kind::shape : PaintedPart::Kind::line, bounds, filled ? m_brush.color() : m_pen.color());
        }
        void add(PaintedPart::Kind kind, const QRectF &place, const QColor &color)
        {
            m_parts.append({kind, m_transform.mapRect(place), color.isValid() ? color.name(QColor::HexArgb) : QString(), {}, {}});
        }

        QList<PaintedPart> &m_parts;
        QTransform m_transform;
        QPen m_pen;
        QBrush m_brush;
    };

    QSize m_size;
    QList<PaintedPart> m_parts;
    mutable Engine m_engine;
};

/// The characters of a text that the font's own families do not have: some other font of the system stands in for them, or nothing does.
inline QString foreignCharacters(const QString &text, const QFont &font)
{
    QString foreign;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const qsizetype length = text[at].isHighSurrogate() && at + 1 < text.size() ? 2 : 1;
        const QString character = text.mid(at, length);
        QTextLayout layout(character, font);
        layout.beginLayout();
        layout.createLine();
        layout.endLayout();
        for (const QGlyphRun &run : layout.glyphRuns())
            if (!font.families().contains(run.rawFont().familyName()) || run.glyphIndexes().contains(0))
                foreign += character;
        at += length - 1;
    }
    return foreign;
}

} // namespace headscope
