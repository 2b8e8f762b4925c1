// `headscope export --view`: a view of the Heads workspace as the window shows it, as a figure, numbers, or frames of an animation.
#pragma once

#include "ui/cli/command.h"
#include "ui/export/figure_writer.h"
#include "ui/export/view_export.h"

#include <string>

namespace headscope {

class HeadsWorkspace;
class View;

QList<QCommandLineOption> viewOptions();
/// Is the call about a view? (--view or --frames.) Those need a QApplication: views are widgets.
bool isOfView(const QCommandLineParser &arguments);
/// Throws UsageError for a wrong option, Error for what this model or text does not have.
void exportView(const QCommandLineParser &arguments, const ExportFile &file, const std::string &text, const FigureOptions &options);

/// --show; by default title and legend, and of a page of all heads model and text.
FigureCaption chosenCaption(const QCommandLineParser &arguments, const QString &view);
/// For views that only a widget draws. Shows it until it has made its pictures: views do so when they are seen, some of them beside this
/// thread. `sweeps`: What if switches every head off first.
View &waitForPictures(HeadsWorkspace &heads, const QString &id, bool sweeps = true);

} // namespace headscope
