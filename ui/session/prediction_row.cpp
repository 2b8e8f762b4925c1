#include "ui/session/prediction_row.h"

#include <QCoreApplication>

#include <algorithm>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::PredictionRow)
};

} // namespace

int predictionRow(const Trace &trace, const Selection &selection)
{
    const TransformerConfig &config = trace.config();
    const int stack = config.stackCount() - 1;
    const auto &tokens = trace.stackTokens(stack);
    const bool isEmpty = tokens.empty() || trace.tokens().empty();
    if (isEmpty || config.predicts == Predicts::nothing)
        return -1;
    const int last = int(tokens.size()) - 1;
    if (const int pinned = selection.rowOf(stack); pinned >= 0)
        return std::min(pinned, last);
    const auto mask = trace.model().tokenizer().maskId();
    const auto hidden = std::ranges::find_if(tokens, [&](const Token &token) { return mask && token.id == *mask; });
    return config.predicts == Predicts::ownToken && hidden != tokens.end() ? int(hidden - tokens.begin()) : last;
}

QString predictionPlace(const Trace &trace, int row)
{
    const QString name = QString::fromStdString(trace.stackTokens(trace.config().stackCount() - 1)[static_cast<std::size_t>(row)].display);
    return trace.config().predicts == Predicts::ownToken ? Words::tr("in the place of “%1”").arg(name) : Words::tr("after “%1”").arg(name);
}

} // namespace headscope
