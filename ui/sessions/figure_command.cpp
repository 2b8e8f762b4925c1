#include "ui/sessions/figure_command.h"

#include "ui/session/local_bytes.h"
#include "ui/views/heads/head_views.h"

#include <QRegularExpression>
#include <QStringList>

namespace headscope {

namespace {

/// As a POSIX shell takes it back.
QString quoted(const QString &word)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_./@:+-]+$"));
    if (plain.match(word).hasMatch())
        return word;
    return QLatin1Char('\'') + QString(word).replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QLatin1Char('\'');
}

QString words(std::string_view name)
{
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

/// Does `export --view` draw it alike? It knows nothing of edits, of other numbers, and of what is chosen in a view itself.
bool hasOptions(const SessionState &state, const std::map<std::string, ViewChoices> &unchosen)
{
    const HeadView *view = headViewNamed(QString::fromStdString(state.view));
    const auto choices = state.views.find(state.view);
    const auto usual = unchosen.find(state.view);
    const bool isUsual = choices == state.views.end() || (usual != unchosen.end() && usual->second == choices->second);
    return state.workspace == Workspace::heads && view && view->draw && state.view != "compare" && isUsual && state.run.edits.empty()
        && state.run.generated.empty() && state.shown == Shown::edited && state.filter == PairFilter::all && state.targetRow < 0
        && state.word < 0;
}

} // namespace

std::optional<QString> figureCommand(const SessionState &state, const std::map<std::string, ViewChoices> &unchosen)
{
    if (!hasOptions(state, unchosen))
        return std::nullopt;
    QStringList command{QStringLiteral("headscope"), QStringLiteral("export")};
    const auto add = [&command](const char *option, const QString &value) { command << QString::fromLatin1(option) << quoted(value); };
    const QString model = QString::fromStdString(state.model.name);
    add("--model", state.model.source == ModelSource::folder ? nameOfStored(model) : model);
    for (const SessionInput &input : state.run.inputs)
        command << QStringLiteral("--%1=%2").arg(words(rowOf(kInputRoles, input.role).name), quoted(QString::fromStdString(input.text)));
    add("--view", QString::fromStdString(state.view));
    add("--layer", QString::number(state.layer + 1));
    add("--head", QString::number(state.head + 1));
    if (state.row >= 0)
        add("--query", QString::number(state.row + 1));
    if (state.row >= 0 && state.column >= 0 && stageInfo(state.stage).colAxis == 'S') // else it is a feature
        add("--key", QString::number(state.column + 1));
    const PatternChoice usual;
    const PatternChoice &pattern = state.pattern;
    if (pattern.measure != usual.measure)
        add("--measure", words(measureInfo(pattern.measure).name));
    if (pattern.unit != usual.unit)
        add("--units", words(rowOf(kTokenUnits, pattern.unit).name));
    if (pattern.special != usual.special)
        add("--special", words(rowOf(kSpecialTokens, pattern.special).name));
    if (!pattern.hidden.empty())
        command << QStringLiteral("--hide=") + quoted(QString::fromStdString(pattern.hidden));
    QStringList heads;
    for (const HeadPlace &place : pattern.others)
        heads << QStringLiteral("%1.%2").arg(place.layer + 1).arg(place.head + 1);
    if (!heads.isEmpty()) {
        command << QStringLiteral("--heads") << heads.join(QLatin1Char(','));
        add("--rule", words(headRuleInfo(pattern.rule).name));
    }
    add("-o", QString::fromStdString(state.view) + QStringLiteral(".svg"));
    return command.join(QLatin1Char(' '));
}

QString sessionCommand(const QString &file)
{
    return QStringLiteral("headscope export --session %1 -o figure.svg").arg(quoted(file));
}

} // namespace headscope
