#include "ui/widgets/step_rail.h"

#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace headscope {

namespace {

constexpr int kMargin = 10;

constexpr double kNumber = 8; // points: smaller ones are not read
constexpr int kAfterLast = 8;

int normalStepHeight()
{
    return QFontMetrics(uiFont(9.5)).height() + 10;
}

} // namespace

StepRail::StepRail(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::TabFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    setAccessibleName(tr("Stages of the computation"));
    connect(&Appearance::instance(), &Appearance::changed, this, [this] {
        layOut();
        updateGeometry();
        viewport()->update();
    });
}

int StepRail::headingHeight() const
{
    return m_folded ? 9 : QFontMetrics(uiFont(8, QFont::DemiBold)).height() + 11;
}

QSize StepRail::sizeHint() const
{
    return {static_cast<int>(m_folded ? normalStepHeight() + 2 * kMargin : 256 * Appearance::instance().zoom()), 400};
}

void StepRail::setFolded(bool folded)
{
    if (folded == m_folded)
        return;
    m_folded = folded;
    setVerticalScrollBarPolicy(folded ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded); // the wheel and the keys scroll as well
    layOut();
    updateGeometry();
    setCurrent(m_current);
}

void StepRail::setSteps(const QList<RailStep> &steps)
{
    m_steps = steps;
    m_hovered = -1;
    layOut();
    viewport()->update();
}

void StepRail::setCurrent(int index)
{
    if (index < 0 || index >= m_steps.size())
        return;
    m_current = index;
    const QRect area = stepRect(index);
    QScrollBar *bar = verticalScrollBar();
    // One neighbour stays in sight in either direction.
    if (area.top() < area.height())
        bar->setValue(bar->value() + area.top() - area.height());
    else if (area.bottom() > viewport()->height() - area.height())
        bar->setValue(bar->value() + area.bottom() - viewport()->height() + area.height());
    setAccessibleDescription(tr("Step %1 of %2: %3").arg(index + 1).arg(m_steps.size()).arg(m_steps[index].title));
    viewport()->update();
}

void StepRail::layOut()
{
    QList<int> headings; // above each step, in all
    QString section;
    for (const RailStep &step : m_steps) {
        const bool isNew = !step.section.isEmpty() && step.section != section;
        if (isNew)
            section = step.section;
        headings.append((headings.isEmpty() ? 0 : headings.last()) + (isNew ? headingHeight() : 0));
    }
    m_stepHeight = normalStepHeight();
    if (m_folded && !m_steps.isEmpty()) { // numbers move together until all are in sight
        const int least = QFontMetrics(uiFont(kNumber)).height() + 5;
        const int room = viewport()->height() - headings.last() - kAfterLast;
        m_stepHeight = std::clamp(room / int(m_steps.size()), std::min(least, m_stepHeight), m_stepHeight);
    }
    m_top.clear();
    for (int i = 0; i < m_steps.size(); ++i)
        m_top.append(headings[i] + i * m_stepHeight);
    m_contentHeight = (m_steps.isEmpty() ? 0 : m_top.last() + m_stepHeight) + kAfterLast;
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(m_stepHeight);
    verticalScrollBar()->setRange(0, std::max(0, m_contentHeight - viewport()->height()));
}

QRect StepRail::stepRect(int index) const
{
    return {kMargin, m_top[index] - verticalScrollBar()->value(), viewport()->width() - 2 * kMargin, m_stepHeight};
}

int StepRail::stepAt(int y) const
{
    for (int i = 0; i < m_steps.size(); ++i) {
        if (stepRect(i).top() <= y && y <= stepRect(i).bottom())
            return i;
    }
    return -1;
}

QRectF StepRail::circleOf(const QRect &step) const
{
    const double diameter = std::min(normalStepHeight() - 7, step.height() - 3);
    const double left = m_folded ? step.left() + (step.width() - diameter) / 2 : step.left() + 7;
    return {left, step.center().y() + 0.5 - diameter / 2, diameter, diameter};
}

void StepRail::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < m_steps.size(); ++i) {
        const QRect area = stepRect(i);
        const RailStep &step = m_steps[i];
        if (area.bottom() < -headingHeight() || area.top() > viewport()->height() + headingHeight())
            continue;
        if (!m_folded && !step.section.isEmpty() && (i == 0 || m_steps[i - 1].section != step.section)) {
            painter.setFont(uiFont(8, QFont::DemiBold));
            painter.setPen(theme.muted);
            painter.drawText(QRect(area.left() + 8, area.top() - headingHeight(), area.width(), headingHeight() - 3),
                Qt::AlignLeft | Qt::AlignBottom, step.section);
        }
        const bool current = i == m_current;
        if ((current && !m_folded) || i == m_hovered) {
            painter.setPen(current ? QPen(theme.line, 1) : QPen(Qt::NoPen));
            painter.setBrush(current ? theme.panel : theme.hover);
            painter.drawRoundedRect(QRectF(area).adjusted(0.5, 1, -0.5, -1), 8, 8);
        }
        const QRectF circle = circleOf(area);
        painter.setPen(current || i < m_current ? QPen(Qt::NoPen) : QPen(theme.line, 1));
        painter.setBrush(current ? theme.result : (i < m_current ? theme.accentSoft : QColor(Qt::transparent)));
        painter.drawEllipse(circle);
        painter.setFont(uiFont(kNumber, QFont::DemiBold));
        const QColor number = i < m_current ? theme.accent : theme.muted;
        painter.setPen(current ? (theme.dark ? QColor(0x1b0f17) : QColor(Qt::white)) : step.edited && m_folded ? theme.edited : number);
        // Half a number says nothing; half a circle says that there are more. Unfolded, the scroll bar says so.
        if (!m_folded || viewport()->rect().contains(circle.toAlignedRect()))
            painter.drawText(circle, Qt::AlignCenter, QString::number(i + 1));
        if (!m_folded)
            paintWords(painter, step, area, current);
    }
    if (hasFocus() && m_current < m_steps.size()) {
        painter.setPen(QPen(theme.accent, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(stepRect(m_current)).adjusted(0.75, 1, -0.75, -1), 8, 8);
    }
}

void StepRail::paintWords(QPainter &painter, const RailStep &step, const QRect &area, bool isCurrent) const
{
    const Theme &theme = Theme::current();
    const QFont detailFont = monoFont(8);
    const QFont titleFont = uiFont(9.5, isCurrent ? QFont::DemiBold : QFont::Normal);
    const int left = static_cast<int>(circleOf(area).right()) + 9;
    // A name that is cut tells less than a shape that is left out: the tooltip has both.
    int detailWidth = QFontMetrics(detailFont).horizontalAdvance(step.detail);
    if (QFontMetrics(titleFont).horizontalAdvance(step.title) > area.right() - 14 - detailWidth - left)
        detailWidth = 0;
    painter.setFont(detailFont);
    painter.setPen(theme.muted);
    if (detailWidth > 0)
        painter.drawText(area.adjusted(0, 0, -8, 0), Qt::AlignRight | Qt::AlignVCenter, step.detail);
    painter.setFont(titleFont);
    painter.setPen(step.edited ? theme.edited : theme.text);
    const int room = area.right() - 8 - detailWidth - 6 - left;
    painter.drawText(QRect(left, area.top(), room, area.height()), Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetrics(titleFont).elidedText(step.title, Qt::ElideRight, room));
}

void StepRail::mousePressEvent(QMouseEvent *event)
{
    const int index = stepAt(event->position().toPoint().y());
    if (event->button() == Qt::LeftButton && index >= 0)
        Q_EMIT clicked(index);
}

void StepRail::mouseMoveEvent(QMouseEvent *event)
{
    m_hovered = stepAt(event->position().toPoint().y());
    viewport()->update();
}

void StepRail::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Up && m_current > 0)
        Q_EMIT clicked(m_current - 1);
    else if (event->key() == Qt::Key_Down && m_current + 1 < m_steps.size())
        Q_EMIT clicked(m_current + 1);
    else
        QWidget::keyPressEvent(event); // the scroll area's own would swallow the keys that step
}

void StepRail::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    layOut();
    setCurrent(m_current);
}

bool StepRail::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int index = stepAt(help->pos().y());
        if (index >= 0)
            QToolTip::showText(help->globalPos(), m_steps[index].toolTip, this);
        else
            QToolTip::hideText();
        return true;
    }
    if (event->type() == QEvent::Leave) {
        m_hovered = -1;
        viewport()->update();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

AccessibleTable StepRail::accessibleTable(int) const
{
    AccessibleTable list;
    list.name = accessibleName();
    list.rows = int(m_steps.size());
    list.currentRow = m_current;
    list.cell = [this](int row, int) {
        const RailStep &step = m_steps[row];
        const QString name = tr("stage %1, %2, %3").arg(QString::number(row + 1), step.title, step.detail);
        return step.edited ? tr("%1, edited").arg(name) : name;
    };
    list.rect = [this](int row, int) { return QRectF(stepRect(row)); };
    list.choose = [rail = const_cast<StepRail *>(this)](int row, int) { Q_EMIT rail->clicked(row); };
    return list;
}

} // namespace headscope
