#include "ui/window/main_window.h"

#include "ui/session/local_bytes.h"
#include "ui/session/model_words.h"
#include "ui/session/shown_words.h"
#include "ui/theme/plain_text.h"
#include "ui/theme/theme.h"
#include "ui/views/arithmetic/arithmetic_view.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/lab/lab_workspace.h"
#include "ui/views/mechanism/mechanism_page.h"
#include "ui/views/mechanism/mechanism_rail.h"
#include "ui/views/mechanism/mechanism_view.h"
#include "ui/views/mechanism/step_sheet_view.h"
#include "ui/views/panels/edits_bar.h"
#include "ui/views/panels/right_dock.h"
#include "ui/views/walk/walk_view.h"
#include "ui/widgets/accessible_painting.h"
#include "ui/widgets/fold_strip.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/offer_bar.h"
#include "ui/widgets/play_controls.h"
#include "ui/widgets/splitter_fold.h"
#include "ui/widgets/step_rail.h"
#include "ui/window/first_steps.h"
#include "ui/window/main_menu.h"
#include "ui/window/model_dialog.h"
#include "ui/window/opener.h"
#include "ui/window/panel_folds.h"
#include "ui/window/picture_keys.h"
#include "ui/window/present_bar.h"
#include "ui/window/presentation.h"
#include "ui/window/preset_locks.h"
#include "ui/window/screen_room.h"
#include "ui/window/session_files.h"
#include "ui/window/session_keeper.h"
#include "ui/window/status_line.h"
#include "ui/window/token_bar.h"
#include "ui/window/top_bar.h"
#include "ui/window/view_actions.h"
#include "ui/window/walk_rail.h"
#include "ui/window/walk_workspace.h"
#include "ui/window/window_hints.h"
#include "ui/window/window_notes.h"
#include "ui/window/window_session.h"

#include <QApplication>
#include <QCloseEvent>
#include <QFileInfo>
#include <QMenuBar>
#include <QPushButton>
#include <QScreen>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace headscope {

namespace {

constexpr int kRoomyHeight = 820; // a window that is lower leaves the bars little of it
constexpr int kGenerated = 24; // tokens of one Ctrl+G

} // namespace

MainWindow::MainWindow(bool remember, QWidget *parent)
    : QMainWindow(parent)
    , m_remembered(remember)
    , m_recent(remember)
{
    installAccessibility();
    m_remembered.restoreAppearance(); // first: the parts below are laid out with its fonts
    Appearance::instance().apply();
    setWindowTitle(QStringLiteral("Headscope"));
    setAcceptDrops(true);
    setMinimumSize(kSmallestWindow.boundedTo(screenRoom(*this)));
    new ScreenRoom(this);

    m_keys = new PictureKeys(*this); // before all parts: those that listen to keys themselves are asked first
    auto *central = new QWidget(this);
    m_topBar = new TopBar(m_session, central);
    m_tokenBar = new TokenBar(m_session, m_selection, central);
    m_offer = new OfferBar(central);
    m_presetBar = new OfferBar(central);
    m_locks = new PresetLocks(*this);
    m_notice = new NoticeBar(central);
    m_walk = new WalkWorkspace(m_session, m_selection, m_labState, central);
    m_heads = new HeadsWorkspace(m_session, m_selection, central);
    m_lab = new LabWorkspace(m_session, m_selection, m_labState, central);
    m_centre = new QStackedWidget(central);
    for (QWidget *workspace : std::initializer_list<QWidget *>{m_walk, m_heads, m_lab}) // in the order of Workspace
        m_centre->addWidget(workspace);
    m_dock = new RightDock(m_session, m_selection, central);
    m_body = new QSplitter(Qt::Horizontal, central);
    m_body->setHandleWidth(1);
    auto *column = new QWidget(central);
    auto *columnLayout = new QVBoxLayout(column);
    columnLayout->setContentsMargins(0, 0, 0, 0);
    columnLayout->setSpacing(0);
    columnLayout->addWidget(new EditsBar(m_session, m_selection, column));
    columnLayout->addWidget(m_centre, 1);
    m_body->addWidget(column);
    m_body->addWidget(m_dock);
    connect(m_dock, &RightDock::pinAsked, m_heads->compare(), &CompareView::pinA);
    connect(m_dock, &RightDock::comparisonAsked, m_heads, &HeadsWorkspace::startComparison);
    m_body->setStretchFactor(0, 1);
    m_body->setStretchFactor(1, 0);
    m_body->setChildrenCollapsible(false);
    m_folds = new PanelFolds(m_remembered.settings(), this);
    m_presentation = new Presentation(*this, central);
    m_status = new StatusLine(m_session, central);
    m_opener = new Opener(*this);
    m_firstSteps = new FirstSteps(*this);

    auto *layout = new QVBoxLayout(central);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_topBar);
    layout->addWidget(m_tokenBar);
    layout->addWidget(m_offer);
    layout->addWidget(m_presetBar);
    layout->addWidget(m_notice);
    layout->addWidget(m_body, 1);
    layout->addWidget(&m_presentation->bar());
    layout->addWidget(m_status);
    setCentralWidget(central);
    m_work = new WindowSession(*this);
    m_files = new SessionFiles(*this, *m_work, remember);
    m_notes = new WindowNotes(*this);
    buildMainMenu(*this);
    auto *menu = new QMenu(&m_topBar->menuButton());
    menu->addActions(menuBar()->actions());
    m_topBar->menuButton().setMenu(menu);
    connect(m_folds, &PanelFolds::changed, this, &MainWindow::fold);
    connect(&m_walk->rail(), &WalkRail::foldToggled, this, [this] { m_folds->toggle(PanelSide::left); });
    connect(m_heads, &HeadsWorkspace::foldToggled, this, [this] { m_folds->toggle(PanelSide::left); });
    connect(m_lab, &LabWorkspace::controlsFoldToggled, this, [this] { m_folds->toggle(PanelSide::left); });
    connect(m_lab, &LabWorkspace::openAsked, this, [this](const MechanismInfo &mechanism) {
        if (showWorkspace(Workspace::walk))
            m_labState.open(mechanism.name);
    });
    connect(m_walk, &WalkWorkspace::mechanismShown, this, [this] {
        showDock();
        m_status->setHints(hintsOf(*this));
        m_presentation->follow();
    });
    connect(&m_walk->mechanism().rail().controls(), &PlayControls::foldToggled, this, [this] { m_folds->toggle(PanelSide::left); });
    connect(&m_walk->mechanism().sheet(), &StepSheetView::foldToggled, this, [this] { m_folds->toggle(PanelSide::below); });
    connect(&m_walk->mechanism().sheet(), &StepSheetView::copied, this, [this] { m_status->say(tr("Arithmetic copied")); });
    connect(m_lab, &LabWorkspace::viewChanged, this, [this] {
        m_status->setHints(hintsOf(*this));
        m_presentation->follow();
    });
    connect(&m_walk->arithmetic(), &ArithmeticView::foldToggled, this, [this] { m_folds->toggle(PanelSide::below); });
    connect(&m_walk->arithmetic(), &ArithmeticView::copied, this, [this] { m_status->say(tr("Arithmetic copied")); });
    connect(m_dock, &RightDock::foldToggled, this, [this] { m_folds->toggle(PanelSide::right); });
    connect(&Appearance::instance(), &Appearance::changed, this, [this] {
        makeRoom();
        fold(); // the strips are as wide as their letters are high
    });

    connect(m_topBar, &TopBar::workspaceChosen, this, [this](int index) { showWorkspace(static_cast<Workspace>(index)); });
    connect(m_topBar, &TopBar::exportRequested, this, [this] { exportView(*this); });
    connect(m_topBar, &TopBar::leftSentence, this, &MainWindow::leaveSentence);
    connect(m_presentation, &Presentation::toggled, this, [this] {
        showDock();
        makeRoom();
        fold();
    });
    connect(m_topBar, &TopBar::aboutModelRequested, this, &MainWindow::showAboutModel);
    connect(m_status, &StatusLine::aboutModelRequested, this, &MainWindow::showAboutModel);
    connect(m_tokenBar, &TokenBar::generateRequested, this, &MainWindow::toggleGenerating);
    connect(&m_session, &Session::modelChanged, this, [this] { m_recent.add(fromLocalBytes(m_session.model()->folder().string())); });
    connect(&m_session, &Session::traceChanged, this, &MainWindow::showTitle);
    connect(m_files, &SessionFiles::stateChanged, this, [this] {
        showTitle();
        showPreset();
    });
    connect(m_presetBar, &OfferBar::accepted, m_files, &SessionFiles::startOver);
    // What is remembered is written when it changes: the process may end in any way.
    connect(m_work, &WindowSession::changed, this, [this] { m_remembered.keep(*this); });
    connect(&Appearance::instance(), &Appearance::changed, this, [this] { m_remembered.keep(*this); });
    connect(new QShortcut(Qt::Key_Escape, this), &QShortcut::activated, this, &MainWindow::escape);

    resize(QSize(1440, 900).boundedTo(screenRoom(*this)));
    m_remembered.restoreLayout(*this);
    showWorkspace(Workspace::walk);
}

MainWindow::~MainWindow() = default;

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    makeRoom();
    m_presentation->follow();
}

void MainWindow::makeRoom()
{
    if (m_presentation->isOn())
        return;
    const double zoom = Appearance::instance().zoom();
    const bool compact = height() < kRoomyHeight * zoom;
    menuBar()->setVisible(!compact);
    m_topBar->setCompact(compact);
    m_tokenBar->setCompact(compact);
    m_heads->setCompact(compact);
    m_lab->setCompact(compact);
    m_folds->follow(size(), screen()->size(), zoom);
}

void MainWindow::fold()
{
    m_walk->setArithmeticFolded(m_presentation->isOn() || m_folds->isFolded(PanelSide::below));
    m_walk->setRailFolded(m_folds->isFolded(PanelSide::left));
    m_heads->setColumnFolded(m_folds->isFolded(PanelSide::left));
    m_lab->setControlsFolded(m_folds->isFolded(PanelSide::left));
    const bool right = m_folds->isFolded(PanelSide::right);
    m_dock->setFolded(right);
    foldInSplitter(*m_body, *m_dock, right ? FoldStrip::thickness() : -1);
}

View &MainWindow::currentView()
{
    switch (m_workspace) {
    case Workspace::walk: return m_walk->currentView();
    case Workspace::heads: return m_heads->currentView();
    case Workspace::lab: return m_lab->currentView();
    }
    return m_walk->currentView();
}

void MainWindow::openRemembered()
{
    m_remembered.openWork(*this);
}

void MainWindow::keepWork(const QString &folder)
{
    m_keeper = new SessionKeeper(*this, *m_work, *m_offer, folder);
    m_keeper->offerLeft();
    connect(qApp, &QGuiApplication::commitDataRequest, this, &MainWindow::leaveQuietly); // the desktop is left
}

void MainWindow::leaveQuietly()
{
    m_leavesQuietly = true;
    if (m_keeper)
        m_keeper->keepNow();
}

bool MainWindow::showWorkspace(Workspace workspace)
{
    if (workspace != m_workspace && !m_session.locks().allows(SessionControl::workspace)) {
        m_topBar->setWorkspace(static_cast<int>(m_workspace));
        return false;
    }
    if (workspace != Workspace::walk)
        m_walk->pause();
    m_workspace = workspace;
    m_topBar->setWorkspace(static_cast<int>(workspace));
    m_centre->setCurrentIndex(static_cast<int>(workspace));
    m_dock->setWorkspace(workspace == Workspace::heads);
    showDock();
    currentView().setFocus(Qt::OtherFocusReason);
    m_status->setHints(hintsOf(*this));
    m_presentation->follow();
    return true;
}

void MainWindow::showDock()
{
    const bool speaksOfStage = m_workspace == Workspace::heads || (m_workspace == Workspace::walk && !m_walk->isMechanismShown());
    m_dock->setVisible(speaksOfStage && !m_presentation->isOn());
}

void MainWindow::escape()
{
    const bool writes = m_topBar->sentence().hasFocus() || m_topBar->second().hasFocus();
    if (m_presentation->isOn() && !writes) {
        m_presentation->set(false);
    } else if (m_session.isGenerating()) {
        m_session.stopGenerating();
    } else if (m_status->showsProgress()) {
        const bool opening = m_session.isOpening();
        m_session.cancel();
        m_notice->showNote(opening ? tr("Cancelled: the model that was open stays.")
                                   : tr("Cancelled: the picture is of what was run before. Any change of the text runs the model again."));
    } else if (writes) {
        leaveSentence();
    } else if (m_walk->canvas().isPlaying() || m_walk->mechanism().view().isPlaying()) {
        m_walk->pause();
    } else if (m_workspace == Workspace::walk && m_walk->isMechanismShown()) {
        StepWalk &steps = m_walk->mechanism().walk();
        steps.pinned() == CellIndex() ? m_labState.open({}) : steps.pin({});
    } else {
        m_selection.pin(-1, -1);
    }
}

void MainWindow::showPreset()
{
    const std::optional<Preset> &preset = m_files->preset();
    m_locks->lock(preset ? preset->locked : std::vector<SessionControl>());
    if (preset)
        m_presetBar->offer({}, preset->note, tr("Start Over"));
    else
        m_presetBar->hide();
}

void MainWindow::showTitle()
{
    QStringList words;
    if (m_files->preset())
        words << tr("%1 (read-only)").arg(titleWords(shownWords(toLocalBytes(QFileInfo(m_files->preset()->file).fileName()))));
    if (!m_files->path().isEmpty())
        words << titleWords(shownWords(toLocalBytes(QFileInfo(m_files->path()).fileName()))) + QStringLiteral("[*]");
    if (m_session.trace())
        words << titleWords(modelTitle(m_session.trace()->model()));
    setWindowTitle((words << QStringLiteral("Headscope")).join(QStringLiteral(" · ")));
    setWindowModified(m_files->isModified());
}

void MainWindow::step(int steps)
{
    if (m_workspace == Workspace::walk)
        return m_walk->step(steps);
    if (m_workspace == Workspace::lab)
        return m_lab->step(steps);
    const auto trace = m_session.trace();
    if (!trace)
        return;
    const int heads = trace->config().heads;
    const int place = std::clamp(m_selection.layer() * heads + m_selection.head() + steps, 0, trace->config().layers * heads - 1);
    StageKey key = m_selection.key();
    key.layer = place / heads;
    key.head = place % heads;
    m_selection.setKey(key);
}

void MainWindow::editSentence()
{
    if (!m_session.locks().allows(SessionControl::text))
        return;
    m_topBar->show();
    m_topBar->editSentence();
}

void MainWindow::editLines()
{
    if (!m_session.locks().allows(SessionControl::text))
        return;
    m_topBar->show();
    m_topBar->openEditor(m_topBar->second().hasFocus() ? m_topBar->second() : m_topBar->sentence());
}

void MainWindow::openMenu()
{
    if (menuBar()->isVisible())
        menuBar()->setActiveAction(menuBar()->actions().first());
    else
        m_topBar->menuButton().showMenu();
}

void MainWindow::leaveSentence()
{
    m_topBar->setVisible(!m_presentation->isOn());
    currentView().setFocus(Qt::OtherFocusReason);
}

void MainWindow::showAboutModel()
{
    if (const auto model = m_session.model())
        ModelDialog(*model, this).exec();
}

void MainWindow::toggleGenerating()
{
    const auto model = m_session.model();
    if (m_session.isGenerating())
        m_session.stopGenerating();
    else if (model && !canGenerate(*model))
        m_notice->showNote(tr("This model does not foretell the next token, so it cannot go on with a text. GPT-2, LLaMA or T5 can."));
    else
        m_session.generate(kGenerated);
}

void MainWindow::togglePair()
{
    const auto model = m_session.model();
    if (!model || !takesPairs(*model))
        m_notice->showNote(tr("This model reads one text at a time. BERT and its kin read two sentences."));
    else if (m_session.prompt().pair)
        m_topBar->removePairButton().click();
    else
        m_topBar->addPairButton().click();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    m_opener->dragEnter(*event);
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent *)
{
    m_opener->dragLeave();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    m_opener->drop(*event);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_leavesQuietly && !m_files->mayLeave())
        return event->ignore();
    m_remembered.save(*this);
    if (m_keeper && !m_leavesQuietly)
        m_keeper->end();
    QMainWindow::closeEvent(event);
}

} // namespace headscope
