#include "ui/views/lines/lines_drawing.h"

#include "ui/session/pinned_pair.h"
#include "ui/session/shown_trace.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_words.h"

#include <QCoreApplication>

#include <algorithm>

namespace headscope {

namespace {

constexpr double kMargin = 20;
constexpr double kLegendGap = 8;
constexpr double kTitleHeight = 34;
constexpr double kLongestFigure = 6000; // pixels: beyond, rows shrink
constexpr double kFigureWidth = 760;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::LinesView)
};

} // namespace

ContentOrder<LinesPicture> linesOrder(const Session &session, const Selection &selection, const LinesRule &rule)
{
    ShownPatterns shown = shownPatterns(session, selection);
    if (shown.empty())
        return {.refusal = shown.problem};
    const bool quick = isQuick(shown);
    return {[shown = std::move(shown), rule](const std::stop_token &stop) { return linesPicture(shown, rule, stop); }, quick};
}

bool canArc(const LinesPicture &picture)
{
    return !picture.shown.crosses && picture.shown.rowLabels.size() == picture.shown.columnLabels.size();
}

LinesLayout linesLayout(const LinesPicture &picture, LinesMode mode, const QSizeF &room, double zoom)
{
    if (mode == LinesMode::arcs && canArc(picture))
        return arcsLayout(picture.shown, room.width(), room.height(), zoom * Appearance::instance().zoom());
    LinesLayout layout = columnsLayout(picture.shown, room.width(), room.height() - kColumnHeads, 0);
    if (zoom != 1)
        layout = columnsLayout(picture.shown, room.width(), room.height() - kColumnHeads, layout.rowHeight * zoom);
    return layout;
}

LitTokens pinnedInLines(const LinesPicture &picture, const Selection &selection)
{
    const Pattern &pattern = picture.shown.pattern();
    const TokenPair pair = pinnedPair(*picture.shown.trace, selection);
    return {spanOf(pattern.rows(), pair.row), spanOf(pattern.columns(), pair.column)};
}

ViewFigure linesFigure(const std::shared_ptr<const LinesPicture> &picture, LinesMode mode, const LitTokens &alone, const LitTokens &pinned,
    const FigureParts &parts)
{
    if (!picture)
        return {QSizeF(400, 300), {}};
    const double inner = kFigureWidth * Appearance::instance().zoom();
    LinesLayout layout = linesLayout(*picture, mode, {inner, 0}, 1);
    const double natural = std::min(layout.size.height(), kLongestFigure);
    if (layout.mode == LinesMode::columns && layout.size.height() > kLongestFigure)
        layout = columnsLayout(picture->shown, inner, 0, layout.rowHeight * kLongestFigure / layout.size.height());
    const double height = std::min(layout.size.height(), kLongestFigure);
    const double heads = layout.mode == LinesMode::columns ? kColumnHeads : 0;
    const double above = kMargin + (parts.title ? kTitleHeight : 0);
    const double below = above + heads + height + kLegendGap;
    const double legend = parts.legend ? kLegendGap + linesLegendHeight(*picture, inner) : 0;
    const QSizeF size(inner + 2 * kMargin, above + heads + natural + legend + kMargin);
    const auto paint = [=](QPainter &painter) {
        if (parts.title)
            paintTitle(painter, QRectF(kMargin, kMargin, inner, kTitleHeight), picture->shown.title);
        painter.save();
        painter.translate(kMargin, above);
        paintColumnHeads(painter, layout, heads);
        painter.translate(0, heads);
        paintLines(painter, *picture, layout, alone, 0, height);
        paintTokens(painter, *picture, layout, alone, pinned, 0, height);
        painter.restore();
        if (parts.legend)
            paintLinesLegend(painter, *picture, QRectF(kMargin, below, inner, size.height() - below));
    };
    return {size, paint};
}

QString linesTitle(const Session &session, const Selection &selection)
{
    const ShownPatterns shown = shownPatterns(session, selection);
    return shown.title.isEmpty() ? Words::tr("Lines") : shown.title + QStringLiteral(" · ") + Words::tr("lines");
}

DrawnView drawnLines(const Session &session, const Selection &selection)
{
    const auto picture = madeNow(linesOrder(session, selection, {}));
    const LitTokens pinned = picture ? pinnedInLines(*picture, selection) : LitTokens();
    return {newestShownTrace(session, selection),
        [picture, pinned](const FigureParts &parts) { return linesFigure(picture, LinesMode::columns, {}, pinned, parts); },
        linesTitle(session, selection), attentionKey(selection)};
}

} // namespace headscope
