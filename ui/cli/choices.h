// What most commands let people choose: the model, the text, stages, layers and heads.
// Trap: --layer and --head count from 1, as the screen does; hook names (blocks.0.attn.hook_q) count from 0, as TransformerLens does.
#pragma once

#include "src/export/trace_export.h"
#include "src/patterns/head_place.h"
#include "ui/cli/command.h"
#include "ui/export/figure_writer.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace headscope {

QCommandLineOption modelOption();
QCommandLineOption textOption();
QCommandLineOption stageOption();
QCommandLineOption layerOption();
QCommandLineOption headOption();
QCommandLineOption themeOption();
QCommandLineOption scaleOption();

/// The folder of --model, else of the default model. Throws Error.
std::string chosenFolder(const QCommandLineParser &arguments, const QString &fallback);
/// --text or the positional argument at `position`, whichever is given; "-" reads standard input. Nothing when neither is given; UsageError
/// when both are, Error when the input is larger than 10 MB.
std::optional<std::string> chosenText(const QCommandLineParser &arguments, int position, Terminal &terminal);

/// --stage, --layer and --head (by default the first of each). "all" is every stage of the model. A hook name with its block
/// (blocks.2.attn.hook_q) chooses the layer too. Throws UsageError for a name nobody knows, Error for a stage, layer or head that this
/// model does not have.
ExportRequest chosenStages(const QCommandLineParser &arguments, const TransformerConfig &config, const std::vector<Stage> &fallback);
/// How many of the model's first layers these stages need: a stage inside one layer none behind it, others all.
int neededLayers(const ExportRequest &request, const TransformerConfig &config);
/// One stage by name for options that take just one. Throws UsageError with the nearest name.
Stage stageOrThrow(const std::string &name);
/// A layer of an encoder-decoder by its name in the window and in tables: "Decoder 5 cross", "D5×", also "d5x".
std::optional<int> layerNamed(const QString &name, const TransformerConfig &config);
/// --layer as a number from 1 or, of an encoder-decoder, by the name it has in the window ("Decoder 5 cross"); nothing for "all". The number
/// may be beyond the model's. Throws UsageError for anything else.
std::optional<int> chosenLayer(const QCommandLineParser &arguments, const TransformerConfig &config);
/// --layer and --head, by default the first, of what is done with one head. Throws UsageError for "all", Error for one that the model does
/// not have.
HeadPlace chosenHead(const QCommandLineParser &arguments, const TransformerConfig &config);
/// A number from 1 of an option, from 0; nothing for "all". Throws UsageError for anything else.
std::optional<int> countedFromZero(const QCommandLineParser &arguments, const QString &option);

/// --theme light or dark, --scale from 0.25 to 8. Throw UsageError for anything else.
bool chosenDark(const QCommandLineParser &arguments);
double chosenScale(const QCommandLineParser &arguments);
/// Both, of a figure that is written.
FigureOptions chosenFigureOptions(const QCommandLineParser &arguments);

/// "layer 1, head 2", "decoder 1 cross, head 2", as far as the stage has them; empty for a stage of the whole model.
std::string placeName(const TransformerConfig &config, const StageKey &key);

/// The second sentence, the decoder's text, and how many tokens to go on by.
QList<QCommandLineOption> textsOptions();
/// --generate: from 1 to 4096. Throws UsageError for anything else.
int chosenCount(const QCommandLineParser &arguments);
/// One run of a text and what textsOptions() say beside it, of as many layers as `layers` says of its tokens (RunRequest::layers). Throws
/// Error; UsageError for a wrong number.
std::shared_ptr<const Trace> traceOf(const QCommandLineParser &arguments, const std::string &folder, const std::string &text,
    const std::function<int(const Trace &tokens)> &layers = {});

} // namespace headscope
