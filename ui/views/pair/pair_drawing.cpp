#include "ui/views/pair/pair_drawing.h"

#include "ui/session/pinned_pair.h"
#include "ui/session/prompt.h"
#include "ui/session/shown_trace.h"
#include "ui/session/strongest_row.h"

#include <QCoreApplication>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::PairView)
};

/// The pair under the pointer of another view, else the pinned one; the pinned query's strongest key where no key is pinned, the strongest
/// row of the head where no query is.
TokenPair shownPair(const Trace &trace, const Selection &selection)
{
    const int layer = selection.layer();
    const int head = selection.head();
    if (const TokenPair hovered = hoveredPair(trace, selection); hovered.row >= 0)
        return hovered;
    auto [row, column] = pinnedPair(trace, selection);
    if (row < 0)
        row = strongestRow(trace, layer, head);
    if (column < 0 && row >= 0)
        column = strongestKey(trace, layer, head, row);
    return {row, column};
}

} // namespace

ContentOrder<PairContent> pairOrder(const Session &session, const Selection &selection, ChannelOrder channels)
{
    const auto trace = shownTrace(session, selection);
    if (!trace || !hasTokens(*trace))
        return {};
    return {[&selection, trace, channels](const std::stop_token &) -> std::optional<PairContent> {
        const auto [row, column] = shownPair(*trace, selection);
        if (row < 0)
            return std::nullopt;
        return pairContent(*trace, selection.layer(), selection.head(), row, column, channels);
    }};
}

ViewFigure pairFigure(const std::shared_ptr<const PairContent> &content, const FigureParts &parts)
{
    if (!content)
        return {QSizeF(640, 300), {}};
    const QSizeF size = pairFigureSize(*content, parts.title);
    return {size, [=](QPainter &painter) { paintPair(painter, *content, layOutPair(*content, size, parts.title), 0, std::nullopt); }};
}

std::optional<ViewTable> pairTable(const PairContent *content)
{
    if (!content)
        return std::nullopt;
    ViewTable table;
    table.columns = {"q", "k", "q*k", "sum of q*k so far", "v", "weight*v", "sum over all keys"};
    const PairArithmetic &pair = content->numbers;
    for (std::size_t c = 0; c < pair.value.size(); ++c) {
        const Term &term = pair.raw.terms[c];
        table.rows.push_back(std::to_string(c + 1));
        for (const double value : {term.a, term.b, term.value, pair.runningSum[c], pair.value[c], pair.weighted[c], pair.sum[c]})
            table.values.push_back(static_cast<float>(value));
    }
    return table;
}

QString pairTitle(const PairContent *content)
{
    return content ? QStringLiteral("%1 · %2").arg(content->place, content->heading) : Words::tr("Arithmetic");
}

DrawnView drawnPair(const Session &session, const Selection &selection)
{
    const auto content = madeNow(pairOrder(session, selection, ChannelOrder::inPlace));
    return {shownTrace(session, selection), [content](const FigureParts &parts) { return pairFigure(content, parts); },
        pairTitle(content.get()), selection.key(Stage::weights), [content] { return pairTable(content.get()); }};
}

} // namespace headscope
