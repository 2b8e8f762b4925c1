#include "ui/window/main_window.h"

#include "src/error.h"
#include "src/models/families/family.h"
#include "src/models/weights.h"
#include "ui/export/clipboard.h"
#include "ui/export/export_dialog.h"
#include "ui/export/view_export.h"
#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"
#include "ui/session/model_words.h"
#include "ui/session/shown_words.h"
#include "ui/session/text_file.h"
#include "ui/theme/plain_text.h"
#include "ui/theme/theme.h"
#include "ui/views/arithmetic/arithmetic_view.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/panels/edits_bar.h"
#include "ui/views/panels/right_dock.h"
#include "ui/views/view_keys.h"
#include "ui/views/walk/walk_view.h"
#include "ui/widgets/accessible_painting.h"
#include "ui/widgets/fold_strip.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/offer_bar.h"
#include "ui/widgets/splitter_fold.h"
#include "ui/widgets/step_rail.h"
#include "ui/window/drop_cue.h"
#include "ui/window/hub_dialog.h"
#include "ui/window/main_menu.h"
#include "ui/window/model_dialog.h"
#include "ui/window/panel_folds.h"
#include "ui/window/picture_keys.h"
#include "ui/window/pointer_halo.h"
#include "ui/window/present_bar.h"
#include "ui/window/preset_locks.h"
#include "ui/window/session_files.h"
#include "ui/window/session_keeper.h"
#include "ui/window/start_card.h"
#include "ui/window/status_line.h"
#include "ui/window/token_bar.h"
#include "ui/window/top_bar.h"
#include "ui/window/tour_words.h"
#include "ui/window/walk_coach.h"
#include "ui/window/walk_rail.h"
#include "ui/window/walk_workspace.h"
#include "ui/window/window_session.h"

#include <QApplication>
#include <QCloseEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QScreen>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include <filesystem>

namespace headscope {

namespace {

constexpr int kRoomyHeight = 820; // a window that is lower leaves the bars little of it
constexpr double kPresentHeight = 560; // lines of a screen at which text keeps its size: digits of 13.5 pixels are 2.4 % of it
constexpr int kGenerated = 24; // tokens of one Ctrl+G
// What file dialogs offer: no places in the network, whose names would be taken for those of files here.
const QStringList kHere = {QStringLiteral("file")};

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
    setMinimumSize(900, 560);

    m_keys = new PictureKeys(*this); // before all parts: those that listen to keys themselves are asked first
    auto *central = new QWidget(this);
    m_topBar = new TopBar(m_session, central);
    m_tokenBar = new TokenBar(m_session, m_selection, central);
    m_offer = new OfferBar(central);
    m_presetBar = new OfferBar(central);
    m_locks = new PresetLocks(*this);
    m_notice = new NoticeBar(central);
    m_walk = new WalkWorkspace(m_session, m_selection, central);
    m_heads = new HeadsWorkspace(m_session, m_selection, central);
    m_centre = new QStackedWidget(central);
    m_centre->addWidget(m_walk);
    m_centre->addWidget(m_heads);
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
    m_presentBar = new PresentBar(m_session, m_selection, m_walk->rail().stages(), central);
    m_presentBar->hide();
    m_status = new StatusLine(m_session, central);
    m_halo = new PointerHalo(*this);
    m_dropCue = new DropCue(*this);
    m_start = new StartCard(*this);
    connect(
        &m_session, &Session::traceChanged, m_start,
        [this] {
            if (m_start->isVisible())
                m_start->refresh();
        },
        Qt::QueuedConnection);
    connect(&m_session, &Session::busyChanged, this, &MainWindow::beginTour);
    connect(m_start, &StartCard::chosen, this, &MainWindow::go);
    connect(m_start, &StartCard::left, this, [this] { currentView().setFocus(Qt::OtherFocusReason); });

    auto *layout = new QVBoxLayout(central);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_topBar);
    layout->addWidget(m_tokenBar);
    layout->addWidget(m_offer);
    layout->addWidget(m_presetBar);
    layout->addWidget(m_notice);
    layout->addWidget(m_body, 1);
    layout->addWidget(m_presentBar);
    layout->addWidget(m_status);
    setCentralWidget(central);
    m_work = new WindowSession(*this);
    m_files = new SessionFiles(*this, *m_work);
    buildMainMenu(*this);
    auto *menu = new QMenu(&m_topBar->menuButton());
    menu->addActions(menuBar()->actions());
    m_topBar->menuButton().setMenu(menu);
    connect(m_folds, &PanelFolds::changed, this, &MainWindow::fold);
    connect(&m_walk->rail(), &WalkRail::foldToggled, this, [this] { m_folds->toggle(PanelSide::left); });
    connect(m_heads, &HeadsWorkspace::foldToggled, this, [this] { m_folds->toggle(PanelSide::left); });
    connect(&m_walk->arithmetic(), &ArithmeticView::foldToggled, this, [this] { m_folds->toggle(PanelSide::below); });
    connect(&m_walk->arithmetic(), &ArithmeticView::copied, this, [this] { m_status->say(tr("Arithmetic copied")); });
    connect(m_dock, &RightDock::foldToggled, this, [this] { m_folds->toggle(PanelSide::right); });
    connect(&Appearance::instance(), &Appearance::changed, this, [this] {
        makeRoom();
        fold(); // the strips are as wide as their letters are high
    });

    connect(m_topBar, &TopBar::workspaceChosen, this, [this](int index) { showWorkspace(static_cast<Workspace>(index)); });
    connect(m_topBar, &TopBar::exportRequested, this, &MainWindow::exportView);
    connect(m_topBar, &TopBar::leftSentence, this, &MainWindow::leaveSentence);
    connect(m_presentBar, &PresentBar::stepped, this, &MainWindow::step);
    connect(m_presentBar, &PresentBar::sentenceClicked, this, &MainWindow::editSentence);
    connect(m_presentBar, &PresentBar::stageChosen, &m_walk->rail().stages(), &StepRail::clicked);
    connect(m_heads, &HeadsWorkspace::viewChanged, this, &MainWindow::followPresenting);
    connect(m_topBar, &TopBar::textTooLong, this, [this](int limit) { m_pastedUpTo = limit; }); // said with the trace of that text
    connect(&m_session, &Session::traceChanged, this, &MainWindow::receiveTrace);
    connect(&m_session, &Session::failed, this, &MainWindow::showProblem);
    connect(m_notice, &NoticeBar::actionRequested, this, &MainWindow::actOnNotice);
    connect(m_notice, &NoticeBar::dismissed, this, [this] {
        m_work->dismissNote();
        m_keepsOldFile = m_session.changedFile() != nullptr;
        m_settingsProblem.clear();
    });
    connect(m_notice, &NoticeBar::detailsRequested, this, [this](const QString &message) { ModelDialog(message, this).exec(); });
    connect(m_topBar, &TopBar::aboutModelRequested, this, &MainWindow::showAboutModel);
    connect(m_status, &StatusLine::aboutModelRequested, this, &MainWindow::showAboutModel);
    connect(m_tokenBar, &TokenBar::generateRequested, this, &MainWindow::toggleGenerating);
    connect(&m_session, &Session::modelChanged, this, &MainWindow::receiveModel);
    connect(m_files, &SessionFiles::stateChanged, this, [this] {
        showTitle();
        showPreset();
    });
    connect(m_presetBar, &OfferBar::accepted, m_files, &SessionFiles::startOver);
    connect(m_work, &WindowSession::noteChanged, this, [this] {
        if (m_work->isWaiting())
            m_notice->showError(m_work->modelNote(), tr("Find the Model…"));
        else if (m_session.trace())
            receiveTrace();
    });
    // What is remembered is written when it changes: the process may end in any way.
    connect(m_work, &WindowSession::changed, this, [this] { m_remembered.keep(*this); });
    connect(&Appearance::instance(), &Appearance::changed, this, [this] { m_remembered.keep(*this); });
    connect(new QShortcut(Qt::Key_Escape, this), &QShortcut::activated, this, &MainWindow::escape);

    // Room for the window's frame and a panel of the desktop.
    resize(QSize(1440, 900).boundedTo(screen()->availableGeometry().size() - QSize(16, 56)));
    m_remembered.restoreLayout(*this);
    showWorkspace(Workspace::walk);
}

MainWindow::~MainWindow() = default;

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    makeRoom();
    followPresenting();
}

void MainWindow::makeRoom()
{
    if (m_presenting)
        return;
    const double zoom = Appearance::instance().zoom();
    const bool compact = height() < kRoomyHeight * zoom;
    menuBar()->setVisible(!compact);
    m_topBar->setCompact(compact);
    m_tokenBar->setCompact(compact);
    m_heads->setCompact(compact);
    m_folds->follow(size(), screen()->size(), zoom);
}

void MainWindow::fold()
{
    m_walk->setArithmeticFolded(m_presenting || m_folds->isFolded(PanelSide::below));
    m_walk->setRailFolded(m_folds->isFolded(PanelSide::left));
    m_heads->setColumnFolded(m_folds->isFolded(PanelSide::left));
    const bool right = m_folds->isFolded(PanelSide::right);
    m_dock->setFolded(right);
    foldInSplitter(*m_body, *m_dock, right ? FoldStrip::thickness() : -1);
}

View &MainWindow::currentView()
{
    if (m_workspace == Workspace::walk)
        return m_walk->currentView();
    return m_heads->currentView();
}

void MainWindow::openRemembered()
{
    m_remembered.openWork(*this);
}

void MainWindow::openPath(const QString &path)
{
    const std::filesystem::path file = pathOf(path);
    std::error_code ignored;
    if (isSessionFile(path)) {
        if (m_files->mayLeave())
            openSession(path);
        return;
    }
    if (std::filesystem::is_directory(file, ignored) || isModelFile(path) || !isThere(path)) {
        m_session.openModel(path); // says so when there is no such folder
        return;
    }
    try {
        m_session.setText(QString::fromStdString(readTextFile(path)));
    } catch (const Error &error) {
        m_notice->showError(shownWords(std::string(error.what())));
    }
}

bool MainWindow::openSession(const QString &path)
{
    try {
        m_files->open(path);
        return true;
    } catch (const Error &error) {
        m_notice->showError(shownWords(std::string(error.what())));
        return false;
    }
}

void MainWindow::keepWork(const QString &folder)
{
    m_keeper = new SessionKeeper(*this, *m_work, *m_offer, folder);
    m_keeper->offerLeft();
}

void MainWindow::leaveQuietly()
{
    m_leavesQuietly = true;
    if (m_keeper)
        m_keeper->keepNow();
}

void MainWindow::actOnNotice()
{
    if (m_work->modelNote().isEmpty() || m_session.changedFile())
        m_session.reopenModel();
    else
        m_work->findModel();
}

void MainWindow::showWorkspace(Workspace workspace)
{
    const bool heads = workspace == Workspace::heads;
    if (heads)
        m_walk->pause();
    m_workspace = workspace;
    m_topBar->setWorkspace(heads ? 1 : 0);
    m_centre->setCurrentIndex(heads ? 1 : 0);
    m_dock->setWorkspace(heads);
    currentView().setFocus(Qt::OtherFocusReason);
    showHints();
    followPresenting();
}

void MainWindow::showHints()
{
    const auto keyOf = [this](QLatin1String action) { return keyName(findChild<QAction *>(action)->shortcut()); };
    const auto keyIn = [](ViewKey key) { return keyName(rowOf(kViewKeys, key).keys[0]); };
    const auto arrowsLike = [](const QString &right) { return tr("%1arrow keys").arg(right.chopped(1)); }; // "Alt+→" stands for all four
    const QString cells = tr("%1 move the cell").arg(arrowsLike(keyIn(ViewKey::right)));
    const QString all = tr("%1 all keys").arg(keyOf(kKeyPage));
    const QStringList work = {tr("%1 export").arg(keyOf(kExport)), tr("%1 present").arg(keyOf(kPresent))};
    if (m_workspace == Workspace::walk)
        m_status->setHints(QStringList{tr("%1 %2 step").arg(keyOf(kPreviousStage), keyOf(kNextStage)), tr("%1 play").arg(keyOf(kPlay)), all,
                               cells, tr("%1 or double-click edits").arg(keyIn(ViewKey::change))}
            + work);
    else
        m_status->setHints(
            QStringList{tr("%1 next head").arg(arrowsLike(keyOf(kHeadAtRight))), cells, all, tr("%1 finds").arg(keyIn(ViewKey::find))}
            + work);
}

void MainWindow::escape()
{
    const bool writes = m_topBar->sentence().hasFocus() || m_topBar->second().hasFocus();
    if (m_presenting && !writes) {
        setPresenting(false);
    } else if (m_session.isGenerating()) {
        m_session.stopGenerating();
    } else if (m_status->showsProgress()) {
        const bool opening = m_session.isOpening();
        m_session.cancel();
        m_notice->showNote(opening ? tr("Cancelled: the model that was open stays.")
                                   : tr("Cancelled: the picture is of what was run before. Any change of the text runs the model again."));
    } else if (writes) {
        leaveSentence();
    } else if (m_walk->canvas().isPlaying()) {
        m_walk->pause();
    } else {
        m_selection.pin(-1, -1);
    }
}

void MainWindow::receiveModel()
{
    m_recent.add(fromLocalBytes(m_session.model()->folder().string()));
    m_keepsOldFile = false;
    m_notice->clear();
}

void MainWindow::showProblem(const QString &message)
{
    const auto model = m_session.model();
    const auto file = model ? model->weights().changedFile() : nullptr;
    m_notice->showError(message, file ? tr("Open Again") : QString());
}

QStringList MainWindow::notesOf(const Trace &trace) const
{
    QStringList notes;
    if (!m_settingsProblem.isEmpty())
        notes << m_settingsProblem;
    if (m_pastedUpTo > 0)
        notes
            << tr("The text was cut at %L1 characters. Longer texts: File > Open Text File, or headscope export --text.").arg(m_pastedUpTo);
    for (const std::string &note : trace.notes())
        notes << QString::fromStdString(note);
    if (!m_work->modelNote().isEmpty())
        notes << m_work->modelNote();
    if (m_session.changedFile() && !m_keepsOldFile)
        notes << tr("%1 was changed, replaced or removed since it was opened: the numbers are still those of the file that was opened.")
                     .arg(shownWords(m_session.changedFile()->path().string()));
    return notes;
}

void MainWindow::receiveTrace()
{
    const auto trace = m_session.trace();
    const Prompt &prompt = m_session.prompt();
    const auto isCut = [this](const QString &text) { return text.size() == m_pastedUpTo; };
    if (!isCut(prompt.text) && !isCut(prompt.pair.value_or(QString())) && !isCut(prompt.target))
        m_pastedUpTo = 0; // another text
    const QStringList notes = notesOf(*trace);
    if (notes.isEmpty()) {
        m_notice->clear();
    } else {
        const QString openAgain = m_session.changedFile() && !m_keepsOldFile ? tr("Open Again") : QString();
        const QString find = m_work->modelNote().isEmpty() ? QString() : tr("Find the Model…");
        m_notice->showNote(notes.join(QStringLiteral("  ·  ")), openAgain.isEmpty() ? find : openAgain);
    }
    showTitle();
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

void MainWindow::setPresenting(bool on, bool onWholeScreen)
{
    if (on == m_presenting)
        return;
    m_presenting = on;
    for (QWidget *chrome : {static_cast<QWidget *>(m_topBar), static_cast<QWidget *>(m_tokenBar), static_cast<QWidget *>(m_dock),
             static_cast<QWidget *>(m_status)})
        chrome->setVisible(!on);
    menuBar()->setVisible(false); // makeRoom() brings it back
    m_walk->setBare(on);
    m_heads->setBare(on);
    if (on) {
        m_wasMaximized = isMaximized();
        m_onWholeScreen = onWholeScreen;
        m_zoomBefore = Appearance::instance().zoom();
        if (onWholeScreen)
            showFullScreen();
    } else {
        if (m_onWholeScreen)
            m_wasMaximized ? showMaximized() : showNormal();
        Appearance::instance().setZoom(m_zoomBefore);
    }
    m_presentBar->setVisible(on);
    m_walk->arithmetic().foldButton().setVisible(!on); // folded it stays
    followPresenting();
    makeRoom();
    fold();
    m_halo->setVisible(on);
    currentView().setFocus(Qt::OtherFocusReason);
}

/// Text is as large as the screen is high.
void MainWindow::followPresenting()
{
    if (!m_presenting)
        return;
    const HeadsWorkspace::Entry *view = m_heads->find(m_heads->currentId());
    m_presentBar->setView(m_workspace == Workspace::heads && view ? view->title : QString());
    Appearance::instance().setZoom(height() / kPresentHeight);
}

void MainWindow::step(int steps)
{
    if (m_workspace == Workspace::walk)
        return m_walk->rail().step(steps);
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
    m_topBar->show();
    m_topBar->editSentence();
}

void MainWindow::editLines()
{
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
    m_topBar->setVisible(!m_presenting);
    currentView().setFocus(Qt::OtherFocusReason);
}

void MainWindow::welcome()
{
    m_remembered.setStarted();
    m_start->open();
}

void MainWindow::go(FirstWay way)
{
    switch (way) {
    case FirstWay::learn: return learn();
    case FirstWay::inspect: m_session.openModel(QStringLiteral("storyteller")); return showWorkspace(Workspace::heads);
    case FirstWay::open: return chooseFolder();
    }
}

void MainWindow::learn()
{
    showWorkspace(Workspace::walk);
    m_walk->showMap(false);
    m_touring = true;
    m_session.setText(tourSentence());
    m_session.setPair(std::nullopt);
    const auto model = m_session.model();
    if (!model || model->name() != tourModel().toStdString() || m_session.isOpening())
        m_session.openModel(tourModel());
    else
        m_session.resetEdits();
    beginTour();
}

void MainWindow::beginTour()
{
    const auto trace = m_session.trace();
    if (!m_touring || m_session.isBusy())
        return;
    m_touring = false;
    if (!trace || trace->text() != tourSentence().toStdString())
        return; // it was typed into meanwhile
    m_selection.setHead(0);
    m_walk->coach().start();
    currentView().setFocus(Qt::OtherFocusReason);
}

void MainWindow::exportView()
{
    ExportDialog(currentView(), m_session, m_selection, this).exec();
}

void MainWindow::copyPictureOfView()
{
    copyFigure(viewFigure(currentView().drawn(), m_selection), FigureOptions()); // what Export would write
    m_status->say(tr("Picture copied"));
}

void MainWindow::copyNumbersOfView()
{
    if (!m_session.trace())
        return;
    copyNumbers(shownNumbers(currentView().drawn(), m_session, m_selection));
    m_status->say(tr("Numbers copied"));
}

void MainWindow::chooseFolder()
{
    const QUrl folder = QFileDialog::getExistingDirectoryUrl(
        this, tr("Open a model folder (config.json, weights, tokenizer)"), {}, QFileDialog::ShowDirsOnly, kHere);
    if (!folder.isEmpty())
        openPath(nameIn(folder));
}

void MainWindow::chooseModelFile()
{
    const QUrl file = QFileDialog::getOpenFileUrl(this, tr("Open a model file"), {},
        tr("Models (*.gguf *.safetensors *.bin config.json *.index.json);;All files (*)"), nullptr, {}, kHere);
    if (!file.isEmpty())
        m_session.openModel(nameIn(file));
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

void MainWindow::chooseText()
{
    const QUrl file
        = QFileDialog::getOpenFileUrl(this, tr("Open a text file"), {}, tr("Text files (*.txt *.md);;All files (*)"), nullptr, {}, kHere);
    if (!file.isEmpty())
        openPath(nameIn(file));
}

void MainWindow::getFromHub()
{
    if (!m_hubDialog) {
        QStringList known;
        for (const Family &family : families())
            known.append(QString::fromUtf8(family.modelType.data(), static_cast<qsizetype>(family.modelType.size())));
        m_hubDialog = new HubDialog(HubEnvironment::of(), known, {}, this);
        m_hubDialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_hubDialog, &HubDialog::openRequested, &m_session, &Session::openModel);
    }
    m_hubDialog->show();
    m_hubDialog->raise();
    m_hubDialog->activateWindow();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.isEmpty() ? !event->mimeData()->hasText() : !urls.first().isLocalFile())
        return;
    event->acceptProposedAction();
    if (urls.isEmpty())
        return;
    const QString path = nameIn(urls.first());
    const QString name = shownWords(toLocalBytes(QFileInfo(path).fileName()));
    std::error_code ignored;
    if (isSessionFile(path))
        m_dropCue->showFor(tr("Open %1").arg(name), tr("Drop it here: the session opens as it was saved."));
    else if (std::filesystem::is_directory(pathOf(path), ignored) || isModelFile(path))
        m_dropCue->showFor(tr("Open %1").arg(name), tr("Drop it here: its attention shows for the sentence above."));
    else
        m_dropCue->showFor(tr("Read %1").arg(name), tr("Drop it here: its text becomes the sentence. Models are folders or .gguf files."));
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent *)
{
    m_dropCue->hide();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    m_start->leave();
    m_dropCue->hide();
    const QList<QUrl> urls = event->mimeData()->urls();
    const bool isSession = !urls.isEmpty() && isSessionFile(nameIn(urls.first()));
    if (!isSession && (m_locks->isLocked(SessionControl::model) || m_locks->isLocked(SessionControl::text)))
        return m_notice->showNote(tr("This preset keeps its model or its text. File > Save As makes a session of your own."));
    if (!urls.isEmpty() && urls.first().isLocalFile())
        openPath(nameIn(urls.first()));
    else if (event->mimeData()->hasText())
        m_session.setText(event->mimeData()->text());
    event->acceptProposedAction();
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
