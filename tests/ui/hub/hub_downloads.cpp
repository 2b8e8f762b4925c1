#include "tests/ui/hub/hub_downloads.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QtTest>

namespace headscope {

void HubDownloads::begin()
{
    m_download.reset();
    m_hub = std::make_unique<FakeHub>();
    m_environment = m_hub->environment();
    m_timing = FakeHub::timing();
}

HubOrder HubDownloads::order(const QString &revision) const
{
    return {m_hub->address(revision), m_hub->commit, HubRepository::parse(m_hub->listing()).files};
}

void HubDownloads::load(const HubOrder &order)
{
    m_download = std::make_unique<HubDownload>(m_environment, m_timing);
    m_finished = std::make_unique<QSignalSpy>(m_download.get(), &HubDownload::finished);
    m_failed = std::make_unique<QSignalSpy>(m_download.get(), &HubDownload::failed);
    m_waiting = std::make_unique<QSignalSpy>(m_download.get(), &HubDownload::waiting);
    m_download->start(order);
    QVERIFY(m_download->isRunning());
    QTRY_VERIFY(!m_finished->isEmpty() || !m_failed->isEmpty());
    QVERIFY(!m_download->isRunning());
}

QByteArray HubDownloads::contentOf(const QString &path) const
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
}

void HubDownloads::writePartial(const QByteArray &content)
{
    QVERIFY(QDir().mkpath(QFileInfo(partial()).path()));
    QFile file(partial());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

/// Every file in its place, and nothing half.
void HubDownloads::verifyWhole()
{
    QVERIFY2(m_failed->isEmpty(), qPrintable(failure()));
    QCOMPARE(folder(), HubCache(m_hub->cacheFolder()).snapshotFolder(m_hub->id, m_hub->commit));
    for (const FakeFile &file : m_hub->files) {
        QVERIFY(contentOf(folder() + QLatin1Char('/') + file.name) == file.content);
        QVERIFY(QFileInfo(folder() + QLatin1Char('/') + file.name).isSymLink());
    }
    for (QDirIterator entries(m_hub->cacheFolder(), QDir::Files, QDirIterator::Subdirectories); entries.hasNext();)
        QVERIFY2(!entries.next().endsWith(QLatin1String(".incomplete")), qPrintable(entries.filePath()));
}

} // namespace headscope
