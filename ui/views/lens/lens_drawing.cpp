#include "ui/views/lens/lens_drawing.h"

#include "src/error.h"
#include "ui/jobs/failure_words.h"
#include "ui/session/model_words.h"
#include "ui/session/prediction_row.h"
#include "ui/session/prompt.h"
#include "ui/session/shown_trace.h"
#include "ui/views/lens/lens_table.h"

#include <QCoreApplication>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::LensView)
};

constexpr double kExportWidth = 1100;

} // namespace

LensSource lensSource(const Session &session, const Selection &selection)
{
    const auto trace = shownTrace(session, selection);
    const int row = trace ? predictionRow(*trace, selection) : -1;
    return row >= 0 ? LensSource{trace, row, selection.word()} : LensSource();
}

ContentOrder<LensNumbers> lensOrder(const LensSource &source, const LensNumbers *before)
{
    if (!source.trace)
        return {};
    const bool again = before && before->trace == source.trace && before->row == source.row;
    return {[source, lens = again ? before->lens : nullptr](
                const std::stop_token &stop) { return lensNumbers(source.trace, source.row, source.word, lens, stop); },
        false};
}

ViewFigure lensFigure(const std::shared_ptr<const LensNumbers> &numbers, HeadPlace head, const FigureParts &parts)
{
    if (!numbers)
        return {QSizeF(400, 300), {}};
    const auto figure = std::make_shared<const LensFigure>(numbers, head, kExportWidth, parts.legend);
    const ViewFigure picture{figure->size(), [figure](QPainter &painter) { figure->paint(painter); }};
    return parts.title ? withTitle(picture, lensTitle(numbers.get())) : picture;
}

QString lensTitle(const LensNumbers *numbers)
{
    if (!numbers)
        return Words::tr("Logit lens");
    return modelTitle(numbers->trace->model()) + QStringLiteral(" · ")
        + Words::tr("logit lens %1").arg(predictionPlace(*numbers->trace, numbers->row));
}

QString whyNoLens(const Session &session)
{
    const auto trace = session.trace();
    if (!trace)
        return Words::tr("Open a model to look through its layers.");
    if (const auto reason = lensRefusal(trace->config()))
        return QString::fromStdString(*reason);
    return hasTokens(*trace) ? QString() : Words::tr("Type a sentence to see what the model would say after each layer.");
}

DrawnView drawnLens(const Session &session, const Selection &selection)
{
    std::shared_ptr<const LensNumbers> numbers;
    QString reason = whyNoLens(session);
    try {
        if (const auto order = lensOrder(lensSource(session, selection), nullptr); order.work)
            numbers = std::make_shared<const LensNumbers>(order.work({}).value());
    } catch (...) {
        if (reason.isEmpty())
            reason = failureInWords();
    }
    const HeadPlace head{selection.layer(), selection.head()};
    const auto table = [numbers, reason]() -> std::optional<ViewTable> {
        if (!numbers)
            throw Error(reason.toStdString());
        return lensTable(*numbers);
    };
    return {numbers ? numbers->trace : session.trace(),
        [numbers, head](const FigureParts &parts) { return lensFigure(numbers, head, parts); }, lensTitle(numbers.get()),
        selection.key(Stage::logits), table};
}

} // namespace headscope
