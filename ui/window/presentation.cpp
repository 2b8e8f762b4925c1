#include "ui/window/presentation.h"

#include "ui/theme/theme.h"
#include "ui/views/arithmetic/arithmetic_view.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/lab/lab_workspace.h"
#include "ui/views/mechanism/mechanism_page.h"
#include "ui/widgets/step_rail.h"
#include "ui/window/main_window.h"
#include "ui/window/pointer_halo.h"
#include "ui/window/present_bar.h"
#include "ui/window/status_line.h"
#include "ui/window/swipe_steps.h"
#include "ui/window/token_bar.h"
#include "ui/window/top_bar.h"
#include "ui/window/walk_rail.h"
#include "ui/window/walk_workspace.h"
#include "ui/window/workspaces.h"

#include <QMenuBar>
#include <QToolButton>

namespace headscope {

namespace {

constexpr double kTextHeight = 560; // lines of a screen at which text keeps its size: digits of 13.5 pixels are 2.4 % of it

} // namespace

Presentation::Presentation(MainWindow &window, QWidget *central)
    : QObject(&window)
    , m_window(window)
    , m_bar(new PresentBar(window.session(), window.selection(), window.walk().rail().stages(), central))
    , m_halo(new PointerHalo(window))
    , m_swipes(new SwipeSteps(*window.walk().parentWidget(), [&window] { return window.currentView().isDragged(); }))
{
    m_bar->hide();
    connect(m_bar, &PresentBar::stepped, &window, &MainWindow::step);
    connect(m_swipes, &SwipeSteps::stepped, &window, &MainWindow::step);
    connect(m_bar, &PresentBar::sentenceClicked, &window, &MainWindow::editSentence);
    connect(m_bar, &PresentBar::stageChosen, this, [&window](int index) { Q_EMIT window.walk().steps().clicked(index); });
    connect(&window.walk().mechanism().walk(), &StepWalk::changed, m_bar, qOverload<>(&QWidget::update));
    connect(&window.heads(), &HeadsWorkspace::viewChanged, this, &Presentation::follow);
}

void Presentation::set(bool on, bool onWholeScreen)
{
    if (on == m_isOn)
        return;
    m_isOn = on;
    for (QWidget *chrome : {static_cast<QWidget *>(&m_window.topBar()), static_cast<QWidget *>(&m_window.tokenBar()),
             static_cast<QWidget *>(&m_window.statusLine())})
        chrome->setVisible(!on);
    m_window.menuBar()->setVisible(false); // where there is room for it the window brings it back
    m_window.walk().setBare(on);
    m_window.heads().setBare(on);
    m_window.lab().setBare(on);
    if (on) {
        m_wasMaximized = m_window.isMaximized();
        m_onWholeScreen = onWholeScreen;
        m_zoomBefore = Appearance::instance().zoom();
        if (onWholeScreen)
            m_window.showFullScreen();
    } else {
        if (m_onWholeScreen)
            m_wasMaximized ? m_window.showMaximized() : m_window.showNormal();
        Appearance::instance().setZoom(m_zoomBefore);
    }
    m_bar->setVisible(on);
    m_window.walk().arithmetic().foldButton().setVisible(!on); // folded it stays
    follow();
    Q_EMIT toggled();
    m_halo->setVisible(on);
    m_swipes->setActive(on);
    m_window.currentView().setFocus(Qt::OtherFocusReason);
}

QString Presentation::viewTitle() const
{
    switch (m_window.workspace()) {
    case Workspace::walk: break; // it has its stages there
    case Workspace::heads: return m_window.heads().find(m_window.heads().currentId())->title;
    case Workspace::lab: return MainWindow::tr(rowOf(kWorkspaceWords, Workspace::lab).title);
    }
    return {};
}

void Presentation::follow()
{
    if (!m_isOn)
        return;
    m_bar->setStages(m_window.walk().steps());
    m_bar->setView(viewTitle());
    Appearance::instance().setZoom(m_window.height() / kTextHeight);
}

} // namespace headscope
