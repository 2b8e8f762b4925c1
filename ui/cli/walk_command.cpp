// `headscope walk`: every stage of one layer and head in the terminal, one number of each worked out, and the weights as figures. It is
// what the program does where there is no display.
#include "src/error.h"
#include "src/trace/explain.h"
#include "src/trace/labels.h"
#include "ui/cli/choices.h"
#include "ui/cli/commands.h"
#include "ui/cli/matrix_table.h"
#include "ui/cli/output_files.h"
#include "ui/export/export_choices.h"
#include "ui/export/stage_figure.h"
#include "ui/session/local_bytes.h"

#include <QDir>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr const char *kSampleSentence = "The cat sat on the mat";

struct Place {
    int row = 0;
    int column = 0;
};

/// The largest number: rarely a dull one. Not of the first token, which can only look at itself.
Place strikingPlace(const Matrix &matrix)
{
    const int firstRow = std::min(1, matrix.rows() - 1);
    Place best{firstRow, 0};
    for (int row = firstRow; row < matrix.rows(); ++row)
        for (int column = 0; column < matrix.cols(); ++column)
            if (std::isfinite(matrix(row, column)) && std::abs(matrix(row, column)) > std::abs(matrix(best.row, best.column)))
                best = {row, column};
    return best;
}

void printStory(const Trace &trace, const StageKey &key, bool full, Terminal &terminal)
{
    printStage(trace, key, full, terminal);
    const Matrix matrix = trace.matrix(key);
    if (matrix.empty())
        return;
    const auto [row, column] = strikingPlace(matrix);
    terminal.out << "\n  " << rowLabel(trace, key, row) << ", " << columnLabel(trace, key, column) << ": "
                 << explain(trace, key, row, column).expression << '\n';
}

void writeFigures(const std::shared_ptr<const Trace> &trace, const StageKey &key, const QCommandLineParser &arguments, Terminal &terminal)
{
    const QString folder = arguments.isSet(QStringLiteral("output")) ? arguments.value(QStringLiteral("output")) : QStringLiteral(".");
    std::error_code problem;
    std::filesystem::create_directories(pathOf(folder), problem);
    if (problem)
        throw Error("the folder cannot be made", folder.toStdString(), "Choose another one with -o");
    const StageFigure figure(trace, {key});
    const QString model = QString::fromStdString(trace->model().name()).replace(QLatin1Char('/'), QLatin1Char('-')); // org/name
    QStringList paths;
    for (const char *extension : {"svg", "png"})
        paths << QDir(folder).filePath(QStringLiteral("%1-weights.%2").arg(model, QLatin1String(extension)));
    requireFree(arguments, {}, {pathOf(paths[0]), pathOf(paths[1])}, sourcesOf(arguments, trace->model().folder().string()));
    for (const QString &path : paths) {
        writeFigure(path, figure.figure(), {});
        terminal.out << "\nWrote " << toLocalBytes(path);
    }
    terminal.out << '\n';
}

void run(const QCommandLineParser &arguments, Terminal &terminal)
{
    const std::string text = chosenText(arguments, 0, terminal).value_or(kSampleSentence);
    ExportRequest choice;
    const std::shared_ptr<const Trace> trace
        = traceOf(arguments, chosenFolder(arguments, QStringLiteral("blackboard")), text, [&](const Trace &tokens) {
              choice = chosenStages(arguments, tokens.config(), stagesOf(tokens.config()));
              if (!choice.layer || !choice.head)
                  throw UsageError("walk shows one layer and one head; give their numbers");
              return printsPredictions(tokens) ? tokens.config().layers : neededLayers(choice, tokens.config());
          });
    terminal.out << trace->model().name() << ": “" << text << "”\n";
    if (!trace->config().description.empty())
        terminal.out << trace->config().description << '\n';
    terminal.out << '\n';
    printTexts(*trace, terminal);
    // In the model's own order, which is not that of the list of stages.
    for (const Stage stage : trace->config().stages(*choice.layer))
        if (stage != Stage::tokens && std::find(choice.stages.begin(), choice.stages.end(), stage) != choice.stages.end())
            printStory(*trace, {stage, *choice.layer, *choice.head}, arguments.isSet(QStringLiteral("full")), terminal);
    printPredictions(*trace, terminal);
    writeFigures(trace, {Stage::weights, *choice.layer, *choice.head}, arguments, terminal);
}

} // namespace

Command walkCommand()
{
    return {
        QStringLiteral("walk"),
        QStringLiteral("Walk through every stage in the terminal and write the weights as figures"),
        QStringLiteral("[TEXT]"),
        QStringLiteral(
            "Without a text: the sample sentence. Below each stage, one of its numbers is worked out. Layers and heads count from 1."),
        QList<QCommandLineOption>{modelOption(), textOption(), stageOption(),
            {{QStringLiteral("l"), QStringLiteral("layer")}, QStringLiteral("Layer, counted from 1 (default 1)."), QStringLiteral("N")},
            {QStringLiteral("head"), QStringLiteral("Head, counted from 1 (default 1)."), QStringLiteral("N")},
            {QStringLiteral("full"), QStringLiteral("Print every row and column, however wide.")},
            {{QStringLiteral("o"), QStringLiteral("output")}, QStringLiteral("Folder for the figures (default: here)."),
                QStringLiteral("FOLDER")},
            forceOption()}
            + textsOptions(),
        {{QStringLiteral("walk -o figures"), QStringLiteral("the sample sentence through Blackboard")},
            {QStringLiteral("walk -m storyteller -l 2 --head 3 \"Once upon a time\""), QStringLiteral("another model, layer and head")}},
        [](const QCommandLineParser &) { return true; },
        run,
    };
}

} // namespace headscope
