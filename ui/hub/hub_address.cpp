#include "ui/hub/hub_address.h"

#include "src/error.h"

#include <QRegularExpression>
#include <QStringList>

namespace headscope {

namespace {

const QString kDefaultRevision = QStringLiteral("main");

QString encoded(const QString &text, const char *kept = "")
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text, kept));
}

bool isAddress(const QString &text)
{
    static const QRegularExpression pattern(
        QStringLiteral("^(\\w+://|(www\\.)?huggingface\\.co/|hf\\.co/)"), QRegularExpression::CaseInsensitiveOption);
    return pattern.match(text).hasMatch();
}

/// What git allows in a name and a folder survives.
bool isRevision(const QString &text)
{
    static const QRegularExpression part(QStringLiteral("^[A-Za-z0-9_+@#%=][A-Za-z0-9._+@#%=-]*\\z"));
    if (text.size() > 200)
        return false;
    for (const QString &piece : text.split(QLatin1Char('/')))
        if (!part.match(piece).hasMatch() || piece.contains(QLatin1String("..")) || piece.endsWith(QLatin1String(".lock")))
            return false;
    return true;
}

int portOf(const QUrl &url)
{
    return url.port(url.scheme() == QLatin1String("https") ? 443 : 80);
}

} // namespace

bool isRepositoryId(const QString &text)
{
    static const QRegularExpression pattern(
        QStringLiteral("^(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?/)?[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?\\z"));
    return text.size() <= 96 && pattern.match(text).hasMatch() && !text.contains(QLatin1String("--")) && !text.contains(QLatin1String(".."))
        && !text.endsWith(QLatin1String(".git"));
}

HubAddress::HubAddress(const QString &text, const QString &revision, const QString &endpoint)
    : m_endpoint(endpoint)
    , m_repository(text.trimmed())
    , m_revision(revision.trimmed())
{
    const QUrl hub(endpoint, QUrl::StrictMode);
    if (!hub.isValid() || hub.host().isEmpty() || (hub.scheme() != QLatin1String("https") && hub.scheme() != QLatin1String("http")))
        throw Error(tr("HF_ENDPOINT is no address of a server").toStdString(), endpoint.toStdString(),
            tr("It should look like https://huggingface.co").toStdString());
    if (m_repository.isEmpty())
        throw Error(tr("No model is named. Type its name as the hub shows it, for example openai-community/gpt2").toStdString());

    if (isAddress(m_repository)) {
        const QUrl pasted(m_repository.contains(QLatin1String("://")) ? m_repository : QStringLiteral("https://") + m_repository);
        const QString host = pasted.host().toLower();
        const bool known = host == hub.host() || host == QLatin1String("huggingface.co") || host == QLatin1String("www.huggingface.co")
            || host == QLatin1String("hf.co");
        if (!known)
            throw Error(tr("this is no address on the hub %1").arg(hub.host()).toStdString(), m_repository.left(200).toStdString());
        QString path = pasted.path(QUrl::FullyEncoded);
        if (host == hub.host() && path.startsWith(hub.path(QUrl::FullyEncoded) + QLatin1Char('/')))
            path.remove(0, hub.path(QUrl::FullyEncoded).size());
        QStringList parts = path.split(QLatin1Char('/'), Qt::SkipEmptyParts);
        for (QString &part : parts)
            part = QUrl::fromPercentEncoding(part.toLatin1());
        for (const char *other : {"datasets", "spaces", "docs", "papers", "collections", "blog"})
            if (parts.value(0) == QLatin1String(other))
                throw Error(tr("this address leads to no model, but to “%1”").arg(parts.value(0)).toStdString(),
                    m_repository.left(200).toStdString());
        static const QStringList words
            = {QStringLiteral("tree"), QStringLiteral("blob"), QStringLiteral("resolve"), QStringLiteral("raw"), QStringLiteral("commit")};
        const qsizetype ownLength = words.contains(parts.value(1)) ? 1 : 2;
        m_repository = parts.mid(0, ownLength).join(QLatin1Char('/'));
        if (words.contains(parts.value(ownLength)) && parts.size() > ownLength + 1)
            m_revision = parts.at(ownLength + 1);
    }
    while (m_repository.endsWith(QLatin1Char('/')))
        m_repository.chop(1);
    if (!isRepositoryId(m_repository))
        throw Error(tr("this is no model's name on the hub").toStdString(), m_repository.left(200).toStdString(),
            tr("Names look like gpt2 or openai-community/gpt2").toStdString());
    if (m_revision.isEmpty())
        m_revision = kDefaultRevision;
    if (!isRevision(m_revision))
        throw Error(tr("this is no revision").toStdString(), m_revision.left(200).toStdString(),
            tr("A revision is a branch (main), a tag or a commit").toStdString());
}

QUrl HubAddress::url(const QString &encodedPath) const
{
    return QUrl(m_endpoint + encodedPath, QUrl::StrictMode);
}

QUrl HubAddress::listing() const
{
    return url(QStringLiteral("/api/models/%1/revision/%2?blobs=true").arg(m_repository, encoded(m_revision)));
}

QUrl HubAddress::file(const QString &commit, const QString &name) const
{
    return url(QStringLiteral("/%1/resolve/%2/%3").arg(m_repository, encoded(commit), encoded(name, "/")));
}

QString HubAddress::page() const
{
    return m_endpoint + QLatin1Char('/') + m_repository;
}

bool HubAddress::isOnHub(const QUrl &url) const
{
    const QUrl hub(m_endpoint);
    return url.scheme() == hub.scheme() && url.host().toLower() == hub.host().toLower() && portOf(url) == portOf(hub);
}

} // namespace headscope
