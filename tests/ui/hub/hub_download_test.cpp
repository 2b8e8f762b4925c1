// Downloads from a hub on the loopback into a cache of huggingface_hub's layout, also when the hub, the store or the disk misbehaves.
#include "tests/ui/hub/hub_downloads.h"

#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QtTest>

#include <memory>

using namespace headscope;

class HubDownloadTest : public HubDownloads {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void wholeModel();
    void byCommitThereIsNoRevision();
    void whatIsThereIsNotLoadedAgain();
    void theTokenGoesToTheHubAlone();
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
    void refusedOnTheWay();
    void unsafeNames_data();
    void unsafeNames();
    void emptyFile();
    void noRoom();
    void noRoomForWhatOnlyTheServerNames();
    void aFileInTheWay();
    void progressOnlyGrows();
    void offline();
};

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
