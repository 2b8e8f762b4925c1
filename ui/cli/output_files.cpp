#include "ui/cli/output_files.h"

#include "src/error.h"
#include "src/export/export_formats.h"
#include "src/platform/descriptor.h"
#include "ui/session/local_bytes.h"

namespace headscope {

QCommandLineOption forceOption()
{
    return {QStringLiteral("force"),
        QStringLiteral("Also replace files that were not named and that Headscope did not write (FILE.json, numbered frames).")};
}

ExportSources sourcesOf(const QCommandLineParser &arguments, const std::string &model)
{
    ExportSources sources{{model}, {}};
    if (arguments.value(QStringLiteral("text")) == QLatin1String("-") || arguments.positionalArguments().contains(QStringLiteral("-")))
        sources.texts.push_back(standardInputName());
    return sources;
}

void requireFree(const QCommandLineParser &arguments, const std::vector<std::filesystem::path> &named,
    const std::vector<std::filesystem::path> &made, const ExportSources &sources)
{
    for (const auto *paths : {&named, &made})
        for (const std::filesystem::path &path : *paths)
            requireNoSource(path, sources);
    if (arguments.isSet(QStringLiteral("force")))
        return;
    const std::vector<std::filesystem::path> foreign = foreignFiles(made);
    if (foreign.empty())
        return;
    const std::string others = foreign.size() > 1 ? ", and " + std::to_string(foreign.size() - 1) + " more of this export" : "";
    throw Error("the file is there already, and Headscope did not write it" + others, foreign.front().string(),
        "Choose another name, or replace it with --force");
}

void requireFree(const QCommandLineParser &arguments, const ExportFile &file, const ExportSources &sources)
{
    const std::filesystem::path path = pathOf(file.path);
    std::vector<std::filesystem::path> made;
    if (hasSideFile(file.format.toStdString()) && !isDirectTarget(path))
        made.push_back(sideFileOf(path));
    requireFree(arguments, {path}, made, sources);
}

} // namespace headscope
