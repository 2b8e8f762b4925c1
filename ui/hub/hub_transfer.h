// Brings a list of files into the cache, one after the other. Lives on the thread it is used on; HubDownload keeps it off the GUI's.
// Files that are there are not loaded again and partial ones go on where they stopped. Links and the revision are written last, so that
// a snapshot is never half there.
#pragma once

#include "ui/hub/blob_file.h"
#include "ui/hub/hub_cache.h"
#include "ui/hub/hub_request.h"
#include "ui/hub/hub_retry.h"
#include "ui/hub/transfer_rate.h"

#include <QElapsedTimer>
#include <QObject>

#include <memory>
#include <stop_token>

class QNetworkAccessManager;

namespace headscope {

struct HubOrder {
    HubAddress address;
    QString commit;
    QList<HubFile> files;
};

struct HubProgress {
    QString file; ///< that is being loaded
    qint64 done = 0; ///< bytes of all files together
    qint64 total = 0; ///< grows when a size only becomes known on the way
    double bytesPerSecond = 0; ///< 0: not known

    bool operator==(const HubProgress &) const = default;
};

class HubTransfer : public QObject {
    Q_OBJECT

public:
    /// `stop` interrupts the reading of what is already there; everything else ends with this object.
    HubTransfer(HubOrder order, HubEnvironment environment, HubTiming timing, std::stop_token stop);
    ~HubTransfer() override;

    void start();

Q_SIGNALS:
    void progress(const headscope::HubProgress &progress);
    void waiting(const QString &why, int milliseconds);
    /// The snapshot's folder.
    void finished(const QString &folder);
    /// In words. What was loaded and is not wrong stays for the next time.
    void failed(const QString &message);

private:
    HubFile &file() { return m_order.files[m_index]; }
    void checkSpace() const; ///< throws Error if what is still to be loaded does not fit on the disk
    void next();
    void openBlob();
    void request();
    void begin(const HubResponse &response);
    void append(const QByteArray &bytes);
    void completeBody();
    void commitBlob();
    void retry(const HubProblem &problem);
    void finishAll();
    void report();
    void fail(const QString &message);
    template <typename Function>
    void guarded(Function &&run);

    HubOrder m_order;
    HubEnvironment m_environment;
    HubTiming m_timing;
    std::stop_token m_stop;
    HubCache m_cache;
    std::unique_ptr<QNetworkAccessManager> m_manager;
    std::unique_ptr<HubRequest> m_request;
    HubRetry m_retry;
    QTimer m_pause;
    qsizetype m_index = 0;
    std::unique_ptr<BlobFile> m_blob; ///< null while the file is only asked about
    bool m_describing = false;
    qint64 m_farthest = 0; ///< of this file: only bytes beyond are new
    qint64 m_doneBefore = 0; ///< bytes of the files before this one
    QElapsedTimer m_clock;
    QTimer m_ticker; ///< reports what changed, now and then
    HubProgress m_reported;
    TransferRate m_rate;
};

} // namespace headscope
