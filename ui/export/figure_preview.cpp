#include "ui/export/figure_preview.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace headscope {

namespace {
constexpr int kPadding = 18;
constexpr double kRadius = 10;
} // namespace

FigurePreview::FigurePreview(QWidget *parent)
    : QWidget(parent)
{
    setMinimumSize(320, 300);
    setAccessibleName(tr("Preview"));
}

void FigurePreview::showImage(const QImage &image)
{
    m_image = image;
    m_text.clear();
    update();
}

void FigurePreview::showText(const QString &text)
{
    m_image = {};
    m_text = text;
    update();
}

QSize FigurePreview::room() const
{
    return (size() - QSize(2 * kPadding, 2 * kPadding)).expandedTo(QSize(1, 1));
}

void FigurePreview::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.line, 1));
    painter.setBrush(theme.canvas);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
    if (!m_image.isNull()) {
        // Made for the room there was then; the dialog may have been laid out again since.
        QSizeF shown = m_image.deviceIndependentSize();
        if (shown.width() > room().width() || shown.height() > room().height())
            shown.scale(room(), Qt::KeepAspectRatio);
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        const QRectF target(QPointF((width() - shown.width()) / 2, (height() - shown.height()) / 2), shown);
        painter.drawImage(target, m_image);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(target.adjusted(-0.5, -0.5, 0.5, 0.5));
        return;
    }
    QPainterPath card;
    card.addRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), kRadius, kRadius);
    painter.setClipPath(card);
    painter.setPen(theme.text);
    painter.setFont(monoFont(9));
    painter.drawText(rect().adjusted(kPadding, kPadding, 4000, -kPadding), Qt::AlignLeft | Qt::AlignTop | Qt::TextExpandTabs, m_text);
}

} // namespace headscope
