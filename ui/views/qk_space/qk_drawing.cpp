#include "ui/views/qk_space/qk_drawing.h"

#include "ui/session/model_words.h"
#include "ui/session/prompt.h"
#include "ui/session/shown_trace.h"
#include "ui/views/shared/matrix/figure_words.h"

#include <QCoreApplication>

namespace headscope {

namespace {

constexpr double kMargin = 24;
constexpr double kTitleHeight = 30;
constexpr QSizeF kFigure{940, 820};

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::QkSpaceView)
};

// Products up to which the picture is made at once: a few milliseconds.
constexpr double kAtOnce = 3e6;

double workOf(const Trace &trace, const StageKey &key)
{
    return double(trace.rowCount(key)) * trace.columnCount(key) * trace.config().headWidth;
}

} // namespace

QkSource qkSource(const Session &session, const Selection &selection, const QueryKeyOptions &options)
{
    return {shownTrace(session, selection), {selection.layer(), selection.head()}, selection.pattern(), options};
}

ContentOrder<QkContent> qkOrder(const QkSource &source)
{
    if (!source.trace || !hasTokens(*source.trace))
        return {};
    return {[source](const std::stop_token &stop) { return qkContent(source.trace, source.head, source.choice, source.options, stop); },
        workOf(*source.trace, {Stage::weights, source.head.layer, source.head.head}) <= kAtOnce};
}

ViewFigure qkFigure(
    const std::shared_ptr<const QkContent> &content, const QkOptions &options, const QString &title, const FigureParts &parts)
{
    if (!content)
        return {kFigure, {}};
    const auto paint = [=](QPainter &painter) {
        QRectF whole = QRectF(QPointF(), kFigure).adjusted(kMargin, 16, -kMargin, -14);
        if (parts.title) {
            paintTitle(painter, whole, title, Qt::ElideNone);
            whole.setTop(whole.top() + kTitleHeight);
        }
        QkPlacement place = placeQk(*content, options, whole, {});
        if (!parts.legend) { // the points take its room
            const double words = whole.bottom() - place.plot.bottom();
            place = placeQk(*content, options, whole.adjusted(0, 0, 0, words), {});
        }
        paintQkPoints(painter, *content, options, place);
        if (parts.legend)
            paintQkWords(painter, *content, options, place);
    };
    return {kFigure, paint};
}

std::optional<ViewTable> qkTable(const QkContent *content)
{
    if (!content)
        return std::nullopt;
    ViewTable table;
    table.columns = {"component 1", "component 2", "length", "is key"};
    for (const QkPoint &point : content->points) {
        table.rows.push_back(
            (point.isKey ? "key " : "query ") + std::to_string(point.token + 1) + " " + content->nameOf(point).toStdString());
        for (const double value : {point.at.x(), point.at.y(), point.length, point.isKey ? 1.0 : 0.0})
            table.values.push_back(static_cast<float>(value));
    }
    return table;
}

QString qkTitle(const Session &session, const Selection &selection)
{
    const auto trace = shownTrace(session, selection);
    if (!trace)
        return Words::tr("Queries and keys");
    return Words::tr("%1 · %2 · queries and keys")
        .arg(modelTitle(trace->model()), headTitle(trace->config(), selection.layer(), selection.head()).toLower());
}

DrawnView drawnQkSpace(const Session &session, const Selection &selection)
{
    const QkOptions options;
    const auto content = madeNow(qkOrder(qkSource(session, selection, options.space)));
    const QString title = qkTitle(session, selection);
    return {shownTrace(session, selection), [=](const FigureParts &parts) { return qkFigure(content, options, title, parts); }, title,
        selection.key(Stage::weights), [content] { return qkTable(content.get()); }};
}

} // namespace headscope
