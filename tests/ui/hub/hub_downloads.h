// A hub on the loopback, an empty cache, and downloads from the one into the other: what tests of downloads have in common.
#pragma once

#include "tests/ui/hub/fake_hub.h"
#include "ui/hub/hub_download.h"
#include "ui/hub/hub_repository.h"

#include <QObject>
#include <QSignalSpy>
#include <QString>

#include <memory>

namespace headscope {

inline const QString kWeights = QStringLiteral("model.safetensors");

class HubDownloads : public QObject {
protected:
    /// Another hub, another cache.
    void begin();
    HubOrder order(const QString &revision = QStringLiteral("main")) const;
    void load(const HubOrder &order);
    void load() { load(order()); }
    QString failure() const { return m_failed->value(0).value(0).toString(); }
    QString folder() const { return m_finished->value(0).value(0).toString(); }
    QByteArray contentOf(const QString &path) const;
    QString weightsBlob() const { return m_hub->blob(m_hub->etagOf(kWeights)); }
    QString partial() const { return weightsBlob() + QStringLiteral(".incomplete"); }
    void writePartial(const QByteArray &content);
    void verifyWhole();

    std::unique_ptr<FakeHub> m_hub;
    HubEnvironment m_environment;
    HubTiming m_timing;
    std::unique_ptr<HubDownload> m_download;
    std::unique_ptr<QSignalSpy> m_finished;
    std::unique_ptr<QSignalSpy> m_failed;
    std::unique_ptr<QSignalSpy> m_waiting;
};

} // namespace headscope
