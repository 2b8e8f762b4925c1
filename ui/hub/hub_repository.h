// What the hub says a repository holds at one commit: the files, their sizes and digests.
// Trap: the list comes from a server. Its names become paths and its sizes become promises, so both are checked here and nowhere assumed.
#pragma once

#include <QByteArray>
#include <QCoreApplication>
#include <QList>
#include <QString>

namespace headscope {

struct HubFile {
    QString name; ///< relative, with "/" between folders
    qint64 size = -1; ///< bytes; -1: the server did not say
    /// Names the content and the blob in the cache: 64 hexadecimal digits are the SHA-256 of a large file, 40 the git blob SHA-1 of a
    /// small one; anything else proves nothing. Empty: the server did not say.
    QString etag;
};

struct HubRepository {
    Q_DECLARE_TR_FUNCTIONS(HubRepository)

public:
    QString commit; ///< 40 or 64 hexadecimal digits
    bool gated = false; ///< a licence must be accepted first
    QList<HubFile> files;

    /// Reads the answer to HubAddress::listing(). Throws Error for broken or absurd JSON and for a name that is not safe.
    static HubRepository parse(const QByteArray &json);
};

/// A relative path that stays in its folder on every system: no "..", no leading slash, no backslash, no control characters.
bool isSafeFileName(const QString &name);
/// Fit to name a blob.
bool isSafeEtag(const QString &etag);
/// Only hexadecimal digits, as many as `length`.
bool isHex(const QString &text, int length);

} // namespace headscope
