// A hub with one repository, and beside it the store to which it redirects large files. `misbehave` may answer in its stead.
#pragma once

#include "tests/ui/hub/http_server.h"
#include "ui/hub/hub_address.h"
#include "ui/hub/hub_environment.h"
#include "ui/hub/hub_retry.h"

#include <QTemporaryDir>

#include <optional>

namespace headscope {

struct FakeFile {
    QString name;
    QByteArray content;
    bool isLarge = false; ///< kept in the store, named by its SHA-256
};

class FakeHub {
public:
    FakeHub();

    QString id = QStringLiteral("someone/tiny-gpt2");
    QString commit = QStringLiteral("0123456789abcdef0123456789abcdef01234567");
    QList<FakeFile> files; ///< at first: configuration, tokenizer and 300,000 bytes of weights
    bool namesDigests = true; ///< false: a mirror that leaves sizes and digests out of its list
    /// Asked first, for requests to the hub and to the store.
    std::function<std::optional<HttpAnswer>(const HttpRequest &)> misbehave;
    std::function<std::optional<HttpAnswer>(const HttpRequest &)> misbehaveInStore;

    HttpServer hub;
    HttpServer store;

    HubAddress address(const QString &revision = QStringLiteral("main")) const;
    /// The hub here, a cache in a temporary folder, no token.
    HubEnvironment environment() const;
    QString cacheFolder() const { return m_folder.filePath(QStringLiteral("hub")); }
    QString blob(const QString &etag) const;
    QString etagOf(const QString &name) const;
    const QByteArray &content(const QString &name) const;
    FakeFile &file(const QString &name);
    QByteArray listing() const;

    /// Patient enough for a busy machine, quick enough for a test: pauses of milliseconds.
    static HubTiming timing();

private:
    HttpAnswer answer(const HttpRequest &request) const;
    HttpAnswer storeAnswer(const HttpRequest &request) const;

    QTemporaryDir m_folder;
};

/// The bytes that a Range header asks for, as a well-behaved server sends them.
HttpAnswer contentAnswer(const QByteArray &content, const HttpRequest &request);
/// What a symbolic link holds, as it is written; empty for anything else.
QString linkTarget(const QString &path);
QString sha256Of(const QByteArray &content);
/// As git names a file's content.
QString gitSha1Of(const QByteArray &content);

} // namespace headscope
