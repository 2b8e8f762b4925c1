// What commands may write over: the file that was named, not what they read, and of files that they name themselves only their own.
#pragma once

#include "src/export/export_target.h"
#include "ui/cli/command.h"
#include "ui/export/figure_writer.h"

#include <string>

namespace headscope {

QCommandLineOption forceOption();
/// The model's folder or file and, where the text is standard input, the file that it comes from.
ExportSources sourcesOf(const QCommandLineParser &arguments, const std::string &model);
/// Throws Error when `named`, which was typed, or `made`, names that follow from it, must not be written. --force takes files that somebody
/// else made from `made`, never a source.
void requireFree(const QCommandLineParser &arguments, const std::vector<std::filesystem::path> &named,
    const std::vector<std::filesystem::path> &made, const ExportSources &sources);

/// The same for one file and the side file that its format has.
void requireFree(const QCommandLineParser &arguments, const ExportFile &file, const ExportSources &sources);

} // namespace headscope
