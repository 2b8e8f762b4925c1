#include "ui/hub/hub_download.h"

namespace headscope {

HubDownload::HubDownload(HubEnvironment environment, HubTiming timing, QObject *parent)
    : QObject(parent)
    , m_environment(std::move(environment))
    , m_timing(timing)
{
    m_thread.setObjectName(QStringLiteral("hub download"));
}

HubDownload::~HubDownload()
{
    cancel();
    m_thread.quit();
    m_thread.wait();
}

void HubDownload::start(const HubOrder &order)
{
    cancel();
    if (!m_thread.isRunning())
        m_thread.start();
    m_stop = std::make_shared<std::atomic<bool>>(false);
    m_transfer = new HubTransfer(order, m_environment, m_timing, m_stop);
    m_transfer->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_transfer, &QObject::deleteLater);
    connect(m_transfer, &HubTransfer::progress, this, &HubDownload::progress);
    connect(m_transfer, &HubTransfer::waiting, this, &HubDownload::waiting);
    connect(m_transfer, &HubTransfer::finished, this, [this](const QString &folder) {
        cancel();
        Q_EMIT finished(folder);
    });
    connect(m_transfer, &HubTransfer::failed, this, [this](const QString &message) {
        cancel();
        Q_EMIT failed(message);
    });
    QMetaObject::invokeMethod(m_transfer, &HubTransfer::start, Qt::QueuedConnection);
}

void HubDownload::cancel()
{
    if (!m_transfer)
        return;
    *m_stop = true;
    m_transfer->disconnect(this);
    m_transfer->deleteLater();
    m_transfer = nullptr;
}

} // namespace headscope
