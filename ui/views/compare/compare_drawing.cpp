#include "ui/views/compare/compare_drawing.h"

#include "ui/session/prompt.h"
#include "ui/session/shown_trace.h"
#include "ui/views/shared/matrix/figure_words.h"

#include <QCoreApplication>

namespace headscope {

namespace {

constexpr double kMargin = 24;
constexpr double kTitleHeight = 30;
// Products up to which the comparison is made at once: a few milliseconds.
constexpr double kAtOnce = 3e6;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::CompareView)
};

double workOf(const PinnedHead &pinned)
{
    return numbersOf(*pinned.trace, pinned.head, pinned.choice) * pinned.trace->config().headWidth;
}

} // namespace

std::optional<PinnedHead> headLookedAt(const Session &session, const Selection &selection)
{
    const auto trace = shownTrace(session, selection);
    const HeadPlace head{selection.layer(), selection.head()};
    if (!trace || !hasTokens(*trace) || head.layer >= trace->doneLayers())
        return std::nullopt;
    return PinnedHead{trace, head, selection.pattern()};
}

CompareSides comparedSides(const Session &session, const Selection &selection, const CompareSides &pinned)
{
    auto now = headLookedAt(session, selection);
    if (pinned.a)
        return {pinned.a, pinned.b ? pinned.b : now};
    if (pinned.b)
        return {now, pinned.b};
    // Nothing pinned: before and after the edits, where there are some.
    const auto original = session.original();
    if (!now || !original || original == session.trace() || session.edits().empty() || original->doneLayers() <= now->head.layer)
        return {};
    now->trace = session.trace();
    return {PinnedHead{original, now->head, now->choice}, now};
}

ContentOrder<CompareContent> compareOrder(const CompareSides &sides)
{
    if (!sides.a || !sides.b)
        return {};
    return {[a = *sides.a, b = *sides.b](const std::stop_token &stop) { return compareContent(a, b, stop); },
        workOf(*sides.a) + workOf(*sides.b) <= kAtOnce};
}

ViewFigure compareFigure(
    const std::shared_ptr<const CompareContent> &content, CompareShows shows, const QString &title, const FigureParts &parts)
{
    if (!content)
        return {QSizeF(1200, 620), {}};
    const QSizeF inner = compareFigureSize(*content, shows);
    const QSizeF size(inner.width() + 2 * kMargin, inner.height() + kTitleHeight + 2 * kMargin);
    const auto paint = [=](QPainter &painter) {
        QRectF whole = QRectF(QPointF(), size).adjusted(kMargin, kMargin, -kMargin, -kMargin);
        if (parts.title) {
            paintTitle(painter, whole, title, Qt::ElideNone);
            whole.setTop(whole.top() + kTitleHeight);
        }
        CompareLayout layout = layOutCompare(*content, shows, whole);
        if (!parts.legend)
            layout.weights = layout.difference = {};
        paintCompare(painter, *content, layout);
    };
    return {size, paint};
}

std::optional<ViewTable> compareTable(const CompareContent *content)
{
    if (!content)
        return std::nullopt;
    ViewTable table;
    for (const QString &row : content->rows)
        table.rows.push_back(row.toStdString());
    for (const QString &column : content->columns)
        table.columns.push_back(column.toStdString());
    for (int r = 0; r < content->difference.rows(); ++r)
        for (int c = 0; c < content->difference.cols(); ++c)
            table.values.push_back(content->difference(r, c));
    return table;
}

QString compareTitle(const CompareSides &sides)
{
    if (!sides.a || !sides.b)
        return Words::tr("Comparison");
    return Words::tr("%1 and %2").arg(nameOf(*sides.a), nameOf(*sides.b));
}

DrawnView drawnComparison(const Session &session, const Selection &selection, const CompareSides &pinned)
{
    const CompareSides sides = comparedSides(session, selection, pinned);
    const auto content = madeNow(compareOrder(sides));
    const QString title = compareTitle(sides);
    return {shownTrace(session, selection),
        [=](const FigureParts &parts) { return compareFigure(content, CompareShows::all, title, parts); }, title,
        selection.key(Stage::weights), [content] { return compareTable(content.get()); }};
}

} // namespace headscope
