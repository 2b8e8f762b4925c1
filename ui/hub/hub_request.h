// One request to the hub, followed through redirects by hand.
// Trap: the hub redirects large files to a store on another host. The token is the user's key to their account and goes to the hub alone
// (same scheme, host and port as the endpoint); Qt's own redirect handling would send it along.
#pragma once

#include "ui/hub/hub_address.h"
#include "ui/hub/hub_environment.h"
#include "ui/hub/hub_problem.h"

#include <QByteArray>
#include <QNetworkReply>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>

class QNetworkAccessManager;

namespace headscope {

/// What was said before the body. Numbers are -1 and texts empty where nothing was said.
struct HubResponse {
    qint64 from = 0; ///< the first byte of the body, counted in the whole file
    qint64 size = -1; ///< of the whole file, as the answering server announces it
    qint64 linkedSize = -1; ///< as the hub announced it before it redirected
    QString etag; ///< as the hub (not a store) names the content, without quotes
    QString commit;
};

class HubRequest : public QObject {
    Q_OBJECT

public:
    /// `silence`: without a byte for this long, the request fails. `manager` must live on this object's thread.
    HubRequest(QNetworkAccessManager &manager, HubAddress address, HubEnvironment environment, std::chrono::milliseconds silence,
        QObject *parent = nullptr);
    ~HubRequest() override;

    /// The body from byte `from` on; the server may send all of it nevertheless (HubResponse::from tells).
    void get(const QUrl &url, qint64 from = 0);
    /// The headers alone. A redirect to a store is not followed: the hub's own words come before it.
    void describe(const QUrl &url);
    /// No signal follows.
    void abort();

Q_SIGNALS:
    void begun(const headscope::HubResponse &response);
    void received(const QByteArray &bytes);
    void finished();
    /// Ends the request, before or after begun().
    void failed(const headscope::HubProblem &problem);

private:
    void start(const QUrl &url, qint64 from, bool headersOnly);
    void send();
    void readHeaders();
    void readBody();
    void end();
    void follow(const QUrl &target);
    void fail(const HubProblem &problem);
    void countSilence();

    QNetworkAccessManager &m_manager;
    HubAddress m_address;
    HubEnvironment m_environment;
    std::chrono::milliseconds m_silence;
    QPointer<QNetworkReply> m_reply; ///< its manager may go first
    QTimer m_watch;
    int m_silentTicks = 0;
    QUrl m_url;
    qint64 m_from = 0;
    bool m_headersOnly = false;
    int m_redirects = 0;
    bool m_begun = false;
    HubResponse m_response;
};

} // namespace headscope
