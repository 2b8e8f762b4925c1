#include "ui/views/heads/view_switch.h"

#include <QEvent>
#include <QMenu>

#include <algorithm>

namespace headscope {

namespace {

constexpr int kGap = 6;
constexpr int kButtonPadding = 36; // of the style sheet, with the border

QString withArrow(const QString &text)
{
    return text + QStringLiteral(" ▾");
}

} // namespace

ViewSwitch::ViewSwitch(QWidget *parent)
    : QWidget(parent)
    , m_segments(new SegmentedControl({}, this))
    , m_button(new QToolButton(this))
{
    // Takes the room it is given; what it needs is told by the hints.
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_segments->setCompact(true);
    m_segments->setAccessibleName(tr("View"));
    m_button->setAccessibleName(tr("More views"));
    m_button->setToolTip(tr("More ways to draw the attention"));
    m_button->setPopupMode(QToolButton::InstantPopup);
    m_button->setMenu(new QMenu(m_button));
    m_button->hide();
    connect(m_segments, &SegmentedControl::activated, this, &ViewSwitch::choose);
}

void ViewSwitch::add(const QString &title)
{
    const int index = static_cast<int>(m_titles.size());
    m_titles << title;
    QAction *action = m_button->menu()->addAction(title);
    action->setCheckable(true);
    connect(action, &QAction::triggered, this, [this, index] { choose(index); });
    updateGeometry();
    if (!testAttribute(Qt::WA_PendingResizeEvent)) // before it is seen for the first time: measured once, with all of them
        layOut();
}

void ViewSwitch::choose(int index)
{
    setCurrent(index);
    Q_EMIT activated(index);
}

void ViewSwitch::setCurrent(int index)
{
    m_current = index;
    layOut();
}

int ViewSwitch::rowWidth(int count) const
{
    // What a segmented control has around its choices.
    int width = m_segments->sizeHint().width();
    for (int i = 0; i < m_inRow; ++i)
        width -= m_segments->labelWidth(m_titles[i]);
    for (int i = 0; i < count; ++i)
        width += m_segments->labelWidth(m_titles[i]);
    return width;
}

int ViewSwitch::menuWidth() const
{
    // Whichever view is chosen, or the row would jump.
    int widest = m_button->fontMetrics().horizontalAdvance(withArrow(tr("More")));
    for (const QString &title : m_titles)
        widest = std::max(widest, m_button->fontMetrics().horizontalAdvance(withArrow(title)));
    return widest + kButtonPadding;
}

QSize ViewSwitch::sizeHint() const
{
    return {rowWidth(static_cast<int>(m_titles.size())), m_segments->sizeHint().height()};
}

QSize ViewSwitch::minimumSizeHint() const
{
    return {std::min(menuWidth(), sizeHint().width()), m_segments->sizeHint().height()};
}

void ViewSwitch::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layOut();
}

void ViewSwitch::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        updateGeometry();
        if (!testAttribute(Qt::WA_PendingResizeEvent))
            layOut();
    }
}

void ViewSwitch::layOut()
{
    const auto all = static_cast<int>(m_titles.size());
    int count = all;
    if (int needed = rowWidth(all); needed > width())
        for (needed += kGap + menuWidth(); count > 0 && needed > width(); --count)
            needed -= m_segments->labelWidth(m_titles[count - 1]);
    m_inRow = count;
    m_segments->setLabels(m_titles.mid(0, count));
    m_segments->setCurrent(m_current < count ? m_current : -1);
    m_button->setText(withArrow(m_current < count ? tr("More") : m_titles.value(m_current)));
    const QList<QAction *> actions = m_button->menu()->actions();
    for (int i = 0; i < actions.size(); ++i) {
        actions[i]->setVisible(i >= count);
        actions[i]->setChecked(i == m_current);
    }
    // The one that goes may have the focus: it belongs to its stand-in then.
    const bool focused = m_segments->hasFocus() || m_button->hasFocus();
    m_segments->setVisible(count > 0);
    m_button->setVisible(count < all);
    if (focused && !m_segments->isVisible() && !m_segments->hasFocus())
        m_button->setFocus(Qt::OtherFocusReason);
    const int row = count > 0 ? m_segments->sizeHint().width() : 0;
    m_segments->setGeometry(0, 0, row, height());
    m_button->setGeometry(row > 0 ? row + kGap : 0, 0, std::min(width(), menuWidth()), height());
}

} // namespace headscope
