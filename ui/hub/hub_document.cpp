#include "ui/hub/hub_document.h"

#include <QLocale>

namespace headscope {

HubDocument::HubDocument(QNetworkAccessManager &manager, HubAddress address, HubEnvironment environment, HubTiming timing, QObject *parent)
    : QObject(parent)
    , m_request(manager, std::move(address), std::move(environment), timing.silence)
    , m_retry(timing)
    , m_pause(this)
    , m_limit(this)
{
    m_pause.setSingleShot(true);
    m_limit.setSingleShot(true);
    m_limit.setInterval(timing.document);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        giveUp(tr("%1 has not sent all of a short text within %L2 s; Headscope stopped waiting.")
                   .arg(m_url.host())
                   .arg(m_limit.interval() / 1000));
    });
    connect(&m_pause, &QTimer::timeout, this, &HubDocument::begin);
    connect(&m_request, &HubRequest::begun, this, [this](const HubResponse &response) { m_announced = response.size; });
    connect(&m_request, &HubRequest::received, this, &HubDocument::append);
    connect(&m_request, &HubRequest::failed, this, &HubDocument::retry);
    connect(&m_request, &HubRequest::finished, this, [this] {
        if (m_announced >= 0 && m_content.size() < m_announced)
            retry({tr("%1 cut the connection.").arg(m_url.host()), true, {}, false});
        else {
            m_limit.stop();
            Q_EMIT fetched(m_content);
        }
    });
}

void HubDocument::fetch(const QUrl &url, qint64 mostBytes)
{
    m_url = url;
    m_mostBytes = mostBytes;
    m_limit.start();
    begin();
}

void HubDocument::begin()
{
    m_content.clear();
    m_announced = -1;
    m_request.get(m_url);
}

void HubDocument::append(const QByteArray &bytes)
{
    m_content += bytes;
    if (m_content.size() <= m_mostBytes)
        return;
    giveUp(tr("%1 sends more than %2 where a short text belongs; Headscope stopped reading.")
               .arg(m_url.host(), QLocale().formattedDataSize(m_mostBytes, 0, QLocale::DataSizeSIFormat)));
}

void HubDocument::giveUp(const QString &why)
{
    m_request.abort();
    m_pause.stop();
    m_limit.stop();
    m_content.clear();
    Q_EMIT failed(why);
}

void HubDocument::retry(const HubProblem &problem)
{
    const auto pause = m_retry.fail(problem);
    if (!pause) {
        giveUp(problem.words);
        return;
    }
    m_pause.start(*pause);
    Q_EMIT waiting(problem.words, static_cast<int>(pause->count()));
}

} // namespace headscope
