// A file of the cache while it is downloaded: ETAG.incomplete grows, its digest with it, and becomes the blob only when both agree.
// Trap: bytes from an earlier download count towards the digest too, so they are read once when the file is opened.
#pragma once

#include "src/platform/descriptor.h"
#include "ui/hub/hub_cache.h"
#include "ui/hub/hub_repository.h"

#include <QCryptographicHash>
#include <QFile>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace headscope {

class BlobFile {
    Q_DECLARE_TR_FUNCTIONS(BlobFile)

public:
    /// `file.etag` must be set. Takes the lock that huggingface_hub takes. Throws Error if another program has it, or if the cache
    /// cannot be written.
    BlobFile(const HubCache &cache, const QString &id, const HubFile &file);
    /// Keeps what is there for the next time.
    ~BlobFile();
    BlobFile(const BlobFile &) = delete;
    BlobFile &operator=(const BlobFile &) = delete;

    /// Reads what is there from its beginning, as left by an earlier download. Gives up, unfinished, once it is told to stop. Throws Error
    /// if it cannot be read. `step` is called after each megabyte.
    void readExisting(const std::stop_token &stop, const std::function<void()> &step = {});
    qint64 size() const { return m_size; }
    /// Throws Error if the bytes cannot be written, or are more than the file has (they are not written then).
    void append(const QByteArray &bytes);
    /// From the first byte again.
    void restart();
    /// For a file whose size only the download itself tells. What is there must be read (again) afterwards.
    void setExpectedSize(qint64 size);
    qint64 expectedSize() const { return m_expected; }
    bool isWhole() const { return m_expected >= 0 && m_size == m_expected; }
    /// Makes it the blob. Throws Error, and removes what was loaded, if the digest is wrong.
    void commit();
    /// Removes what was loaded.
    void discard();

private:
    void lock(const QString &path);
    void beginDigest();
    void sync();

    QString m_name; ///< for messages
    QString m_etag;
    QString m_blob;
    QFile m_file;
    Descriptor m_lock; ///< held while it is open
    qint64 m_expected = -1;
    qint64 m_size = 0;
    qint64 m_unsynced = 0; ///< bytes written since the disk was last waited for
    std::optional<QCryptographicHash> m_digest; ///< nothing: the etag proves nothing
};

} // namespace headscope
