#include "ui/hub/hub_cache.h"

#include "src/error.h"
#include "src/formats/atomic_file.h"
#include "src/formats/json.h"
#include "ui/hub/hub_address.h"
#include "ui/hub/hub_repository.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace headscope {

namespace {

const QString kPrefix = QStringLiteral("models--");
constexpr qint64 kMostConfigBytes = 1'000'000; // configurations have a few thousand; a larger one is not read just for a name
constexpr int kMostFiles = 10'000; // of one snapshot whose sizes are added up

QString modelTypeIn(const QString &snapshot)
{
    const QFileInfo config(snapshot + QStringLiteral("/config.json"));
    if (!config.isFile() || config.size() > kMostConfigBytes)
        return {};
    try {
        return QString::fromStdString(Json::read(nativePath(config.filePath())).get<std::string>("model_type", {}));
    } catch (const std::exception &) { // of memory, too: folders are looked through on a thread of their own
        return {}; // listed all the same: opening it says what is wrong
    }
}

qint64 bytesIn(const QString &snapshot)
{
    qint64 bytes = 0;
    int files = 0;
    for (QDirIterator entries(snapshot, QDir::Files, QDirIterator::Subdirectories); entries.hasNext() && files < kMostFiles; ++files) {
        entries.next();
        bytes += entries.fileInfo().size();
    }
    return bytes;
}

/// Every branch and tag with the commit it points to; "refs/pr/1" lies in folders.
QList<QPair<QString, QString>> revisionsIn(const QString &refs)
{
    QList<QPair<QString, QString>> revisions;
    int files = 0;
    for (QDirIterator entries(refs, QDir::Files, QDirIterator::Subdirectories); entries.hasNext() && files < kMostFiles; ++files) {
        QFile file(entries.next());
        if (file.open(QIODevice::ReadOnly))
            revisions.append({QDir(refs).relativeFilePath(file.fileName()), QString::fromLatin1(file.read(64)).trimmed()});
    }
    const auto order = [](const auto &a, const auto &b) {
        const bool mainA = a.first == QLatin1String("main");
        const bool mainB = b.first == QLatin1String("main");
        return mainA != mainB ? mainA : a.first < b.first;
    };
    std::sort(revisions.begin(), revisions.end(), order);
    return revisions;
}

} // namespace

std::filesystem::path nativePath(const QString &path)
{
    return std::filesystem::path(QFile::encodeName(path).toStdString());
}

HubCache::HubCache(QString folder)
    : m_folder(std::move(folder))
{
}

QString HubCache::repositoryFolder(const QString &id) const
{
    return m_folder + QLatin1Char('/') + kPrefix + QString(id).replace(QLatin1Char('/'), QLatin1String("--"));
}

QString HubCache::blobPath(const QString &id, const QString &etag) const
{
    return repositoryFolder(id) + QStringLiteral("/blobs/") + etag;
}

qint64 HubCache::bytesHere(const QString &id, const QString &etag, qint64 size) const
{
    const QFileInfo blob(blobPath(id, etag));
    if (blob.isFile())
        return size < 0 || blob.size() == size ? blob.size() : 0;
    const qint64 partial = QFileInfo(blob.filePath() + QStringLiteral(".incomplete")).size();
    return partial <= size ? partial : 0; // a longer one is none of this file
}

QString HubCache::snapshotFolder(const QString &id, const QString &commit) const
{
    return repositoryFolder(id) + QStringLiteral("/snapshots/") + commit;
}

QString HubCache::lockPath(const QString &id, const QString &etag) const
{
    return m_folder + QStringLiteral("/.locks/") + QFileInfo(repositoryFolder(id)).fileName() + QLatin1Char('/') + etag
        + QStringLiteral(".lock");
}

bool HubCache::isComplete(const QString &snapshotFolder)
{
    const QDir folder(snapshotFolder);
    static const QRegularExpression shard(QStringLiteral("^((?:model|pytorch_model)-\\d+-of-)(\\d{1,6})(\\.safetensors|\\.bin)\\z"));
    bool hasWeights = false;
    bool hasGguf = false;
    QHash<QString, int> shards; // of each set: how many are there
    QHash<QString, int> wanted;
    const QStringList names = folder.entryList(QDir::Files); // leaves out links that lead nowhere
    for (const QString &name : names) {
        hasWeights = hasWeights || name == QLatin1String("model.safetensors") || name == QLatin1String("pytorch_model.bin");
        hasGguf = hasGguf || name.endsWith(QLatin1String(".gguf"), Qt::CaseInsensitive);
        const QRegularExpressionMatch match = shard.match(name);
        if (!match.hasMatch())
            continue;
        const QString set = name.section(QLatin1Char('-'), 0, 0) + match.captured(2) + match.captured(3);
        ++shards[set];
        wanted[set] = match.captured(2).toInt();
    }
    for (auto set = shards.constBegin(); set != shards.constEnd(); ++set) {
        const QString index = set.key().startsWith(QLatin1String("model")) ? QStringLiteral("model.safetensors.index.json")
                                                                           : QStringLiteral("pytorch_model.bin.index.json");
        hasWeights = hasWeights || (set.value() == wanted.value(set.key()) && names.contains(index));
    }
    return hasGguf || (hasWeights && names.contains(QLatin1String("config.json")));
}

QList<CachedModel> HubCache::models() const
{
    QList<CachedModel> found;
    const QStringList folders = QDir(m_folder).entryList({kPrefix + QLatin1Char('*')}, QDir::Dirs, QDir::Name);
    for (const QString &name : folders) {
        const QString id = name.mid(kPrefix.size()).replace(QLatin1String("--"), QLatin1String("/"));
        if (!isRepositoryId(id))
            continue;
        const QString repository = m_folder + QLatin1Char('/') + name;
        const auto add = [&](const QString &commit, const QString &revision) {
            const QString folder = snapshotFolder(id, commit);
            if (isComplete(folder))
                found.append({id, revision, commit, QFileInfo(folder).absoluteFilePath(), modelTypeIn(folder), bytesIn(folder)});
        };
        QStringList commits = QDir(repository + QStringLiteral("/snapshots")).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Time);
        for (const auto &[revision, commit] : revisionsIn(repository + QStringLiteral("/refs")))
            if (commits.removeOne(commit))
                add(commit, revision);
        for (const QString &commit : commits)
            add(commit, {});
    }
    return found;
}

QString HubCache::commitOf(const QString &id, const QString &revision) const
{
    QFile file(repositoryFolder(id) + QStringLiteral("/refs/") + revision);
    if (!file.open(QIODevice::ReadOnly))
        return revision;
    const QString commit = QString::fromLatin1(file.read(64)).trimmed();
    return isHex(commit, 40) || isHex(commit, 64) ? commit : QString();
}

/// Folders that may be meant, the best first.
QStringList HubCache::snapshotsOf(const QString &id, const QString &revision) const
{
    if (!isRepositoryId(id) || !isSafeFileName(revision))
        return {};
    const QString commit = commitOf(id, revision);
    QStringList candidates;
    if (!commit.isEmpty())
        candidates.append(snapshotFolder(id, commit));
    if (revision == QLatin1String("main")) {
        const QDir snapshots(repositoryFolder(id) + QStringLiteral("/snapshots"));
        for (const QString &newest : snapshots.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Time))
            candidates.append(snapshots.filePath(newest));
    }
    return candidates;
}

QString HubCache::snapshotOf(const QString &id, const QString &revision) const
{
    for (const QString &candidate : snapshotsOf(id, revision))
        if (isComplete(candidate))
            return QFileInfo(candidate).absoluteFilePath();
    return {};
}

bool HubCache::has(const QString &id) const
{
    return isRepositoryId(id) && QFileInfo(repositoryFolder(id)).isDir();
}

QString HubCache::partialSnapshotOf(const QString &id, const QString &revision) const
{
    for (const QString &candidate : snapshotsOf(id, revision))
        if (QFileInfo(candidate).isDir())
            return QFileInfo(candidate).absoluteFilePath();
    return {};
}

QStringList HubCache::revisionsOf(const QString &id) const
{
    QStringList names;
    if (isRepositoryId(id))
        for (const auto &[revision, commit] : revisionsIn(repositoryFolder(id) + QStringLiteral("/refs")))
            names.append(revision);
    return names;
}

QString HubCache::idOfRepository(const QString &folder)
{
    const QString name = QFileInfo(folder).fileName();
    const QString id = name.startsWith(kPrefix) ? name.mid(kPrefix.size()).replace(QLatin1String("--"), QLatin1String("/")) : QString();
    return isRepositoryId(id) && QFileInfo(folder + QStringLiteral("/snapshots")).isDir() ? id : QString();
}

QString HubCache::idOf(const QString &folder)
{
    const QStringList parts = QDir::cleanPath(QFileInfo(folder).absoluteFilePath()).split(QLatin1Char('/'));
    if (parts.size() < 3 || parts.at(parts.size() - 2) != QLatin1String("snapshots") || !parts.at(parts.size() - 3).startsWith(kPrefix))
        return {};
    const QString id = parts.at(parts.size() - 3).mid(kPrefix.size()).replace(QLatin1String("--"), QLatin1String("/"));
    return isRepositoryId(id) ? id : QString();
}

void HubCache::prepare(const QString &id) const
{
    for (const QString &folder : {blobPath(id, {}), QFileInfo(lockPath(id, QStringLiteral("x"))).path()})
        if (!QDir().mkpath(folder))
            throw Error(tr("this folder of the cache cannot be made").toStdString(), folder.toStdString(),
                tr("Free the way, or set HF_HOME to a folder that can be written").toStdString());
}

void HubCache::link(const QString &id, const QString &commit, const QString &name, const QString &etag) const
{
    namespace fs = std::filesystem;
    const fs::path link = nativePath(snapshotFolder(id, commit) + QLatin1Char('/') + name);
    const fs::path blob = nativePath(blobPath(id, etag));
    fs::path neighbour = link;
    neighbour += ".new";
    std::error_code problem;
    fs::create_directories(link.parent_path(), problem);
    if (!problem) {
        fs::remove(neighbour, problem);
        fs::create_symlink(blob.lexically_relative(link.parent_path()), neighbour, problem);
    }
    if (!problem)
        fs::rename(neighbour, link, problem); // over an older one, in one step
    else if (problem == std::errc::operation_not_permitted || problem == std::errc::function_not_supported
        || problem == std::errc::operation_not_supported)
        fs::rename(blob, link, problem); // a file system without links: the content itself, as huggingface_hub does there
    if (problem)
        throw Error(
            tr("the file cannot be put into the cache: %1").arg(QString::fromStdString(problem.message())).toStdString(), link.string());
}

void HubCache::writeRevision(const QString &id, const QString &revision, const QString &commit) const
{
    if (revision == commit)
        return;
    const QString path = repositoryFolder(id) + QStringLiteral("/refs/") + revision;
    if (!QDir().mkpath(QFileInfo(path).path()))
        throw Error(tr("this folder of the cache cannot be made").toStdString(), QFileInfo(path).path().toStdString());
    writeFile(nativePath(path), commit.toStdString());
}

qint64 HubCache::bytesAvailable() const
{
    QString folder = QFileInfo(m_folder).absoluteFilePath();
    while (!QFileInfo::exists(folder) && folder.size() > 1)
        folder = QFileInfo(folder).path();
    // Not QStorageInfo, which knows only what is listed as mounted: in a folder that was made the root nothing is.
    std::error_code unknown;
    const std::filesystem::space_info space = std::filesystem::space(nativePath(folder), unknown);
    return unknown ? -1 : qint64(space.available);
}

} // namespace headscope
