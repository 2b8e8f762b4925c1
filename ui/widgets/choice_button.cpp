#include "ui/widgets/choice_button.h"

#include <QCoreApplication>
#include <QCursor>
#include <QMenu>

#include <algorithm>

namespace headscope {

namespace {

QString withArrow(const QString &text)
{
    return text + QStringLiteral(" ▾");
}

} // namespace

ChoiceButton::ChoiceButton(const QString &what, const QStringList &choices, QWidget *parent)
    : QToolButton(parent)
    , m_what(what)
    , m_choices(choices)
    , m_problems(choices.size(), QString())
{
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::StrongFocus);
    setProperty("kind", QStringLiteral("slim"));
    setAccessibleName(what);
    setToolTip(what);
    auto *menu = new QMenu(this);
    for (int i = 0; i < choices.size(); ++i) {
        QAction *action = menu->addAction(choices[i]);
        action->setCheckable(true);
        connect(action, &QAction::triggered, this, [this, i] {
            setCurrent(i);
            Q_EMIT chosen(i);
        });
    }
    setMenu(menu);
    connect(menu, &QMenu::aboutToHide, this, &ChoiceButton::noticeLeave, Qt::QueuedConnection);
    refresh();
}

void ChoiceButton::setCurrent(int index)
{
    m_current = index;
    refresh();
}

void ChoiceButton::setProblem(int index, const QString &problem)
{
    if (m_problems[index] == problem)
        return;
    m_problems[index] = problem;
    refresh();
}

void ChoiceButton::setShownText(const QString &text)
{
    m_shown = text;
    refresh();
}

void ChoiceButton::setRoomFor(const QStringList &texts)
{
    m_roomFor = texts;
    updateGeometry();
}

QSize ChoiceButton::sizeHint() const
{
    const auto widthOf = [this](const QString &label) { return fontMetrics().size(Qt::TextShowMnemonic, label).width(); };
    int widest = widthOf(text());
    for (const QString &label : m_roomFor)
        widest = std::max(widest, widthOf(withArrow(label)));
    return QToolButton::sizeHint() + QSize(widest - widthOf(text()), 0);
}

// While its menu is open the mouse leaves the button unnoticed, which then would look hovered until the mouse comes back.
void ChoiceButton::noticeLeave()
{
    if (!underMouse() || rect().contains(mapFromGlobal(QCursor::pos())))
        return;
    setAttribute(Qt::WA_UnderMouse, false);
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(this, &leave);
    update();
}

void ChoiceButton::refresh()
{
    const QString shown = m_shown.isEmpty() ? m_choices.value(m_current) : m_shown;
    setText(withArrow(shown));
    setAccessibleDescription(shown);
    const QList<QAction *> actions = menu()->actions();
    for (int i = 0; i < actions.size(); ++i) {
        actions[i]->setChecked(i == m_current);
        actions[i]->setEnabled(m_problems[i].isEmpty());
        actions[i]->setText(m_problems[i].isEmpty() ? m_choices[i] : tr("%1: %2").arg(m_choices[i], m_problems[i]));
    }
}

} // namespace headscope
