#include "ui/views/mechanism/step_content.h"

#include "ui/session/lab_numbers.h"
#include "ui/views/shared/matrix/number_text.h"

#include <algorithm>

namespace headscope {

namespace {

Matrix firstRows(Matrix matrix)
{
    matrix.view.rows = std::min(matrix.view.rows, kMostStepTokens);
    return matrix;
}

/// What is kept of the text; a second one is shortened like it.
void shorten(LabNumbers &numbers)
{
    MechanismInput &input = numbers.input;
    for (Matrix *tokens : {&input.q, &input.k, &input.v, &input.otherK, &input.otherV})
        *tokens = firstRows(std::move(*tokens));
    for (HeadNumbers &head : input.heads)
        for (Matrix *tokens : {&head.q, &head.k, &head.v})
            *tokens = firstRows(std::move(*tokens));
    std::erase_if(input.edges, [](const std::array<int, 2> &edge) { return std::max(edge[0], edge[1]) >= kMostStepTokens; });
    for (std::vector<std::string> *names : {&numbers.queries, &numbers.keys, &numbers.otherKeys})
        names->resize(std::min(names->size(), std::size_t(kMostStepTokens)));
}

StepScale scaleOf(const MechanismStep &step)
{
    StepScale scale;
    for (const Matrix &page : step.pages) {
        const ValueRange range = rangeOf(page.view);
        scale.found = scale.found.empty() ? range : range.empty() ? scale.found : scale.found.with(range);
    }
    for (const Matrix &page : step.pages)
        scale.decimals = std::max(scale.decimals, formatFor(page.view, scale.found, step.isWeights ? 3 : 2).decimals);
    return scale;
}

} // namespace

QString StepContent::shapeOf(int step) const
{
    const MechanismStep &made = steps[std::size_t(step)];
    const Matrix &first = made.pages.front();
    const QString shape = QStringLiteral("%1 × %2").arg(first.rows()).arg(first.cols());
    return made.pages.size() == 1 ? shape : QStringLiteral("%1 · %2").arg(made.pages.size()).arg(shape);
}

QString StepContent::titleOf(int step) const
{
    QString title = QString::fromStdString(steps[std::size_t(step)].name);
    const bool isWord = title.size() > 2 && title.front().isLower() && title.at(1).isLower();
    if (isWord)
        title.front() = title.front().toUpper();
    return title;
}

ContentOrder<StepContent> stepOrder(const LabState &lab)
{
    const std::string &name = lab.choices().opened;
    const std::optional<LabOrder> order = lab.order();
    if (name.empty() || !order)
        return {};
    const MechanismInfo &mechanism = mechanismNamed(name);
    return {
        [order = *order, &mechanism, parameters = lab.parametersOf(mechanism)](const std::stop_token &stop) -> std::optional<StepContent> {
            LabNumbers numbers = order.make(stop);
            if (stop.stop_requested())
                return std::nullopt;
            StepContent content;
            content.mechanism = &mechanism;
            const int tokens = std::max(numbers.input.q.rows(), numbers.input.k.rows()) + numbers.cutTokens;
            content.leftOut = std::max(0, tokens - kMostStepTokens);
            shorten(numbers);
            StepRecorder recorder;
            runMechanism(mechanism, numbers.input, parameters, &recorder);
            content.steps = recorder.steps();
            content.rules = rulesOf(content.steps, stop);
            for (const MechanismStep &step : content.steps)
                content.scales.push_back(scaleOf(step));
            content.names = {std::move(numbers.queries), std::move(mechanism.readsOther ? numbers.otherKeys : numbers.keys)};
            if (stop.stop_requested())
                return std::nullopt;
            return content;
        },
        false};
}

} // namespace headscope
