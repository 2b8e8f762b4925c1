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

LensMaker::LensMaker(QObject *parent)
    : QObject(parent)
    , m_job(this)
{
}

void LensMaker::want(const std::shared_ptr<const Trace> &trace, int row, int word)
{
    const Wanted wanted{trace, row, word};
    if (wanted == m_wanted)
        return;
    m_wanted = wanted;
    const bool again = m_numbers && m_numbers->trace == trace && m_numbers->row == row;
    m_job.start([wanted, lens = again ? m_numbers->lens : nullptr](
                    const JobLink &link) { return lensNumbers(wanted.trace, wanted.row, wanted.word, lens, link.stop()); },
        [this](std::optional<LensNumbers> numbers) {
            if (numbers)
                take(std::move(*numbers));
        },
        [this, wanted](const QString &problem) {
            LensNumbers none;
            none.trace = wanted.trace;
            none.row = wanted.row;
            none.wanted = wanted.word;
            none.problem = problem;
            take(std::move(none));
        });
}

void LensMaker::take(LensNumbers numbers)
{
    m_numbers = std::make_shared<const LensNumbers>(std::move(numbers));
    Q_EMIT changed();
}

void LensMaker::drop()
{
    m_wanted = {};
    m_numbers.reset();
    m_job.stop();
    Q_EMIT changed();
}

} // namespace headscope
