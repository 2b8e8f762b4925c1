#include "ui/views/text/text_drawing.h"

#include "ui/session/pinned_pair.h"
#include "ui/session/shown_trace.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_words.h"

#include <QCoreApplication>

#include <algorithm>

namespace headscope {

namespace {

// Pixels; what lies beyond is left out, and said.
constexpr double kLongestFigure = 12'000;

constexpr double kMargin = 26;
constexpr double kGap = 10;
constexpr double kTitleHeight = 36;
constexpr double kFigureWidth = 760;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::TextView)
};

} // namespace

TextTokens pinnedInText(const ShownPatterns &shown, const Selection &selection)
{
    if (shown.empty())
        return {};
    const TokenPair pair = pinnedPair(*shown.trace, selection);
    // Within one text the pinned token both looks and is looked at; a hidden query may still be a key that is not.
    return {spanOf(shown.pattern().rows(), pair.row), spanOf(shown.pattern().columns(), shown.crosses ? pair.column : pair.row)};
}

ContentOrder<TextPicture> textOrder(const ShownPatterns &shown, TextMode mode, const TextTokens &tokens)
{
    if (shown.empty())
        return {.refusal = shown.problem};
    return {[shown, mode, tokens](const std::stop_token &stop) { return textPicture(shown, mode, tokens.row, tokens.column, stop); },
        isQuick(shown)};
}

ViewFigure textFigure(const std::shared_ptr<const TextPicture> &picture, const FigureParts &parts)
{
    if (!picture)
        return {QSizeF(400, 300), {}};
    const double zoom = Appearance::instance().zoom();
    const double inner = kFigureWidth * zoom;
    const TextDocument document = textDocument(*picture, inner, zoom);
    const double height = std::min(document.height, kLongestFigure);
    const double legend = parts.legend ? textLegendHeight(*picture, inner) : 0;
    const QSizeF size(inner + 2 * kMargin, height + (parts.title ? kTitleHeight : 0) + 2 * kMargin + (parts.legend ? kGap + legend : 0));
    const auto paint = [=](QPainter &painter) {
        painter.translate(kMargin, kMargin);
        if (parts.title) {
            const QString &title = picture->shown.title;
            paintTitle(painter, QRectF(0, 0, inner, kTitleHeight),
                document.height > kLongestFigure ? Words::tr("%1 (the beginning)").arg(title) : title);
            painter.translate(0, kTitleHeight);
        }
        paintText(painter, *picture, document, {}, 0, height);
        if (parts.legend)
            paintTextLegend(painter, *picture, QRectF(0, height + kGap, inner, legend));
    };
    return {size, paint};
}

QString textTitle(const Session &session, const Selection &selection)
{
    const ShownPatterns shown = shownPatterns(session, selection);
    return shown.title.isEmpty() ? Words::tr("Text") : shown.title + QStringLiteral(" · ") + Words::tr("text");
}

DrawnView drawnText(const Session &session, const Selection &selection)
{
    const ShownPatterns shown = shownPatterns(session, selection);
    const auto picture = madeNow(textOrder(shown, TextMode::from, pinnedInText(shown, selection)));
    return {newestShownTrace(session, selection), [picture](const FigureParts &parts) { return textFigure(picture, parts); },
        textTitle(session, selection), attentionKey(selection)};
}

} // namespace headscope
