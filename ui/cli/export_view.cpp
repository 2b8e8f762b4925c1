#include "ui/cli/export_view.h"

#include "src/error.h"
#include "src/patterns/pattern_choice.h"
#include "ui/cli/choices.h"
#include "ui/cli/output_files.h"
#include "ui/cli/suggestion.h"
#include "ui/export/frame_sequence.h"
#include "ui/export/view_export.h"
#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"
#include "ui/session/pinned_pair.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/whatif/what_if_view.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

namespace headscope {

namespace {

constexpr int kDelay = 500; // milliseconds of a frame
constexpr int kPatience = 120'000; // milliseconds for pictures that are made beside the window's thread

/// A page of its own, beside the views of one head.
const QString &gridId()
{
    static const QString id = QStringLiteral("grid");
    return id;
}

/// The value of a name in a table, or the first where the option is not given. Throws UsageError.
template <typename Table>
auto chosenValue(const QCommandLineParser &arguments, const char *option, const Table &table)
{
    const QString key = QString::fromLatin1(option);
    if (!arguments.isSet(key))
        return table.front().id;
    const std::string given = arguments.value(key).toStdString();
    std::vector<std::string> names;
    std::string list;
    for (const auto &row : table) {
        if (row.name == given)
            return row.id;
        names.emplace_back(row.name);
        list += (list.empty() ? "" : ", ") + names.back();
    }
    throw UsageError("--" + std::string(option) + " takes " + list + ", not “" + given + "”." + suggestion(given, names));
}

/// Throws UsageError for "all", Error for what is beyond `most`.
int inRange(const std::optional<int> &index, const char *option, int most, const std::string &what)
{
    if (!index)
        throw UsageError("a view shows one " + what + ": --" + option + " takes a number");
    if (*index >= most)
        throw Error("there is no " + what + " " + std::to_string(*index + 1) + ": there are " + std::to_string(most));
    return *index;
}

/// A number from 1 to `most`, counted from 0; nothing where the option is not given.
std::optional<int> chosenIndex(const QCommandLineParser &arguments, const char *option, int most, const std::string &what)
{
    const QString key = QString::fromLatin1(option);
    if (!arguments.isSet(key))
        return std::nullopt;
    return inRange(countedFromZero(arguments, key), option, most, what);
}

/// "2.3,4.1", "D2×.3": layer and head.
std::vector<HeadPlace> chosenHeads(const QCommandLineParser &arguments, const char *option, const TransformerConfig &config)
{
    std::vector<HeadPlace> heads;
    for (const QString &part : arguments.value(QString::fromLatin1(option)).split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        const QStringList numbers = part.trimmed().split(QLatin1Char('.'));
        bool layerIsNumber = false;
        bool headIsNumber = false;
        const std::optional<int> named = layerNamed(numbers.value(0), config);
        const int layer = named ? *named + 1 : numbers.value(0).toInt(&layerIsNumber);
        const int head = numbers.value(1).toInt(&headIsNumber);
        if (numbers.size() != 2 || !(named || layerIsNumber) || !headIsNumber)
            throw UsageError("--" + std::string(option) + " takes heads as layer.head, not “" + part.toStdString() + "”");
        if (layer < 1 || layer > config.layers || head < 1 || head > config.heads)
            throw Error("there is no head " + part.toStdString() + ": the model has " + std::to_string(config.layers) + " layers of "
                + std::to_string(config.heads) + " heads");
        heads.push_back({layer - 1, head - 1});
    }
    return heads;
}

PatternChoice chosenPattern(const QCommandLineParser &arguments, const TransformerConfig &config)
{
    PatternChoice choice;
    choice.measure = chosenValue(arguments, "measure", allMeasures());
    choice.rule = chosenValue(arguments, "rule", allHeadRules());
    choice.unit = chosenValue(arguments, "units", kTokenUnits);
    choice.special = chosenValue(arguments, "special", kSpecialTokens);
    choice.hidden = arguments.value(QStringLiteral("hide")).toStdString();
    choice.others = chosenHeads(arguments, "heads", config);
    return choice;
}

/// Until the run is there, or as much of it as was asked for. Throws Error with the session's own words when it failed.
void waitFor(Session &session)
{
    QEventLoop loop;
    QString problem;
    QObject::connect(&session, &Session::failed, &loop, [&](const QString &message) {
        problem = message;
        loop.quit();
    });
    const auto hasPart = [&] { return session.layers() && session.partial() && session.partial()->doneLayers() >= *session.layers(); };
    QObject::connect(&session, &Session::busyChanged, &loop, [&](bool busy) {
        if (!busy)
            loop.quit();
    });
    QObject::connect(&session, &Session::partialChanged, &loop, [&] {
        if (hasPart())
            loop.quit();
    });
    if (session.isBusy() && !hasPart())
        loop.exec();
    if (!problem.isEmpty() || !session.trace())
        throw Error(problem.isEmpty() ? std::string("nothing was computed") : problem.toStdString());
}

/// Null for the grid. Throws UsageError with the views there are.
const HeadView *chosenView(const QString &id)
{
    const HeadView *view = headViewNamed(id);
    if (view || id == gridId())
        return view;
    std::vector<std::string> names;
    std::string list;
    for (const HeadView &row : headViews())
        names.push_back(row.id.toStdString());
    names.push_back(gridId().toStdString());
    for (const std::string &name : names)
        list += (list.empty() ? "" : ", ") + name;
    throw UsageError("there is no view “" + id.toStdString() + "”." + suggestion(id.toStdString(), names) + " Views: " + list);
}

void select(const QCommandLineParser &arguments, const Trace &trace, Selection &selection)
{
    const TransformerConfig &config = trace.config();
    StageKey key{Stage::weights, 0, 0};
    if (arguments.isSet(QStringLiteral("layer")))
        key.layer = inRange(chosenLayer(arguments, config), "layer", config.layers, "layer");
    key.head = chosenIndex(arguments, "head", config.heads, "head").value_or(0);
    selection.setKey(key);
    const auto query = chosenIndex(arguments, "query", trace.rowCount(key), "query token");
    const auto keyToken = chosenIndex(arguments, "key", trace.columnCount(key), "key token");
    if (keyToken && !query)
        throw UsageError("--key belongs to --query");
    if (query)
        pinPair(selection, {*query, keyToken.value_or(-1)});
    selection.setPattern(chosenPattern(arguments, config));
}

/// What is compared with: the same head on --versus-text, or the head of --versus on the same text. Leaves the session on `text`.
PinnedHead versus(const QCommandLineParser &arguments, Session &session, const Selection &selection, const std::string &text)
{
    const bool otherText = arguments.isSet(QStringLiteral("versus-text"));
    const auto places = chosenHeads(arguments, "versus", session.trace()->config());
    if (!otherText && places.empty())
        throw UsageError("say what to compare with: --versus LAYER.HEAD or --versus-text TEXT");
    if (places.size() > 1)
        throw UsageError("--versus takes one head");
    PinnedHead pinned{session.trace(), {selection.layer(), selection.head()}, selection.pattern()};
    if (!places.empty())
        pinned.head = places.front();
    if (otherText) {
        session.setText(arguments.value(QStringLiteral("versus-text")));
        waitFor(session);
        pinned.trace = session.trace();
        session.setText(QString::fromStdString(text));
        waitFor(session);
        if (!hasTokens(*pinned.trace))
            throw Error("an empty text cannot be compared with", "--versus-text", "Give at least one word");
    }
    return pinned;
}

/// How many of the model's first layers the picture needs, where that is known before the run: of a pattern those up to its heads.
std::optional<int> neededLayers(const QCommandLineParser &arguments, const HeadView *view, const TransformerConfig &config)
{
    const bool needsAll = !view || !view->ofPattern || arguments.isSet(QStringLiteral("generate"))
        || arguments.value(QStringLiteral("frames")) == frameAxisNames().value(static_cast<int>(FrameAxis::layers));
    const std::optional<int> layer = arguments.isSet(QStringLiteral("layer")) ? chosenLayer(arguments, config) : std::optional<int>(0);
    if (needsAll || !layer || *layer >= config.layers) // what is wrong is told later
        return std::nullopt;
    int last = *layer;
    for (const HeadPlace &head : chosenHeads(arguments, "heads", config))
        last = std::max(last, head.layer);
    return last + 1 < config.layers ? std::optional<int>(last + 1) : std::nullopt;
}

/// ".png, .svg or .pdf"
std::string endings(const QStringList &formats)
{
    QStringList first;
    for (const QString &format : formats.mid(0, formats.size() - 1))
        first << QLatin1Char('.') + format;
    return (first.join(QStringLiteral(", ")) + QStringLiteral(" or .") + formats.back()).toStdString();
}

int chosenDelay(const QCommandLineParser &arguments)
{
    if (!arguments.isSet(QStringLiteral("delay")))
        return kDelay;
    bool isNumber = false;
    const int delay = arguments.value(QStringLiteral("delay")).toInt(&isNumber);
    if (!isNumber || delay < 1 || delay > 65535)
        throw UsageError(
            "--delay takes milliseconds from 1 to 65535, not “" + arguments.value(QStringLiteral("delay")).toStdString() + "”");
    return delay;
}

} // namespace

FigureCaption chosenCaption(const QCommandLineParser &arguments, const QString &view)
{
    const QString parts = arguments.value(QStringLiteral("show"));
    if (arguments.isSet(QStringLiteral("show")))
        return captionOf(parts.split(QLatin1Char(','), Qt::SkipEmptyParts));
    FigureCaption caption;
    caption.model = caption.text = view == gridId(); // a page by itself
    return caption;
}

View &waitForPictures(HeadsWorkspace &heads, const QString &id, bool sweeps)
{
    heads.resize(1600, 1000);
    heads.showView(id);
    heads.show();
    heads.grab();
    View &view = id == gridId() ? *heads.grid() : heads.currentView();
    QElapsedTimer timer;
    timer.start();
    const QObject whileWaiting;
    if (auto *whatIf = qobject_cast<WhatIfView *>(&view); whatIf && sweeps) { // a run for each head: patience for the next one
        QObject::connect(&whatIf->runner(), &SweepRunner::changed, &whileWaiting, [&timer] { timer.restart(); });
        whatIf->startSweep();
    }
    const HeadSurvey &survey = heads.grid()->survey();
    const auto surveyed = [&] { return survey.layers() > 0 && survey.isFinished(); };
    const HeadView *row = headViewNamed(id);
    const bool ofAllHeads = &view == heads.grid() || (row && row->ofAllHeads);
    while (!view.isSettled() || (ofAllHeads && !surveyed())) {
        if (timer.elapsed() > kPatience)
            throw Error("the view takes too long", {}, "Take a shorter text");
        QCoreApplication::processEvents(QEventLoop::AllEvents, 50);
    }
    QCoreApplication::processEvents(); // what follows from the last of them
    return view;
}

QList<QCommandLineOption> viewOptions()
{
    const auto option = [](const char *name, const char *help, const char *value) {
        return QCommandLineOption(QString::fromLatin1(name), QString::fromUtf8(help), QString::fromUtf8(value));
    };
    const auto oneOf = [&](const char *name, const char *help, const auto &table) {
        std::string names;
        for (const auto &row : table)
            names += (names.empty() ? "" : "|") + std::string(row.name);
        return option(name, help, names.c_str());
    };
    return {option("view", "A view of the Heads workspace: heatmap, lines, text, qk-space, pair, compare, grid, …", "NAME"),
        oneOf("measure", "What a view shows.", allMeasures()), oneOf("units", "What rows and columns of a view are.", kTokenUnits),
        option("heads", "Heads looked at together with --layer and --head.", "L.H,L.H,…"),
        oneOf("rule", "How several heads become one picture, or stand beside each other.", allHeadRules()),
        oneOf("special", "Special tokens of a view.", kSpecialTokens),
        option("hide", "Also hide tokens that this regular expression finds.", "REGEX"),
        option("versus", "What --view compare compares with: A; B is --layer and --head.", "L.H"),
        option("versus-text", "The text that --view compare compares with.", "TEXT"),
        option("query", "The pinned query token, counted from 1.", "N"), option("key", "The pinned key token.", "N"),
        option("show", "What a figure of a view has beside the picture (default title,legend).", "title,legend,model,text,place,formula"),
        {QStringLiteral("frames"),
            QStringLiteral("A frame for each, as %1.")
                .arg(frameFormats(QStringLiteral(".%1"), QStringLiteral("numbered .%1")).join(QStringLiteral(" or "))),
            frameAxisNames().join(QLatin1Char('|'))},
        option("delay", "Milliseconds of a frame of an animation (default 500).", "MS")};
}

bool isOfView(const QCommandLineParser &arguments)
{
    return arguments.isSet(QStringLiteral("view")) || arguments.isSet(QStringLiteral("frames"));
}

void exportView(const QCommandLineParser &arguments, const ExportFile &file, const std::string &text, const FigureOptions &options)
{
    if (arguments.isSet(QStringLiteral("stage")))
        throw UsageError("--stage and --view cannot be combined");
    const bool animates = arguments.isSet(QStringLiteral("frames"));
    const ExportFormat &format = *formatNamed(file.format);
    const bool isTable = isFor(format, ExportOf::table);
    if (!isTable && !isFor(format, ExportOf::figure) && !(animates && isFor(format, ExportOf::frames)))
        throw UsageError("a view is written as " + endings(formatsFor(ExportOf::figure) + formatsFor(ExportOf::table)) + ", its frames as "
            + endings(frameFormats(QStringLiteral("%1"), QStringLiteral("%1"))) + "; not as ." + file.format.toStdString());
    const bool isNumbered = animates && format.kind == FormatKind::figure;
    if (isNumbered && extensionOf(file.path) != file.format)
        throw UsageError("numbered frames need a name that ends in ." + file.format.toStdString());
    const auto axis = frameAxisNamed(arguments.value(QStringLiteral("frames")));
    if (animates && !axis)
        throw UsageError("--frames takes " + frameAxisNames().join(QStringLiteral(", ")).toStdString() + ", not “"
            + arguments.value(QStringLiteral("frames")).toStdString() + "”");
    const int delay = chosenDelay(arguments);

    const std::string folder = chosenFolder(arguments, defaultModelName());
    const ExportSources sources = sourcesOf(arguments, folder);
    if (!isNumbered)
        requireFree(arguments, file, sources);

    const QString named = arguments.isSet(QStringLiteral("view")) ? arguments.value(QStringLiteral("view")) : headViews().front().id;
    const HeadView *const chosen = chosenView(named);
    const QString id = chosen ? chosen->id : named;
    Session session;
    Selection selection(session);
    std::optional<HeadsWorkspace> heads;
    if (!chosen || !chosen->draw)
        heads.emplace(session, selection);
    session.setText(QString::fromStdString(text));
    if (arguments.isSet(QStringLiteral("pair")))
        session.setPair(arguments.value(QStringLiteral("pair")));
    if (arguments.isSet(QStringLiteral("target")))
        session.setTarget(arguments.value(QStringLiteral("target")));
    const auto model = headscope::openModel(folder);
    if (const std::optional<int> layers = neededLayers(arguments, chosen, model->config()))
        session.setLayers(*layers);
    session.showModel(model);
    waitFor(session);
    if (arguments.isSet(QStringLiteral("generate"))) {
        session.generate(chosenCount(arguments));
        waitFor(session);
    }
    const auto trace = session.partial() ? session.partial() : session.trace();
    if (!hasTokens(*trace))
        throw Error("an empty text has no figure", {}, "Give at least one word");
    select(arguments, *trace, selection);
    CompareSides pinned;
    if (id == QLatin1String("compare"))
        pinned.a = versus(arguments, session, selection, text);
    const FrameSource view = heads ? framesOf(waitForPictures(*heads, id)) : [&](const auto &) {
        return std::optional(chosen->draw({session, selection, pinned}));
    };
    const FigureCaption caption = chosenCaption(arguments, id);
    if (isNumbered) {
        std::vector<std::filesystem::path> frames;
        for (const QString &path : framePaths(file.path, frameCount(session, selection, *axis)))
            frames.emplace_back(pathOf(path));
        requireFree(arguments, {}, frames, sources);
    }
    if (animates) {
        writeFrames(file, view, session, selection, *axis, caption, options, delay);
        return;
    }
    const DrawnView drawn = view([] { return true; }).value();
    if (isTable)
        viewTableWriter(drawn, selection, file)();
    else
        writeFigure(file, viewFigure(drawn, selection, caption), options);
}

} // namespace headscope
