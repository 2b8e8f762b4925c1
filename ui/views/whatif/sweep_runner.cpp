#include "ui/views/whatif/sweep_runner.h"

#include "ui/session/failure_words.h"

#include <QtConcurrent>

namespace headscope {

SweepRunner::SweepRunner(QObject *parent)
    : QObject(parent)
{
    m_threads.setMaxThreadCount(1);
    connect(&m_watcher, &QFutureWatcher<QString>::finished, this, [this] {
        if (m_again) {
            launch();
            return;
        }
        m_running = false;
        m_results.problem = m_watcher.result();
        Q_EMIT changed();
    });
}

SweepRunner::~SweepRunner()
{
    m_stop.request_stop();
    m_watcher.waitForFinished();
}

void SweepRunner::start(const SweepRequest &request)
{
    ++m_number;
    m_stop.request_stop();
    m_results = {request, 0, {}, {}};
    if (m_running)
        m_again = true;
    else
        launch();
    Q_EMIT changed();
}

void SweepRunner::cancel()
{
    m_again = false;
    m_stop.request_stop();
}

void SweepRunner::drop()
{
    cancel();
    ++m_number;
    m_results = {};
    Q_EMIT changed();
}

void SweepRunner::launch()
{
    m_again = false;
    m_running = true;
    m_stop = std::stop_source();
    const auto report = [this, number = m_number](std::size_t total, const SweepCell *cell) {
        const SweepCell copy = cell ? *cell : SweepCell();
        QMetaObject::invokeMethod(
            this,
            [this, number, total, copy, isCell = cell != nullptr] {
                if (number != m_number)
                    return;
                m_results.total = total;
                if (isCell)
                    m_results.cells.push_back(copy);
                Q_EMIT changed();
            },
            Qt::QueuedConnection);
    };
    m_watcher.setFuture(QtConcurrent::run(&m_threads, [request = m_results.request, report, stop = m_stop.get_token()]() -> QString {
        try {
            const std::size_t total = sweepPlaces(request).size();
            report(total, nullptr);
            Engine engine(request.base->modelPointer());
            sweep(
                engine, request, [&](const SweepCell &cell) { report(total, &cell); }, stop);
        } catch (...) {
            return failureInWords(tr("There is not enough memory for these runs. Use a shorter text."));
        }
        return {};
    }));
}

} // namespace headscope
