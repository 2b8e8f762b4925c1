#include "ui/cli/open_window.h"

#include "src/error.h"
#include "src/export/export_target.h"
#include "ui/cli/choices.h"
#include "ui/cli/desktop_remarks.h"
#include "ui/cli/terminal_stream.h"
#include "ui/session/local_bytes.h"
#include "ui/session/settings_file.h"
#include "ui/sessions/running_session.h"
#include "ui/theme/theme.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/mechanism/mechanism_page.h"
#include "ui/views/shared/scores/head_score_source.h"
#include "ui/widgets/notice_bar.h"
#include "ui/window/application.h"
#include "ui/window/first_steps.h"
#include "ui/window/main_window.h"
#include "ui/window/opener.h"
#include "ui/window/presentation.h"
#include "ui/window/quitting.h"
#include "ui/window/screen_room.h"
#include "ui/window/walk_workspace.h"
#include "ui/window/window_notes.h"
#include "ui/window/window_session.h"

#include <QApplication>
#include <QBuffer>
#include <QEventLoop>
#include <QIcon>
#include <QTimer>
#include <QWindow>

#include <algorithm>
#include <iostream>

namespace headscope {

namespace {

constexpr int kSettleMilliseconds = 250; // for what views compute after a trace has arrived
constexpr int kFailed = 1;

/// Throws Error, with those there are, when there is no such view.
void showHeadsView(const QString &id, MainWindow &window)
{
    if (window.heads().showView(id))
        return;
    QStringList known;
    for (const HeadsWorkspace::Entry &entry : window.heads().views())
        known << entry.id;
    throw Error(
        "the Heads workspace has no view “" + id.toStdString() + "”", {}, "Its views: " + known.join(QStringLiteral(", ")).toStdString());
}

/// Text, model, theme and workspace; the place is known to exist only once a trace is there (see select).
void apply(const WindowOptions &options, MainWindow &window)
{
    if (options.dark)
        Appearance::instance().setMode(*options.dark ? Appearance::Mode::dark : Appearance::Mode::light);
    if (options.session.isEmpty() || !window.opener().openSession(options.session))
        window.openRemembered();
    if (options.text)
        window.session().setText(QString::fromStdString(*options.text));
    if (options.pair)
        window.session().setPair(options.pair);
    if (options.target)
        window.session().setTarget(*options.target);
    if (!options.model.isEmpty())
        window.session().openModel(options.model);
    if (options.workspace)
        window.showWorkspace(*options.workspace);
    if (options.labView)
        window.labState().show(*options.labView);
    if (!options.view.isEmpty())
        showHeadsView(options.view, window);
    if (!options.mechanism.empty()) {
        window.walk().mechanism().walk().setNextStep(options.step);
        window.labState().open(options.mechanism);
    }
}

/// Shows the stage, layer and head asked for. Throws Error when the model does not have them.
void select(const WindowOptions &options, MainWindow &window)
{
    const std::shared_ptr<const Trace> trace = window.session().trace();
    const TransformerConfig &config = trace->config();
    const std::optional<int> chosen = options.layerName.isEmpty() ? options.layer : layerNamed(options.layerName, config);
    if (!options.layerName.isEmpty() && !chosen)
        throw Error("there is no layer “" + options.layerName.toStdString() + "”");
    if (chosen.value_or(0) >= config.layers)
        throw Error("there is no layer " + std::to_string(*chosen + 1) + ": the model has " + std::to_string(config.layers));
    if (options.head.value_or(0) >= config.heads)
        throw Error("there is no head " + std::to_string(*options.head + 1) + ": the model has " + std::to_string(config.heads));
    if (const int layer = chosen.value_or(0); options.stage && !trace->has(*options.stage, layer))
        throw Error((trace->has(*options.stage) ? config.layerName(layer) : "this model") + std::string(" has no stage “")
            + std::string(stageInfo(*options.stage).name) + "”");
    StageKey key = window.selection().key();
    key.stage = options.stage.value_or(key.stage);
    key.layer = chosen.value_or(key.layer);
    key.head = options.head.value_or(key.head);
    window.selection().setKey(key);
}

/// Until the trace is there: that of the whole run, not that of no text which a long first run begins with. Throws Error with the session's
/// own words when it failed.
void waitForTrace(MainWindow &window)
{
    QEventLoop loop;
    QString problem;
    QObject::connect(&window.session(), &Session::traceChanged, &loop, [&] {
        if (!window.session().isBusy())
            loop.quit();
    });
    QObject::connect(&window.session(), &Session::failed, &loop, [&](const QString &message) {
        problem = message;
        loop.quit();
    });
    if (window.session().isBusy())
        loop.exec();
    if (!problem.isEmpty() || !window.session().trace())
        throw Error(problem.isEmpty() ? std::string("nothing was computed") : problem.toStdString());
}

void settle()
{
    QEventLoop loop;
    QTimer::singleShot(kSettleMilliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

/// Until the views in sight have made what they show, the heads are measured and both were laid out, or half a minute has passed.
void settleViews(MainWindow &window)
{
    constexpr int mostRounds = 30000 / kSettleMilliseconds;
    int settled = 0;
    for (int round = 0; round < mostRounds && settled < 2; ++round) {
        settle();
        const auto views = window.findChildren<View *>();
        const auto sources = window.findChildren<HeadScoreSource *>();
        const bool isDone = !window.work().isRestoring()
            && std::ranges::all_of(views, [](const View *view) { return !view->isVisible() || view->isSettled(); })
            && std::ranges::all_of(sources, [](const HeadScoreSource *source) { return source->isIdle(); });
        settled = isDone ? settled + 1 : 0;
    }
}

/// Throws Error where the picture would take the place of what was read.
void requireGrabTarget(const WindowOptions &options, const std::string &model)
{
    ExportSources sources;
    if (!model.empty())
        sources.models.emplace_back(model);
    if (!options.session.isEmpty())
        sources.texts.emplace_back(toLocalBytes(options.session));
    if (!options.textFile.isEmpty())
        sources.texts.emplace_back(toLocalBytes(options.textFile));
    requireNoSource(toLocalBytes(options.grab), sources);
}

void writeGrab(const WindowOptions &options)
{
    requireGrabTarget(options, toLocalBytes(options.model));
    AtomicFile file(toLocalBytes(options.grab)); // first: a path that cannot be written is not worth a run
    Appearance::instance().setAnimations(false);
    QApplication::setCursorFlashTime(0); // the caret is always there, so that pictures repeat
    MainWindow window(false);
    apply(options, window);
    if (!options.session.isEmpty() && !window.work().isRestoring())
        throw Error(window.notice().text().toStdString());
    waitForTrace(window);
    requireGrabTarget(options, window.session().trace()->model().folder().string()); // of a built-in one, where it lies
    if (options.generate > 0) {
        window.session().generate(options.generate);
        waitForTrace(window);
    }
    select(options, window);
    window.presentation().set(options.present, false);
    window.resize(options.size);
    window.show();
    settleViews(window);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!window.grab().save(&buffer, "png"))
        throw Error("the picture cannot be encoded", options.grab.toStdString());
    file.write(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    file.commit();
}

/// Paints at once when trace and screen are there, tells the caller, and leaves.
void quitWhenPainted(MainWindow &window)
{
    auto *poll = new QTimer(&window);
    QObject::connect(poll, &QTimer::timeout, &window, [&window] {
        const QWindow *handle = window.windowHandle();
        if (!window.session().trace() || !handle || !handle->isExposed())
            return;
        window.selection().setStage(Stage::weights);
        window.currentView().repaint(); // returns when the picture was handed to the window system
        std::cout << "painted" << std::endl;
        QApplication::quit();
    });
    poll->start(0);
}

int show(const WindowOptions &options, Application &application)
{
    const QString settingsProblem = prepareSettings();
    followDesktopFont();
    MainWindow window(!options.quitWhenPainted);
    window.notes().setSettingsProblem(settingsProblem);
    if (options.quitWhenPainted)
        quitWhenPainted(window);
    if (options.isPlain && settingsProblem.isEmpty() && window.remembered().isFirstStart())
        QObject::connect(
            &window.session(), &Session::traceChanged, &window,
            [&window] {
                window.selection().setStage(Stage::weights); // what shows behind the card
                window.firstSteps().welcome();
            },
            Qt::ConnectionType(Qt::QueuedConnection | Qt::SingleShotConnection));
    apply(options, window);
    if (options.stage || options.layer || !options.layerName.isEmpty() || options.head) {
        QObject::connect(
            &window.session(), &Session::traceChanged, &window,
            [&window, options] {
                try {
                    select(options, window);
                } catch (const Error &error) {
                    Q_EMIT window.session().failed(QString::fromStdString(error.what())); // the window shows it as it shows every failure
                }
            },
            Qt::SingleShotConnection);
    }
    window.show();
    window.presentation().set(options.present);
    if (!options.quitWhenPainted && settingsProblem.isEmpty())
        window.keepWork(RunningSession::defaultFolder());
    application.setOnProblem([&window](const QString &message) { Q_EMIT window.session().failed(message); });
    quitOnSignals([&window] {
        window.leaveQuietly();
        window.close(); // as its user would: what is to be remembered is saved
        QApplication::exit(0);
    });
    const int code = QApplication::exec();
    application.setOnProblem({});
    endSoon(code);
    return code;
}

} // namespace

int openWindow(const WindowOptions &options, int argc, char **argv)
{
    const bool grabs = !options.grab.isEmpty();
    takeDesktopRemarks(grabs ? Remarks::failures : Remarks::all);
    if (grabs) {
        handleTermination();
        if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
            qputenv("QT_QPA_PLATFORM", "offscreen");
        qputenv("QT_SCALE_FACTOR", QByteArray::number(options.scale));
    }
    Application application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Headscope"));
    QApplication::setOrganizationName(QStringLiteral("Headscope"));
    QApplication::setApplicationVersion(QStringLiteral(HEADSCOPE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("headscope"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/headscope.svg")));
    try {
        if (!grabs)
            return show(options, application);
        writeGrab(options);
        return 0;
    } catch (const Error &error) {
        TerminalStream(std::cerr) << "headscope: " << error.what() << '\n';
        return kFailed;
    }
}

} // namespace headscope
