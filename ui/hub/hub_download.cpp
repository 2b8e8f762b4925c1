#include "ui/hub/hub_download.h"

#include <QCoreApplication>
#include <QEvent>
#include <QEventLoop>

#include <optional>

namespace headscope {

namespace {

struct End {
    QString folder;
    QString problem; ///< not empty: there is no folder
};

} // namespace

HubDownload::HubDownload(HubEnvironment environment, HubTiming timing, QObject *parent)
    : QObject(parent)
    , m_environment(std::move(environment))
    , m_timing(timing)
    , m_job(this)
{
}

HubDownload::~HubDownload()
{
    m_job.stopAndWait();
}

void HubDownload::start(const HubOrder &order)
{
    const auto run = [this, order, environment = m_environment, timing = m_timing](const JobLink &link) {
        std::optional<End> end;
        QEventLoop loop;
        const std::stop_callback leave(link.stop(), [&loop] { QCoreApplication::postEvent(&loop, new QEvent(QEvent::Quit)); });
        HubTransfer transfer(order, environment, timing, link.stop());
        connect(&transfer, &HubTransfer::progress, &loop,
            [&](const HubProgress &progress) { link.post([this, progress] { Q_EMIT this->progress(progress); }); });
        connect(&transfer, &HubTransfer::waiting, &loop,
            [&](const QString &why, int milliseconds) { link.post([this, why, milliseconds] { Q_EMIT waiting(why, milliseconds); }); });
        connect(&transfer, &HubTransfer::finished, &loop, [&](const QString &folder) {
            end = {folder, {}};
            QCoreApplication::postEvent(&loop, new QEvent(QEvent::Quit)); // also when it was finished before the loop began
        });
        connect(&transfer, &HubTransfer::failed, &loop, [&](const QString &problem) {
            end = {{}, problem};
            QCoreApplication::postEvent(&loop, new QEvent(QEvent::Quit));
        });
        transfer.start();
        loop.exec();
        return end;
    };
    m_job.start(
        run,
        [this](const std::optional<End> &end) {
            if (end && end->problem.isEmpty())
                Q_EMIT finished(end->folder);
            else if (end)
                Q_EMIT failed(end->problem);
        },
        [this](const QString &problem) { Q_EMIT failed(problem); });
}

} // namespace headscope
