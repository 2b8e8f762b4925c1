// What is asked before a download, from a hub that answers well, and from one that does not.
#include "tests/ui/hub/fake_hub.h"
#include "ui/hub/hub_lookup.h"

#include <QSignalSpy>
#include <QtTest>

#include <memory>

using namespace headscope;

class HubLookupTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void listAndFamily();
    void withoutConfiguration();
    void familyThatIsNotNamed_data();
    void familyThatIsNotNamed();
    void refusals_data();
    void refusals();
    void aGatedModelStillShowsItsFiles();
    void theTokenGoesToTheHubAlone();
    void tokensThatAreNone();
    void hubRedirectsWithinItself();
    void redirectsThatLeadNowhere_data();
    void redirectsThatLeadNowhere();
    void comesBackAfterATime_data();
    void comesBackAfterATime();
    void patienceEnds();
    void anAnswerThatIsTooLong_data();
    void anAnswerThatIsTooLong();
    void garbage_data();
    void garbage();
    void silence();
    void anAnswerThatNeverEnds();
    void nobodyIsThere();
    void offline();
    void cancelledMeansNoAnswer();
    void aNewerQuestionReplacesTheOlder();

private:
    void ask(const HubEnvironment &environment, const QString &revision = QStringLiteral("main"));
    void ask() { ask(m_hub->environment()); }
    QString failure() const { return m_failed ? m_failed->value(0).value(0).toString() : QString(); }

    std::unique_ptr<FakeHub> m_hub;
    std::unique_ptr<HubLookup> m_lookup;
    std::unique_ptr<QSignalSpy> m_failed;
    std::unique_ptr<QSignalSpy> m_waiting;
    std::optional<HubFindings> m_found;
    HubTiming m_timing;
};

void HubLookupTest::init()
{
    m_lookup.reset();
    m_hub = std::make_unique<FakeHub>();
    m_timing = FakeHub::timing();
}

void HubLookupTest::ask(const HubEnvironment &environment, const QString &revision)
{
    m_found.reset();
    m_lookup = std::make_unique<HubLookup>(environment, m_timing);
    m_failed = std::make_unique<QSignalSpy>(m_lookup.get(), &HubLookup::failed);
    m_waiting = std::make_unique<QSignalSpy>(m_lookup.get(), &HubLookup::waiting);
    connect(m_lookup.get(), &HubLookup::found, this, [this](const HubFindings &findings) { m_found = findings; });
    m_lookup->start(HubAddress(m_hub->id, revision, environment.endpoint));
    QTRY_VERIFY(m_found || !m_failed->isEmpty());
    QVERIFY(!m_lookup->isRunning());
}

void HubLookupTest::listAndFamily()
{
    ask();
    QVERIFY2(m_found, qPrintable(failure()));
    QCOMPARE(m_found->repository.commit, m_hub->commit);
    QCOMPARE(m_found->repository.files.size(), m_hub->files.size());
    QCOMPARE(m_found->modelType, QStringLiteral("gpt2"));
    QCOMPARE(m_found->configProblem, QString());
    QCOMPARE(m_hub->hub.requests().size(), 2);
    QCOMPARE(m_hub->hub.requests().first().path, QByteArray("/api/models/someone/tiny-gpt2/revision/main?blobs=true"));
    QVERIFY(m_hub->hub.requests().first().headers.value("user-agent").startsWith("Headscope/"));
    QVERIFY(!m_hub->hub.requests().first().headers.contains("authorization"));
    QVERIFY(m_hub->store.requests().isEmpty());
}

void HubLookupTest::withoutConfiguration()
{
    m_hub->files = {{QStringLiteral("model.gguf"), "GGUF", true}};
    ask();
    QVERIFY2(m_found, qPrintable(failure()));
    QCOMPARE(m_found->modelType, QString());
    QCOMPARE(m_hub->hub.requests().size(), 1);
}

void HubLookupTest::familyThatIsNotNamed_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<bool>("isProblem");
    QTest::newRow("no type") << QByteArray("{}") << false;
    QTest::newRow("no JSON") << QByteArray("GIF89a") << true;
    QTest::newRow("type is a number") << QByteArray(R"({"model_type": 7})") << true;
    QTest::newRow("two megabytes") << QByteArray(2'000'000, ' ') << true;
}

void HubLookupTest::familyThatIsNotNamed()
{
    QFETCH(QByteArray, config);
    QFETCH(bool, isProblem);
    m_hub->file(QStringLiteral("config.json")).content = config;
    ask();
    QVERIFY2(m_found, qPrintable(failure()));
    QCOMPARE(m_found->modelType, QString());
    QCOMPARE(!m_found->configProblem.isEmpty(), isProblem);
}

void HubLookupTest::refusals_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QString>("token");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char *name, int status, const char *code, const char *token, const QStringList &words) {
        QTest::newRow(name) << status << QByteArray(code) << QString::fromLatin1(token) << words;
    };
    const QString page = QStringLiteral("/someone/tiny-gpt2");
    row("unknown, asked without a token", 401, "RepoNotFound", "", {QStringLiteral("no public model"), QStringLiteral("HF_TOKEN"), page});
    row("unknown, asked with a token", 401, "RepoNotFound", "hf_x", {QStringLiteral("There is no model"), page});
    row("404", 404, "RepoNotFound", "hf_x", {QStringLiteral("There is no model"), page});
    row("404 of a mirror", 404, "", "", {QStringLiteral("There is no model")});
    row("revision", 404, "RevisionNotFound", "", {QStringLiteral("no revision “main”")});
    row("bad token", 401, "", "hf_x", {QStringLiteral("does not know your token"), QStringLiteral("(from HF_TOKEN)")});
    row("gated, no token", 401, "GatedRepo", "", {QStringLiteral("accept its licence"), QStringLiteral("set HF_TOKEN"), page});
    row("gated, not accepted", 403, "GatedRepo", "hf_x", {QStringLiteral("accept its licence"), QStringLiteral("may not read it"), page});
    row("forbidden", 403, "", "hf_x", {QStringLiteral("may not be read"), page, QStringLiteral("The hub says: Because.")});
    row("teapot", 418, "", "", {QStringLiteral("418"), QStringLiteral("Because.")});
}

void HubLookupTest::refusals()
{
    QFETCH(int, status);
    QFETCH(QByteArray, code);
    QFETCH(QString, token);
    QFETCH(QStringList, words);
    m_hub->misbehave = [&](const HttpRequest &) {
        HttpAnswer answer = plainAnswer(status, "a page", {{"X-Error-Message", "Because."}});
        if (status == 401)
            answer.with("WWW-Authenticate", "Bearer realm=\"x\"");
        return code.isEmpty() ? answer : answer.with("X-Error-Code", code);
    };
    HubEnvironment environment = m_hub->environment();
    environment.token = token;
    environment.tokenSource = QStringLiteral("HF_TOKEN");
    ask(environment);
    for (const QString &word : words)
        QVERIFY2(failure().contains(word), qPrintable(failure()));
    QVERIFY(!failure().contains(QStringLiteral("hf_x")));
    QCOMPARE(m_hub->hub.requests().size(), 1); // a refusal is not asked again
}

void HubLookupTest::aGatedModelStillShowsItsFiles()
{
    m_hub->misbehave = [&](const HttpRequest &request) -> std::optional<HttpAnswer> {
        if (request.path.contains("/resolve/"))
            return plainAnswer(401, "no", {{"X-Error-Code", "GatedRepo"}});
        return plainAnswer(200, m_hub->listing().replace("\"gated\": false", "\"gated\": \"auto\""));
    };
    ask();
    QVERIFY2(m_found, qPrintable(failure()));
    QVERIFY(m_found->repository.gated);
    QVERIFY(m_found->configProblem.contains(QStringLiteral("licence")));
}

void HubLookupTest::theTokenGoesToTheHubAlone()
{
    m_hub->misbehave = [&](const HttpRequest &request) -> std::optional<HttpAnswer> {
        if (request.path.contains("config.json"))
            return redirectTo(
                m_hub->store.address().toLatin1() + "/objects/" + sha256Of(m_hub->content(QStringLiteral("config.json"))).toLatin1());
        return {};
    };
    HubEnvironment environment = m_hub->environment();
    environment.token = QStringLiteral("hf_secret");
    ask(environment);
    QVERIFY2(m_found, qPrintable(failure()));
    QCOMPARE(m_found->modelType, QStringLiteral("gpt2"));
    QCOMPARE(m_hub->hub.requests().size(), 2);
    for (const HttpRequest &request : m_hub->hub.requests())
        QCOMPARE(request.headers.value("authorization"), QByteArray("Bearer hf_secret"));
    QCOMPARE(m_hub->store.requests().size(), 1);
    for (const QByteArray &value : m_hub->store.requests().first().headers)
        QVERIFY2(!value.contains("hf_secret"), value.constData());
}

void HubLookupTest::tokensThatAreNone()
{
    HubEnvironment environment = m_hub->environment();
    environment.tokenSource = QStringLiteral("HF_TOKEN");
    for (const char *token : {"hf_x\r\nX-Evil: 1", "two words", "größe"}) {
        environment.token = QString::fromUtf8(token);
        ask(environment);
        QVERIFY2(failure().contains(QStringLiteral("The token from HF_TOKEN holds characters")), qPrintable(failure()));
    }
    QVERIFY(m_hub->hub.requests().isEmpty());
}

void HubLookupTest::hubRedirectsWithinItself()
{
    // A repository that was renamed: gpt2 → openai-community/gpt2.
    m_hub->misbehave = [&](const HttpRequest &request) -> std::optional<HttpAnswer> {
        if (request.path.startsWith("/api/models/someone/"))
            return redirectTo("/api/models/renamed/tiny-gpt2/revision/main?blobs=true");
        if (request.path.startsWith("/api/models/renamed/"))
            return plainAnswer(200, m_hub->listing());
        return {};
    };
    HubEnvironment environment = m_hub->environment();
    environment.token = QStringLiteral("hf_secret");
    ask(environment);
    QVERIFY2(m_found, qPrintable(failure()));
    QCOMPARE(m_hub->hub.requests().at(1).headers.value("authorization"), QByteArray("Bearer hf_secret"));
}

void HubLookupTest::redirectsThatLeadNowhere_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QString>("word");
    QTest::newRow("to itself") << QByteArray("/api/models/someone/tiny-gpt2/revision/main?blobs=true") << QStringLiteral("in circles");
    QTest::newRow("to nothing") << QByteArray() << QStringLiteral("in circles");
    QTest::newRow("to a file") << QByteArray("file:///etc/passwd") << QStringLiteral("an address that is none");
    QTest::newRow("to data") << QByteArray("data:text/plain,{}") << QStringLiteral("an address that is none");
    QTest::newRow("nonsense") << QByteArray("http://[::") << QStringLiteral("an address that is none");
}

void HubLookupTest::redirectsThatLeadNowhere()
{
    QFETCH(QByteArray, location);
    QFETCH(QString, word);
    m_hub->misbehave = [&](const HttpRequest &) { return redirectTo(location); };
    ask();
    QVERIFY2(failure().contains(word), qPrintable(failure()));
    QVERIFY(m_hub->hub.requests().size() <= 11);
}

void HubLookupTest::comesBackAfterATime_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("retryAfter");
    QTest::addColumn<int>("atLeast"); // milliseconds that are waited
    QTest::newRow("503") << 503 << QByteArray() << 0;
    QTest::newRow("503, one second") << 503 << QByteArray("1") << 1000;
    QTest::newRow("429, now") << 429 << QByteArray("0") << 0;
    QTest::newRow("500") << 500 << QByteArray() << 0;
    QTest::newRow("408") << 408 << QByteArray() << 0;
    QTest::newRow("a date long past") << 429 << QByteArray("Wed, 21 Oct 2015 07:28:00 GMT") << 0;
    QTest::newRow("nonsense") << 503 << QByteArray("soon") << 0;
}

void HubLookupTest::comesBackAfterATime()
{
    QFETCH(int, status);
    QFETCH(QByteArray, retryAfter);
    QFETCH(int, atLeast);
    int left = 2;
    m_hub->misbehave = [&](const HttpRequest &) -> std::optional<HttpAnswer> {
        if (left-- <= 0)
            return {};
        HttpAnswer answer = plainAnswer(status, "later");
        return retryAfter.isEmpty() ? answer : answer.with("Retry-After", retryAfter);
    };
    ask();
    QVERIFY2(m_found, qPrintable(failure()));
    QCOMPARE(m_waiting->size(), 2);
    QVERIFY(m_waiting->at(0).at(1).toInt() >= atLeast);
    QVERIFY2(m_waiting->at(0).at(0).toString().contains(QString::number(status)), qPrintable(m_waiting->at(0).at(0).toString()));
}

void HubLookupTest::patienceEnds()
{
    m_hub->misbehave = [](const HttpRequest &) { return plainAnswer(503); };
    ask();
    QVERIFY2(failure().contains(QStringLiteral("503")), qPrintable(failure()));
    QCOMPARE(m_hub->hub.requests().size(), m_timing.attempts);

    m_hub->hub.forget();
    m_hub->misbehave = [](const HttpRequest &) { return plainAnswer(429, {}, {{"Retry-After", "3600"}}); };
    ask();
    QVERIFY2(failure().contains(QStringLiteral("429")), qPrintable(failure()));
    QCOMPARE(m_hub->hub.requests().size(), 1); // nobody waits an hour for a list
}

void HubLookupTest::anAnswerThatIsTooLong_data()
{
    QTest::addColumn<bool>("endless");
    QTest::newRow("20 MB") << false;
    QTest::newRow("without end") << true;
}

void HubLookupTest::anAnswerThatIsTooLong()
{
    QFETCH(bool, endless);
    m_hub->misbehave = [&](const HttpRequest &) {
        HttpAnswer answer = plainAnswer(200, QByteArray(endless ? 1'000'000 : 20'000'000, '['));
        answer.isEndless = endless;
        answer.chunked = !endless;
        return answer;
    };
    ask();
    QVERIFY2(failure().contains(QStringLiteral("stopped reading")), qPrintable(failure()));
    QCOMPARE(m_hub->hub.requests().size(), 1);
}

void HubLookupTest::garbage_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("a log-in page") << QByteArray("<html>Please log in to the hotel's network</html>");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("half") << QByteArray(R"({"sha": "0123)");
    QTest::newRow("evil name") << QByteArray(
        R"({"sha": "0123456789abcdef0123456789abcdef01234567", "siblings": [{"rfilename": "../../../.bashrc", "size": 3}]})");
    QTest::newRow("bytes") << QByteArray("\x00\xff\xfe\x80", 4);
}

void HubLookupTest::garbage()
{
    QFETCH(QByteArray, body);
    m_hub->misbehave = [&](const HttpRequest &) { return plainAnswer(200, body); };
    ask();
    QVERIFY2(failure().contains(QStringLiteral("is not that of a model hub")), qPrintable(failure()));
}

void HubLookupTest::silence()
{
    m_timing.silence = std::chrono::milliseconds(40);
    m_hub->misbehave = [](const HttpRequest &) {
        HttpAnswer answer = plainAnswer(200, QByteArray(1000, ' '));
        answer.silentAfter = 10;
        return answer;
    };
    ask();
    QVERIFY2(failure().contains(QStringLiteral("Nothing has come from 127.0.0.1")), qPrintable(failure()));
}

void HubLookupTest::anAnswerThatNeverEnds()
{
    m_timing.document = std::chrono::milliseconds(40);
    m_hub->misbehave = [](const HttpRequest &) {
        HttpAnswer answer = plainAnswer(200, QByteArray(1000, ' '));
        answer.silentAfter = 10;
        return answer;
    };
    ask();
    QVERIFY2(failure().contains(QStringLiteral("127.0.0.1 has not sent all of a short text within")), qPrintable(failure()));
    QVERIFY(m_waiting->isEmpty()); // the time is for all attempts
}

void HubLookupTest::nobodyIsThere()
{
    HubEnvironment environment = m_hub->environment();
    m_hub->hub.close();
    ask(environment);
    QVERIFY2(failure().contains(QStringLiteral("127.0.0.1 refuses the connection")), qPrintable(failure()));
    QCOMPARE(m_waiting->size(), m_timing.attempts - 1);
}

void HubLookupTest::offline()
{
    HubEnvironment environment = m_hub->environment();
    environment.offline = true;
    ask(environment);
    QVERIFY2(failure().contains(QStringLiteral("HF_HUB_OFFLINE")), qPrintable(failure()));
    QVERIFY(m_hub->hub.requests().isEmpty());
}

void HubLookupTest::cancelledMeansNoAnswer()
{
    ask();
    QVERIFY(m_found);
    m_found.reset();
    m_lookup->start(m_hub->address());
    m_lookup->cancel();
    QVERIFY(!m_lookup->isRunning());
    QTest::qWait(50);
    QVERIFY(!m_found);
    QVERIFY(m_failed->isEmpty());
}

void HubLookupTest::aNewerQuestionReplacesTheOlder()
{
    ask();
    m_found.reset();
    int answers = 0;
    connect(m_lookup.get(), &HubLookup::found, this, [&] { ++answers; });
    m_lookup->start(HubAddress(m_hub->id, m_hub->commit, m_hub->hub.address()));
    m_lookup->start(m_hub->address());
    QTRY_VERIFY(m_found);
    QTest::qWait(20);
    QCOMPARE(answers, 1);
}

QTEST_GUILESS_MAIN(HubLookupTest)
#include "hub_lookup_test.moc"
