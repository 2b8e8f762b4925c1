#include "ui/window/main_window.h"

#include "src/error.h"
#include "src/models/families/family.h"
#include "src/models/weights.h"
#include "ui/export/clipboard.h"
#include "ui/export/export_dialog.h"
#include "ui/session/built_in_models.h"
#include "ui/session/layer_loader.h"
#include "ui/session/local_bytes.h"
#include "ui/session/model_words.h"
#include "ui/session/settings_file.h"
#include "ui/session/strongest_row.h"
#include "ui/theme/plain_text.h"
#include "ui/theme/theme.h"
#include "ui/theme/typefaces.h"
#include "ui/views/arithmetic/arithmetic_view.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/panels/right_dock.h"
#include "ui/views/walk/walk_view.h"
#include "ui/widgets/notice_bar.h"
#include "ui/window/drop_cue.h"
#include "ui/window/hub_dialog.h"
#include "ui/window/main_menu.h"
#include "ui/window/model_dialog.h"
#include "ui/window/pointer_halo.h"
#include "ui/window/status_line.h"
#include "ui/window/token_bar.h"
#include "ui/window/top_bar.h"
#include "ui/window/walk_rail.h"
#include "ui/window/walk_workspace.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDataStream>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QThread>
#include <QThreadPool>
#include <QToolButton>
#include <QVBoxLayout>

namespace headscope {

namespace {

const QString kSampleSentence = QStringLiteral("The cat sat on the mat because it was tired.");
constexpr double kPresentZoom = 1.45; // digits readable from the back row at 1080 lines
constexpr int kGenerated = 24; // tokens of one Ctrl+G
constexpr int kThreadsBesideJobs = 8; // more than views have jobs at a time
constexpr qint64 kMaximumTextBytes = 10'000'000;

/// Sizes as saved before; not the width of the handle, the direction and what else a state holds, nor sizes that no screen has.
void restoreSplitter(QSplitter &splitter, const QByteArray &state)
{
    constexpr int marker = 0xff; // QSplitter's own
    constexpr int largest = 100'000;
    QDataStream stream(state);
    qint32 start = 0;
    qint32 version = 0;
    quint32 count = 0;
    stream >> start >> version >> count;
    if (start != marker || count != static_cast<quint32>(splitter.count()))
        return;
    QList<int> sizes;
    for (quint32 i = 0; i < count; ++i) {
        qint32 size = 0;
        stream >> size;
        sizes << size;
    }
    const bool isSane = std::ranges::all_of(sizes, [](int size) { return size >= 0 && size <= largest; });
    if (isSane && stream.status() == QDataStream::Ok)
        splitter.setSizes(sizes);
}

} // namespace

MainWindow::MainWindow(bool remember, QWidget *parent)
    : QMainWindow(parent)
    , m_remember(remember)
    , m_recent(remember)
{
    // Qt has threads of this pool help to paint large areas, and waits for them: there must be some left beside the views' jobs, which may
    // take seconds.
    QThreadPool::globalInstance()->setMaxThreadCount(QThread::idealThreadCount() + kThreadsBesideJobs);
    if (m_remember)
        restoreState(); // appearance first: the parts below are laid out with its fonts
    Appearance::instance().apply();
    setWindowTitle(QStringLiteral("Headscope"));
    setAcceptDrops(true);
    setMinimumSize(900, 560);

    auto *central = new QWidget(this);
    m_topBar = new TopBar(m_session, central);
    m_tokenBar = new TokenBar(m_session, m_selection, central);
    m_notice = new NoticeBar(central);
    m_walk = new WalkWorkspace(m_session, m_selection, central);
    m_heads = new HeadsWorkspace(m_session, m_selection, central);
    m_centre = new QStackedWidget(central);
    m_centre->addWidget(m_walk);
    m_centre->addWidget(m_heads);
    m_dock = new RightDock(m_session, m_selection, central);
    m_body = new QSplitter(Qt::Horizontal, central);
    m_body->setHandleWidth(1);
    m_body->addWidget(m_centre);
    m_body->addWidget(m_dock);
    connect(m_dock, &RightDock::pinAsked, m_heads->compare(), &CompareView::pinA);
    connect(m_dock, &RightDock::comparisonAsked, m_heads, &HeadsWorkspace::startComparison);
    m_body->setStretchFactor(0, 1);
    m_body->setStretchFactor(1, 0);
    m_body->setCollapsible(0, false);
    m_status = new StatusLine(m_session, central);
    m_halo = new PointerHalo(*this);
    m_dropCue = new DropCue(*this);

    auto *layout = new QVBoxLayout(central);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_topBar);
    layout->addWidget(m_tokenBar);
    layout->addWidget(m_notice);
    layout->addWidget(m_body, 1);
    layout->addWidget(m_status);
    setCentralWidget(central);
    buildMainMenu(*this);

    connect(m_topBar, &TopBar::workspaceChosen, this, [this](int index) { showWorkspace(static_cast<Workspace>(index)); });
    connect(m_topBar, &TopBar::exportRequested, this, &MainWindow::exportView);
    connect(m_topBar, &TopBar::leftSentence, this, [this] { currentView().setFocus(Qt::OtherFocusReason); });
    connect(m_topBar, &TopBar::textTooLong, this, [this](int limit) { m_pastedUpTo = limit; }); // said with the trace of that text
    connect(m_topBar, &TopBar::tooLongToEdit, this, [this] {
        m_notice->showNote(
            tr("This text is too long to be edited in one line. Select all of it (Ctrl+A) and type or paste to replace it."));
    });
    connect(&m_session, &Session::traceChanged, this, &MainWindow::receiveTrace);
    connect(&m_session, &Session::failed, this, &MainWindow::showProblem);
    connect(m_notice, &NoticeBar::actionRequested, &m_session, &Session::reopenModel);
    connect(m_notice, &NoticeBar::dismissed, this, [this] {
        m_keepsOldFile = m_session.changedFile() != nullptr;
        m_settingsProblem.clear();
    });
    connect(m_notice, &NoticeBar::detailsRequested, this, [this](const QString &message) { ModelDialog(message, this).exec(); });
    connect(m_topBar, &TopBar::aboutModelRequested, this, &MainWindow::showAboutModel);
    connect(m_status, &StatusLine::aboutModelRequested, this, &MainWindow::showAboutModel);
    connect(m_tokenBar, &TokenBar::generateRequested, this, &MainWindow::toggleGenerating);
    connect(&m_session, &Session::modelChanged, this, &MainWindow::receiveModel);
    connect(new QShortcut(Qt::Key_Escape, this), &QShortcut::activated, this, &MainWindow::escape);

    // Room for the window's frame and a panel of the desktop.
    resize(QSize(1440, 900).boundedTo(screen()->availableGeometry().size() - QSize(16, 56)));
    if (m_remember) {
        QSettings settings;
        restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
        restoreSplitter(*m_body, settings.value(QStringLiteral("window/body")).toByteArray());
        restoreSplitter(m_walk->columns(), settings.value(QStringLiteral("window/walkColumns")).toByteArray());
        restoreSplitter(m_walk->rows(), settings.value(QStringLiteral("window/walkRows")).toByteArray());
        restoreSplitter(*m_heads->splitter(), settings.value(QStringLiteral("window/heads")).toByteArray());
        m_heads->showView(settings.value(QStringLiteral("heads/view")).toString());
    }
    qApp->installEventFilter(this);
    showWorkspace(Workspace::walk);
    m_topBar->sentence().setFocus();
}

MainWindow::~MainWindow() = default;

/// While a menu or a list is open its keys are its own: → goes to the next menu, not to the next stage behind it.
bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && QApplication::activePopupWidget()) {
        event->accept();
        return true;
    }
    return QMainWindow::eventFilter(watched, event);
}

View &MainWindow::currentView()
{
    if (m_workspace == Workspace::walk)
        return m_walk->canvas();
    return m_heads->currentView();
}

void MainWindow::openRemembered()
{
    QSettings settings;
    QString text = kSampleSentence;
    QString model = defaultModelName();
    if (m_remember) {
        const auto remembered = [&settings](const QString &key, const QString &otherwise) {
            const QString value = settings.value(key, otherwise).toString();
            return value.size() > kMostRememberedText ? otherwise : value;
        };
        text = remembered(QStringLiteral("text"), text);
        model = settings.value(QStringLiteral("model"), model).toString();
        m_session.setTarget(remembered(QStringLiteral("target"), {}));
        if (settings.contains(QStringLiteral("pair")))
            m_session.setPair(remembered(QStringLiteral("pair"), {}));
        showWorkspace(settings.value(QStringLiteral("workspace")).toInt() == 1 ? Workspace::heads : Workspace::walk);
        // A folder that was moved since must not greet the user with an error.
        if (!QFileInfo::exists(model))
            model = defaultModelName();
    }
    m_session.setText(text);
    m_session.openModel(model);
}

void MainWindow::openPath(const QString &path)
{
    const QFileInfo info(path);
    if (info.isDir() || isModelFile(path) || !info.exists()) {
        m_session.openModel(path); // says so when there is no such folder
        return;
    }
    QFile file(path);
    if (!info.isFile() || !file.open(QIODevice::ReadOnly)) {
        m_notice->showError(tr("%1 cannot be read. Choose a text file or a model folder.").arg(path));
        return;
    }
    if (file.size() > kMaximumTextBytes) {
        m_notice->showError(tr("%1 is larger than %2 bytes. Choose a smaller text.").arg(path, locale().toString(kMaximumTextBytes)));
        return;
    }
    const QByteArray bytes = file.readAll();
    const bool isUtf16 = bytes.startsWith("\xff\xfe") || bytes.startsWith("\xfe\xff");
    if (!isUtf16 && bytes.contains('\0')) {
        m_notice->showError(tr("%1 is not a text. Choose a text file or a model folder.").arg(path));
        return;
    }
    try {
        m_session.setText(QString::fromStdString(textFrom(bytes.toStdString(), path.toStdString())));
    } catch (const Error &error) {
        m_notice->showError(QString::fromStdString(error.what()));
    }
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
    showHints();
}

void MainWindow::showHints()
{
    m_status->setHint(m_workspace == Workspace::walk
            ? tr("← → step   Space play   double-click edits   Ctrl+E export   F11 present")
            : tr("arrow keys next head   Enter open   wheel zooms   Ctrl+F finds   Ctrl+E export   F11 present"));
}

void MainWindow::escape()
{
    if (m_presenting) {
        setPresenting(false);
    } else if (m_session.isGenerating()) {
        m_session.stopGenerating();
    } else if (m_status->showsProgress()) {
        const bool opening = m_session.isOpening();
        m_session.cancel();
        m_notice->showNote(opening ? tr("Cancelled: the model that was open stays.")
                                   : tr("Cancelled: the picture is of what was run before. Any change of the text runs the model again."));
    } else if (m_topBar->sentence().hasFocus() || m_topBar->second().hasFocus()) {
        currentView().setFocus(Qt::OtherFocusReason);
    } else {
        m_walk->pause();
    }
}

void MainWindow::receiveModel()
{
    m_recent.add(QString::fromStdString(m_session.model()->folder().string()));
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
    if (m_session.changedFile() && !m_keepsOldFile)
        notes << tr("%1 was replaced or removed since it was opened: the numbers are still those of the file that was opened.")
                     .arg(QString::fromStdString(m_session.changedFile()->path().string()));
    return notes;
}

void MainWindow::receiveTrace()
{
    const auto trace = m_session.trace();
    m_selection.clampTo(*trace);
    const TransformerConfig &config = trace->config();
    for (int stack = 0; stack < config.stackCount(); ++stack) {
        if (m_selection.rowOf(stack) >= 0 || !hasTokens(*trace))
            continue;
        const int layer = config.stackOf(m_selection.layer()) == stack ? m_selection.layer() : config.lastLayerOf(stack);
        // Of a long run the weights may have to be made first: then the last token, which looks at all others.
        const bool ready = LayerLoader::of(m_session).isReady(trace, layer);
        m_selection.pinToken(
            stack, ready ? strongestRow(*trace, layer, m_selection.head()) : static_cast<int>(trace->stackTokens(stack).size()) - 1);
    }
    const Prompt &prompt = m_session.prompt();
    const auto isCut = [this](const QString &text) { return text.size() == m_pastedUpTo; };
    if (!isCut(prompt.text) && !isCut(prompt.pair.value_or(QString())) && !isCut(prompt.target))
        m_pastedUpTo = 0; // another text
    const QStringList notes = notesOf(*trace);
    if (notes.isEmpty())
        m_notice->clear();
    else
        m_notice->showNote(notes.join(QStringLiteral("  ·  ")), m_session.changedFile() && !m_keepsOldFile ? tr("Open Again") : QString());
    setWindowTitle(QStringLiteral("%1 · Headscope").arg(titleWords(modelTitle(trace->model()))));
}

void MainWindow::setPresenting(bool on)
{
    if (on == m_presenting)
        return;
    m_presenting = on;
    for (QWidget *chrome : {static_cast<QWidget *>(m_topBar), static_cast<QWidget *>(m_dock), static_cast<QWidget *>(m_status),
             static_cast<QWidget *>(menuBar())})
        chrome->setVisible(!on);
    m_walk->setBare(on);
    m_heads->column()->setVisible(!on);
    if (on) {
        m_wasMaximized = isMaximized();
        showFullScreen();
    } else if (m_wasMaximized) {
        showMaximized();
    } else {
        showNormal();
    }
    Appearance::instance().setZoom(on ? kPresentZoom : 1);
    m_halo->setVisible(on);
    currentView().setFocus(Qt::OtherFocusReason);
}

void MainWindow::exportView()
{
    ExportDialog(currentView(), m_session, m_selection, this).exec();
}

void MainWindow::copyPictureOfView()
{
    copyPicture(currentView());
}

void MainWindow::copyNumbersOfView()
{
    if (const auto trace = m_session.trace())
        copyNumbers(*trace, currentView().exportKey());
}

void MainWindow::chooseFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open a model folder (config.json, weights, tokenizer)"));
    if (!folder.isEmpty())
        openPath(folder);
}

void MainWindow::chooseModelFile()
{
    const QString file = QFileDialog::getOpenFileName(
        this, tr("Open a model file"), {}, tr("Models (*.gguf *.safetensors *.bin config.json *.index.json);;All files (*)"));
    if (!file.isEmpty())
        m_session.openModel(file);
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
    const QString file = QFileDialog::getOpenFileName(this, tr("Open a text file"), {}, tr("Text files (*.txt *.md);;All files (*)"));
    if (!file.isEmpty())
        openPath(file);
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

void MainWindow::showShortcuts()
{
    QString rows;
    const auto row = [&rows](const QString &keys, const QString &meaning) {
        rows += QStringLiteral("<tr><td style='padding:3px 22px 3px 0'><b>%1</b></td><td style='padding:3px 0'>%2</td></tr>")
                    .arg(keys, meaning);
    };
    row(tr("← →"), tr("previous and next stage"));
    row(tr("Home, End"), tr("first and last stage"));
    row(tr("Space"), tr("play and pause"));
    row(tr("Page Up, Page Down"), tr("previous and next layer; with Shift: head"));
    row(tr("Ctrl + arrow keys"), tr("move the pinned cell"));
    row(tr("Double-click, F2"), tr("change a number"));
    row(tr("Ctrl+Z, Ctrl+Shift+Z"), tr("undo and redo"));
    row(tr("Alt+1, Alt+2, Alt+3"), tr("edited, original, difference"));
    row(tr("Ctrl + wheel, +, −, 0"), tr("zoom in, out, fit"));
    row(tr("Ctrl+O"), tr("open a model folder; a folder dropped on the window opens too"));
    row(tr("Ctrl+I"), tr("about this model: the load report"));
    row(tr("Ctrl+G"), tr("generate; again or Esc stops"));
    row(tr("Ctrl+B"), tr("add or remove a second sentence"));
    row(tr("Ctrl+L"), tr("edit the sentence; Enter goes back to the picture"));
    row(tr("Ctrl+1, Ctrl+2"), tr("Walk, Heads"));
    row(tr("1, 2, 3 …"), tr("in Heads: the views of a head, from the left"));
    row(tr("Ctrl+click, Shift+click"), tr("in the grid of heads: look at several together"));
    row(tr("Ctrl+E"), tr("export"));
    row(tr("Ctrl+Shift+H"), tr("get a model from the Hugging Face Hub"));
    row(tr("F11"), tr("present; Esc leaves"));
    QMessageBox box(this);
    box.setWindowTitle(tr("Keys and mouse"));
    box.setTextFormat(Qt::RichText);
    box.setText(QStringLiteral("<table>%1</table>").arg(rows));
    box.exec();
}

void MainWindow::showAbout()
{
    QStringList faces;
    for (const Typeface &typeface : typefaces())
        faces.append(typeface.name + QLatin1Char(' ') + typeface.version);
    QMessageBox box(this);
    box.setWindowTitle(tr("About Headscope"));
    box.setIconPixmap(windowIcon().pixmap(64, 64));
    box.setTextFormat(Qt::RichText);
    box.setText(tr(
        "<h3>Headscope %1</h3><p>Self-attention as it is: every number on the screen was computed by the model for your own sentence.</p>"
        "<p>Works without a network. MIT licence.</p><p>Typefaces: %2, under their own free licences.</p>")
                    .arg(QStringLiteral(HEADSCOPE_VERSION), faces.join(QStringLiteral(", "))));
    box.exec();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.isEmpty() ? !event->mimeData()->hasText() : !urls.first().isLocalFile())
        return;
    event->acceptProposedAction();
    if (urls.isEmpty())
        return;
    const QFileInfo info(urls.first().toLocalFile());
    if (info.isDir() || isModelFile(info.filePath()))
        m_dropCue->showFor(tr("Open %1").arg(info.fileName()), tr("Drop it here: its attention shows for the sentence above."));
    else
        m_dropCue->showFor(
            tr("Read %1").arg(info.fileName()), tr("Drop it here: its text becomes the sentence. Models are folders or .gguf files."));
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent *)
{
    m_dropCue->hide();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    m_dropCue->hide();
    const QList<QUrl> urls = event->mimeData()->urls();
    if (!urls.isEmpty() && urls.first().isLocalFile())
        openPath(urls.first().toLocalFile());
    else if (event->mimeData()->hasText())
        m_session.setText(event->mimeData()->text());
    event->acceptProposedAction();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_remember)
        saveState();
    QMainWindow::closeEvent(event);
}

void MainWindow::restoreState()
{
    QSettings settings;
    Appearance &appearance = Appearance::instance();
    appearance.setSequentialScale(settings.value(QStringLiteral("appearance/sequential")).toString());
    appearance.setDivergingScale(settings.value(QStringLiteral("appearance/diverging")).toString());
    appearance.setAnimations(settings.value(QStringLiteral("appearance/animations"), true).toBool());
    appearance.setMode(static_cast<Appearance::Mode>(qBound(0, settings.value(QStringLiteral("appearance/mode")).toInt(), 2)));
}

void MainWindow::saveState()
{
    setPresenting(false);
    QSettings settings;
    const Appearance &appearance = Appearance::instance();
    settings.setValue(QStringLiteral("appearance/mode"), static_cast<int>(appearance.mode()));
    settings.setValue(QStringLiteral("appearance/sequential"), appearance.sequentialScale());
    settings.setValue(QStringLiteral("appearance/diverging"), appearance.divergingScale());
    settings.setValue(QStringLiteral("appearance/animations"), appearance.animations());
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/body"), m_body->saveState());
    settings.setValue(QStringLiteral("window/walkColumns"), m_walk->columns().saveState());
    settings.setValue(QStringLiteral("window/walkRows"), m_walk->rows().saveState());
    settings.setValue(QStringLiteral("window/heads"), m_heads->splitter()->saveState());
    settings.setValue(QStringLiteral("heads/view"), m_heads->currentId());
    settings.setValue(QStringLiteral("workspace"), static_cast<int>(m_workspace));
    const Prompt &prompt = m_session.prompt();
    const auto remember = [&settings](const QString &key, const std::optional<QString> &text) {
        if (text && text->size() <= kMostRememberedText)
            settings.setValue(key, *text);
        else
            settings.remove(key);
    };
    remember(QStringLiteral("text"), prompt.text);
    remember(QStringLiteral("target"), prompt.target);
    remember(QStringLiteral("pair"), prompt.pair);
    if (const auto model = m_session.model())
        settings.setValue(QStringLiteral("model"), QString::fromStdString(model->folder().string()));
}

} // namespace headscope
