#include "ui/cli/export_session.h"

#include "src/error.h"
#include "src/sessions/session_file.h"
#include "ui/cli/export_view.h"
#include "ui/cli/output_files.h"
#include "ui/export/view_export.h"
#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"
#include "ui/sessions/model_digests.h"
#include "ui/sessions/session_restorer.h"
#include "ui/theme/theme.h"
#include "ui/views/lab/lab_workspace.h"
#include "ui/views/map/map_view.h"
#include "ui/views/mechanism/mechanism_view.h"
#include "ui/views/walk/walk_view.h"

#include <QCoreApplication>
#include <QEventLoop>

namespace headscope {

namespace {

const QString kOption = QStringLiteral("session");

/// Until the session is back. Throws Error with the words of what failed.
void waitFor(SessionRestorer &restorer, const SessionState &state, const QString &place, const std::string &where)
{
    QEventLoop loop;
    QString problem;
    QObject::connect(&restorer.parts().session, &Session::failed, &loop, [&](const QString &message) { problem = message; });
    QObject::connect(&restorer, &SessionRestorer::settled, &loop, &QEventLoop::quit);
    restorer.restore(state, place, where);
    if (restorer.isBusy())
        loop.exec();
    if (!problem.isEmpty())
        throw Error(problem.toStdString());
}

} // namespace

QCommandLineOption sessionOption()
{
    return {kOption, QStringLiteral("What a session that was saved in the window shows, in place of TEXT and of what says where to look."),
        QStringLiteral("FILE.headscope")};
}

void exportSession(const QCommandLineParser &arguments, const ExportFile &file, const FigureOptions &options)
{
    for (const QString &option : arguments.optionNames())
        if (!QStringList{kOption, QStringLiteral("o"), QStringLiteral("output"), QStringLiteral("format"), QStringLiteral("force"),
                QStringLiteral("theme"), QStringLiteral("scale"), QStringLiteral("show")}
                 .contains(option))
            throw UsageError("a session has its own --" + option.toStdString() + "; leave it out");
    if (!arguments.positionalArguments().isEmpty())
        throw UsageError("a session has its own text; leave yours out");
    const ExportFormat &format = *formatNamed(file.format);
    const bool isTable = isFor(format, ExportOf::table);
    if (!isTable && !isFor(format, ExportOf::figure))
        throw UsageError("a session is written as a figure or a table, not as ." + file.format.toStdString());
    const QString path = arguments.value(kOption);
    const SessionState state = readSession(pathOf(path));
    const QString place = resolveModel(placeOf(state.model, path));
    ExportSources sources;
    sources.models.emplace_back(pathOf(place));
    sources.texts.emplace_back(pathOf(path));
    requireFree(arguments, file, sources);

    Appearance::instance().setAnimations(false);
    Session session;
    Selection selection(session);
    HeadsWorkspace heads(session, selection);
    WalkView walk(session, selection);
    MapView map(session, selection);
    LabState lab(session, selection);
    LabWorkspace workspace(session, selection, lab);
    StepWalk steps(lab);
    MechanismView mechanism(session, selection, steps);
    SessionRestorer restorer({session, selection, heads, lab,
        {{"walk", &walk}, {"mechanism", &mechanism}, {"lab-charts", &workspace.charts()}, {"lab-model", &workspace.swapped()}}});
    waitFor(restorer, state, place, toLocalBytes(path));
    const bool isMechanism = state.workspace == Workspace::walk && !lab.choices().opened.empty();
    const bool isDrawn = (isMechanism || state.workspace == Workspace::lab) && lab.choices().source == LabSource::random;
    if (!isDrawn && !hasTokens(*session.trace()))
        throw Error("an empty text has no figure", toLocalBytes(path), "Save a session with at least one word");
    View *view = &walk;
    if (state.workspace == Workspace::lab)
        view = &workspace.currentView();
    else if (state.workspace == Workspace::heads)
        view = &waitForPictures(heads, heads.currentId(), false);
    else if (isMechanism)
        view = &mechanism;
    else if (state.map)
        view = &map;
    view->prepareNow();
    while ((state.workspace == Workspace::lab || view == &mechanism) && !view->isSettled()) // cards arrive one by one
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    const DrawnView drawn = view->drawn();
    if (!isTable)
        writeFigure(file, viewFigure(drawn, selection, chosenCaption(arguments, heads.currentId())), options);
    else if (state.workspace != Workspace::walk || isMechanism)
        viewTableWriter(drawn, selection, file)();
    else
        throw UsageError("the Walk and the map are written as figures; numbers of a stage: --stage and --text");
}

} // namespace headscope
