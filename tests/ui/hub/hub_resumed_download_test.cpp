// Downloads that are cut off, stopped or kept waiting, and go on from what is there.
#include "tests/ui/hub/hub_downloads.h"

#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QtTest>

#include <memory>

using namespace headscope;

class HubResumedDownloadTest : public HubDownloads {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cutOffAndResumed_data();
    void cutOffAndResumed();
    void cutOffWithoutEnd();
    void partOfAnEarlierTimeIsUsed();
    void partOfAnEarlierTimeIsWrong();
    void partThatIsWholeAlready();
    void serverThatKnowsNoRanges();
    void serverThatSendsAnotherRange();
    void rangeIsRefused();
    void silence();
    void busyStore();
    void anotherProgramIsAtIt();
    void cancelAndGoOn();
    void cancelByDestruction();
};

void HubResumedDownloadTest::cutOffAndResumed_data()
{
    QTest::addColumn<bool>("chunked");
    QTest::newRow("by length") << false;
    QTest::newRow("chunked") << true;
}

void HubResumedDownloadTest::cutOffAndResumed()
{
    QFETCH(bool, chunked);
    m_hub->misbehaveInStore = [&](const HttpRequest &request) -> std::optional<HttpAnswer> {
        HttpAnswer answer = contentAnswer(m_hub->content(kWeights), request);
        answer.chunked = chunked;
        if (answer.body.size() > 100'000)
            answer.cutAfter = 50'000;
        return answer;
    };
    load();
    verifyWhole();
    QVERIFY(m_waiting->size() >= 4); // more cuts than attempts: each brought something new
    const QList<HttpRequest> &requests = m_hub->store.requests();
    QVERIFY(!requests.first().headers.contains("range"));
    for (qsizetype i = 1; i < requests.size(); ++i)
        QVERIFY2(requests[i].from() > requests[i - 1].from(), requests[i].headers.value("range").constData());
    QCOMPARE(requests.last().from(), 200'000);
}

void HubResumedDownloadTest::cutOffWithoutEnd()
{
    m_hub->misbehaveInStore = [&](const HttpRequest &request) {
        HttpAnswer answer = contentAnswer(m_hub->content(kWeights), request);
        answer.cutAfter = request.from() == 0 ? 120'000 : 0;
        return answer;
    };
    load();
    QVERIFY2(failure().contains(QStringLiteral("cut the connection")) || failure().contains(QStringLiteral("ended after")),
        qPrintable(failure()));
    QCOMPARE(QFileInfo(partial()).size(), 120'000);
    QVERIFY(!QFileInfo::exists(HubCache(m_hub->cacheFolder()).snapshotFolder(m_hub->id, m_hub->commit)));
    QVERIFY(!QFileInfo::exists(m_hub->cacheFolder() + QStringLiteral("/models--someone--tiny-gpt2/refs")));
    // What was loaded counts when the network is back.
    m_hub->misbehaveInStore = nullptr;
    m_hub->store.forget();
    load();
    verifyWhole();
    QCOMPARE(m_hub->store.requests().size(), 1);
    QCOMPARE(m_hub->store.requests().first().from(), 120'000);
}

void HubResumedDownloadTest::partOfAnEarlierTimeIsUsed()
{
    writePartial(m_hub->content(kWeights).left(299'999));
    load();
    verifyWhole();
    QCOMPARE(m_hub->store.requests().first().headers.value("range"), QByteArray("bytes=299999-"));
}

void HubResumedDownloadTest::partOfAnEarlierTimeIsWrong()
{
    writePartial(QByteArray(1000, 'x'));
    load();
    QVERIFY2(failure().contains(QStringLiteral("SHA-256 is wrong")), qPrintable(failure()));
    QVERIFY(!QFileInfo::exists(partial()));
    load();
    verifyWhole();
    writePartial(QByteArray(1'000'000, 'x')); // longer than the file
    QVERIFY(QFile::remove(weightsBlob()));
    load();
    verifyWhole();
}

void HubResumedDownloadTest::partThatIsWholeAlready()
{
    writePartial(m_hub->content(kWeights));
    load();
    verifyWhole();
    QVERIFY(m_hub->store.requests().isEmpty());
}

void HubResumedDownloadTest::serverThatKnowsNoRanges()
{
    writePartial(m_hub->content(kWeights).left(100'000));
    bool cut = true;
    m_hub->misbehaveInStore = [&](const HttpRequest &) {
        HttpAnswer answer = plainAnswer(200, m_hub->content(kWeights));
        if (std::exchange(cut, false))
            answer.cutAfter = 200'000;
        return answer;
    };
    load();
    verifyWhole();
    QCOMPARE(m_hub->store.requests().size(), 2);
    QCOMPARE(m_hub->store.requests().last().from(), 200'000);
}

void HubResumedDownloadTest::serverThatSendsAnotherRange()
{
    writePartial(m_hub->content(kWeights).left(100'000));
    m_hub->misbehaveInStore = [&](const HttpRequest &request) -> std::optional<HttpAnswer> {
        if (request.from() == 0)
            return {};
        return plainAnswer(206, m_hub->content(kWeights).mid(50'000), {{"Content-Range", "bytes 50000-299999/300000"}});
    };
    load();
    verifyWhole();
    m_hub->misbehaveInStore = [&](const HttpRequest &) { return plainAnswer(206, "xx", {{"Content-Range", "items 1-2"}}); };
    QVERIFY(QFile::remove(weightsBlob()));
    writePartial(m_hub->content(kWeights).left(100'000));
    load();
    QVERIFY2(failure().contains(QStringLiteral("without saying which")), qPrintable(failure()));
}

void HubResumedDownloadTest::rangeIsRefused()
{
    writePartial(m_hub->content(kWeights).left(100'000));
    m_hub->misbehaveInStore = [&](const HttpRequest &request) -> std::optional<HttpAnswer> {
        return request.from() == 0 ? std::nullopt : std::optional(plainAnswer(416));
    };
    load();
    verifyWhole();
    QCOMPARE(m_hub->store.requests().size(), 2);
}

void HubResumedDownloadTest::silence()
{
    m_timing.silence = std::chrono::milliseconds(200);
    m_timing.attempts = 50; // a machine under load may be silent for longer than this, too
    bool silent = true;
    m_hub->misbehaveInStore = [&](const HttpRequest &request) -> std::optional<HttpAnswer> {
        HttpAnswer answer = contentAnswer(m_hub->content(kWeights), request);
        if (std::exchange(silent, false))
            answer.silentAfter = 70'000;
        return answer;
    };
    load();
    verifyWhole();
    QVERIFY(!m_waiting->isEmpty());
    QVERIFY2(m_waiting->at(0).at(0).toString().contains(QStringLiteral("Nothing has come")), qPrintable(m_waiting->at(0).at(0).toString()));
}

void HubResumedDownloadTest::busyStore()
{
    int left = 3;
    m_hub->misbehaveInStore = [&](const HttpRequest &) -> std::optional<HttpAnswer> {
        if (left-- <= 0)
            return {};
        return plainAnswer(left == 1 ? 503 : left == 0 ? 403 : 429, {}, {{"Retry-After", "0"}});
    };
    load();
    verifyWhole(); // 403 of a store: its link had expired, and the next try had a new one
    QCOMPARE(m_waiting->size(), 3);
}

void HubResumedDownloadTest::anotherProgramIsAtIt()
{
    const HubFile weights = order().files.last();
    auto other = std::make_unique<BlobFile>(HubCache(m_hub->cacheFolder()), m_hub->id, weights);
    load();
    QVERIFY2(failure().contains(QStringLiteral("another program")), qPrintable(failure()));
    other.reset();
    load();
    verifyWhole();
}

void HubResumedDownloadTest::cancelAndGoOn()
{
    m_hub->misbehaveInStore = [&](const HttpRequest &request) {
        HttpAnswer answer = contentAnswer(m_hub->content(kWeights), request);
        answer.silentAfter = 90'000;
        return answer;
    };
    HubDownload download(m_environment, m_timing);
    QSignalSpy finished(&download, &HubDownload::finished);
    QSignalSpy failed(&download, &HubDownload::failed);
    download.start(order());
    QTRY_COMPARE(QFileInfo(partial()).size(), 90'000);
    download.cancel();
    QVERIFY(!download.isRunning()); // without waiting for a server that is silent
    m_hub->misbehaveInStore = nullptr;
    download.start(order()); // at once: the first has let go of its file by then
    QTRY_VERIFY(!finished.isEmpty() || !failed.isEmpty());
    QVERIFY2(failed.isEmpty(), qPrintable(failed.value(0).value(0).toString()));
    QCOMPARE(m_hub->store.requests().last().from(), 90'000);
    QVERIFY(contentOf(weightsBlob()) == m_hub->content(kWeights));
}

void HubResumedDownloadTest::cancelByDestruction()
{
    m_hub->misbehave = [](const HttpRequest &) {
        HttpAnswer answer = plainAnswer(200, "x");
        answer.silentAfter = 0;
        return answer;
    };
    HubDownload download(m_environment, m_timing);
    download.start(order());
    QTRY_VERIFY(!m_hub->hub.requests().isEmpty());
}

QTEST_GUILESS_MAIN(HubResumedDownloadTest)
#include "hub_resumed_download_test.moc"
