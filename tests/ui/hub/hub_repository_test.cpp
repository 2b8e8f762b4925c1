// The hub's list of files: read rightly, and refused when it is broken, absurd or dangerous.
#include "src/error.h"
#include "tests/fuzz/mutator.h"
#include "ui/hub/hub_repository.h"

#include <QtTest>

using namespace headscope;

namespace {

const QByteArray kCommit = "0123456789abcdef0123456789abcdef01234567";
const QByteArray kSha256 = "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef";

QByteArray listing(const QByteArray &siblings)
{
    return R"({"sha": ")" + kCommit + R"(", "siblings": [)" + siblings + "]}";
}

} // namespace

class HubRepositoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filesSizesAndDigests();
    void whatAMirrorLeavesOut();
    void gates();
    void refused_data();
    void refused();
    void safeNames_data();
    void safeNames();
    void safeEtags();
    void changedListings();
};

void HubRepositoryTest::filesSizesAndDigests()
{
    const HubRepository repository = HubRepository::parse(listing(R"({"rfilename": "config.json", "size": 665, "blobId": ")" + kCommit
        + R"("}, {"rfilename": "onnx/model.onnx", "size": 134, "blobId": ")" + kCommit + R"(", "lfs": {"sha256": ")" + kSha256
        + R"(", "size": 548105171, "pointerSize": 134}})"));
    QCOMPARE(repository.commit, QString::fromLatin1(kCommit));
    QVERIFY(!repository.gated);
    QCOMPARE(repository.files.size(), 2);
    QCOMPARE(repository.files[0].name, QStringLiteral("config.json"));
    QCOMPARE(repository.files[0].size, 665);
    QCOMPARE(repository.files[0].etag, QString::fromLatin1(kCommit));
    QCOMPARE(repository.files[1].size, 548105171);
    QCOMPARE(repository.files[1].etag, QString::fromLatin1(kSha256.toLower()));
}

void HubRepositoryTest::whatAMirrorLeavesOut()
{
    const HubRepository repository
        = HubRepository::parse(listing(R"({"rfilename": "config.json"}, {"rfilename": "x", "size": null, "lfs": null})"));
    QCOMPARE(repository.files[0].size, -1);
    QCOMPARE(repository.files[0].etag, QString());
    QCOMPARE(repository.files[1].size, -1);
}

void HubRepositoryTest::gates()
{
    const auto gated = [](const QByteArray &value) {
        return HubRepository::parse(R"({"siblings": [], "gated": )" + value + R"(, "sha": ")" + kCommit + "\"}").gated;
    };
    QVERIFY(gated("\"auto\""));
    QVERIFY(gated("\"manual\""));
    QVERIFY(gated("true"));
    QVERIFY(!gated("false"));
    QVERIFY(!gated("null"));
}

void HubRepositoryTest::refused_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a web page") << QByteArray("<!doctype html><html></html>");
    QTest::newRow("cut off") << listing(R"({"rfilename": "config.json"})").chopped(3);
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("no commit") << QByteArray(R"({"siblings": []})");
    QTest::newRow("commit is a path") << QByteArray(R"({"siblings": [], "sha": "../../../../../../../../../../../../../xx"})");
    QTest::newRow("short commit") << QByteArray(R"({"siblings": [], "sha": "0123abc"})");
    QTest::newRow("no files") << QByteArray(R"({"sha": ")" + kCommit + "\"}");
    QTest::newRow("files are a number") << QByteArray(R"({"siblings": 7, "sha": ")" + kCommit + "\"}");
    QTest::newRow("nameless") << listing(R"({"size": 5})");
    QTest::newRow("name is a number") << listing(R"({"rfilename": 5})");
    QTest::newRow("leaves the folder") << listing(R"({"rfilename": "../../.bashrc"})");
    QTest::newRow("absolute") << listing(R"({"rfilename": "/etc/passwd"})");
    QTest::newRow("backslash") << listing(R"({"rfilename": "..\\..\\x"})");
    QTest::newRow("zero character") << listing(R"({"rfilename": "x\u0000y"})");
    QTest::newRow("negative size") << listing(R"({"rfilename": "x", "size": -2})");
    QTest::newRow("a thousand petabytes") << listing(R"({"rfilename": "x", "size": 1000000000000000000})");
    QTest::newRow("size beyond 64 bits") << listing(R"({"rfilename": "x", "size": 100000000000000000000000})");
    QTest::newRow("size is a word") << listing(R"({"rfilename": "x", "size": "many"})");
    QTest::newRow("digest is a path") << listing(R"({"rfilename": "x", "size": 1, "blobId": "../../../../../../../../../../../../../xx"})");
    QTest::newRow("digest too short") << listing(R"({"rfilename": "x", "size": 1, "lfs": {"sha256": "abc"}})");
    QTest::newRow("sizes that add up beyond 63 bits") << listing(R"({"rfilename": "x", "size": 1125899906842624})");
    QTest::newRow("escaped path") << listing(R"({"rfilename": "\u002e\u002e/x"})");
    QTest::newRow("line feed") << listing(R"({"rfilename": "a\nb"})");
    QTest::newRow("drive") << listing(R"({"rfilename": "C:\\x"})");
    QTest::newRow("name is a list") << listing(R"({"rfilename": ["x"]})");
    QTest::newRow("entry is a text") << listing(R"("x")");
    QTest::newRow("files are an object") << QByteArray(R"({"siblings": {}, "sha": ")" + kCommit + "\"}");
    QTest::newRow("commit is null") << QByteArray(R"({"siblings": [], "sha": null})");
    QTest::newRow("size is true") << listing(R"({"rfilename": "x", "size": true})");
    QTest::newRow("size is a fraction") << listing(R"({"rfilename": "x", "size": 1.5})");
    QTest::newRow("twice") << listing(R"({"rfilename": "x"}, {"rfilename": "x"})");
    QTest::newRow("deep") << QByteArray(100'000, '[');
    QByteArray many;
    for (int i = 0; i < 100'001; ++i)
        many += (i == 0 ? "" : ",") + ("{\"rfilename\":\"" + QByteArray::number(i) + "\"}");
    QTest::newRow("a hundred thousand files") << listing(many);
}

void HubRepositoryTest::refused()
{
    QFETCH(QByteArray, json);
    QVERIFY_EXCEPTION_THROWN(HubRepository::parse(json), Error);
}

void HubRepositoryTest::safeNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("safe");
    for (const char *name : {"config.json", "a/b/c.bin", "..x", "x..y/z", ".gitattributes", "model (1).gguf", "größe.txt"})
        QTest::newRow(name) << QString::fromUtf8(name) << true;
    for (const char *name : {"", ".", "..", "../x", "a/../x", "a/..", "a/./b", "/x", "a//b", "a/", "a\\b", "C:x", "a\nb", "\x7f"})
        QTest::newRow(name) << QString::fromUtf8(name) << false;
    QTest::newRow("long part") << QString(256, QLatin1Char('x')) << false;
    QTest::newRow("longest part") << QString(255, QLatin1Char('x')) << true;
}

void HubRepositoryTest::safeNames()
{
    QFETCH(QString, name);
    QTEST(isSafeFileName(name), "safe");
}

void HubRepositoryTest::safeEtags()
{
    QVERIFY(isSafeEtag(QString::fromLatin1(kCommit)));
    QVERIFY(isSafeEtag(QStringLiteral("5d41402abc4b2a76b9719d911017c592-12")));
    for (const char *etag : {"", ".", "..", "a/b", "../x", ".hidden", "a b", "x.incomplete", "a\n"})
        QVERIFY2(!isSafeEtag(QString::fromLatin1(etag)), etag);
}

// What a server that is broken or lies may answer: whatever is accepted can become paths and sizes.
void HubRepositoryTest::changedListings()
{
    const std::vector<std::string> seeds{
        listing(R"({"rfilename": "config.json", "size": 665, "blobId": ")" + kCommit + R"("}, {"rfilename": "onnx/model.onnx", "size": 134,
            "blobId": ")" + kCommit + R"(", "lfs": {"sha256": ")" + kSha256 + R"(", "size": 548105171, "pointerSize": 134}})")
            .toStdString(),
        listing(R"({"rfilename": "a"}, {"rfilename": "b/c", "size": null, "lfs": null})").toStdString()};
    const std::vector<std::string> words{"{", "}", "[", "]", "\"", ":", ",", "null", "true", "-1", "1e308", "NaN", "Infinity", "../", "/", "\\u0000",
        "\\ud800", "9223372036854775807", "1000000000000000019884624838656", "\"rfilename\"", "\"size\"", "\"sha\"", "\xff", "\\\\"};
    constexpr int rounds = 20'000;
    Mutator mutator(1, seeds, words);
    int accepted = 0;
    for (int round = 0; round < rounds; ++round) {
        const std::string bytes = mutator.next();
        try {
            const HubRepository repository = HubRepository::parse(QByteArray::fromStdString(bytes));
            ++accepted;
            for (const auto &file : repository.files) {
                QVERIFY2(isSafeFileName(file.name), bytes.c_str());
                QVERIFY2(file.etag.isEmpty() || isSafeEtag(file.etag), bytes.c_str());
                QVERIFY2(file.size >= -1 && file.size < qint64{1} << 60, bytes.c_str());
            }
        } catch (const Error &) {
            continue;
        }
    }
    QVERIFY(accepted > 100 && accepted < rounds);
}

QTEST_GUILESS_MAIN(HubRepositoryTest)
#include "hub_repository_test.moc"
