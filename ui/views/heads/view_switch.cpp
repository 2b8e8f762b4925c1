#include "ui/views/heads/view_switch.h"

#include <QActionGroup>
#include <QEvent>
#include <QMenu>

#include <algorithm>

namespace headscope {

ViewSwitch::ViewSwitch(QWidget *parent)
    : QWidget(parent)
    , m_segments(new SegmentedControl({}, this))
    , m_button(new QToolButton(this))
{
    // Takes the room it is given; what it needs is told by the hints.
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_segments->setAccessibleName(tr("View"));
    m_button->setAccessibleName(tr("View"));
    m_button->setToolTip(tr("How the attention is drawn"));
    m_button->setPopupMode(QToolButton::InstantPopup);
    m_button->setMenu(new QMenu(m_button));
    m_button->hide();
    connect(m_segments, &SegmentedControl::activated, this, [this](int index) {
        refreshButton();
        Q_EMIT activated(index);
    });
}

void ViewSwitch::add(const QString &title)
{
    m_titles << title;
    m_segments->setLabels(m_titles);
    const int index = static_cast<int>(m_titles.size()) - 1;
    QAction *action = m_button->menu()->addAction(title);
    action->setCheckable(true);
    connect(action, &QAction::triggered, this, [this, index] {
        setCurrent(index);
        Q_EMIT activated(index);
    });
    refreshButton();
    updateGeometry();
    layOut();
}

void ViewSwitch::setCurrent(int index)
{
    m_segments->setCurrent(index);
    refreshButton();
}

void ViewSwitch::refreshButton()
{
    m_button->setText(m_titles.value(current()) + QStringLiteral(" ▾"));
    const QList<QAction *> actions = m_button->menu()->actions();
    for (int i = 0; i < actions.size(); ++i)
        actions[i]->setChecked(i == current());
    layOut();
}

QSize ViewSwitch::sizeHint() const
{
    return m_segments->sizeHint();
}

QSize ViewSwitch::minimumSizeHint() const
{
    // Whichever view is chosen, or the header would jump.
    int widest = 0;
    for (const QString &title : m_titles)
        widest = std::max(widest, m_button->fontMetrics().horizontalAdvance(title + QStringLiteral(" ▾")));
    return {std::min(widest + 36, m_segments->sizeHint().width()), m_segments->sizeHint().height()};
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
        layOut();
    }
}

void ViewSwitch::layOut()
{
    const QSize whole = m_segments->sizeHint();
    const bool fits = width() >= whole.width();
    // The one that goes may have the focus: it belongs to its stand-in then.
    const bool focused = m_segments->hasFocus() || m_button->hasFocus();
    m_segments->setVisible(fits);
    m_button->setVisible(!fits);
    if (focused && !(fits ? m_segments->hasFocus() : m_button->hasFocus()))
        (fits ? static_cast<QWidget *>(m_segments) : m_button)->setFocus(Qt::OtherFocusReason);
    m_segments->setGeometry(width() - whole.width(), 0, whole.width(), height());
    const int wide = std::min(width(), minimumSizeHint().width());
    m_button->setGeometry(width() - wide, 0, wide, height());
}

} // namespace headscope
