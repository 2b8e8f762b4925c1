// Downloads from a hub on the loopback into a cache of huggingface_hub's layout, also when the hub, the store or the disk misbehaves.
#include "tests/ui/hub/fake_hub.h"
#include "ui/hub/hub_download.h"
#include "ui/hub/hub_repository.h"

#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QtTest>

#include <memory>

using namespace headscope;

namespace {

const QString kWeights = QStringLiteral("model.safetensors");

} // namespace

class HubDownloadTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void wholeModel();
    void byCommitThereIsNoRevision();
    void whatIsThereIsNotLoadedAgain();
    void theTokenGoesToTheHubAlone();
    void cutOffAndResumed_data();
    void cutOffAndResumed();
    void cutOffWithoutEnd();
    void partOfAnEarlierTimeIsUsed();
    void partOfAnEarlierTimeIsWrong();
    void partThatIsWholeAlready();
    void serverThatKnowsNoRanges();
    void serverThatSendsAnotherRange();
    void rangeIsRefused();
    void wrongLength_data();
    void wrongLength();
    void tooLong_data();
    void tooLong();
    void wrongDigest_data();
    void wrongDigest();
    void anotherCommitOrContent();
    void chunked();
    void compressed();
    void mirrorThatNamesNoDigests();
    void mirrorWithoutEtags();
    void silence();
    void busyStore();
    void refusedOnTheWay();
    void unsafeNames_data();
    void unsafeNames();
    void emptyFile();
    void noRoom();
    void noRoomForWhatOnlyTheServerNames();
    void aFileInTheWay();
    void anotherProgramIsAtIt();
    void cancelAndGoOn();
    void cancelByDestruction();
    void progressOnlyGrows();
    void offline();

private:
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

void HubDownloadTest::init()
{
    m_download.reset();
    m_hub = std::make_unique<FakeHub>();
    m_environment = m_hub->environment();
    m_timing = FakeHub::timing();
}

HubOrder HubDownloadTest::order(const QString &revision) const
{
    return {m_hub->address(revision), m_hub->commit, HubRepository::parse(m_hub->listing()).files};
}

void HubDownloadTest::load(const HubOrder &order)
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

QByteArray HubDownloadTest::contentOf(const QString &path) const
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
}

void HubDownloadTest::writePartial(const QByteArray &content)
{
    QVERIFY(QDir().mkpath(QFileInfo(partial()).path()));
    QFile file(partial());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

/// Every file in its place, and nothing half.
void HubDownloadTest::verifyWhole()
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

void HubDownloadTest::wholeModel()
{
    load();
    verifyWhole();
    QCOMPARE(contentOf(m_hub->cacheFolder() + QStringLiteral("/models--someone--tiny-gpt2/refs/main")), m_hub->commit.toLatin1());
    QCOMPARE(linkTarget(folder() + QStringLiteral("/config.json")),
        QStringLiteral("../../blobs/") + m_hub->etagOf(QStringLiteral("config.json")));
    QCOMPARE(HubCache(m_hub->cacheFolder()).snapshotOf(m_hub->id), folder());
    QCOMPARE(m_hub->hub.requests().size(), m_hub->files.size());
    QCOMPARE(m_hub->store.requests().size(), 1);
    for (const HttpRequest &request : m_hub->hub.requests()) {
        QVERIFY(!request.headers.contains("authorization"));
        QVERIFY(!request.headers.contains("cookie"));
        QCOMPARE(request.headers.value("accept-encoding"), QByteArray("identity"));
    }
}

void HubDownloadTest::byCommitThereIsNoRevision()
{
    load(order(m_hub->commit));
    verifyWhole();
    QVERIFY(!QFileInfo::exists(m_hub->cacheFolder() + QStringLiteral("/models--someone--tiny-gpt2/refs")));
}

void HubDownloadTest::whatIsThereIsNotLoadedAgain()
{
    load();
    m_hub->hub.forget();
    m_hub->store.forget();
    m_hub->commit = QString(40, QLatin1Char('b')); // a new commit that changes one file
    m_hub->file(QStringLiteral("config.json")).content += ' ';
    load();
    verifyWhole();
    QCOMPARE(m_hub->hub.requests().size(), 1);
    QVERIFY(m_hub->store.requests().isEmpty());
}

void HubDownloadTest::theTokenGoesToTheHubAlone()
{
    m_environment.token = QStringLiteral("hf_secret");
    load();
    verifyWhole();
    for (const HttpRequest &request : m_hub->hub.requests())
        QCOMPARE(request.headers.value("authorization"), QByteArray("Bearer hf_secret"));
    QCOMPARE(m_hub->store.requests().size(), 1);
    for (const QByteArray &value : m_hub->store.requests().first().headers)
        QVERIFY2(!value.contains("hf_secret"), value.constData());
}

void HubDownloadTest::cutOffAndResumed_data()
{
    QTest::addColumn<bool>("chunked");
    QTest::newRow("by length") << false;
    QTest::newRow("chunked") << true;
}

void HubDownloadTest::cutOffAndResumed()
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

void HubDownloadTest::cutOffWithoutEnd()
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

void HubDownloadTest::partOfAnEarlierTimeIsUsed()
{
    writePartial(m_hub->content(kWeights).left(299'999));
    load();
    verifyWhole();
    QCOMPARE(m_hub->store.requests().first().headers.value("range"), QByteArray("bytes=299999-"));
}

void HubDownloadTest::partOfAnEarlierTimeIsWrong()
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

void HubDownloadTest::partThatIsWholeAlready()
{
    writePartial(m_hub->content(kWeights));
    load();
    verifyWhole();
    QVERIFY(m_hub->store.requests().isEmpty());
}

void HubDownloadTest::serverThatKnowsNoRanges()
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

void HubDownloadTest::serverThatSendsAnotherRange()
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

void HubDownloadTest::rangeIsRefused()
{
    writePartial(m_hub->content(kWeights).left(100'000));
    m_hub->misbehaveInStore = [&](const HttpRequest &request) -> std::optional<HttpAnswer> {
        return request.from() == 0 ? std::nullopt : std::optional(plainAnswer(416));
    };
    load();
    verifyWhole();
    QCOMPARE(m_hub->store.requests().size(), 2);
}

void HubDownloadTest::wrongLength_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("announced");
    QTest::newRow("shorter") << QByteArray(1000, 'x') << true;
    QTest::newRow("longer") << QByteArray(400'000, 'x') << true;
    QTest::newRow("shorter, not announced") << m_hub->content(kWeights).left(1000) << false;
}

void HubDownloadTest::wrongLength()
{
    QFETCH(QByteArray, body);
    QFETCH(bool, announced);
    m_hub->misbehaveInStore = [&](const HttpRequest &) {
        HttpAnswer answer = plainAnswer(200, body);
        answer.chunked = !announced;
        return answer;
    };
    load();
    QVERIFY2(failure().contains(announced ? QStringLiteral("announces") : QStringLiteral("ended after")), qPrintable(failure()));
    QVERIFY2(failure().contains(QStringLiteral("300,000")) || failure().contains(QStringLiteral("300000")), qPrintable(failure()));
    QCOMPARE(QFileInfo::exists(partial()), !announced); // a cut looks the same: it may be gone on with
    QVERIFY(!QFileInfo::exists(weightsBlob()));
}

void HubDownloadTest::tooLong_data()
{
    QTest::addColumn<bool>("endless");
    QTest::newRow("one byte more") << false;
    QTest::newRow("without end") << true;
}

void HubDownloadTest::tooLong()
{
    QFETCH(bool, endless);
    m_hub->misbehaveInStore = [&](const HttpRequest &) {
        HttpAnswer answer = plainAnswer(200, m_hub->content(kWeights) + 'x');
        answer.chunked = !endless;
        answer.isEndless = endless;
        return answer;
    };
    load();
    QVERIFY2(failure().contains(QStringLiteral("more than the")), qPrintable(failure()));
    QVERIFY(!QFileInfo::exists(partial()));
    QVERIFY(!QFileInfo::exists(weightsBlob()));
}

void HubDownloadTest::wrongDigest_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("word");
    QTest::newRow("large file") << kWeights << QStringLiteral("SHA-256");
    QTest::newRow("small file") << QStringLiteral("tokenizer.json") << QStringLiteral("git SHA-1");
}

void HubDownloadTest::wrongDigest()
{
    QFETCH(QString, name);
    QFETCH(QString, word);
    const HubOrder right = order();
    const QByteArray content = m_hub->content(name);
    QByteArray wrong = content;
    wrong[wrong.size() / 2] = static_cast<char>(wrong[wrong.size() / 2] ^ 1);
    const auto answer = [&](const HttpRequest &request) -> std::optional<HttpAnswer> {
        const bool isIt = request.path.startsWith("/objects/") || (name != kWeights && request.path.endsWith(name.toLatin1()));
        return isIt ? std::optional(contentAnswer(wrong, request)) : std::nullopt;
    };
    if (name == kWeights)
        m_hub->misbehaveInStore = answer;
    else
        m_hub->misbehave = answer;
    load(right);
    QVERIFY2(failure().contains(word) && failure().contains(name) && failure().contains(QStringLiteral("removed")), qPrintable(failure()));
    QVERIFY(!QFileInfo::exists(m_hub->blob(m_hub->etagOf(name))));
    QVERIFY(!QFileInfo::exists(m_hub->blob(m_hub->etagOf(name)) + QStringLiteral(".incomplete")));
}

void HubDownloadTest::anotherCommitOrContent()
{
    m_hub->misbehave = [&](const HttpRequest &request) -> std::optional<HttpAnswer> {
        HttpAnswer answer = contentAnswer(m_hub->content(QStringLiteral("README.md")), request);
        return answer.with("X-Repo-Commit", QByteArray(40, 'f'));
    };
    load();
    QVERIFY2(failure().contains(QStringLiteral("another commit")), qPrintable(failure()));

    m_hub->misbehave = [&](const HttpRequest &request) -> std::optional<HttpAnswer> {
        if (!request.path.endsWith("safetensors"))
            return {};
        HttpAnswer answer = redirectTo(m_hub->store.address().toLatin1() + "/objects/" + m_hub->etagOf(kWeights).toLatin1());
        return answer.with("X-Linked-Etag", '"' + QByteArray(64, 'f') + '"');
    };
    load();
    QVERIFY2(failure().contains(QStringLiteral("another content")), qPrintable(failure()));
}

void HubDownloadTest::chunked()
{
    m_hub->misbehaveInStore = [&](const HttpRequest &request) {
        HttpAnswer answer = contentAnswer(m_hub->content(kWeights), request);
        answer.chunked = true;
        return answer;
    };
    load();
    verifyWhole();
}

void HubDownloadTest::compressed()
{
    m_hub->misbehaveInStore = [&](const HttpRequest &request) {
        HttpAnswer answer = contentAnswer(m_hub->content(kWeights), request);
        return answer.with("Content-Encoding", "gzip");
    };
    load();
    QVERIFY2(failure().contains(QStringLiteral("gzip")), qPrintable(failure()));
}

void HubDownloadTest::mirrorThatNamesNoDigests()
{
    m_hub->namesDigests = false;
    load();
    verifyWhole();
    QVERIFY(contentOf(weightsBlob()) == m_hub->content(kWeights));
    QVERIFY(QFileInfo::exists(m_hub->blob(m_hub->etagOf(QStringLiteral("config.json")))));
    QCOMPARE(m_hub->hub.requests().size(), 2 * m_hub->files.size()); // asked about, then loaded
    QCOMPARE(m_hub->store.requests().size(), 1); // the hub's words were enough
    // A digest that only the headers name is checked as well.
    QVERIFY(QFile::remove(weightsBlob()));
    m_hub->misbehaveInStore = [&](const HttpRequest &) { return plainAnswer(200, QByteArray(300'000, 'x')); };
    load();
    QVERIFY2(failure().contains(QStringLiteral("SHA-256")), qPrintable(failure()));
}

void HubDownloadTest::mirrorWithoutEtags()
{
    m_hub->namesDigests = false;
    m_hub->misbehave = [&](const HttpRequest &) { return plainAnswer(200, "x", {{"ETag", "\"../../x\""}}); };
    load();
    QVERIFY2(failure().contains(QStringLiteral("does not say which content")), qPrintable(failure()));
}

void HubDownloadTest::silence()
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

void HubDownloadTest::busyStore()
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

void HubDownloadTest::refusedOnTheWay()
{
    m_hub->misbehave = [&](const HttpRequest &request) -> std::optional<HttpAnswer> {
        return request.path.endsWith("safetensors") ? std::optional(plainAnswer(403, "no", {{"X-Error-Code", "GatedRepo"}})) : std::nullopt;
    };
    load();
    QVERIFY2(failure().contains(QStringLiteral("accept its licence")), qPrintable(failure()));
    QVERIFY(m_waiting->isEmpty());
}

void HubDownloadTest::unsafeNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("etag");
    const QString etag(40, QLatin1Char('a'));
    QTest::newRow("up") << QStringLiteral("../../../../evil") << etag;
    QTest::newRow("absolute") << QStringLiteral("/tmp/evil") << etag;
    QTest::newRow("etag") << QStringLiteral("config.json") << QStringLiteral("../../evil");
}

void HubDownloadTest::unsafeNames()
{
    QFETCH(QString, name);
    QFETCH(QString, etag);
    load({m_hub->address(), m_hub->commit, {{name, 3, etag}}});
    QVERIFY2(failure().contains(QStringLiteral("not safe")), qPrintable(failure()));
    QVERIFY(m_hub->hub.requests().isEmpty());
}

void HubDownloadTest::emptyFile()
{
    m_hub->files.append({QStringLiteral("merges.txt"), {}});
    load();
    verifyWhole();
    QCOMPARE(m_hub->hub.count("merges.txt"), 0);
}

void HubDownloadTest::noRoom()
{
    HubOrder huge = order();
    huge.files.last().size = qint64{1} << 49;
    load(huge);
    QVERIFY2(failure().contains(QStringLiteral("are free")), qPrintable(failure()));
    QVERIFY(m_hub->hub.requests().isEmpty());
}

void HubDownloadTest::noRoomForWhatOnlyTheServerNames()
{
    m_hub->namesDigests = false;
    m_hub->misbehave = [&](const HttpRequest &request) {
        HttpAnswer answer = plainAnswer(200, "x", {{"ETag", "\"abc\""}});
        answer.announced = qint64{1} << 55;
        if (request.method == "HEAD" && request.path.endsWith("README.md"))
            answer.chunked = true; // names no size, until it is loaded
        return answer;
    };
    HubOrder first = order();
    HubOrder second = first;
    first.files = {first.files.at(0)};
    second.files = {second.files.at(1)};
    for (const HubOrder &one : {first, second}) {
        load(one);
        QVERIFY2(failure().contains(QStringLiteral("are free")), qPrintable(failure()));
    }
}

void HubDownloadTest::aFileInTheWay()
{
    QFile file(m_hub->cacheFolder());
    QVERIFY(file.open(QIODevice::WriteOnly));
    load();
    QVERIFY2(failure().contains(QStringLiteral("cannot be made")) && failure().contains(QStringLiteral("HF_HOME")), qPrintable(failure()));
    QVERIFY(m_hub->hub.requests().isEmpty());
}

void HubDownloadTest::anotherProgramIsAtIt()
{
    const HubFile weights = order().files.last();
    auto other = std::make_unique<BlobFile>(HubCache(m_hub->cacheFolder()), m_hub->id, weights);
    load();
    QVERIFY2(failure().contains(QStringLiteral("another program")), qPrintable(failure()));
    other.reset();
    load();
    verifyWhole();
}

void HubDownloadTest::cancelAndGoOn()
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

void HubDownloadTest::cancelByDestruction()
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

void HubDownloadTest::progressOnlyGrows()
{
    HubDownload download(m_environment, m_timing);
    QSignalSpy finished(&download, &HubDownload::finished);
    QList<HubProgress> seen;
    connect(&download, &HubDownload::progress, this, [&](const HubProgress &progress) { seen.append(progress); });
    download.start(order());
    QTRY_VERIFY(!finished.isEmpty());
    QVERIFY(seen.size() >= m_hub->files.size());
    qint64 total = 0;
    for (const FakeFile &file : m_hub->files)
        total += file.content.size();
    for (qsizetype i = 0; i < seen.size(); ++i) {
        QCOMPARE(seen[i].total, total);
        QVERIFY(seen[i].done <= total);
        QVERIFY(i == 0 || seen[i].done >= seen[i - 1].done);
    }
}

void HubDownloadTest::offline()
{
    m_environment.offline = true;
    load();
    QVERIFY2(failure().contains(QStringLiteral("HF_HUB_OFFLINE")), qPrintable(failure()));
    QVERIFY(m_hub->hub.requests().isEmpty());
}

QTEST_GUILESS_MAIN(HubDownloadTest)
#include "hub_download_test.moc"
