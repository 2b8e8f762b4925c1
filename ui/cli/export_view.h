// `headscope export --view`: a view of the Heads workspace as the window shows it, as a figure, numbers, or frames of an animation.
#pragma once

#include "ui/cli/command.h"
#include "ui/export/figure_writer.h"

#include <string>

namespace headscope {

QList<QCommandLineOption> viewOptions();
/// Is the call about a view? (--view or --frames.) Those need a QApplication: views are widgets.
bool isOfView(const QCommandLineParser &arguments);
/// Throws UsageError for a wrong option, Error for what this model or text does not have.
void exportView(const QCommandLineParser &arguments, const ExportFile &file, const std::string &text, const FigureOptions &options);

} // namespace headscope
