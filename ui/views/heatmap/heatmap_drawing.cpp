#include "ui/views/heatmap/heatmap_drawing.h"

#include "src/error.h"
#include "ui/session/pinned_pair.h"
#include "ui/session/shown_trace.h"
#include "ui/views/shared/matrix/figure_words.h"

#include <QCoreApplication>

#include <cmath>

namespace headscope {

namespace {

constexpr double kMargin = 20;
constexpr double kTitleHeight = 34;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::HeatmapView)
};

// Of heatmaps side by side:
constexpr double kOuterMargin = 24;
constexpr double kPicture = 300; // of one head, with the gap to the next
constexpr double kNamedPicture = 330; // the same, with its name
constexpr double kLegend = 70;

DrawnView drawnMultiples(const Session &session, const Selection &selection)
{
    const auto picture = madeNow(multiplesOrder(session, selection));
    const int pinned = picture ? pinnedInMultiples(*picture, selection) : -1;
    return {newestShownTrace(session, selection),
        [picture, pinned](const FigureParts &parts) { return multiplesFigure(picture, pinned, parts); }, multiplesTitle(session, selection),
        attentionKey(selection)};
}

} // namespace

std::optional<HeatmapContent> heatmapNow(const std::optional<HeatmapRequest> &request)
{
    try {
        return request ? heatmapContent(*request) : std::nullopt;
    } catch (const Error &) { // the view says why
        return std::nullopt;
    }
}

ViewFigure heatmapFigure(std::optional<HeatmapContent> content, int pinned, const FigureParts &parts)
{
    if (!content)
        return {QSizeF(400, 300), {}};
    content->dress();
    const double above = parts.title ? kTitleHeight : 0;
    const QSizeF inner = heatmapSize(*content);
    const QSizeF size(inner.width() + 2 * kMargin, inner.height() + above + 2 * kMargin);
    return {size, [=, content = std::move(*content)](QPainter &painter) {
                if (parts.title)
                    paintTitle(painter, QRectF(kMargin, kMargin, size.width() - 2 * kMargin, kTitleHeight), content.title, Qt::ElideNone);
                const QRectF room = QRectF(QPointF(0, 0), size).adjusted(kMargin, kMargin + above, -kMargin, -kMargin);
                HeatmapPlacement place = placeHeatmap(content, room, 1, {});
                if (!parts.legend)
                    place.legend = {};
                const PooledView pooled = paintHeatmapCells(painter, content, place, 0);
                paintHeatmapFrame(painter, content, place, {content.rowOf(pinned), -1}, pooled);
            }};
}

QString heatmapTitle(const std::optional<HeatmapContent> &content)
{
    return content ? content->title : Words::tr("Heatmap");
}

ContentOrder<MultiplesPicture> multiplesOrder(const Session &session, const Selection &selection)
{
    ShownPatterns shown = shownPatterns(session, selection);
    if (shown.empty())
        return {.refusal = shown.problem};
    const bool quick = isQuick(shown);
    return {[shown = std::move(shown)](const std::stop_token &stop) { return multiplesPicture(shown, stop); }, quick};
}

int pinnedInMultiples(const MultiplesPicture &picture, const Selection &selection)
{
    return spanOf(picture.shown.pattern().rows(), pinnedPair(*picture.shown.trace, selection).row);
}

ViewFigure multiplesFigure(
    const std::shared_ptr<const MultiplesPicture> &picture, int pinnedRow, const FigureParts &parts, Contrast contrast)
{
    const auto heads = static_cast<double>(picture ? picture->shown.heads.size() : 1);
    const double columns = std::ceil(std::sqrt(heads));
    const double above = parts.title ? kTitleHeight : 0;
    const double below = parts.legend ? kLegend : 0;
    const QSizeF size(columns * kPicture + 2 * kOuterMargin, std::ceil(heads / columns) * kNamedPicture + below + above + 2 * kOuterMargin);
    if (!picture)
        return {size, {}};
    return {size, [=](QPainter &painter) {
                const QRectF inner = QRectF(QPointF(0, 0), size).adjusted(kOuterMargin, kOuterMargin, -kOuterMargin, -kOuterMargin);
                if (parts.title)
                    paintTitle(painter, inner, picture->shown.title);
                const MultiplesPlacement place = placeMultiples(*picture, inner.adjusted(0, above, 0, 0), parts.legend);
                paintMultiples(painter, *picture, place, pinnedRow, contrast);
            }};
}

QString multiplesTitle(const Session &session, const Selection &selection)
{
    const ShownPatterns shown = shownPatterns(session, selection);
    return shown.title.isEmpty() ? Words::tr("Heads side by side") : shown.title;
}

bool isSideBySide(const Selection &selection)
{
    return isSideBySide({selection.layer(), selection.head()}, selection.pattern());
}

DrawnView drawnHeatmap(const Session &session, const Selection &selection)
{
    if (isSideBySide(selection))
        return drawnMultiples(session, selection);
    const auto content
        = std::make_shared<const std::optional<HeatmapContent>>(heatmapNow(heatmapRequest(session, selection, PoolRule::largest)));
    const int pinned = *content ? pinnedPair(*(*content)->request.trace, selection).row : -1;
    return {newestShownTrace(session, selection),
        [content, pinned](const FigureParts &parts) { return heatmapFigure(*content, pinned, parts); }, heatmapTitle(*content),
        attentionKey(selection)};
}

} // namespace headscope
