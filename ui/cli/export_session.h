// `headscope export --session`: the figure, or the numbers, that a saved session shows.
#pragma once

#include "ui/cli/command.h"
#include "ui/export/figure_writer.h"

namespace headscope {

QCommandLineOption sessionOption();
/// Throws UsageError for options that a session has an answer to, Error for a session that cannot be read, opened or drawn.
void exportSession(const QCommandLineParser &arguments, const ExportFile &file, const FigureOptions &options);

} // namespace headscope
