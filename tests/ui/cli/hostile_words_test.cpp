// A model whose every name and word tries to steer the terminal, asked by every command: nothing but text and our own line ends comes out.
#include "src/formats/json.h"
#include "src/formats/utf8.h"
#include "src/formats/visible_text.h"
#include "tests/support/model_folder.h"
#include "tests/ui/cli/call.h"

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace headscope;

namespace {

// A title, a cleared screen, a bell, C1, an override, an ill-formed byte, and a line that looks like ours.
const std::string kHostile = "evil\x1b]0;title\x07\x1b[2J\u009b2J\u202e\nheadscope: OK\r\n<img src=\"pipe\">&%1%2";
// The same as the text of a JSON string.
const std::string kHostileJson = R"(evil\u001b]0;title\u0007\u001b[2J\u009b2J\u202e\nheadscope: OK\r\n<img src=\"pipe\">&%1%2)";

QStringList listOf(const std::vector<std::string> &words)
{
    QStringList list;
    for (const std::string &word : words)
        list << QString::fromStdString(word);
    return list;
}

QByteArray problemOf(const std::string &output)
{
    for (std::size_t at = 0; at < output.size();) {
        const CodePoint point = codePointAt(output, at);
        if (!point.valid)
            return "an ill-formed byte at " + QByteArray::number(qulonglong(at));
        if (steersDisplay(point.value) && point.value != '\n' && output.compare(at, 2, "\r\n") != 0)
            return "U+" + QByteArray::number(uint(point.value), 16) + " at " + QByteArray::number(qulonglong(at));
        at += point.length;
    }
    if (output.starts_with("headscope: OK") || output.find("\nheadscope: OK") != output.npos)
        return "a forged line";
    return {};
}

} // namespace

class HostileWordsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyCommand_data();
    void everyCommand();
    void jsonStaysJson_data();
    void jsonStaysJson();
    void ownWritingStays();

private:
    std::string at(const std::string &name) const { return m_folder.path().toStdString() + '/' + name; }

    QTemporaryDir m_folder;
};

void HostileWordsTest::initTestCase()
{
    ModelFolder model = ModelFolder::blackboard();
    model.config["description"] = '"' + kHostileJson + '"';
    model.config["architectures"] = "[\"" + kHostileJson + "\"]";
    model.config["_name_or_path"] = '"' + kHostileJson + '"';
    model.config[kHostileJson] = "1";
    model.tensors[kHostileJson] = {2};
    model.write(at(kHostile));
    std::ofstream(at(kHostile) + "/tokenizer.json")
        << R"({"version": "1.0", "added_tokens": [{"id": 4, "content": ")" << kHostileJson
        << R"(", "special": true, "single_word": false, "lstrip": false, "rstrip": false, "normalized": false}], "normalizer": null, )"
        << R"("pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": null, "decoder": null, "model": {"type": "WordLevel", )"
        << R"("unk_token": "w0", "vocab": {"w0": 0, "w1": 1, "w2": 2, "w3": 3, ")" << kHostileJson << "\": 4}}}";
    std::filesystem::create_directory_symlink(kHostile, at("model"));

    ModelFolder labels = ModelFolder::like(sourcePath("tests/reference/families/bert_classifier"));
    labels.config["id2label"] = "{\"0\": \"" + kHostileJson + "\", \"1\": \"b\", \"2\": \"c\"}";
    labels.write(at("labels"));

    ModelFolder unknown = model;
    unknown.config["model_type"] = '"' + kHostileJson + '"';
    unknown.write(at("unknown"));
    ModelFolder missing = model;
    missing.tensors.erase("embed.weight");
    missing.config["layer_norm_epsilon"] = '"' + kHostileJson + '"';
    missing.write(at("missing"));
    ModelFolder damaged = model;
    damaged.tensors = {{kHostileJson, {2}}, {kHostileJson + "2", {3}}};
    damaged.write(at("damaged"));
    std::ofstream(at("broken.gguf"), std::ios::binary)
        << std::string("GGUF\3\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0", 24) << char(kHostile.size()) << std::string(7, '\0') << kHostile
        << std::string("\x63\0\0\0", 4);
}

void HostileWordsTest::everyCommand_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    const std::string &words = kHostile;
    const auto row
        = [](const char *name, int code, const std::vector<std::string> &arguments) { QTest::newRow(name) << listOf(arguments) << code; };
    row("info", 0, {"info", at("model")});
    row("info json", 0, {"info", "--json", at("model")});
    row("run", 0, {"run", "-m", at("model"), "w1 " + words});
    row("run all", 0, {"run", "-m", at("model"), "-s", "all", "w1 w2 " + words});
    row("run json", 0, {"run", "--json", "-m", at("model"), "w1 " + words});
    row("tokenize", 0, {"tokenize", "-m", at("model"), "w1 " + words});
    row("tokenize json", 0, {"tokenize", "--json", "-m", at("model"), words});
    row("heads", 0, {"heads", "-m", at("model"), "w1 w2 w3 " + words});
    row("heads json", 0, {"heads", "--json", "-m", at("model"), words});
    row("heads csv", 0, {"heads", "--csv", "-m", at("model"), words});
    row("walk", 0, {"walk", "-m", at("model"), "-o", at("walk"), "w1 " + words});
    row("export beyond the context", 0, {"export", "-m", at("model"), "-o", at("a.json"), "-t", "w1 w1 w1 w1 w1 w1 w1 w1 w1 w1 w1"});
    row("export figure", 0, {"export", "-m", at("model"), "-o", at("a.svg"), "-t", "w1 " + words});
    row("classes", 0, {"run", "-m", at("labels"), "w1 w2"});
    row("unknown family", 1, {"info", at("unknown")});
    row("missing tensor", 1, {"info", at("missing")});
    row("other tensors", 1, {"info", at("damaged")});
    row("broken file", 1, {"info", at("broken.gguf")});
    row("folder of that name", 0, {"run", "-m", at(words), "w1"});
    row("no such folder", 1, {"info", at("none " + words)});
    row("no such model", 1, {"run", "-m", words, "w1"});
    row("no such command", 2, {"inf\x1b", "--" + words});
    row("no such option", 2, {"run", "--" + words});
    row("no such stage", 2, {"run", "-m", at("model"), "-s", words, "w1"});
    row("no such layer", 2, {"run", "-m", at("model"), "-l", words, "w1"});
    row("no such score", 2, {"heads", "-m", at("model"), "--columns", words, "w1"});
    row("filter", 2, {"heads", "-m", at("model"), "--filter", words, "w1"});
    row("no such format", 2, {"export", "-m", at("model"), "-o", at("a.evil\x1b[2J"), "-t", "w1"});
    row("no such view", 2, {"export", "-m", at("model"), "--view", words, "-o", at("a.svg"), "-t", "w1"});
    row("pattern", 0, {"export", "-m", at("model"), "--view", "lines", "--hide", "(" + words, "-o", at("a.svg"), "-t", "w1 w2"});
}

void HostileWordsTest::everyCommand()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    const Call result = callWith(arguments);
    QCOMPARE(problemOf(result.out), QByteArray());
    QCOMPARE(problemOf(result.err), QByteArray());
    if (code == 0)
        QVERIFY2(result.code == 0, result.err.c_str());
    else
        QVERIFY2(result.code == 1 || result.code == 2, result.err.c_str()); // which of the two is other tests' business
    if (code == 0)
        QVERIFY(!result.out.empty() || arguments.first() == QStringLiteral("export"));
    else
        QVERIFY(std::count(result.err.begin(), result.err.end(), '\n') <= (result.code == 2 ? 2 : 1));
}

void HostileWordsTest::jsonStaysJson_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("info") << listOf({"info", "--json", at("model")});
    for (const char *command : {"run", "tokenize", "heads"})
        QTest::newRow(command) << listOf({command, "--json", "-m", at("model"), kHostile});
}

void HostileWordsTest::jsonStaysJson()
{
    QFETCH(QStringList, arguments);
    const Call result = callWith(arguments);
    QVERIFY2(result.code == 0, result.err.c_str());
    const Json json = Json::parse(result.out, "json"); // throws for what is none
    if (arguments.first() == QStringLiteral("info"))
        QCOMPARE(json.at("architecture").get<std::string>(), kHostile);
}

void HostileWordsTest::ownWritingStays()
{
    const std::string words = "w1 猫 👩\u200d👧 سلام";
    const Call result = callWith(listOf({"walk", "-m", at("model"), "-o", at("walk"), words}));
    QVERIFY2(result.code == 0, result.err.c_str());
    QVERIFY(result.out.find(words) != result.out.npos);
}

QTEST_MAIN(HostileWordsTest)
#include "hostile_words_test.moc"
