// Asks the hub what a repository holds and which family of models it is, before anything is downloaded.
#pragma once

#include "ui/hub/hub_document.h"
#include "ui/hub/hub_repository.h"

#include <memory>

class QNetworkAccessManager;

namespace headscope {

struct HubFindings {
    HubRepository repository;
    QString modelType; ///< "model_type" of its config.json; empty: it names none
    QString configProblem; ///< why config.json could not be read, in words; empty: it could, or there is none
};

class HubLookup : public QObject {
    Q_OBJECT

public:
    explicit HubLookup(HubEnvironment environment, HubTiming timing = {}, QObject *parent = nullptr);
    ~HubLookup() override;

    /// Drops an earlier lookup that is still under way.
    void start(const HubAddress &address);
    void cancel();
    bool isRunning() const { return m_document != nullptr; }

Q_SIGNALS:
    void found(const headscope::HubFindings &findings);
    /// In words.
    void failed(const QString &message);
    void waiting(const QString &why, int milliseconds);

private:
    HubDocument &fetch(const HubAddress &address, const QUrl &url, qint64 mostBytes);
    void readListing(const HubAddress &address, const QByteArray &json);
    void finish(HubFindings findings);

    HubEnvironment m_environment;
    HubTiming m_timing;
    std::unique_ptr<QNetworkAccessManager> m_manager;
    HubDocument *m_document = nullptr;
};

} // namespace headscope
