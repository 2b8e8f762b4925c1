#include "ui/export/view_export.h"

#include "src/error.h"
#include "src/patterns/chosen_patterns.h"
#include "ui/export/figure_settings.h"
#include "ui/session/local_bytes.h"
#include "ui/session/model_words.h"
#include "ui/session/prediction_row.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/pattern/measure_words.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <array>
#include <climits>
#include <cmath>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::ViewExport)
};

constexpr double kMargin = 24;
constexpr std::size_t kMostNumbers = 4'000'000; // 16 MB; more is a whole pattern of a long text, which --stage weights streams

constexpr std::array<std::pair<const char *, bool FigureCaption::*>, 6> kParts{
    {{"title", &FigureCaption::title}, {"legend", &FigureCaption::legend}, {"model", &FigureCaption::model}, {"text", &FigureCaption::text},
        {"place", &FigureCaption::place}, {"formula", &FigureCaption::formula}}};

QFont captionFont()
{
    return figureFont(11);
}

QString quoted(const std::string &text)
{
    return QStringLiteral("“%1”").arg(QString::fromStdString(text).simplified());
}

HeadPlace headOf(const Selection &selection)
{
    return {selection.layer(), selection.head()};
}

QStringList captionLines(const Trace &trace, const Selection &selection, const FigureCaption &caption, const QString &title)
{
    QStringList lines;
    if (caption.model)
        lines << Words::tr("Model: %1").arg(modelTitle(trace.model()));
    if (caption.text) {
        QString text = quoted(trace.text());
        if (trace.pair())
            text += QStringLiteral(" + ") + quoted(*trace.pair());
        if (trace.config().isEncoderDecoder())
            text += QStringLiteral(" → ") + quoted(trace.target());
        lines << Words::tr("Text: %1").arg(text);
    }
    if (caption.place) {
        QString heads = headsTitle(trace.config(), headOf(selection), selection.pattern());
        // Some views show the picked head alone, whatever is chosen; their own title knows.
        if (chosenHeads(headOf(selection), selection.pattern()).size() < 2 || !title.contains(heads))
            heads = headTitle(trace.config(), selection.layer(), selection.head());
        lines << heads;
    }
    if (caption.formula && selection.layer() < trace.doneLayers())
        lines << QString::fromStdString(
            makePattern(std::shared_ptr<const Trace>(std::shared_ptr<const Trace>(), &trace), headOf(selection), selection.pattern())
                ->formula());
    return lines;
}

double lineHeight(const QString &line, double width)
{
    return std::ceil(QFontMetricsF(captionFont()).boundingRect(QRectF(0, 0, width, 10000), Qt::TextWordWrap, line).height()) + 3;
}

/// The numbers of the pattern that is looked at, with a label for each row and column.
ViewTable patternTable(const std::shared_ptr<const Trace> &trace, HeadPlace head, const PatternChoice &choice, int mostRows = INT_MAX,
    int mostColumns = INT_MAX)
{
    ChosenPatterns chosen = chosenPatterns({trace, head, choice});
    const Pattern &pattern = chosen.pattern();
    const auto rows = std::size_t(std::min(mostRows, pattern.rowCount()));
    const auto columns = std::size_t(std::min(mostColumns, pattern.columnCount()));
    if (rows * columns > kMostNumbers)
        throw Error(std::to_string(rows) + " × " + std::to_string(columns) + " numbers are too many for a table of a view", {},
            "Take words or sentences as units, or a stage (--stage weights)");
    chosen.rowLabels.resize(rows);
    chosen.columnLabels.resize(columns);
    ViewTable table;
    table.rows = std::move(chosen.rowLabels);
    table.columns = std::move(chosen.columnLabels);
    table.values.resize(rows * columns);
    const MutableMatrixView view{table.values.data(), int(rows), int(columns), std::ptrdiff_t(columns)};
    if (!view.empty())
        pattern.block(0, 0, view);
    return table;
}

std::vector<std::pair<QString, QString>> allSettings(const DrawnView &view, const Trace &trace, const Selection &selection)
{
    auto settings = figureSettings(trace);
    if (view.showsHead)
        for (const auto &setting : choiceSettings(headOf(selection), selection.pattern()))
            settings.push_back(setting);
    return settings;
}

/// Of a table: a pattern is of the picked head alone where heads stand side by side, and numbers about a prediction say which.
std::vector<std::pair<QString, QString>> tableSettings(
    const DrawnView &view, const Trace &trace, const Selection &selection, bool isPattern)
{
    auto settings = figureSettings(trace);
    if (!view.showsHead)
        return settings;
    PatternChoice choice = selection.pattern();
    if (isPattern && choice.rule == HeadRule::sideBySide)
        choice.others.clear();
    for (const auto &setting : choiceSettings(headOf(selection), choice))
        settings.push_back(setting);
    const int row = view.key.stage == Stage::logits ? predictionRow(trace, selection) : -1;
    if (row >= 0) {
        settings.emplace_back(QStringLiteral("predicted token"), predictionPlace(trace, row));
        settings.emplace_back(QStringLiteral("query"), QString::number(row + 1));
    }
    return settings;
}

std::optional<ViewTable> ownTable(const DrawnView &view)
{
    return view.table ? view.table() : std::nullopt;
}

const std::shared_ptr<const Trace> &traceWithTokens(const DrawnView &view)
{
    if (!view.trace || !hasTokens(*view.trace))
        throw Error("an empty text has no numbers", {}, "Give at least one word");
    return view.trace;
}

} // namespace

QStringList captionParts()
{
    QStringList names;
    for (const auto &[name, part] : kParts)
        names << QString::fromLatin1(name);
    return names;
}

FigureCaption captionOf(const QStringList &parts)
{
    FigureCaption caption{false, false, false, false, false, false};
    for (const QString &part : parts) {
        const auto found = std::ranges::find_if(kParts, [&](const auto &one) { return part.trimmed() == QLatin1String(one.first); });
        if (found == kParts.end())
            throw Error("a figure has no part “" + part.toStdString() + "”", {},
                "Parts: " + captionParts().join(QStringLiteral(", ")).toStdString());
        caption.*(found->second) = true;
    }
    return caption;
}

std::vector<std::pair<QString, QString>> choiceSettings(HeadPlace picked, const PatternChoice &choice)
{
    const auto words = [](std::string_view name) { return QString::fromLatin1(name.data(), qsizetype(name.size())); };
    std::vector<std::pair<QString, QString>> settings{{QStringLiteral("layer"), QString::number(picked.layer + 1)},
        {QStringLiteral("head"), QString::number(picked.head + 1)}, {QStringLiteral("measure"), words(measureInfo(choice.measure).name)},
        {QStringLiteral("units"), words(rowOf(kTokenUnits, choice.unit).name)},
        {QStringLiteral("special tokens"), words(rowOf(kSpecialTokens, choice.special).name)}};
    if (!choice.hidden.empty())
        settings.emplace_back(QStringLiteral("hidden tokens"), QString::fromStdString(choice.hidden));
    if (!choice.others.empty()) {
        QStringList heads;
        for (const HeadPlace &head : chosenHeads(picked, choice))
            heads << QStringLiteral("%1.%2").arg(head.layer + 1).arg(head.head + 1);
        settings.emplace_back(QStringLiteral("heads together"), heads.join(QLatin1Char(',')));
        settings.emplace_back(QStringLiteral("rule"), words(headRuleInfo(choice.rule).name));
    }
    return settings;
}

Figure viewFigure(const DrawnView &view, const Selection &selection, const FigureCaption &caption)
{
    const auto &trace = view.trace;
    const FigureParts parts{caption.title, caption.legend};
    const QSizeF picture = view.figure(parts).size;
    QStringList lines = trace ? captionLines(*trace, selection, caption, view.title) : QStringList();
    double height = 0;
    for (const QString &line : lines)
        height += lineHeight(line, picture.width() - 2 * kMargin);
    Figure figure;
    figure.size = {picture.width(), picture.height() + (lines.isEmpty() ? 0 : height + kMargin)};
    figure.title = view.title;
    if (trace)
        figure.settings = allSettings(view, *trace, selection);
    figure.paint = [paintedOf = view.figure, parts, picture, lines, size = figure.size](QPainter &painter, const QRectF &area) {
        painter.save();
        painter.translate(area.topLeft());
        painter.scale(area.width() / size.width(), area.height() / size.height());
        paintFitting(painter, paintedOf(parts), QRectF(QPointF(), picture));
        painter.setFont(captionFont());
        painter.setPen(Theme::current().text);
        double y = picture.height();
        for (const QString &line : lines) {
            const double high = lineHeight(line, picture.width() - 2 * kMargin);
            painter.drawText(QRectF(kMargin, y, picture.width() - 2 * kMargin, high), Qt::AlignLeft | Qt::TextWordWrap, line);
            y += high;
        }
        painter.restore();
    };
    return figure;
}

ViewTable viewTable(const DrawnView &view, const Selection &selection)
{
    const auto &trace = traceWithTokens(view);
    std::optional<ViewTable> own = ownTable(view);
    return own ? std::move(*own) : patternTable(trace, headOf(selection), selection.pattern());
}

NumberTable shownNumbers(const DrawnView &view, const Session &session, const Selection &selection)
{
    return view.offersTable ? viewTable(view, selection) : stageTable(*session.trace(), view.key);
}

ViewTable beginningOfViewTable(const DrawnView &view, const Selection &selection, int rows, int columns)
{
    const auto &trace = traceWithTokens(view);
    const std::optional<ViewTable> own = ownTable(view);
    if (!own)
        return patternTable(trace, headOf(selection), selection.pattern(), rows, columns);
    ViewTable table;
    const auto high = std::min(std::size_t(rows), own->rows.size());
    const auto wide = std::min(std::size_t(columns), own->columns.size());
    table.rows.assign(own->rows.begin(), own->rows.begin() + std::ptrdiff_t(high));
    table.columns.assign(own->columns.begin(), own->columns.begin() + std::ptrdiff_t(wide));
    for (std::size_t row = 0; row < high; ++row)
        for (std::size_t column = 0; column < wide; ++column) {
            table.values.push_back(own->values[row * own->columns.size() + column]);
            if (!own->words.empty())
                table.words.push_back(own->words[row * own->columns.size() + column]);
        }
    return table;
}

std::function<void()> viewTableWriter(const DrawnView &view, const Selection &selection, const ExportFile &file)
{
    const auto &trace = traceWithTokens(view);
    const TableWriter write = requireFormat(ExportOf::table, file).writeTable;
    auto own = ownTable(view);
    TableSettings settings;
    for (const auto &[name, value] : tableSettings(view, *trace, selection, !own))
        settings.emplace_back(name.toStdString(), value.toStdString());
    return [trace, own = std::move(own), head = headOf(selection), choice = selection.pattern(), settings = std::move(settings), write,
               path = pathOf(file.path)] { write(own ? *own : patternTable(trace, head, choice), settings, path); };
}

} // namespace headscope
