#include "ui/hub/hub_transfer.h"

#include "src/error.h"

#include <QFileInfo>
#include <QLocale>
#include <QNetworkAccessManager>

#include <algorithm>
#include <exception>
#include <new>

namespace headscope {

namespace {

constexpr int kReportInterval = 100; // milliseconds
constexpr qint64 kSpareBytes = 64'000'000; // that a disk keeps for others
constexpr qint64 kMostUnannounced = 256'000'000; // bytes of a file whose size nobody names

QString bytesText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

} // namespace

HubTransfer::HubTransfer(HubOrder order, HubEnvironment environment, HubTiming timing, std::stop_token stop)
    : m_order(std::move(order))
    , m_environment(std::move(environment))
    , m_timing(timing)
    , m_stop(std::move(stop))
    , m_cache(m_environment.cacheFolder)
    , m_retry(timing)
    , m_pause(this)
    , m_ticker(this)
{
    m_pause.setSingleShot(true);
    connect(&m_ticker, &QTimer::timeout, this, &HubTransfer::report);
    connect(&m_pause, &QTimer::timeout, this, &HubTransfer::request);
}

HubTransfer::~HubTransfer() = default;

/// What is thrown becomes failed(), wherever it was thrown.
template <typename Function>
void HubTransfer::guarded(Function &&run)
{
    try {
        run();
    } catch (const std::bad_alloc &) {
        fail(tr("There is not enough memory to go on with this download."));
    } catch (const std::exception &error) {
        fail(QString::fromUtf8(error.what()));
    }
}

void HubTransfer::start()
{
    m_clock.start();
    m_ticker.start(kReportInterval);
    m_manager = std::make_unique<QNetworkAccessManager>(); // here: it belongs to the thread that makes it
    m_request = std::make_unique<HubRequest>(*m_manager, m_order.address, m_environment, m_timing.silence);
    connect(m_request.get(), &HubRequest::begun, this, [this](const HubResponse &response) { guarded([&] { begin(response); }); });
    connect(m_request.get(), &HubRequest::received, this, [this](const QByteArray &bytes) { guarded([&] { append(bytes); }); });
    connect(m_request.get(), &HubRequest::finished, this, [this] { guarded([&] { completeBody(); }); });
    connect(m_request.get(), &HubRequest::failed, this, [this](const HubProblem &problem) { guarded([&] { retry(problem); }); });
    guarded([this] {
        for (const HubFile &wanted : m_order.files)
            if (!isSafeFileName(wanted.name) || (!wanted.etag.isEmpty() && !isSafeEtag(wanted.etag)))
                throw Error(tr("this file has a name that is not safe").toStdString(), wanted.name.left(200).toStdString());
        m_cache.prepare(m_order.address.repository());
        next();
    });
}

void HubTransfer::checkSpace() const
{
    qint64 missing = 0;
    for (const HubFile &wanted : m_order.files)
        missing += std::max<qint64>(
            0, wanted.size - (wanted.etag.isEmpty() ? 0 : m_cache.bytesHere(m_order.address.repository(), wanted.etag, wanted.size)));
    const qint64 available = m_cache.bytesAvailable();
    if (missing > 0 && available >= 0 && missing > available - kSpareBytes)
        throw Error(tr("the download needs %1, and only %2 are free").arg(bytesText(missing), bytesText(available)).toStdString(),
            m_cache.folder().toStdString(), tr("Make room, or set HF_HOME to a folder on a larger disk").toStdString());
}

void HubTransfer::next()
{
    m_blob.reset();
    if (m_index == m_order.files.size()) {
        finishAll();
        return;
    }
    m_farthest = 0;
    m_retry.succeed();
    m_describing = file().etag.isEmpty();
    if (m_describing)
        request();
    else
        openBlob();
}

void HubTransfer::openBlob()
{
    const QString &id = m_order.address.repository();
    const QFileInfo blob(m_cache.blobPath(id, file().etag));
    if (blob.isFile() && (file().size < 0 || blob.size() == file().size)) {
        m_doneBefore += blob.size();
        ++m_index;
        // By way of the event loop, so that a thousand finished files do not call each other.
        QMetaObject::invokeMethod(
            this, [this] { guarded([this] { next(); }); }, Qt::QueuedConnection);
        return;
    }
    checkSpace(); // for all that is still to come, before each file: sizes may be news, and other programs write, too
    m_blob = std::make_unique<BlobFile>(m_cache, id, file());
    report();
    if (file().size < 0)
        m_blob->restart(); // nothing tells whether what is there belongs to it
    else
        m_blob->readExisting(m_stop, [this, shown = m_clock.elapsed()]() mutable {
            if (m_clock.elapsed() - shown < kReportInterval)
                return;
            shown = m_clock.elapsed();
            report();
        });
    if (m_stop.stop_requested())
        return;
    m_farthest = m_blob->size();
    report();
    if (m_blob->isWhole())
        commitBlob();
    else
        request();
}

void HubTransfer::request()
{
    const QUrl url = m_order.address.file(m_order.commit, file().name);
    if (m_describing)
        m_request->describe(url);
    else
        m_request->get(url, m_blob->size());
}

void HubTransfer::begin(const HubResponse &response)
{
    if (!response.commit.isEmpty() && response.commit.toLower() != m_order.commit)
        throw Error(tr("the hub answers with another commit, %1").arg(response.commit.left(64)).toStdString(), file().name.toStdString());
    const qint64 announced = response.linkedSize >= 0 ? response.linkedSize : response.size;
    if (m_describing) {
        if (!isSafeEtag(response.etag))
            throw Error(tr("the hub does not say which content this file has").toStdString(), file().name.toStdString());
        file().etag = response.etag;
        if (file().size < 0)
            file().size = announced;
        return;
    }
    if (isHex(file().etag, 64) && isHex(response.etag, 64) && response.etag.toLower() != file().etag.toLower())
        throw Error(tr("the hub now announces another content than it listed").toStdString(), file().name.toStdString(),
            tr("Show the files again").toStdString());
    const qint64 expected = m_blob->expectedSize();
    for (const qint64 size : {response.linkedSize, response.size})
        if (expected >= 0 && size >= 0 && size != expected) {
            m_blob->discard();
            throw Error(tr("the server announces %L1 bytes, but the hub lists %L2. What was loaded was removed")
                            .arg(size)
                            .arg(expected)
                            .toStdString(),
                file().name.toStdString(), tr("Show the files again").toStdString());
        }
    if (expected < 0) {
        m_blob->setExpectedSize(announced);
        file().size = announced;
        checkSpace();
    }
    if (response.from != m_blob->size()) {
        m_blob->restart(); // the server sends all of it, whatever was asked for
        if (response.from != 0) {
            m_request->abort();
            retry({tr("%1 sends another part of the file than was asked for.").arg(m_order.address.listing().host()), true, {}, false});
        }
    }
}

void HubTransfer::append(const QByteArray &bytes)
{
    if (m_describing)
        return;
    if (m_blob->expectedSize() < 0 && m_blob->size() + bytes.size() > kMostUnannounced)
        throw Error(tr("the server sends more and more, without saying how much").toStdString(), file().name.toStdString());
    try {
        m_blob->append(bytes);
    } catch (const Error &) {
        if (m_blob->expectedSize() >= 0 && m_blob->size() + bytes.size() > m_blob->expectedSize())
            m_blob->discard(); // of a body that is too long, nothing can be trusted
        throw;
    }
    if (m_blob->size() > m_farthest) {
        m_rate.add(m_blob->size() - m_farthest, m_clock.elapsed());
        m_farthest = m_blob->size();
        m_retry.succeed();
    }
}

void HubTransfer::completeBody()
{
    if (m_describing) {
        m_describing = false;
        openBlob();
        return;
    }
    if (m_blob->expectedSize() < 0) {
        m_blob->setExpectedSize(m_blob->size());
        m_blob->readExisting(m_stop); // a git digest begins with the size, which is known only now
    }
    if (m_blob->isWhole())
        commitBlob();
    else
        retry({tr("The file ended after %L1 of %L2 bytes.").arg(m_blob->size()).arg(m_blob->expectedSize()), true, {}, false});
}

void HubTransfer::commitBlob()
{
    m_blob->commit();
    m_doneBefore += m_blob->expectedSize();
    ++m_index;
    next();
}

void HubTransfer::retry(const HubProblem &problem)
{
    const auto pause = m_retry.fail(problem);
    if (!pause) {
        fail(problem.words);
        return;
    }
    if (problem.isRangeRefused && m_blob)
        m_blob->restart();
    m_pause.start(*pause);
    Q_EMIT waiting(problem.words, static_cast<int>(pause->count()));
}

void HubTransfer::finishAll()
{
    const QString &id = m_order.address.repository();
    for (const HubFile &loaded : m_order.files)
        m_cache.link(id, m_order.commit, loaded.name, loaded.etag);
    m_cache.writeRevision(id, m_order.address.revision(), m_order.commit);
    m_ticker.stop();
    m_request->abort();
    Q_EMIT finished(m_cache.snapshotFolder(id, m_order.commit));
}

void HubTransfer::report()
{
    if (m_index == m_order.files.size())
        return;
    HubProgress progress;
    progress.file = file().name;
    progress.done = m_doneBefore + (m_blob ? m_blob->size() : 0);
    for (const HubFile &wanted : m_order.files)
        progress.total += std::max<qint64>(0, wanted.size);
    progress.bytesPerSecond = m_rate.bytesPerSecond(m_clock.elapsed());
    if (progress == m_reported)
        return;
    m_reported = progress;
    Q_EMIT this->progress(progress);
}

void HubTransfer::fail(const QString &message)
{
    m_pause.stop();
    m_ticker.stop();
    if (m_request)
        m_request->abort();
    m_blob.reset();
    Q_EMIT failed(message);
}

} // namespace headscope
