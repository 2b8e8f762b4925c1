#include "ui/views/lens/lens_numbers.h"

namespace headscope {

std::optional<LensNumbers> lensNumbers(
    std::shared_ptr<const Trace> trace, int row, int wanted, std::shared_ptr<const LogitLens> lens, std::stop_token stop)
{
    LensNumbers numbers;
    numbers.trace = trace;
    numbers.row = row;
    numbers.wanted = wanted;
    numbers.lens = lens ? std::move(lens) : LogitLens::make(*trace, row, stop);
    if (!numbers.lens)
        return std::nullopt;
    const LogitLens &made = *numbers.lens;
    numbers.id = wanted >= 0 ? wanted : made.best(made.pointCount() - 1, 1).front().id;
    for (int point = 0; point < made.pointCount(); ++point) {
        if (stop.stop_requested())
            return std::nullopt;
        numbers.points.push_back(
            {made.layerOf(point), made.best(point, LensNumbers::kBest), made.prediction(point, numbers.id), made.rank(point, numbers.id)});
    }
    if (const auto reason = contributionsRefusal(trace->config()))
        numbers.refusal = QString::fromStdString(*reason);
    else
        numbers.contributions = logitContributions(*trace, row, numbers.id);
    return numbers;
}

} // namespace headscope
