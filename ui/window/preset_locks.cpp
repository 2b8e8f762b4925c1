#include "ui/window/preset_locks.h"

#include "ui/views/heads/heads_workspace.h"
#include "ui/views/lab/lab_workspace.h"
#include "ui/views/panels/edits_panel.h"
#include "ui/views/panels/right_dock.h"
#include "ui/views/whatif/head_controls.h"
#include "ui/widgets/accessible_painting.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/segmented_control.h"
#include "ui/window/generation_bar.h"
#include "ui/window/main_window.h"
#include "ui/window/presentation.h"
#include "ui/window/status_line.h"
#include "ui/window/token_bar.h"
#include "ui/window/top_bar.h"
#include "ui/window/walk_rail.h"
#include "ui/window/walk_workspace.h"

#include <QAction>
#include <QComboBox>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

namespace headscope {

namespace {

const char *const kControl = "presetControl"; // of an action: the number of what it changes

} // namespace

QAction *changes(SessionControl control, QAction *action)
{
    action->setProperty(kControl, static_cast<int>(control));
    return action;
}

QString PresetLocks::reason()
{
    return tr("Locked by this preset; File > Save As makes a copy of your own");
}

PresetLocks::PresetLocks(MainWindow &window)
    : QObject(&window)
    , m_window(window)
{
    connect(&window.session().locks(), &ControlLocks::refused, this, [this] {
        if (m_window.presentation().isOn())
            return m_window.notice().showNote(reason());
        m_window.statusLine().say(reason());
        announce(m_window.statusLine(), reason());
    });
}

std::vector<QWidget *> PresetLocks::widgetsOf(SessionControl control)
{
    TopBar &top = m_window.topBar();
    TokenBar &tokens = m_window.tokenBar();
    switch (control) {
    case SessionControl::model: return {&top.modelButton()};
    case SessionControl::text: return {&top.sentence(), &top.second(), &top.addPairButton(), &top.removePairButton()};
    case SessionControl::generate: return {&tokens.generateButton(), &tokens.generation()};
    case SessionControl::edits:
        return {&tokens.maskButton(), m_window.dock().findChild<EditsPanel *>(), m_window.heads().findChild<HeadControls *>()};
    case SessionControl::workspace: return {top.findChild<SegmentedControl *>()};
    case SessionControl::view: return {m_window.heads().viewSwitch()};
    case SessionControl::stage: return {&m_window.walk().rail()};
    case SessionControl::head: {
        std::vector<QWidget *> all{m_window.heads().column()};
        for (QComboBox *box : tokens.findChildren<QComboBox *>()) // layer and head
            all.push_back(box);
        return all;
    }
    case SessionControl::pattern: return {m_window.heads().patternBar(), m_window.heads().filter()};
    case SessionControl::lab: {
        const LabWorkspace &lab = m_window.lab();
        return {&lab.controls(), &lab.addButton(), &lab.setsButton()};
    }
    }
    return {};
}

void PresetLocks::lock(const std::vector<SessionControl> &controls)
{
    ControlLocks &locks = m_window.session().locks();
    locks.lock({});
    for (const Widget &locked : m_widgets) {
        if (!locked.widget)
            continue;
        locked.widget->removeEventFilter(this);
        locked.widget->setEnabled(locked.wasEnabled);
        locked.widget->setToolTip(locked.toolTip);
    }
    for (const auto &[action, wasEnabled] : m_actions) {
        if (!action)
            continue;
        action->disconnect(this);
        action->setEnabled(wasEnabled);
    }
    m_widgets.clear();
    m_actions.clear();
    locks.lock(controls);
    const QString why = reason();
    for (const SessionControl control : controls) {
        for (QWidget *widget : widgetsOf(control)) {
            if (!widget)
                continue;
            m_widgets.push_back({widget, widget->toolTip(), widget->isEnabledTo(widget->parentWidget())});
            widget->setEnabled(false);
            widget->setToolTip(why);
            widget->installEventFilter(this);
        }
    }
    for (QAction *action : m_window.findChildren<QAction *>()) {
        const QVariant control = action->property(kControl);
        if (!control.isValid() || !locks.isLocked(static_cast<SessionControl>(control.toInt())))
            continue;
        m_actions.emplace_back(action, action->isEnabled());
        action->setEnabled(false);
        connect(action, &QAction::enabledChanged, this, [action](bool enabled) { // whoever would enable it for reasons of its own
            if (enabled)
                action->setEnabled(false);
        });
    }
}

bool PresetLocks::eventFilter(QObject *watched, QEvent *event)
{
    const auto locked = std::ranges::find(m_widgets, watched, [](const Widget &one) -> QObject * { return one.widget; });
    auto *widget = qobject_cast<QWidget *>(watched);
    if (locked == m_widgets.end() || !widget)
        return false;
    if (event->type() == QEvent::EnabledChange && widget->isEnabled())
        widget->setEnabled(false);
    if (event->type() == QEvent::ToolTipChange && widget->toolTip() != reason()) {
        locked->toolTip = widget->toolTip(); // for later
        widget->setToolTip(reason());
    }
    return false;
}

} // namespace headscope
