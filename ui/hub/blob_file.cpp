#include "ui/hub/blob_file.h"

#include "src/error.h"

#include <QFileInfo>
#include <QLocale>

#include <cerrno>

namespace headscope {

namespace {

constexpr qint64 kChunk = qint64{1} << 20;
// Sent to the disk this often, so that the last wait for it (and with it a cancel) is short however large the file is.
constexpr qint64 kSyncInterval = qint64{64} << 20;

std::string words(const QString &text)
{
    return text.toStdString();
}

} // namespace

BlobFile::BlobFile(const HubCache &cache, const QString &id, const HubFile &file)
    : m_name(file.name)
    , m_etag(file.etag)
    , m_blob(cache.blobPath(id, file.etag))
    , m_file(m_blob + QStringLiteral(".incomplete"))
    , m_expected(file.size)
{
    cache.prepare(id);
    lock(cache.lockPath(id, file.etag));
    if (!m_file.open(QIODevice::ReadWrite | QIODevice::Unbuffered)) {
        throw Error(words(tr("the cache cannot be written: %1").arg(m_file.errorString())), words(m_file.fileName()),
            words(tr("Free the way, or set HF_HOME to a folder that can be written")));
    }
    beginDigest();
}

BlobFile::~BlobFile()
{
    m_file.close(); // before the lock is let go
}

void BlobFile::lock(const QString &path)
{
    m_lock = openLockFile(nativePath(path));
    if (!m_lock.isOpen())
        throw Error(words(tr("the cache cannot be written: %1").arg(qt_error_string(errno))), words(path),
            words(tr("Free the way, or set HF_HOME to a folder that can be written")));
    // Some network file systems know no locks; huggingface_hub goes on without one there, and so do we.
    if (tryLock(m_lock) || errno != EWOULDBLOCK)
        return;
    throw Error(words(tr("another program is downloading this file just now")), words(m_name), words(tr("Wait for it, then try again")));
}

void BlobFile::beginDigest()
{
    m_digest.reset();
    if (isHex(m_etag, 64)) {
        m_digest.emplace(QCryptographicHash::Sha256);
    } else if (isHex(m_etag, 40) && m_expected >= 0) {
        m_digest.emplace(QCryptographicHash::Sha1);
        m_digest->addData("blob " + QByteArray::number(m_expected) + '\0'); // what git puts before the content
    }
}

void BlobFile::readExisting(const std::stop_token &stop, const std::function<void()> &step)
{
    if (m_expected >= 0 && m_file.size() > m_expected) {
        restart();
        return;
    }
    m_file.seek(0);
    QByteArray bytes(kChunk, Qt::Uninitialized);
    while (!stop.stop_requested()) {
        const qint64 length = m_file.read(bytes.data(), kChunk);
        if (length < 0)
            throw Error(words(tr("what is already there cannot be read: %1").arg(m_file.errorString())), words(m_file.fileName()));
        if (length == 0)
            return;
        if (m_digest)
            m_digest->addData(QByteArrayView(bytes.constData(), length));
        m_size += length;
        if (step)
            step();
    }
}

void BlobFile::append(const QByteArray &bytes)
{
    if (m_expected >= 0 && bytes.size() > m_expected - m_size)
        throw Error(words(tr("the server sends more than the %L1 bytes that the file has").arg(m_expected)), words(m_name));
    if (m_file.write(bytes) != bytes.size()) {
        const bool full = m_file.error() == QFileDevice::ResourceError;
        throw Error(words(full ? tr("the disk is full") : tr("the cache cannot be written: %1").arg(m_file.errorString())),
            words(m_file.fileName()), words(tr("Make room and resume: what was loaded stays")));
    }
    if (m_digest)
        m_digest->addData(bytes);
    m_size += bytes.size();
    m_unsynced += bytes.size();
    if (m_unsynced >= kSyncInterval)
        sync();
}

/// Waits until the disk has what was written. A disk may report only now that it is full or broken.
void BlobFile::sync()
{
    m_unsynced = 0;
    if (!reachDisk(m_file.handle()))
        throw Error(words(tr("the cache cannot be written: %1").arg(qt_error_string(errno))), words(m_file.fileName()),
            words(tr("Make room and resume: what was loaded stays")));
}

void BlobFile::restart()
{
    m_file.resize(0);
    m_file.seek(0);
    m_size = 0;
    beginDigest();
}

void BlobFile::setExpectedSize(qint64 size)
{
    m_expected = size;
    m_size = 0;
    beginDigest();
}

void BlobFile::commit()
{
    if (m_digest && QString::fromLatin1(m_digest->result().toHex()) != m_etag.toLower()) {
        discard();
        throw Error(words(tr("what arrived is not what the hub promised: its %1 is wrong. It was removed")
                              .arg(isHex(m_etag, 64) ? tr("SHA-256") : tr("git SHA-1"))),
            words(m_name), words(tr("Download it again")));
    }
    // On the disk before it gets its name: after a power cut a blob is whole or absent.
    sync();
    m_file.close();
    std::error_code problem;
    std::filesystem::rename(nativePath(m_file.fileName()), nativePath(m_blob), problem);
    if (problem)
        throw Error(words(tr("the cache cannot be written: %1").arg(qt_error_string(problem.value()))), words(m_blob));
}

void BlobFile::discard()
{
    m_file.close();
    m_file.remove();
}

} // namespace headscope
