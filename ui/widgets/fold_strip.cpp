#include "ui/widgets/fold_strip.h"

#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace headscope {

namespace {

constexpr int kTop = 16;
constexpr int kBetween = 26;

QFont titleFont()
{
    return uiFont(9.5);
}

} // namespace

FoldStrip::FoldStrip(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setCursor(Qt::PointingHandCursor);
    connect(&Appearance::instance(), &Appearance::changed, this, [this] {
        updateGeometry();
        update();
    });
}

int FoldStrip::thickness()
{
    return QFontMetrics(titleFont()).height() + 22;
}

void FoldStrip::setTitles(const QStringList &titles, const QString &hint)
{
    m_titles = titles;
    setToolTip(hint);
    setAccessibleName(titles.join(QStringLiteral(", ")));
    setAccessibleDescription(hint);
    update();
}

QRect FoldStrip::titleRect(int index) const
{
    const QFontMetrics metrics(titleFont());
    int top = kTop;
    for (int i = 0; i < index; ++i)
        top += metrics.horizontalAdvance(m_titles[i]) + kBetween;
    const QRect whole(0, top, width(), metrics.horizontalAdvance(m_titles[index]) + 2);
    return whole.bottom() < height() ? whole : QRect();
}

int FoldStrip::titleAt(const QPoint &place) const
{
    for (int i = 0; i < m_titles.size(); ++i) {
        if (titleRect(i).adjusted(0, -kBetween / 2, 0, kBetween / 2).contains(place))
            return i;
    }
    return -1;
}

void FoldStrip::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), theme.panel);
    painter.setFont(titleFont());
    for (int i = 0; i < m_titles.size(); ++i) {
        const QRect area = titleRect(i);
        if (area.isEmpty())
            break;
        painter.save();
        painter.translate(QRectF(area).topRight());
        painter.rotate(90);
        painter.setPen(i == m_hovered ? theme.accent : theme.muted);
        painter.drawText(QRectF(0, 0, area.height(), area.width()), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, m_titles[i]);
        painter.restore();
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 1.5));
        painter.drawRoundedRect(QRectF(rect()).adjusted(2.5, 2.5, -2.5, -2.5), 7, 7);
    }
}

void FoldStrip::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        Q_EMIT unfolded(titleAt(event->position().toPoint()));
}

void FoldStrip::mouseMoveEvent(QMouseEvent *event)
{
    m_hovered = titleAt(event->position().toPoint());
    update();
}

void FoldStrip::leaveEvent(QEvent *)
{
    m_hovered = -1;
    update();
}

void FoldStrip::keyPressEvent(QKeyEvent *event)
{
    const bool opens = event->key() == Qt::Key_Space || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (opens)
        Q_EMIT unfolded(-1);
    else
        QWidget::keyPressEvent(event);
}

} // namespace headscope
