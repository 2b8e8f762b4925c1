#include "ui/window/picture_keys.h"

#include "ui/views/view.h"
#include "ui/window/first_steps.h"
#include "ui/window/main_window.h"
#include "ui/window/start_card.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QTextEdit>

namespace headscope {

namespace {

template <typename... Types>
bool isOneOf(const QObject *object)
{
    return (qobject_cast<const Types *>(object) || ...);
}

bool isField(const QWidget *widget)
{
    return isOneOf<QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox>(widget);
}

bool isEnter(const QKeyEvent &event)
{
    return event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
}

bool isArrow(const QKeyEvent &event)
{
    return event.key() >= Qt::Key_Left && event.key() <= Qt::Key_Down;
}

const View *viewAround(const QWidget *widget)
{
    for (; widget; widget = widget->parentWidget())
        if (const auto *view = qobject_cast<const View *>(widget))
            return view;
    return nullptr;
}

/// The list of a combo box, or a view inside it.
QComboBox *comboOfList(const QWidget &widget)
{
    return widget.window()->windowType() == Qt::Popup ? qobject_cast<QComboBox *>(widget.window()->parentWidget()) : nullptr;
}

bool isOfBar(const QWidget &widget)
{
    static const QStringList bars = {QStringLiteral("bar"), QStringLiteral("strip"), QStringLiteral("rail"), QStringLiteral("foot")};
    for (const QWidget *around = &widget; around; around = around->parentWidget())
        if (bars.contains(around->property("role").toString()))
            return true;
    return false;
}

/// Digits and signs are typed with Shift on some keyboards; of letters Shift makes another key.
bool isKeyOf(const QAction &action, const QKeyEvent &event)
{
    const auto held = event.modifiers() & ~Qt::KeypadModifier;
    const auto is = [&](Qt::KeyboardModifiers modifiers) {
        return action.shortcuts().contains(QKeySequence(QKeyCombination(modifiers, static_cast<Qt::Key>(event.key()))));
    };
    const bool isSign = event.text().size() == 1 && event.text()[0].isPrint() && !event.text()[0].isLetter();
    return is(held) || (isSign && is(held & ~Qt::ShiftModifier));
}

} // namespace

PictureKeys::PictureKeys(MainWindow &window)
    : QObject(&window)
    , m_window(window)
{
    qApp->installEventFilter(this);
}

void PictureKeys::add(Workspace workspace, QAction &action)
{
    m_actions[static_cast<std::size_t>(workspace)].append(&action);
    action.setShortcutContext(Qt::WidgetShortcut); // of its menu, which shows the keys and never has the focus
}

void PictureKeys::giveBack()
{
    const QWidget *focus = m_window.focusWidget(); // also while a menu is the active window
    if (!viewAround(focus) || isField(focus))
        m_window.currentView().setFocus(Qt::OtherFocusReason);
}

bool PictureKeys::eventFilter(QObject *watched, QEvent *event)
{
    if (!watched->isWidgetType())
        return false;
    auto &widget = *static_cast<QWidget *>(watched);
    switch (event->type()) {
    case QEvent::ShortcutOverride:
        // While a menu or a list is open its keys are its own: → goes to the next menu, not to the next stage behind it.
        if (QApplication::activePopupWidget()) {
            event->accept();
            return true;
        }
        return false;
    case QEvent::KeyPress: return filterKey(widget, *static_cast<QKeyEvent *>(event));
    case QEvent::Show: takeFocusByTab(widget); return false;
    case QEvent::KeyRelease:
    case QEvent::MouseButtonPress:
    case QEvent::Hide:
        if (m_window.isVisible() && !m_window.firstSteps().card().isVisible())
            follow(widget, event->type());
        return false;
    default: return false;
    }
}

bool PictureKeys::filterKey(QWidget &widget, const QKeyEvent &event)
{
    if (QApplication::activePopupWidget())
        return chooseInPopup(widget, event);
    if (widget.window() != &m_window || m_offers || m_window.firstSteps().card().isVisible())
        return false;
    if (auto *button = qobject_cast<QAbstractButton *>(&widget)) {
        if (isEnter(event)) {
            QMetaObject::invokeMethod(
                button,
                [this, button] {
                    button->click();
                    if (isOfBar(*button) && button->hasFocus())
                        giveBack();
                },
                Qt::QueuedConnection);
            return true;
        }
        return isArrow(event) && !button->autoExclusive() && (press(event) || offerToView(event)); // not to the button beside it
    }
    if (auto *combo = qobject_cast<QComboBox *>(&widget); combo && isEnter(event)) {
        combo->showPopup();
        return true;
    }
    if (&widget == &m_window) // nobody below understood it
        return press(event) || offerToView(event);
    const bool searches = isOneOf<QAbstractItemView>(&widget) && !event.text().isEmpty() && event.text()[0].isPrint();
    return (searches || isOneOf<QScrollArea>(&widget)) && press(event); // it would look for a row of that name, or scroll
}

bool PictureKeys::press(const QKeyEvent &event)
{
    if (isField(QApplication::focusWidget()))
        return false;
    for (QAction *action : actionsOf(m_window.workspace())) {
        if (!isKeyOf(*action, event) || !action->isEnabled())
            continue;
        if (!event.isAutoRepeat() || action->autoRepeat())
            action->trigger();
        return true;
    }
    return false;
}

bool PictureKeys::offerToView(const QKeyEvent &event)
{
    const QWidget *focus = QApplication::focusWidget();
    if (isField(focus) || isEnter(event) || event.key() == Qt::Key_Tab || event.key() == Qt::Key_Backtab
        || m_window.currentView().hasFocus())
        return false;
    QKeyEvent offered(event.type(), event.key(), event.modifiers(), event.text(), event.isAutoRepeat());
    m_offers = true;
    static_cast<QObject &>(m_window.currentView()).event(&offered);
    m_offers = false;
    return offered.isAccepted();
}

/// Menus choose by Enter alone, and lists do not even by that: their keys are no shortcuts while they are open.
bool PictureKeys::chooseInPopup(QWidget &popup, const QKeyEvent &event)
{
    const bool isSpace = event.key() == Qt::Key_Space && event.modifiers() == Qt::NoModifier;
    if (qobject_cast<QMenu *>(&popup) && isSpace) {
        QKeyEvent enter(QEvent::KeyPress, Qt::Key_Return, Qt::NoModifier, QStringLiteral("\r"));
        QCoreApplication::sendEvent(&popup, &enter);
        return true;
    }
    QComboBox *combo = comboOfList(popup);
    const auto *list = qobject_cast<QAbstractItemView *>(&popup);
    if (!combo || !list)
        return false;
    if (event.key() == Qt::Key_Escape) {
        combo->hidePopup();
        return true;
    }
    if (!isSpace && !isEnter(event))
        return false;
    const QModelIndex chosen = list->currentIndex();
    if (chosen.flags() & Qt::ItemIsEnabled) {
        combo->setCurrentIndex(chosen.row());
        combo->hidePopup();
        Q_EMIT combo->activated(chosen.row());
    }
    return true;
}

void PictureKeys::takeFocusByTab(QWidget &widget)
{
    if (widget.window() == &m_window && isOneOf<QAbstractButton, QComboBox, QAbstractSlider>(&widget)
        && widget.focusPolicy() & Qt::TabFocus)
        widget.setFocusPolicy(Qt::TabFocus);
}

void PictureKeys::follow(QWidget &widget, QEvent::Type event)
{
    if (event == QEvent::Hide) {
        const QWidget *owner = widget.parentWidget();
        const bool isList = isOneOf<QMenu>(&widget) || (widget.windowType() == Qt::Popup && isOneOf<QComboBox>(owner));
        if (isList && owner && owner->window() == &m_window && !isField(owner)) // the menu of a field is its own: cut, copy, paste
            giveBack();
        return;
    }
    if (widget.window() != &m_window)
        return;
    if (event == QEvent::MouseButtonPress) {
        leaveFieldFor(widget);
    } else if (isOneOf<QAbstractButton>(&widget) && isOfBar(widget)) { // Space came up: the button is pressed now
        QMetaObject::invokeMethod(
            &widget,
            [this, &widget] {
                if (widget.hasFocus())
                    giveBack();
            },
            Qt::QueuedConnection);
    }
}

void PictureKeys::leaveFieldFor(const QWidget &clicked)
{
    const QWidget *focus = m_window.focusWidget();
    if (viewAround(focus) && viewAround(focus) == viewAround(&clicked))
        return; // the buttons beside a view's own field
    for (const QWidget *around = &clicked; around && around != &m_window; around = around->parentWidget())
        if (around->focusPolicy() & Qt::ClickFocus)
            return; // Qt has given it the focus
    giveBack();
}

} // namespace headscope
