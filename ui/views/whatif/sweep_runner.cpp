#include "ui/views/whatif/sweep_runner.h"

namespace headscope {

SweepRunner::SweepRunner(QObject *parent)
    : QObject(parent)
    , m_job(this)
{
    m_job.setNoMemoryWords(tr("There is not enough memory for these runs. Use a shorter text."));
}

void SweepRunner::start(const SweepRequest &request)
{
    m_results = {request, 0, {}, {}};
    m_job.start(
        [this, request](const JobLink &link) {
            link.post([this, total = sweepPlaces(request).size()] {
                m_results.total = total;
                Q_EMIT changed();
            });
            Engine engine(request.base->modelPointer());
            const auto report = [&](const SweepCell &cell) {
                link.post([this, cell] {
                    m_results.cells.push_back(cell);
                    Q_EMIT changed();
                });
            };
            sweep(engine, request, report, link.stop());
        },
        [this] { Q_EMIT changed(); },
        [this](const QString &problem) {
            m_results.problem = problem;
            Q_EMIT changed();
        });
    Q_EMIT changed();
}

void SweepRunner::cancel()
{
    m_job.stop();
    Q_EMIT changed();
}

void SweepRunner::drop()
{
    m_results = {};
    cancel();
}

} // namespace headscope
