#include "ui/export/figure_settings.h"

#include <QStringList>

namespace headscope {

std::vector<std::pair<QString, QString>> figureSettings(const Trace &trace)
{
    std::vector<std::pair<QString, QString>> settings{
        {QStringLiteral("program"), QStringLiteral("Headscope " HEADSCOPE_VERSION)},
        {QStringLiteral("model"), QString::fromStdString(trace.model().name())},
        {QStringLiteral("family"), QString::fromStdString(trace.config().family)},
        {QStringLiteral("text"), QString::fromStdString(trace.text())},
        {QStringLiteral("tokens"), QString::number(trace.tokenCount())},
    };
    if (trace.pair())
        settings.emplace_back(QStringLiteral("pair"), QString::fromStdString(*trace.pair()));
    if (trace.config().isEncoderDecoder()) {
        settings.emplace_back(QStringLiteral("target"), QString::fromStdString(trace.target()));
        settings.emplace_back(QStringLiteral("target tokens"), QString::number(trace.stackTokens(1).size()));
    }
    if (trace.generatedCount() > 0)
        settings.emplace_back(QStringLiteral("generated tokens"), QString::number(trace.generatedCount()));
    QStringList edits;
    for (const Edit &edit : trace.edits())
        edits.append(QString::fromStdString(describe(edit)));
    if (!edits.isEmpty())
        settings.emplace_back(QStringLiteral("edits"), edits.join(QStringLiteral("; ")));
    return settings;
}

} // namespace headscope
