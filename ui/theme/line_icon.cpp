#include "ui/theme/line_icon.h"

#include "ui/theme/theme.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

namespace headscope {

namespace {

class LineIcon : public QIconEngine {
public:
    LineIcon(QByteArray svg, QColor Theme::*color)
        : m_svg(std::move(svg))
        , m_color(color)
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const Theme &theme = Theme::current();
        const QColor color = mode == QIcon::Disabled ? theme.faint : theme.*m_color;
        QSvgRenderer svg(QByteArray(m_svg).replace("#000", color.name().toUtf8()));
        svg.setAspectRatioMode(Qt::KeepAspectRatio);
        svg.render(painter, QRectF(rect));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    QIconEngine *clone() const override { return new LineIcon(*this); }

private:
    QByteArray m_svg;
    QColor Theme::*m_color;
};

} // namespace

QIcon lineIcon(const QString &file, QColor Theme::*color)
{
    QFile svg(file);
    return svg.open(QIODevice::ReadOnly) ? QIcon(new LineIcon(svg.readAll(), color)) : QIcon();
}

} // namespace headscope
