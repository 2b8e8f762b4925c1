// Trap: the hub answers 401, not 404, for a repository that does not exist when no token is sent: it does not say which private names
// exist.
#include "ui/hub/hub_problem.h"

#include "ui/hub/hub_address.h"
#include "ui/hub/hub_environment.h"

#include <QDateTime>
#include <QNetworkReply>

#include <algorithm>

namespace headscope {

namespace {

constexpr qsizetype kMostQuoted = 200; // characters of a server's own words

QString tr(const char *text)
{
    return QCoreApplication::translate("headscope::HubProblem", text);
}

QString headerOf(const QNetworkReply &reply, const char *name)
{
    return QString::fromUtf8(reply.rawHeader(name)).simplified().left(kMostQuoted);
}

/// Seconds, or a date as HTTP writes it.
std::optional<std::chrono::milliseconds> retryAfter(const QNetworkReply &reply)
{
    const QString text = headerOf(reply, "Retry-After");
    if (text.isEmpty())
        return {};
    bool isNumber = false;
    qint64 seconds = text.toLongLong(&isNumber);
    if (!isNumber) {
        const QDateTime date = QDateTime::fromString(text, Qt::RFC2822Date);
        if (!date.isValid())
            return {};
        seconds = QDateTime::currentDateTimeUtc().secsTo(date);
    }
    return std::chrono::seconds(std::clamp<qint64>(seconds, 0, 365 * 86400));
}

QString noSuchRepository(const HubAddress &address)
{
    return tr("There is no model “%1” at %2. Check the spelling.").arg(address.repository(), address.page());
}

QString refused(const HubAddress &address, const HubEnvironment &environment, bool isGated)
{
    const QString token = environment.token.isEmpty()
        ? tr("It needs a token: create one in your account on the hub, set HF_TOKEN to it (or run: hf auth login) and start Headscope "
             "again.")
        : tr("The account of your token (from %1) may not read it.").arg(environment.tokenSource);
    if (isGated)
        return tr("“%1” asks people to accept its licence first, at %2. %3").arg(address.repository(), address.page(), token);
    return tr("“%1” may not be read: it is private, or its licence must be accepted at %2. %3")
        .arg(address.repository(), address.page(), token);
}

} // namespace

HubProblem problemOfStatus(const QNetworkReply &reply, const HubAddress &address, const HubEnvironment &environment)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QString code = headerOf(reply, "X-Error-Code");
    const QString message = headerOf(reply, "X-Error-Message");
    const QString host = reply.url().host();
    if (status == 429)
        return {tr("%1 asks to be left alone for a while: too many requests (429).").arg(host), true, retryAfter(reply), false};
    if (status == 408 || (status >= 500 && status <= 599))
        return {tr("%1 cannot answer just now (%2).").arg(host).arg(status), true, retryAfter(reply), false};
    if (status == 416)
        return {tr("%1 cannot go on where the download stopped.").arg(host), true, {}, true};
    if (!address.isOnHub(reply.url())) // a store's links are made for each request and expire: a new one may work
        return {tr("%1, which stores the file, does not hand it out (%2).").arg(host).arg(status), true, {}, false};

    if (code == QLatin1String("RepoNotFound") && !environment.token.isEmpty())
        return {noSuchRepository(address), false, {}, false};
    if (code == QLatin1String("RevisionNotFound"))
        return {tr("“%1” has no revision “%2”. A revision is a branch (main), a tag or a commit.")
                    .arg(address.repository(), address.revision()),
            false, {}, false};
    if (code == QLatin1String("EntryNotFound"))
        return {tr("“%1” no longer has this file: %2").arg(address.repository(), reply.url().path().section(QLatin1Char('/'), -1)), false,
            {}, false};
    if (code == QLatin1String("GatedRepo"))
        return {refused(address, environment, true), false, {}, false};
    if (status == 401 && !environment.token.isEmpty())
        return {tr("The hub does not know your token (from %1). Make a new one, or remove it to load public models.")
                    .arg(environment.tokenSource),
            false, {}, false};
    if (status == 401)
        return {
            tr("There is no public model “%1” at %2. Check the spelling. A private one needs a token: set HF_TOKEN to it (or run: hf auth "
               "login) and start Headscope again.")
                .arg(address.repository(), address.page()),
            false, {}, false};
    if (status == 403)
        return {refused(address, environment, false) + (message.isEmpty() ? QString() : tr(" The hub says: %1").arg(message)), false, {},
            false};
    if (status == 404 || status == 410)
        return {noSuchRepository(address), false, {}, false};
    return {tr("%1 answered with %2%3.").arg(host).arg(status).arg(message.isEmpty() ? QString() : QStringLiteral(": ") + message), false,
        {}, false};
}

HubProblem problemOfConnection(const QNetworkReply &reply)
{
    const QString host = reply.url().host();
    switch (reply.error()) {
    case QNetworkReply::HostNotFoundError:
        return {tr("%1 cannot be found. Is this computer connected to the internet?").arg(host), true, {}, false};
    case QNetworkReply::ConnectionRefusedError: return {tr("%1 refuses the connection.").arg(host), true, {}, false};
    case QNetworkReply::RemoteHostClosedError: return {tr("%1 cut the connection.").arg(host), true, {}, false};
    case QNetworkReply::SslHandshakeFailedError:
        return {tr("No secure connection to %1: %2. Check this computer's date and, in a company, the certificate of its proxy.")
                    .arg(host, reply.errorString()),
            false, {}, false};
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return {tr("The proxy of this computer does not let Headscope through: %1. It is set by https_proxy.").arg(reply.errorString()),
            false, {}, false};
    default: return {tr("The connection to %1 failed: %2.").arg(host, reply.errorString()), true, {}, false};
    }
}

HubProblem problemOfSilence(const QString &host, std::chrono::milliseconds silence)
{
    const qint64 seconds = std::max<qint64>(1, std::chrono::duration_cast<std::chrono::seconds>(silence).count());
    return {tr("Nothing has come from %1 for %L2 s.").arg(host).arg(seconds), true, {}, false};
}

} // namespace headscope
