#include "ui/hub/hub_request.h"

#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QRegularExpression>
#include <QSslSocket>

#include <algorithm>

namespace headscope {

namespace {

constexpr int kMostRedirects = 10;
constexpr qint64 kBufferedBytes = qint64{1} << 20; // what waits in memory until it is written
// Silence is counted in ticks, so that a time in which this thread itself was busy (a slow disk) is not blamed on the server.
constexpr int kTicks = 4;

QString unquoted(QByteArray etag)
{
    if (etag.startsWith("W/"))
        etag.remove(0, 2);
    return QString::fromLatin1(etag).remove(QLatin1Char('"'));
}

qint64 numberIn(const QByteArray &text)
{
    bool isNumber = false;
    const qint64 number = text.trimmed().toLongLong(&isNumber);
    return isNumber && number >= 0 ? number : -1;
}

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool isThisComputer(const QString &host)
{
    return host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
}

} // namespace

HubRequest::HubRequest(
    QNetworkAccessManager &manager, HubAddress address, HubEnvironment environment, std::chrono::milliseconds silence, QObject *parent)
    : QObject(parent)
    , m_manager(manager)
    , m_address(std::move(address))
    , m_environment(std::move(environment))
    , m_silence(silence)
    , m_watch(this)
{
    connect(&m_watch, &QTimer::timeout, this, &HubRequest::countSilence);
}

HubRequest::~HubRequest()
{
    abort();
}

void HubRequest::get(const QUrl &url, qint64 from)
{
    start(url, from, false);
}

void HubRequest::describe(const QUrl &url)
{
    start(url, 0, true);
}

void HubRequest::start(const QUrl &url, qint64 from, bool headersOnly)
{
    abort();
    m_url = url;
    m_from = from;
    m_headersOnly = headersOnly;
    m_redirects = 0;
    m_begun = false;
    m_response = {};
    const QString token = m_environment.token;
    QString refusal;
    if (m_environment.offline)
        refusal = tr("HF_HUB_OFFLINE is set: Headscope may not use the network. Unset it and start Headscope again to load models.");
    else if (std::any_of(token.begin(), token.end(), [](QChar letter) { return letter.unicode() <= 0x20 || letter.unicode() >= 0x7f; }))
        refusal = tr("The token from %1 holds characters that no token has. Set it again.").arg(m_environment.tokenSource);
    else if (url.scheme() == QLatin1String("https") && !QSslSocket::supportsSsl())
        refusal = tr("This computer has no OpenSSL library, so no secure connection can be made.");
    if (refusal.isEmpty())
        send();
    else // later, as every other failure
        QMetaObject::invokeMethod(
            this,
            [this, refusal] {
                fail({refusal, false, {}, false});
            },
            Qt::QueuedConnection);
}

void HubRequest::send()
{
    QNetworkRequest request(m_url);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false); // one long body gains nothing from it
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setRawHeader("User-Agent", "Headscope/" HEADSCOPE_VERSION);
    request.setRawHeader("Accept-Encoding", "identity"); // lengths and ranges are those of the file itself
    if (m_from > 0)
        request.setRawHeader("Range", "bytes=" + QByteArray::number(m_from) + '-');
    if (!m_environment.token.isEmpty() && m_address.isOnHub(m_url))
        request.setRawHeader("Authorization", "Bearer " + m_environment.token.toLatin1());

    QList<QNetworkProxy> proxies{QNetworkProxy(QNetworkProxy::NoProxy)};
    if (!isThisComputer(m_url.host()))
        proxies = QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(m_url));
    m_manager.setProxy(proxies.value(0, QNetworkProxy(QNetworkProxy::NoProxy)));
    m_reply = m_headersOnly ? m_manager.head(request) : m_manager.get(request);
    m_reply->setReadBufferSize(kBufferedBytes);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &HubRequest::readHeaders);
    connect(m_reply, &QNetworkReply::readyRead, this, &HubRequest::readBody);
    connect(m_reply, &QNetworkReply::finished, this, &HubRequest::end);
    m_silentTicks = 0;
    m_watch.start(m_silence / kTicks);
}

void HubRequest::abort()
{
    m_watch.stop();
    if (!m_reply)
        return;
    QNetworkReply *reply = m_reply;
    m_reply.clear();
    reply->disconnect(this);
    // Later: Qt may be in the middle of this very reply, reporting what led here.
    const auto end = [reply] {
        reply->abort();
        reply->deleteLater();
    };
    QMetaObject::invokeMethod(reply, end, Qt::QueuedConnection);
}

void HubRequest::fail(const HubProblem &problem)
{
    abort();
    Q_EMIT failed(problem);
}

void HubRequest::countSilence()
{
    if (++m_silentTicks >= kTicks)
        fail(problemOfSilence(m_url.host(), m_silence));
}

void HubRequest::readHeaders()
{
    m_silentTicks = 0;
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (m_begun || status == 0)
        return;
    const bool onHub = m_address.isOnHub(m_url);
    const bool redirects = isRedirect(status);
    if (onHub) {
        const auto take = [&](const char *name, QString &into) {
            if (m_reply->hasRawHeader(name))
                into = QString::fromLatin1(m_reply->rawHeader(name)).trimmed();
        };
        take("X-Repo-Commit", m_response.commit);
        if (m_reply->hasRawHeader("X-Linked-Etag"))
            m_response.etag = unquoted(m_reply->rawHeader("X-Linked-Etag"));
        else if (!redirects && m_response.etag.isEmpty())
            m_response.etag = unquoted(m_reply->rawHeader("ETag"));
        if (m_reply->hasRawHeader("X-Linked-Size"))
            m_response.linkedSize = numberIn(m_reply->rawHeader("X-Linked-Size"));
    }
    if (redirects) {
        const QUrl target = m_url.resolved(QUrl::fromEncoded(m_reply->rawHeader("Location"), QUrl::StrictMode));
        if (m_headersOnly && !m_response.etag.isEmpty() && !m_address.isOnHub(target)) {
            m_begun = true;
            Q_EMIT begun(m_response);
            if (m_reply) { // nobody aborted
                abort();
                Q_EMIT finished();
            }
            return;
        }
        follow(target);
        return;
    }
    if (status == 206 && m_from > 0) {
        static const QRegularExpression range(QStringLiteral("^bytes (\\d{1,18})-\\d{1,18}/(?:(\\d{1,18})|\\*)\\z"));
        const QRegularExpressionMatch match = range.match(QString::fromLatin1(m_reply->rawHeader("Content-Range")).trimmed());
        if (!match.hasMatch()) {
            fail({tr("%1 sends a part of the file without saying which.").arg(m_url.host()), false, {}, false});
            return;
        }
        m_response.from = match.captured(1).toLongLong();
        m_response.size = match.captured(2).isEmpty() ? -1 : match.captured(2).toLongLong();
    } else if (status == 200) {
        m_response.from = 0;
        m_response.size = numberIn(m_reply->rawHeader("Content-Length"));
    } else {
        fail(problemOfStatus(*m_reply, m_address, m_environment));
        return;
    }
    const QByteArray coding = m_reply->rawHeader("Content-Encoding").trimmed().toLower();
    if (!coding.isEmpty() && coding != "identity") {
        fail({tr("%1 sends the file in another form (%2) than was asked for.").arg(m_url.host(), QString::fromLatin1(coding.left(20))),
            false, {}, false});
        return;
    }
    m_begun = true;
    Q_EMIT begun(m_response);
}

void HubRequest::follow(const QUrl &target)
{
    if (++m_redirects > kMostRedirects) {
        fail({tr("%1 sends Headscope round in circles (%2 redirects).").arg(m_url.host()).arg(kMostRedirects), false, {}, false});
        return;
    }
    const bool isWeb = target.scheme() == QLatin1String("https") || target.scheme() == QLatin1String("http");
    if (!target.isValid() || target.host().isEmpty() || !isWeb) {
        fail({tr("%1 redirects to an address that is none.").arg(m_url.host()), false, {}, false});
        return;
    }
    if (m_url.scheme() == QLatin1String("https") && target.scheme() == QLatin1String("http")) {
        fail(
            {tr("%1 redirects to %2 without encryption; Headscope does not go there.").arg(m_url.host(), target.host()), false, {}, false});
        return;
    }
    abort();
    m_url = target;
    send();
}

void HubRequest::readBody()
{
    m_silentTicks = 0;
    readHeaders();
    while (m_reply && m_begun && m_reply->bytesAvailable() > 0)
        Q_EMIT received(m_reply->read(kBufferedBytes)); // a listener may abort
}

void HubRequest::end()
{
    readBody();
    if (!m_reply)
        return;
    if (m_reply->error() != QNetworkReply::NoError || !m_begun) {
        fail(problemOfConnection(*m_reply));
        return;
    }
    abort();
    Q_EMIT finished();
}

} // namespace headscope
