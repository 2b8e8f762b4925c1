// Fetches one small file (the hub's description of a repository, a config.json) into memory, with patience.
#pragma once

#include "ui/hub/hub_request.h"
#include "ui/hub/hub_retry.h"

namespace headscope {

class HubDocument : public QObject {
    Q_OBJECT

public:
    HubDocument(
        QNetworkAccessManager &manager, HubAddress address, HubEnvironment environment, HubTiming timing, QObject *parent = nullptr);

    /// More than `mostBytes` is a failure: the server is not what it seems.
    void fetch(const QUrl &url, qint64 mostBytes);

Q_SIGNALS:
    void fetched(const QByteArray &content);
    /// In words.
    void failed(const QString &message);
    /// It failed and will be tried again: why, and after how long.
    void waiting(const QString &why, int milliseconds);

private:
    void begin();
    void append(const QByteArray &bytes);
    void retry(const HubProblem &problem);
    void giveUp(const QString &why);

    HubRequest m_request;
    HubRetry m_retry;
    QTimer m_pause;
    QTimer m_limit; ///< a byte now and then is no silence, and would be waited for without end
    QUrl m_url;
    qint64 m_mostBytes = 0;
    QByteArray m_content;
    qint64 m_announced = -1;
};

} // namespace headscope
