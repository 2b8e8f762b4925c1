// `headscope lab`: the numbers are the mechanisms' own, on the numbers of the head that was asked for; mistakes are told.
#include "src/engine.h"
#include "src/formats/json.h"
#include "src/lab/swap.h"
#include "src/mechanisms/mechanisms.h"
#include "src/trace/sources.h"
#include "tests/ui/cli/call.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace headscope;

class LabCommandTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersAreTheMechanisms();
    void everyMechanismIsListedAndRun();
    void causalIsForAll();
    void measuringIsPrinted();
    void theTableIsWritten_data();
    void theTableIsWritten();
    void pagesAreDrawn();
    void randomNumbersNeedNoModel();
    void swapIsTheEngines();
    void mistakes_data();
    void mistakes();
    void anEmptyTextIsRefused();
};

void LabCommandTest::numbersAreTheMechanisms()
{
    const Call result
        = call("lab -m storyteller -l 2 --head 3 --mechanisms full,local-window --set local-window.reach=1 --json \"Once upon a time\"");
    QCOMPARE(result.code, 0);
    const Json json = Json::parse(result.out, "lab");
    Engine engine(openModel(sourcePath("resources/models/storyteller")));
    const auto trace = engine.run({.text = "Once upon a time"});
    const MechanismInput input{.q = trace->matrix({queriesOf(*trace, 1), 1, 2}),
        .k = trace->matrix({keysOf(*trace, 1), 1, 2}),
        .v = trace->matrix({Stage::v, 1, 2})};
    QCOMPARE(json.at("queries").get<int>(), trace->tokenCount());
    QCOMPARE(json.at("mechanisms").size(), std::size_t(2));
    const MechanismRun full = runMechanism(fullAttention(), input, Parameters({}));
    const MechanismInfo &window = mechanismNamed("local-window");
    Parameters parameters(window.parameters);
    parameters.set("reach", 1);
    const MechanismRun expected = runMechanism(window, input, parameters);
    const Json one = json.at("mechanisms").at(1);
    QCOMPARE(one.at("pairs").get<double>(), expected.work.pairs);
    QCOMPARE(one.at("parameters").at("reach").get<double>(), 1.0);
    QCOMPARE(one.at("difference_to_full").get<double>(), relativeDifference(expected.output, full.output));
    QVERIFY(one.at("time_to_full").get<double>() > 0);
    for (int row = 0; row < trace->tokenCount(); ++row) {
        std::vector<float> weights(std::size_t(trace->tokenCount()));
        expected.weights->block(row, 0, {weights.data(), 1, trace->tokenCount(), trace->tokenCount()});
        for (int key = 0; key < trace->tokenCount(); ++key)
            QCOMPARE(one.at("weights").at(row).at(key).get<float>(), weights[std::size_t(key)]);
        QCOMPARE(one.at("output").at(row).at(0).get<float>(), expected.output(row, 0));
    }
    QCOMPARE(json.at("mechanisms").at(0).at("difference_to_full").get<double>(), 0.0);
}

void LabCommandTest::everyMechanismIsListedAndRun()
{
    const Call listed = call("lab --list");
    const Call ran = call("lab \"The cat sat on the mat\" --other \"A dog barked\"");
    QCOMPARE(listed.code, 0);
    QCOMPARE(ran.code, 0);
    for (const MechanismInfo &mechanism : allMechanisms())
        for (const std::string &out : {listed.out, ran.out})
            QVERIFY2(out.find("\n  " + std::string(mechanism.name) + ' ') != std::string::npos, std::string(mechanism.name).c_str());
    QVERIFY(call("lab \"The cat sat\"").out.find("\n  cross is left out: ") != std::string::npos);
    QVERIFY(call("lab \"The cat sat\" --mechanisms cross").code != 0);
}

void LabCommandTest::swapIsTheEngines()
{
    const Call result = call("lab -m storyteller -l 2 --swap local-window --set local-window.reach=1 --json \"Once upon a time\"");
    QCOMPARE(result.code, 0);
    const Json json = Json::parse(result.out, "lab");
    Engine engine(openModel(sourcePath("resources/models/storyteller")));
    SwapRequest request;
    request.run.text = "Once upon a time";
    request.base = engine.run(request.run);
    request.mechanism = &mechanismNamed("local-window");
    request.parameters = Parameters(request.mechanism->parameters);
    request.parameters.set("reach", 1);
    request.layer = 1;
    const auto expected = swapMechanism(engine, request);
    QCOMPARE(json.at("loss_before").get<double>(), *expected->lossBefore);
    QCOMPARE(json.at("loss_after").get<double>(), *expected->lossAfter);
    QCOMPARE(json.at("layers").size(), std::size_t(1));
    QCOMPARE(json.at("layers").at(0).get<int>(), 2);
    const Prediction likeliest = request.base->predictions(request.base->tokenCount() - 1, 1)[0];
    const Json first = json.at("predictions").at(0);
    QCOMPARE(first.at("token").get<std::string>(), likeliest.display);
    QCOMPARE(first.at("before").get<double>(), double(likeliest.probability));
    QCOMPARE(
        first.at("after").get<double>(), double(expected->trace->prediction(request.base->tokenCount() - 1, likeliest.id).probability));
    const Call said = call("lab --swap hard \"Once upon a time\"");
    QCOMPARE(said.code, 0);
    QVERIFY(QString::fromStdString(said.out).contains(QLatin1String("not trained")));
    QVERIFY(QString::fromStdString(said.out).contains(QLatin1String("in all layers")));
    QCOMPARE(call("lab --swap nonsense \"Once\"").code, 2);
}

void LabCommandTest::causalIsForAll()
{
    const Call result = call("lab \"The cat sat on the mat\" --causal --json");
    const Json json = Json::parse(result.out, "lab");
    QVERIFY(json.at("refused").size() > 0); // FNet reads a text as a whole
    for (const Json mechanism : json.at("mechanisms").elements()) {
        const char *weights = mechanism.contains("weights") ? "weights" : "implied_weights";
        if (!mechanism.contains(weights))
            continue;
        for (int row = 0; row < 6; ++row)
            for (int key = row + 1; key < 6; ++key)
                QCOMPARE(mechanism.at(weights).at(row).at(key).get<float>(), 0.0F);
    }
}

void LabCommandTest::measuringIsPrinted()
{
    const char *line = "lab --measure --mechanisms full,local-window --sizes 8-64 --width 4 --budget 60";
    const Call printed = call(line);
    QCOMPARE(printed.code, 0);
    QVERIFY2(printed.out.find("local-window") != std::string::npos, printed.out.c_str());
    QVERIFY2(printed.out.find("2.00 ± 0.00") != std::string::npos, printed.out.c_str()); // operations of full attention
    const Call inJson = callWith(QProcess::splitCommand(QString::fromUtf8(line)) + QStringList{QStringLiteral("--json")});
    const Json json = Json::parse(inJson.out, "growth");
    QCOMPARE(json.at("mechanisms").size(), std::size_t(2));
    const Json full = json.at("mechanisms").at(0);
    QCOMPARE(full.at("points").size(), std::size_t(4));
    QCOMPARE(full.at("points").at(3).at("tokens").get<int>(), 64);
    QVERIFY(std::abs(full.at("powers_of_n").at("operations").at("exponent").get<double>() - 2) < 1e-9);
}

void LabCommandTest::theTableIsWritten_data()
{
    QTest::addColumn<QString>("ending");
    QTest::addColumn<QByteArray>("beginning");
    QTest::newRow("csv") << QStringLiteral("csv") << QByteArray(",complexity per layer,multiply-adds,");
    QTest::newRow("md") << QStringLiteral("md") << QByteArray("| | complexity per layer | multiply-adds |");
    QTest::newRow("tex") << QStringLiteral("tex") << QByteArray("% ");
    QTest::newRow("json") << QStringLiteral("json") << QByteArray("{");
}

void LabCommandTest::theTableIsWritten()
{
    QFETCH(QString, ending);
    QFETCH(QByteArray, beginning);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("table.") + ending);
    const Call run = callWith({QStringLiteral("lab"), QStringLiteral("The cat sat"), QStringLiteral("--mechanisms"),
        QStringLiteral("full,top-k"), QStringLiteral("-o"), path});
    QVERIFY2(run.code == 0, run.err.c_str());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray written = file.readAll();
    QVERIFY2(written.startsWith(beginning), written.left(200).constData());
    QVERIFY(written.contains("Top-k"));
}

void LabCommandTest::pagesAreDrawn()
{
    const QTemporaryDir folder;
    for (const char *page : {"cards", "table", "softmax", "errors", "reach"}) {
        const QString path = folder.filePath(QString::fromLatin1(page) + QStringLiteral(".svg"));
        const Call run = callWith({QStringLiteral("lab"), QStringLiteral("--random"), QStringLiteral("8,4"), QStringLiteral("--mechanisms"),
            QStringLiteral("full,top-k,local-window"), QStringLiteral("--page"), QString::fromLatin1(page), QStringLiteral("-o"), path});
        QVERIFY2(run.code == 0, run.err.c_str());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(file.readAll().contains("Top-k") || QByteArray(page) == "softmax", page);
    }
}

void LabCommandTest::randomNumbersNeedNoModel()
{
    const Call run = call("lab --random 7,4 --mechanisms full,causal --json -m /nowhere");
    QVERIFY2(run.code == 0, run.err.c_str());
    const Json json = Json::parse(run.out, "lab");
    QCOMPARE(json.at("queries").get<int>(), 7);
    QCOMPARE(json.at("mechanisms").at(1).at("pairs").get<double>(), 28.0);
    QVERIFY(!json.contains("model"));
}

void LabCommandTest::mistakes_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("said");
    const auto row = [](const char *line, int code, const char *said) { QTest::newRow(line) << line << code << QString::fromUtf8(said); };
    row("lab", 2, "give a text");
    row("lab cat --mechanisms local-widow", 2, "Did you mean “local-window”?");
    row("lab cat --set local-window=3", 2, "MECHANISM.PARAMETER=NUMBER");
    row("lab cat --set local-window.reach=x", 2, "MECHANISM.PARAMETER=NUMBER");
    row("lab cat --set local-window.reach=-1", 1, "reach cannot be -1");
    row("lab cat --set local-window.width=1", 1, "There are reach");
    row("lab cat --set none.width=1", 1, "there is no mechanism “none”");
    row("lab cat --seed x", 2, "--seed");
    row("lab --random 3", 2, "--random takes tokens up to 512");
    row("lab cat --random 3,4", 2, "not both");
    row("lab cat --budget 3", 2, "--budget belongs to --measure");
    row("lab cat --page table", 2, "--page belongs to --output");
    row("lab cat -o x.png --page tabel", 2, "Did you mean “table”?");
    row("lab cat -o x.gif", 2, "no extension that can be written");
    row("lab cat -o x.csv --page cards", 2, "cards are a figure");
    row("lab cat -o x.csv --theme dark", 2, "belong to figures");
    row("lab cat -o x.csv --json", 2, "cannot be combined");
    row("lab cat --measure", 2, "no text");
    row("lab --measure --sizes 100", 2, "--sizes takes two numbers");
    row("lab --measure --sizes 64-65536", 2, "--sizes takes two numbers");
    row("lab --measure --budget 0", 2, "--budget takes a whole number from 1");
    row("lab cat --head all", 2, "one head");
    row("lab cat --head 99", 1, "head");
    row("lab cat --layer 99", 1, "layer");
}

void LabCommandTest::mistakes()
{
    QFETCH(QString, line);
    QFETCH(int, code);
    QFETCH(QString, said);
    const Call result = call(qPrintable(line));
    QCOMPARE(result.code, code);
    QVERIFY2(QString::fromStdString(result.err).contains(said), result.err.c_str());
    QVERIFY(result.out.empty());
}

void LabCommandTest::anEmptyTextIsRefused()
{
    const Call result = callWith({QStringLiteral("lab"), QStringLiteral("-t"), QString()});
    QCOMPARE(result.code, 1);
    QVERIFY2(result.err.find("the text is empty") != std::string::npos, result.err.c_str());
}

QTEST_MAIN(LabCommandTest)
#include "lab_command_test.moc"
