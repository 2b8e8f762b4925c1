#include "tests/ui/hub/fake_hub.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>

#include <filesystem>

namespace headscope {

FakeHub::FakeHub()
    : hub([this](const HttpRequest &request) {
        const auto wrong = misbehave ? misbehave(request) : std::nullopt;
        return wrong ? *wrong : answer(request);
    })
    , store([this](const HttpRequest &request) {
        const auto wrong = misbehaveInStore ? misbehaveInStore(request) : std::nullopt;
        return wrong ? *wrong : storeAnswer(request);
    })
{
    QByteArray weights(300'000, Qt::Uninitialized);
    QRandomGenerator(7).fillRange(reinterpret_cast<quint32 *>(weights.data()), weights.size() / 4);
    files = {
        {QStringLiteral("README.md"), "# A model"},
        {QStringLiteral("config.json"), R"({"model_type": "gpt2", "n_layer": 2})"},
        {QStringLiteral("tokenizer.json"), QByteArray(20'000, ' ') + "{}"},
        {QStringLiteral("model.safetensors"), weights, true},
    };
}

HubAddress FakeHub::address(const QString &revision) const
{
    return {id, revision, hub.address()};
}

HubEnvironment FakeHub::environment() const
{
    HubEnvironment environment;
    environment.endpoint = hub.address();
    environment.cacheFolder = cacheFolder();
    return environment;
}

HubTiming FakeHub::timing()
{
    HubTiming timing;
    timing.silence = std::chrono::seconds(60);
    timing.attempts = 4;
    timing.firstPause = std::chrono::milliseconds(1);
    timing.longestPause = std::chrono::milliseconds(4);
    timing.longestRetryAfter = std::chrono::seconds(1);
    return timing;
}

FakeFile &FakeHub::file(const QString &name)
{
    for (FakeFile &candidate : files)
        if (candidate.name == name)
            return candidate;
    qFatal("the fake hub has no such file");
    return files.first();
}

const QByteArray &FakeHub::content(const QString &name) const
{
    return const_cast<FakeHub *>(this)->file(name).content;
}

QString FakeHub::etagOf(const QString &name) const
{
    const FakeFile &file = const_cast<FakeHub *>(this)->file(name);
    return file.isLarge ? sha256Of(file.content) : gitSha1Of(file.content);
}

QString FakeHub::blob(const QString &etag) const
{
    return cacheFolder() + QStringLiteral("/models--") + QString(id).replace(QLatin1Char('/'), QLatin1String("--"))
        + QStringLiteral("/blobs/") + etag;
}

QByteArray FakeHub::listing() const
{
    QJsonArray siblings;
    for (const FakeFile &file : files) {
        QJsonObject entry{{QStringLiteral("rfilename"), file.name}};
        if (namesDigests) {
            entry.insert(QStringLiteral("size"), file.content.size());
            entry.insert(QStringLiteral("blobId"), file.isLarge ? gitSha1Of("a pointer") : gitSha1Of(file.content));
            if (file.isLarge)
                entry.insert(QStringLiteral("lfs"),
                    QJsonObject{{QStringLiteral("sha256"), sha256Of(file.content)}, {QStringLiteral("size"), file.content.size()},
                        {QStringLiteral("pointerSize"), 134}});
        }
        siblings.append(entry);
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("id"), id}, {QStringLiteral("sha"), commit}, {QStringLiteral("gated"), false},
                             {QStringLiteral("siblings"), siblings}})
        .toJson();
}

HttpAnswer FakeHub::answer(const HttpRequest &request) const
{
    const QByteArray path = request.path.split('?').first();
    const QByteArray repository = '/' + id.toLatin1();
    if (path.startsWith("/api/models" + repository + "/revision/")) {
        const QByteArray revision = path.mid(path.lastIndexOf('/') + 1);
        if (revision != "main" && revision != commit.toLatin1())
            return plainAnswer(404, "no", {{"X-Error-Code", "RevisionNotFound"}});
        return plainAnswer(200, listing());
    }
    const QByteArray files = repository + "/resolve/" + commit.toLatin1() + '/';
    for (const FakeFile &file : this->files) {
        if (path != files + file.name.toUtf8())
            continue;
        if (file.isLarge) {
            HttpAnswer redirect = redirectTo(store.address().toLatin1() + "/objects/" + sha256Of(file.content).toLatin1());
            return redirect.with("X-Repo-Commit", commit.toLatin1())
                .with("X-Linked-Size", QByteArray::number(file.content.size()))
                .with("X-Linked-Etag", '"' + sha256Of(file.content).toLatin1() + '"');
        }
        HttpAnswer plain = contentAnswer(file.content, request);
        return plain.with("X-Repo-Commit", commit.toLatin1()).with("ETag", '"' + gitSha1Of(file.content).toLatin1() + '"');
    }
    return plainAnswer(404, "no", {{"X-Error-Code", path.startsWith(files) ? "EntryNotFound" : "RepoNotFound"}});
}

HttpAnswer FakeHub::storeAnswer(const HttpRequest &request) const
{
    for (const FakeFile &file : files)
        if (request.path == "/objects/" + sha256Of(file.content).toLatin1())
            return contentAnswer(file.content, request);
    return plainAnswer(404);
}

HttpAnswer contentAnswer(const QByteArray &content, const HttpRequest &request)
{
    if (!request.headers.contains("range"))
        return plainAnswer(200, content);
    const qint64 from = request.from();
    if (from >= content.size())
        return plainAnswer(416, {}, {{"Content-Range", "bytes */" + QByteArray::number(content.size())}});
    return plainAnswer(206, content.mid(from),
        {{"Content-Range",
            "bytes " + QByteArray::number(from) + '-' + QByteArray::number(content.size() - 1) + '/'
                + QByteArray::number(content.size())}});
}

QString linkTarget(const QString &path)
{
    std::error_code none;
    return QString::fromStdString(std::filesystem::read_symlink(path.toStdString(), none).string());
}

QString sha256Of(const QByteArray &content)
{
    return QString::fromLatin1(QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex());
}

QString gitSha1Of(const QByteArray &content)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData("blob " + QByteArray::number(content.size()) + '\0');
    hash.addData(content);
    return QString::fromLatin1(hash.result().toHex());
}

} // namespace headscope
