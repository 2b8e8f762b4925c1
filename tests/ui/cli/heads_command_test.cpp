// `headscope heads`: the numbers are the engine's, filters and orders hold, mistakes are told.
#include "src/engine.h"
#include "src/formats/json.h"
#include "src/scores/measured_head.h"
#include "src/scores/value_output.h"
#include "tests/ui/cli/call.h"

#include <QtTest>

#include <cmath>
#include <set>

using namespace headscope;

namespace {

constexpr const char *kText = "Tom had a red ball. Tom had a red";

Call heads(std::initializer_list<const char *> arguments)
{
    QStringList list{QStringLiteral("heads")};
    for (const char *one : arguments)
        list << QString::fromUtf8(one);
    return callWith(list);
}

} // namespace

class HeadsCommandTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersAreTheEngines();
    void filteredAndSorted();
    void csv();
    void weightsAlone();
    void randomTokens();
    void forPeople();
    void mistakes_data();
    void mistakes();
};

void HeadsCommandTest::numbersAreTheEngines()
{
    const Call result = heads({"-m", "storyteller", "--json", kText});
    QCOMPARE(result.code, 0);
    const Json json = Json::parse(result.out, "heads");
    QCOMPARE(json.at("heads").size(), std::size_t(32));
    Engine engine(openModel(sourcePath("resources/models/storyteller")));
    const auto trace = engine.run({.text = kText});
    const auto product = EmbeddingProduct::make(trace->modelPointer());
    for (int i = 0; i < 32; ++i) {
        const Json head = json.at("heads").at(i);
        const int layer = i / 8;
        QCOMPARE(int(head.at("layer").get<double>()), layer + 1);
        QCOMPARE(int(head.at("head").get<double>()), i % 8 + 1);
        const HeadScores scores = headScores(*trace, layer, i % 8);
        QCOMPARE(head.at("entropy").get<double>(), scores.entropy);
        QCOMPARE(head.at("induction").get<double>(), scores.induction.value);
        QCOMPARE(head.at("previous").get<double>(), scores.previousToken.value);
        QCOMPARE(head.at("ov-norm").get<double>(), valueOutputNorm(trace->model(), {layer, i % 8}));
        QCOMPARE(head.at("copying").get<double>(), product->copying({layer, i % 8}).value());
    }
    std::set<std::string> names;
    for (std::size_t i = 0; i < json.at("scores").size(); ++i)
        names.insert(std::string(json.at("scores").at(i).at("name").get<std::string_view>()));
    QVERIFY(names.contains("positional") && !names.contains("next") && !names.contains("random-induction"));
}

void HeadsCommandTest::filteredAndSorted()
{
    const Call result = heads({"--json", "--sort", "induction", "--filter", "layer>2 induction>0.1", "--top", "4", kText});
    QCOMPARE(result.code, 0);
    const Json found = Json::parse(result.out, "heads").at("heads");
    QCOMPARE(found.size(), std::size_t(4));
    for (std::size_t i = 0; i < found.size(); ++i) {
        QVERIFY(found.at(i).at("layer").get<double>() > 2);
        QVERIFY(found.at(i).at("induction").get<double>() > 0.1);
        QVERIFY(i == 0 || found.at(i).at("induction").get<double>() <= found.at(i - 1).at("induction").get<double>());
    }
    // The end worth a look is the low one, unless said otherwise.
    const auto firstEntropy = [](const char *sort) {
        const Call one = heads({"--json", "--sort", sort, "--columns", "entropy", kText});
        return Json::parse(one.out, "heads").at("heads").at(0).at("entropy").get<double>();
    };
    QVERIFY(firstEntropy("entropy") < firstEntropy("entropy:down"));
    QCOMPARE(firstEntropy("entropy"), firstEntropy("entropy:up"));

    // A head without the score comes last either way.
    std::vector<HeadRow> rows{HeadRow(0, 0), HeadRow(0, 1), HeadRow(0, 2)};
    rows[1].value(ScoreId::copying) = -1;
    rows[2].value(ScoreId::copying) = 1;
    for (const bool descending : {false, true}) {
        sortHeads(rows, {ScoreId::copying, descending});
        QVERIFY(std::isnan(rows[2].value(ScoreId::copying)));
        QCOMPARE(rows[0].value(ScoreId::copying), descending ? 1.0 : -1.0);
    }
    sortHeads(rows, {});
    QCOMPARE(rows[0].head, 0);
    QCOMPARE(rows[2].head, 2);
}

void HeadsCommandTest::csv()
{
    const Call result = heads({"--csv", "--columns", "next,entropy", "--filter", "layer=1 head=2", "The cat sat"});
    QCOMPARE(result.code, 0);
    const QStringList lines = QString::fromStdString(result.out).split(QStringLiteral("\r\n"), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines[0], QStringLiteral("layer,head,next,entropy"));
    QVERIFY(lines[1].startsWith(QStringLiteral("1,2,,"))); // a causal model looks at no next token
    QVERIFY(lines[1].section(QLatin1Char(','), 3).toDouble() > 0);
}

void HeadsCommandTest::weightsAlone()
{
    const Call result = heads({"-m", "blackboard", "--json"});
    QCOMPARE(result.code, 0);
    const Json json = Json::parse(result.out, "heads");
    QCOMPARE(json.at("heads").size(), std::size_t(2));
    QCOMPARE(json.at("scores").at(0).at("name").get<std::string_view>(), std::string_view("ov-norm"));
}

void HeadsCommandTest::randomTokens()
{
    const Call result = heads({"--random-repeats", "--sort", "random-induction", "--top", "1", "--json"});
    QCOMPARE(result.code, 0);
    const Json head = Json::parse(result.out, "heads").at("heads").at(0);
    QCOMPARE(head.at("name").get<std::string_view>(), std::string_view("4.6")); // by Storyteller's README
    QVERIFY(head.at("random-induction").get<double>() > 0.8);
}

void HeadsCommandTest::forPeople()
{
    const Call result = heads({"--filter", "induction>0.3", kText});
    QCOMPARE(result.code, 0);
    const QString out = QString::fromStdString(result.out);
    QVERIFY(out.startsWith(QStringLiteral("storyteller: ")));
    QVERIFY(out.contains(QStringLiteral(" of 32 heads on ")));
    QVERIFY(out.contains(QStringLiteral("4.6")));
    for (const QString &line : out.split(QLatin1Char('\n')))
        QVERIFY2(line.size() <= 110, qPrintable(line));
    QCOMPARE(heads({"--filter", "layer>99", kText}).code, 0);
    QCOMPARE(heads({""}).code, 0);
}

void HeadsCommandTest::mistakes_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, std::initializer_list<const char *> arguments, int code, const char *says) {
        QStringList list{QStringLiteral("heads")};
        for (const char *one : arguments)
            list << QString::fromUtf8(one);
        QTest::newRow(name) << list << code << QString::fromUtf8(says);
    };
    row("filter", {"--filter", "entrpy<1", "x"}, 1, "character 1");
    row("sort", {"--sort", "inductoin", "x"}, 2, "induction");
    row("way", {"--sort", "entropy:left", "x"}, 2, ":up or :down");
    row("columns", {"--columns", "entropy,foo", "x"}, 2, "foo");
    row("top", {"--top", "0", "x"}, 2, "--top");
    row("two formats", {"--json", "--csv", "x"}, 2, "exclude");
    row("drawn", {"--filter", "drawn>0.5", "x"}, 2, "drawn");
    row("two texts", {"x", "y"}, 2, "more than one text");
}

void HeadsCommandTest::mistakes()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QString, says);
    const Call result = callWith(arguments);
    QCOMPARE(result.code, code);
    QVERIFY2(QString::fromStdString(result.err).contains(says), result.err.c_str());
    QVERIFY(result.out.empty());
}

QTEST_MAIN(HeadsCommandTest)
#include "heads_command_test.moc"
