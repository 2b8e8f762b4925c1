#include "ui/widgets/segmented_control.h"

#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace headscope {

namespace {
constexpr int kPadding = 15;
constexpr int kCompactPadding = 9;
constexpr int kInset = 3;
} // namespace

SegmentedControl::SegmentedControl(const QStringList &labels, QWidget *parent)
    : QWidget(parent)
    , m_labels(labels)
    , m_padding(kPadding)
{
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    describeToAssistiveTechnology();
    connect(&Appearance::instance(), &Appearance::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void SegmentedControl::describeToAssistiveTechnology()
{
    setAccessibleDescription(tr("%1 of: %2").arg(m_labels.value(m_current), m_labels.join(QStringLiteral(", "))));
}

void SegmentedControl::setLabels(const QStringList &labels)
{
    if (labels == m_labels)
        return;
    m_labels = labels;
    if (m_current >= m_labels.size())
        m_current = 0;
    m_hovered = -1;
    describeToAssistiveTechnology();
    updateGeometry();
    update();
}

void SegmentedControl::setCurrent(int index)
{
    if (index == m_current || index < -1 || index >= m_labels.size())
        return;
    m_current = index;
    describeToAssistiveTechnology();
    update();
}

void SegmentedControl::setCompact(bool compact)
{
    m_padding = compact ? kCompactPadding : kPadding;
    updateGeometry();
    update();
}

int SegmentedControl::labelWidth(const QString &label) const
{
    return QFontMetrics(uiFont(10, QFont::DemiBold)).horizontalAdvance(label) + 2 * m_padding;
}

QSize SegmentedControl::sizeHint() const
{
    const QFontMetrics metrics(uiFont(10, QFont::DemiBold));
    int width = 2 * kInset;
    for (const QString &label : m_labels)
        width += labelWidth(label);
    return {width, metrics.height() + 18};
}

QRect SegmentedControl::segment(int index) const
{
    int x = kInset;
    for (int i = 0; i < index; ++i)
        x += labelWidth(m_labels[i]);
    return {x, kInset, labelWidth(m_labels[index]), height() - 2 * kInset};
}

int SegmentedControl::segmentAt(const QPoint &point) const
{
    for (int i = 0; i < m_labels.size(); ++i) {
        if (segment(i).contains(point))
            return i;
    }
    return -1;
}

void SegmentedControl::choose(int index)
{
    if (index < 0 || index >= m_labels.size() || index == m_current)
        return;
    setCurrent(index);
    Q_EMIT activated(index);
}

void SegmentedControl::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasFocus() ? QPen(theme.accent, 1.5) : QPen(Qt::NoPen));
    painter.setBrush(theme.hover);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75), 9, 9);
    for (int i = 0; i < m_labels.size(); ++i) {
        const QRect area = segment(i);
        const bool on = i == m_current;
        if (on) {
            painter.setPen(QPen(theme.line, 1));
            painter.setBrush(theme.panel);
            painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7);
        }
        painter.setFont(uiFont(10, on ? QFont::DemiBold : QFont::Normal));
        painter.setPen(on || i == m_hovered ? theme.text : theme.muted);
        painter.drawText(area, Qt::AlignCenter, m_labels[i]);
    }
}

void SegmentedControl::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        choose(segmentAt(event->position().toPoint()));
}

void SegmentedControl::mouseMoveEvent(QMouseEvent *event)
{
    m_hovered = segmentAt(event->position().toPoint());
    update();
}

void SegmentedControl::leaveEvent(QEvent *)
{
    m_hovered = -1;
    update();
}

void SegmentedControl::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Up)
        choose(m_current - 1);
    else if (event->key() == Qt::Key_Right || event->key() == Qt::Key_Down)
        choose(m_current + 1);
    else
        QWidget::keyPressEvent(event);
}

} // namespace headscope
