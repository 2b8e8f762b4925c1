// What people type or paste, and what they might.
#include "src/error.h"
#include "ui/hub/hub_address.h"

#include <QtTest>

using namespace headscope;

namespace {

const QString kHub = QStringLiteral("https://huggingface.co");

} // namespace

class HubAddressTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void understood_data();
    void understood();
    void refused_data();
    void refused();
    void addresses();
    void onlyTheEndpointIsTheHub();
};

void HubAddressTest::understood_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("repository");
    QTest::addColumn<QString>("revision");
    const auto row = [](const char *text, const char *repository, const char *revision = "main") {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(repository) << QString::fromLatin1(revision);
    };
    row("gpt2", "gpt2");
    row(" openai-community/gpt2 ", "openai-community/gpt2");
    row("openai-community/gpt2/", "openai-community/gpt2");
    row("Qwen/Qwen2.5-0.5B_x", "Qwen/Qwen2.5-0.5B_x");
    row("https://huggingface.co/openai-community/gpt2", "openai-community/gpt2");
    row("https://huggingface.co/openai-community/gpt2/", "openai-community/gpt2");
    row("huggingface.co/gpt2", "gpt2");
    row("hf.co/openai-community/gpt2?library=transformers#how", "openai-community/gpt2");
    row("https://www.huggingface.co/gpt2/tree/v1.0", "gpt2", "v1.0");
    row("https://huggingface.co/a/b/tree/main/onnx", "a/b", "main");
    row("https://huggingface.co/a/b/blob/refs%2Fpr%2F1/config.json", "a/b", "refs/pr/1");
    row("https://huggingface.co/a/b/discussions", "a/b");
}

void HubAddressTest::understood()
{
    QFETCH(QString, text);
    const HubAddress address(text, {}, kHub);
    QTEST(address.repository(), "repository");
    QTEST(address.revision(), "revision");
}

void HubAddressTest::refused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("revision");
    QTest::addColumn<QString>("word");
    const auto row = [](const char *text, const char *revision, const char *word) {
        QTest::addRow("%s @ %s", text, revision) << QString::fromUtf8(text) << QString::fromLatin1(revision) << QString::fromUtf8(word);
    };
    row("", "", "No model is named");
    row("a/b/c", "", "no model's name");
    row("../etc", "", "no model's name");
    row("a/..", "", "no model's name");
    row("a--b", "", "no model's name");
    row("-a/b", "", "no model's name");
    row("a/b.git", "", "no model's name");
    row("a b", "", "no model's name");
    row("größe/b", "", "no model's name");
    row("a/bcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", "", "no model's name");
    row("https://example.org/a/b", "", "no address on the hub");
    row("file:///etc/passwd", "", "no address on the hub");
    row("https://huggingface.co/datasets/squad/plain", "", "leads to no model");
    row("https://huggingface.co/", "", "no model's name");
    row("https://huggingface.co/a/b/tree/..%2F..%2Fx", "", "no revision");
    row("a/b", "../../x", "no revision");
    row("a/b", "/x", "no revision");
    row("a/b", "x/", "no revision");
    row("a/b", "a..b", "no revision");
    row("a/b", "x y", "no revision");
    row("a/b", "x\\y", "no revision");
    row("a/b", "-x", "no revision");
    row("a/b", "x.lock", "no revision");
    row("a\nb", "", "no model's name");
    row("a/b", "x\ny", "no revision");
}

void HubAddressTest::refused()
{
    QFETCH(QString, text);
    QFETCH(QString, revision);
    QFETCH(QString, word);
    try {
        const HubAddress address(text, revision, kHub);
        QFAIL(qPrintable(QStringLiteral("understood as ") + address.repository() + QLatin1Char('@') + address.revision()));
    } catch (const Error &error) {
        QVERIFY2(QString::fromUtf8(error.what()).contains(word), error.what());
    }
}

void HubAddressTest::addresses()
{
    const HubAddress address(QStringLiteral("a/b"), QStringLiteral("refs/pr/1"), QStringLiteral("https://mirror.example/hf"));
    QCOMPARE(address.listing().toEncoded(), QByteArray("https://mirror.example/hf/api/models/a/b/revision/refs%2Fpr%2F1?blobs=true"));
    QCOMPARE(address.file(QStringLiteral("c0ffee"), QStringLiteral("x y/50% #1?.json")).toEncoded(),
        QByteArray("https://mirror.example/hf/a/b/resolve/c0ffee/x%20y/50%25%20%231%3F.json"));
    QCOMPARE(address.page(), QStringLiteral("https://mirror.example/hf/a/b"));
    QCOMPARE(
        HubAddress(QStringLiteral("https://mirror.example/hf/a/b/tree/v2"), {}, QStringLiteral("https://mirror.example/hf")).repository(),
        QStringLiteral("a/b"));
    QVERIFY_EXCEPTION_THROWN(HubAddress(QStringLiteral("a/b"), {}, QStringLiteral("mirror.example")), Error);
    QVERIFY(!isRepositoryId(QStringLiteral("gpt2\n")));
    QVERIFY_EXCEPTION_THROWN(HubAddress(QStringLiteral("a/b"), {}, QStringLiteral("ftp://mirror.example")), Error);
}

void HubAddressTest::onlyTheEndpointIsTheHub()
{
    const HubAddress address(QStringLiteral("a/b"), {}, kHub);
    QVERIFY(address.isOnHub(QUrl(QStringLiteral("https://huggingface.co/x"))));
    QVERIFY(address.isOnHub(QUrl(QStringLiteral("https://HUGGINGFACE.co:443/x"))));
    QVERIFY(!address.isOnHub(QUrl(QStringLiteral("http://huggingface.co/x"))));
    QVERIFY(!address.isOnHub(QUrl(QStringLiteral("https://huggingface.co:8443/x"))));
    QVERIFY(!address.isOnHub(QUrl(QStringLiteral("https://cdn.huggingface.co/x"))));
    QVERIFY(!address.isOnHub(QUrl(QStringLiteral("https://huggingface.co.example.org/x"))));
}

QTEST_GUILESS_MAIN(HubAddressTest)
#include "hub_address_test.moc"
