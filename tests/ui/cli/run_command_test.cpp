// `headscope run` and `tokenize`: what is printed is what the trace holds.
#include "src/engine.h"
#include "src/formats/json.h"
#include "tests/support/family_folders.h"
#include "tests/ui/cli/call.h"
#include "ui/cli/matrix_table.h"
#include "ui/cli/trace_json.h"
#include "ui/session/built_in_models.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace headscope;

class RunCommandTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tablesHoldTheTracesNumbers();
    void everyStagePrints();
    void allHeadsAreNamed();
    void hookNamesChooseStageAndLayer();
    void layersOfAnEncoderDecoderHaveNames_data();
    void layersOfAnEncoderDecoderHaveNames();
    void layersThatThereAreNot();
    void partsOfARunAreThoseOfTheWhole_data();
    void partsOfARunAreThoseOfTheWhole();
    void wideTablesAreCutAndSaySo();
    void linesFitTheTerminal();
    void jsonHoldsEveryDigit();
    void jsonWritesMaskedScoresAsNull();
    void generatedTextIsPrinted();
    void textFromStandardInput();
    void anotherEncodingIsRefused();
    void anyTextRuns_data();
    void anyTextRuns();
    void tooMuchInputIsRefused();
    void tokenizePrintsTheTokens();
    void tokenizeJson();

private:
    std::shared_ptr<const Trace> traceOf(const char *model, const std::string &text);
};

std::shared_ptr<const Trace> RunCommandTest::traceOf(const char *model, const std::string &text)
{
    Engine engine(openModel(resolveModel(QString::fromLatin1(model)).toStdString()));
    return engine.run({.text = text, .edits = {}, .base = {}, .progress = {}});
}

void RunCommandTest::initTestCase()
{
    QVERIFY(builtInModels().size() == 2);
}

void RunCommandTest::tablesHoldTheTracesNumbers()
{
    const Call result = call("run -m storyteller -s q -l 2 --head 3 --full \"The cat sat\"");
    QCOMPARE(result.code, 0);
    QVERIFY(result.err.empty());
    const Matrix matrix = traceOf("storyteller", "The cat sat")->matrix({Stage::q, 1, 2});
    const QString text = QString::fromStdString(result.out);
    QVERIFY(text.contains(QStringLiteral("Queries Q · layer 2, head 3 · 3 × 16")));
    const QStringList lines = text.mid(text.indexOf(QStringLiteral("Queries Q"))).split(QLatin1Char('\n'));
    for (int row = 0; row < matrix.rows(); ++row) {
        const QStringList cells = lines.at(4 + row).simplified().split(QLatin1Char(' ')); // heading, blank, labels, rule
        QCOMPARE(cells.size(), 1 + matrix.cols());
        for (int column = 0; column < matrix.cols(); ++column)
            QVERIFY(std::abs(cells.at(1 + column).toDouble() - static_cast<double>(matrix(row, column))) <= 0.0005001);
    }
}

void RunCommandTest::everyStagePrints()
{
    for (const char *model : {"blackboard", "storyteller"}) {
        const Call result = callWith({QStringLiteral("run"), QStringLiteral("-m"), QString::fromLatin1(model), QStringLiteral("-s"),
            QStringLiteral("all"), QStringLiteral("The cat sat")});
        QCOMPARE(result.code, 0);
        for (const Stage stage : traceOf(model, "x")->config().stages())
            QVERIFY2(result.out.find(std::string("\n") + std::string(stageInfo(stage).title) + " ") != std::string::npos,
                stageInfo(stage).name.data());
    }
}

void RunCommandTest::allHeadsAreNamed()
{
    const Call result = call("run -m storyteller -s k -l all --head all \"The cat\"");
    for (int layer = 1; layer <= 4; ++layer)
        for (int head = 1; head <= 8; ++head)
            QVERIFY(
                result.out.find("Keys K · layer " + std::to_string(layer) + ", head " + std::to_string(head) + " ") != std::string::npos);
}

void RunCommandTest::hookNamesChooseStageAndLayer()
{
    QCOMPARE(call("run -s blocks.1.attn.hook_pattern x").out, call("run -s weights -l 2 x").out);
    QCOMPARE(call("run -s hook_resid_pre x").out, call("run -s residual-before x").out);
}

void RunCommandTest::layersOfAnEncoderDecoderHaveNames_data()
{
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<int>("layer");
    const Engine engine(openModel(kFamilyFolders / "t5"));
    const TransformerConfig &config = engine.model().config();
    QVERIFY(config.isEncoderDecoder());
    for (int layer = 0; layer < config.layers; ++layer) {
        const QString name = QString::fromStdString(config.layerName(layer));
        const QString brief = QString::fromStdString(config.shortLayerName(layer));
        const QStringList names{QString::number(layer + 1), name, name.toLower(), name.toUpper(),
            QStringLiteral("  ") + name + QLatin1Char(' '), QString(name).replace(QLatin1Char(' '), QStringLiteral("   ")), brief,
            brief.toLower(), QString(brief).replace(QChar(0xd7), QLatin1Char('x'))};
        QTest::newRow(qPrintable(name)) << names << layer;
    }
}

void RunCommandTest::layersOfAnEncoderDecoderHaveNames()
{
    QFETCH(QStringList, names);
    QFETCH(int, layer);
    const QString model = QString::fromStdString((kFamilyFolders / "t5").string());
    QTemporaryDir folder;
    const QString figure = folder.filePath(QStringLiteral("a.csv"));
    QByteArray table;
    for (const QString &name : names) {
        const QStringList place{QStringLiteral("-m"), model, QStringLiteral("-t"), QStringLiteral("The mill"), QStringLiteral("--target"),
            QStringLiteral("by the water"), QStringLiteral("-l"), name};
        const Call run = callWith(
            QStringList{QStringLiteral("run"), QStringLiteral("--json"), QStringLiteral("-s"), QStringLiteral("weights")} + place);
        QVERIFY2(run.code == 0, run.err.c_str());
        const Json stage = Json::parse(run.out, "run --json").at("stages").at(0);
        QCOMPARE(stage.at("layer").get<int>(), layer + 1);
        QCOMPARE(QString::fromStdString(stage.at("layer_name").get<std::string>()).toLower(), names.at(2));
        if (name != names.first() && name != names.at(1))
            continue; // the other commands read it by the same function
        const Call walk
            = callWith(QStringList{QStringLiteral("walk"), QStringLiteral("-o"), folder.path(), QStringLiteral("--force")} + place);
        QVERIFY2(walk.code == 0, walk.err.c_str());
        for (const QStringList &what : {QStringList{}, QStringList{QStringLiteral("--view"), QStringLiteral("heatmap")}}) {
            const Call exported = callWith(QStringList{QStringLiteral("export"), QStringLiteral("-o"), figure} + what + place);
            QVERIFY2(exported.code == 0, exported.err.c_str());
            QFile file(figure);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray numbers = file.readAll();
            QVERIFY(table.isEmpty() || numbers == table);
            table = numbers;
        }
    }
}

void RunCommandTest::layersThatThereAreNot()
{
    const QString model = QString::fromStdString((kFamilyFolders / "t5").string());
    for (const char *stack : {"encoder", "decoder"}) { // as exported tensors are named
        const Call result = callWith({QStringLiteral("run"), QStringLiteral("--json"), QStringLiteral("-m"), model, QStringLiteral("-s"),
            QString::fromLatin1(stack) + QStringLiteral(".hook_embed"), QStringLiteral("a")});
        QVERIFY2(result.code == 0, result.err.c_str());
        const Json stages = Json::parse(result.out, "run --json").at("stages");
        QCOMPARE(stages.size(), std::size_t(1));
        QCOMPARE(stages.at(0).at("hook").get<std::string>(), stack + std::string(".hook_embed"));
    }
    for (const char *name : {"decoder 99 cross", "encoder 0", "decoder 1", "D", "x", "0", "-1", "1.5", ""}) {
        const Call result = callWith(
            {QStringLiteral("run"), QStringLiteral("-m"), model, QStringLiteral("-l"), QString::fromLatin1(name), QStringLiteral("a")});
        QVERIFY2(result.code != 0 && result.out.empty(), name);
        QVERIFY2(result.err.find("layer") != std::string::npos, result.err.c_str());
    }
    const Call named = callWith({QStringLiteral("run"), QStringLiteral("-m"), model, QStringLiteral("-l"),
        QStringLiteral("decoder 99 cross"), QStringLiteral("a")});
    QVERIFY2(named.err.find("“Encoder 1” to “Decoder") != std::string::npos, named.err.c_str());
    QCOMPARE(call("run -l \"decoder 1 cross\" cat").code, 2); // of one stack
}

void RunCommandTest::partsOfARunAreThoseOfTheWhole_data()
{
    QTest::addColumn<QString>("family");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("told");
    const QString text = QStringLiteral("The mill");
    QTest::newRow("what comes next") << QStringLiteral("llama") << text << QStringLiteral("Next token after");
    QTest::newRow("no word is hidden") << QStringLiteral("bert") << text << QString();
    QTest::newRow("a word is hidden") << QStringLiteral("bert") << QStringLiteral("The [MASK]") << QStringLiteral("In the place of");
    QTest::newRow("classes") << QStringLiteral("bert_classifier") << text << QStringLiteral("Class of");
    QTest::newRow("nothing") << QStringLiteral("minilm") << text << QString();
    QTest::newRow("no text") << QStringLiteral("minilm") << QString() << QString();
}

/// Layers behind the one that was asked for are run only where something is foretold from them.
void RunCommandTest::partsOfARunAreThoseOfTheWhole()
{
    QFETCH(QString, family);
    QFETCH(QString, text);
    QFETCH(QString, told);
    const std::filesystem::path folder = kFamilyFolders / family.toStdString();
    const QStringList arguments{QStringLiteral("run"), QStringLiteral("-m"), QString::fromStdString(folder.string()), QStringLiteral("-l"),
        QStringLiteral("1"), QStringLiteral("-t"), text};
    const auto whole = Engine(openModel(folder)).run({.text = text.toStdString()});
    const Call json = callWith(arguments + QStringList(QStringLiteral("--json")));
    QCOMPARE(json.out, traceJson(*whole, {{Stage::weights, 0, 0}}, {}) + '\n');
    const Call table = callWith(arguments);
    QCOMPARE(table.code, 0);
    for (const char *words : {"Next token after", "In the place of", "Class of"})
        QCOMPARE(table.out.find(words) != table.out.npos, words == told.toStdString());
}

void RunCommandTest::wideTablesAreCutAndSaySo()
{
    const Call cut = call("run -m storyteller -s residual-before \"The cat\"");
    QVERIFY(cut.out.find("of 128 columns") != std::string::npos);
    const Call full = call("run -m storyteller -s residual-before --full \"The cat\"");
    QVERIFY(full.out.find("of 128 columns") == std::string::npos);
    QVERIFY(full.out.size() > cut.out.size());
}

void RunCommandTest::linesFitTheTerminal()
{
    const Call result = call("run -m storyteller -s all \"The cat sat on the mat because it was very, very tired\"");
    for (const QString &line : QString::fromStdString(result.out).split(QLatin1Char('\n')))
        if (line.startsWith(QStringLiteral("  ")))
            QVERIFY2(line.size() <= 100, qPrintable(line));
}

void RunCommandTest::jsonHoldsEveryDigit()
{
    const Call result = call("run -m storyteller -s weights,v,residual-after -l 1 --head 2 --json \"The cat sat\"");
    QCOMPARE(result.code, 0);
    const Json json = Json::parse(result.out, "run --json");
    const std::shared_ptr<const Trace> trace = traceOf("storyteller", "The cat sat");
    QCOMPARE(json.at("text").get<std::string>(), std::string("The cat sat"));
    QCOMPARE(json.at("tokens").size(), trace->tokens().size());
    QCOMPARE(json.at("tokens").at(1).at("id").get<int>(), trace->tokens()[1].id);
    const StageKey keys[] = {{Stage::weights, 0, 1}, {Stage::v, 0, 1}, {Stage::residualAfter, 0, 0}};
    QCOMPARE(json.at("stages").size(), std::size(keys));
    for (std::size_t i = 0; i < std::size(keys); ++i) {
        const Json stage = json.at("stages").at(i);
        const Matrix matrix = trace->matrix(keys[i]);
        QCOMPARE(stage.at("hook").get<std::string>(), hookName(keys[i].stage, 0));
        QCOMPARE(stage.at("layer").get<int>(), 1);
        QCOMPARE(stage.contains("head"), i < 2);
        QCOMPARE(stage.at("shape").at(0).get<int>(), matrix.rows());
        for (int row = 0; row < matrix.rows(); ++row)
            for (int column = 0; column < matrix.cols(); ++column)
                QCOMPARE(stage.at("values").at(static_cast<std::size_t>(row)).at(static_cast<std::size_t>(column)).get<float>(),
                    matrix(row, column));
    }
    const Prediction best = trace->predictions(2, 1).front();
    QCOMPARE(json.at("predictions").at(0).at("id").get<int>(), best.id);
    QCOMPARE(json.at("predictions").at(0).at("probability").get<float>(), best.probability);
}

void RunCommandTest::jsonWritesMaskedScoresAsNull()
{
    const Json json = Json::parse(call("run -s masked-scores --json \"The cat\"").out, "run --json");
    const Json first = json.at("stages").at(0).at("values").at(0);
    QVERIFY(first.at(0).isNumber());
    QVERIFY(first.at(1).isNull());
    QVERIFY(call("run -s masked-scores \"The cat\"").out.find("-inf") != std::string::npos);
}

void RunCommandTest::generatedTextIsPrinted()
{
    const Call json = call("run --json --generate 4 \"Once upon a\"");
    QCOMPARE(json.code, 0);
    const Json run = Json::parse(json.out, "run --json");
    const auto text = run.at("generated_text").get<std::string>();
    QCOMPARE(run.at("generated").get<int>(), 4);
    QVERIFY(text.starts_with(" time"));
    const Call table = call("run --generate 4 \"Once upon a\"");
    QVERIFY2(table.out.find("\nWent on with: " + text + '\n') != std::string::npos, table.out.c_str());
    QVERIFY(!Json::parse(call("run --json cat").out, "run --json").contains("generated_text"));
}

void RunCommandTest::textFromStandardInput()
{
    const std::string direct = call("run \"The cat sat\"").out;
    QCOMPARE(call("run -t -", "The cat sat").out, direct);
    QCOMPARE(call("run -", "The cat sat\n").out, direct);
    QCOMPARE(call("run -", "The cat sat\r\n").out, direct);
    QCOMPARE(call("run --json -", "a\n\n\n").out, callWith({QStringLiteral("run"), QStringLiteral("--json"), QStringLiteral("a\n\n")}).out);
}

void RunCommandTest::anotherEncodingIsRefused()
{
    const Call result = call("run -", "cat \xFF\xC3 sat \xE2\x82");
    QCOMPARE(result.code, 1);
    QVERIFY(result.out.empty());
    QVERIFY2(result.err.find("not in UTF-8: its byte 5 is 0xFF") != result.err.npos, result.err.c_str());
}

void RunCommandTest::anyTextRuns_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("space") << QByteArray(" ");
    QTest::newRow("emoji") << QByteArray("The 🐈 and the 👩‍👩‍👧");
    QTest::newRow("chinese") << QByteArray("猫が好き");
    QTest::newRow("right to left") << QByteArray("שלום عالم");
    QTest::newRow("control characters") << QByteArray("a\tb\x01\x7F\nc");
    QTest::newRow("zero byte") << QByteArray("a\0b", 3);
    QTest::newRow("very long") << QByteArray("the cat sat on the mat ").repeated(2000);
}

void RunCommandTest::anyTextRuns()
{
    QFETCH(QByteArray, text);
    for (const char *model : {"blackboard", "storyteller"}) {
        const QStringList arguments{QStringLiteral("run"), QStringLiteral("-m"), QString::fromLatin1(model), QStringLiteral("-")};
        const Call result = callWith(arguments, text.toStdString());
        QCOMPARE(result.code, 0);
        QVERIFY(result.err.empty());
        QVERIFY(result.out.find("\xEF\xBF\xBD") == std::string::npos); // U+FFFD
        const Call json = callWith(arguments + QStringList(QStringLiteral("--json")), text.toStdString());
        QCOMPARE(json.code, 0);
        const Json parsed = Json::parse(json.out, "run --json");
        const std::shared_ptr<const Trace> trace = traceOf(model, text.toStdString());
        QCOMPARE(parsed.at("tokens").size(), trace->tokens().size());
        QCOMPARE(parsed.at("notes").size(), trace->notes().size());
        if (trace->cutTokens() > 0)
            QVERIFY(result.out.find("Note: ") != std::string::npos);
    }
}

void RunCommandTest::tooMuchInputIsRefused()
{
    const Call result = call("tokenize -", std::string(10'000'001, 'a'));
    QCOMPARE(result.code, 1);
    QVERIFY(result.err.find("10 MB") != std::string::npos);
}

void RunCommandTest::tokenizePrintsTheTokens()
{
    const std::unique_ptr<Tokenizer> tokenizer = openTokenizer(resolveModel(QStringLiteral("storyteller")).toStdString());
    const std::vector<Token> tokens = tokenizer->encode("naïve café 🐈");
    const Call result = call("tokenize \"naïve café 🐈\"");
    QCOMPARE(result.code, 0);
    const QStringList lines = QString::fromStdString(result.out).split(QLatin1Char('\n'));
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const QStringList cells = lines.at(2 + static_cast<qsizetype>(i)).simplified().split(QLatin1Char(' '));
        QCOMPARE(cells.at(0).toInt(), static_cast<int>(i) + 1);
        QCOMPARE(cells.at(1).toInt(), tokens[i].id);
        QCOMPARE(cells.at(2).toStdString(), tokens[i].display);
        QCOMPARE(cells.at(3).toStdString(), std::to_string(tokens[i].begin) + "–" + std::to_string(tokens[i].end));
    }
    QVERIFY(result.out.find(std::to_string(tokens.size()) + " tokens, 17 bytes") != std::string::npos);
}

void RunCommandTest::tokenizeJson()
{
    const Json json = Json::parse(call("tokenize -m blackboard --json \"the zyxwv\"").out, "tokenize --json");
    QCOMPARE(json.size(), std::size_t(2));
    QCOMPARE(json.at(0).at("begin").get<int>(), 0);
    QCOMPARE(json.at(1).at("end").get<int>(), 9);
    QVERIFY(!json.at(1).at("note").get<std::string>().empty()); // an unknown word says where it was placed and why
}

QTEST_MAIN(RunCommandTest)
#include "run_command_test.moc"
