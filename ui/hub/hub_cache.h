// The folder in which Python's huggingface_hub keeps what it downloads; Headscope reads and writes the same one:
//   models--ORG--NAME/blobs/ETAG             the content of a file
//   models--ORG--NAME/refs/REVISION          the commit a branch or tag pointed to
//   models--ORG--NAME/snapshots/COMMIT/FILE  → ../../blobs/ETAG
// https://huggingface.co/docs/huggingface_hub/guides/manage-cache
// Trap: a snapshot folder exists as soon as its first file does, so most callers want only complete ones.
#pragma once

#include <QCoreApplication>
#include <QList>
#include <QString>

#include <filesystem>

namespace headscope {

/// A name in the cache as the system takes it.
std::filesystem::path nativePath(const QString &path);

struct CachedModel {
    QString id; ///< "org/name"
    QString revision; ///< the branch or tag that points here; empty: none
    QString commit;
    QString folder; ///< the snapshot, absolute
    QString modelType; ///< "model_type" of config.json; empty where there is none
    qint64 bytes = 0; ///< of all files of the snapshot
};

class HubCache {
    Q_DECLARE_TR_FUNCTIONS(HubCache)

public:
    /// `folder` need not exist.
    explicit HubCache(QString folder);

    const QString &folder() const { return m_folder; }
    QString repositoryFolder(const QString &id) const;
    QString blobPath(const QString &id, const QString &etag) const;
    /// What need not be loaded any more of a file of `size` bytes: the whole blob, or the part that an earlier download left.
    qint64 bytesHere(const QString &id, const QString &etag, qint64 size) const;
    QString snapshotFolder(const QString &id, const QString &commit) const;
    /// What huggingface_hub locks while it writes a blob.
    QString lockPath(const QString &id, const QString &etag) const;

    /// Every complete snapshot, by id, then revision ("main" first). Reads each config.json: not for the GUI thread.
    QList<CachedModel> models() const;
    /// The folder of a model that is completely here, or nothing. Without such a revision, "main" stands for the newest snapshot.
    QString snapshotOf(const QString &id, const QString &revision = QStringLiteral("main")) const;
    /// Is there a folder of that model, with whatever in it?
    bool has(const QString &id) const;
    /// The same where something is missing: the snapshot the revision points to, or nothing.
    QString partialSnapshotOf(const QString &id, const QString &revision) const;
    /// Branches and tags that are noted, "main" first.
    QStringList revisionsOf(const QString &id) const;
    /// "org/name" of a folder "models--org--name" with snapshots in it, or nothing for any other folder.
    static QString idOfRepository(const QString &folder);
    /// "org/name" of a snapshot's folder, or nothing for any other folder.
    static QString idOf(const QString &folder);
    /// Are there a configuration and all the weights? Follows the links to what they point to.
    static bool isComplete(const QString &snapshotFolder);

    /// Makes the folders of a repository. Throws Error if they cannot be made.
    void prepare(const QString &id) const;
    /// Makes `name` of a snapshot point to a blob that is there, relative, replacing what was there. Throws Error.
    void link(const QString &id, const QString &commit, const QString &name, const QString &etag) const;
    /// Notes where a branch or tag points; a commit needs no note. Throws Error.
    void writeRevision(const QString &id, const QString &revision, const QString &commit) const;
    /// Free bytes on the disk that holds the cache, or would hold it; -1 if unknown.
    qint64 bytesAvailable() const;

private:
    QString commitOf(const QString &id, const QString &revision) const;
    QStringList snapshotsOf(const QString &id, const QString &revision) const;

    QString m_folder;
};

} // namespace headscope
