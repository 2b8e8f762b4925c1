#include "ui/views/walk/walk_message.h"

#include "ui/session/model_words.h"
#include "ui/session/prompt.h"
#include "ui/session/shown_trace.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/walk/figure_builder.h"

#include <QCoreApplication>

#include <algorithm>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::WalkMessage)
};

constexpr double kReadableLine = 560; // pixels
constexpr double kMargin = 24;

} // namespace

WalkMessage messageInstead(const Session &session, const Selection &selection, const QString &problem, bool hasRow, bool hasLayer)
{
    if (!problem.isEmpty())
        return {Words::tr("These numbers cannot be made"), problem};
    const bool isOpen = session.model() && session.trace();
    if (!isOpen && !session.isOpening() && !session.isBusy())
        return {Words::tr("No model is open"), Words::tr("Choose one at the top, or drop a model's folder on the window.")};
    if (!isOpen)
        return {Words::tr("Opening the model…"), Words::tr("Its numbers appear here in a moment.")};
    const auto trace = shownTrace(session, selection);
    if (trace && hasTokens(*trace) && isTooLong(*trace, selection.key()))
        return {Words::tr("Too many tokens for a table"),
            Words::tr("This text has %L1 tokens. What makes one number stands below, for the token and the column you pick; the Heads "
                      "workspace shows all pairs as a map.")
                .arg(trace->rowCount(selection.key()))};
    if (trace && hasTokens(*trace) && !hasLayer)
        return {Words::tr("Making the numbers of %1…").arg(layerTitle(trace->config(), selection.layer()).toLower()),
            Words::tr("The text is long: a layer's numbers are made again when you look at it.")};
    if (!hasRow)
        return {Words::tr("Comparing with every word…"), Words::tr("The vocabulary of this model is large: one moment.")};
    return {Words::tr("Type a sentence above"), Words::tr("Every number the model computes for it appears here, stage by stage.")};
}

void paintMessage(QPainter &painter, const QRectF &area, const WalkMessage &message)
{
    painter.setFont(figureFont(20, QFont::DemiBold));
    painter.setPen(Theme::current().text);
    painter.drawText(area.adjusted(kMargin, 0, -kMargin, -area.height() / 2 - 2), Qt::AlignHCenter | Qt::AlignBottom, message.heading);
    painter.setFont(figureFont(13));
    painter.setPen(Theme::current().muted);
    const double side = std::max(kMargin, (area.width() - kReadableLine) / 2);
    painter.drawText(
        area.adjusted(side, area.height() / 2 + 6, -side, 0), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, message.text);
}

} // namespace headscope
