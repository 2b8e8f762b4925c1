#include "ui/views/lens/lens_numbers.h"

#include "ui/session/failure_words.h"

#include <QtConcurrent>

namespace headscope {

std::shared_ptr<const LensNumbers> lensNumbers(
    std::shared_ptr<const Trace> trace, int row, int wanted, std::shared_ptr<const LogitLens> lens, std::stop_token stop)
{
    auto numbers = std::make_shared<LensNumbers>();
    numbers->trace = trace;
    numbers->row = row;
    numbers->wanted = wanted;
    try {
        numbers->lens = lens ? std::move(lens) : LogitLens::make(*trace, row, stop);
        if (!numbers->lens)
            return nullptr;
        const LogitLens &made = *numbers->lens;
        numbers->id = wanted >= 0 ? wanted : made.best(made.pointCount() - 1, 1).front().id;
        for (int point = 0; point < made.pointCount(); ++point) {
            if (stop.stop_requested())
                return nullptr;
            numbers->points.push_back({made.layerOf(point), made.best(point, LensNumbers::kBest), made.prediction(point, numbers->id),
                made.rank(point, numbers->id)});
        }
        if (const auto reason = contributionsRefusal(trace->config()))
            numbers->refusal = QString::fromStdString(*reason);
        else
            numbers->contributions = logitContributions(*trace, row, numbers->id);
    } catch (...) {
        numbers->points.clear();
        numbers->problem = failureInWords();
    }
    return numbers;
}

LensMaker::LensMaker(QObject *parent)
    : QObject(parent)
{
    m_threads.setMaxThreadCount(1);
    connect(&m_watcher, &QFutureWatcher<std::shared_ptr<const LensNumbers>>::finished, this, [this] {
        const auto made = m_watcher.result();
        const bool current = m_running == m_wanted;
        m_running = {};
        if (made && current)
            m_numbers = made;
        if ((!current || !made) && m_wanted.trace) // nothing was made: it was stopped
            start();
        Q_EMIT changed();
    });
}

LensMaker::~LensMaker()
{
    m_stop.request_stop();
    m_watcher.waitForFinished();
}

void LensMaker::want(const std::shared_ptr<const Trace> &trace, int row, int word)
{
    const Wanted wanted{trace, row, word};
    if (wanted == m_wanted)
        return;
    m_wanted = wanted;
    m_stop.request_stop();
    if (!isWorking())
        start();
}

void LensMaker::drop()
{
    m_wanted = {};
    m_numbers.reset();
    m_stop.request_stop();
    Q_EMIT changed();
}

void LensMaker::start()
{
    m_running = m_wanted;
    m_stop = std::stop_source();
    const bool again = m_numbers && m_numbers->trace == m_running.trace && m_numbers->row == m_running.row;
    m_watcher.setFuture(
        QtConcurrent::run(&m_threads, [wanted = m_running, lens = again ? m_numbers->lens : nullptr, stop = m_stop.get_token()] {
            return lensNumbers(wanted.trace, wanted.row, wanted.word, lens, stop);
        }));
}

} // namespace headscope
