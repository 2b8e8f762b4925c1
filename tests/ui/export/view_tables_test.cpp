// Tables of views hold the numbers that the views show.
#include "tests/ui/export/exported_files.h"
#include "tests/ui/export/shown_view.h"

#include "src/formats/json.h"
#include "src/formats/npy.h"
#include "ui/export/view_export.h"
#include "ui/theme/theme.h"
#include "ui/views/heads/heads_workspace.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace headscope;

class ViewTablesTest : public QObject, private ExportedFiles {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Appearance::instance().apply(); }
    void tablesHoldThePattern();
    void tablesOfViews();
    void tableOfTheLens();
    void tableOfTheSweep();
    void aModelWithoutALensSaysWhy();
};

void ViewTablesTest::tablesHoldThePattern()
{
    QCOMPARE(exported(QStringLiteral("--view heatmap -l 3 --head 2 --units words"), QStringLiteral("words.npy")).code, 0);
    Session session;
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")));
    PatternChoice choice;
    choice.unit = TokenUnit::words;
    const auto pattern = makePattern(session.trace(), {2, 1}, choice);
    const NpyArray array = readNpy(path(QStringLiteral("words.npy")).toStdString());
    QVERIFY((array.shape == std::vector<std::int64_t>{pattern->rowCount(), pattern->columnCount()}));
    std::vector<float> numbers(array.values.size());
    pattern->block(0, 0, {numbers.data(), pattern->rowCount(), pattern->columnCount(), pattern->columnCount()});
    QVERIFY(numbers == array.values);
    const QByteArray settings = bytes(QStringLiteral("words.npy.json"));
    QVERIFY(settings.contains("\"units\":\"words\"") && settings.contains("\"layer\":\"3\"")
        && settings.contains("\"text\":\"The cat sat on the mat\""));
}

void ViewTablesTest::tablesOfViews()
{
    QCOMPARE(exported(QStringLiteral("--view arithmetic -l 2 --head 3 --query 4 --key 2"), QStringLiteral("pair.json")).code, 0);
    QCOMPARE(exported(QStringLiteral("--view qk-space -l 2 --head 3"), QStringLiteral("space.csv")).code, 0);
    Session session;
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")));
    const auto trace = session.trace();
    const Json values = Json::parse(bytes(QStringLiteral("pair.json")).toStdString(), "pair.json").at("values");
    const Matrix q = trace->matrix({Stage::q, 1, 2});
    QCOMPARE(int(values.size()), trace->config().headWidth);
    QCOMPARE(values.at(5).at(std::size_t(0)).get<float>(), q(3, 5));
    const QList<QByteArray> lines = bytes(QStringLiteral("space.csv")).trimmed().split('\n');
    QCOMPARE(int(lines.size()), 1 + 2 * trace->tokenCount());
    QVERIFY(lines[1].startsWith("query 1 The,"));
}

void ViewTablesTest::tableOfTheLens()
{
    QCOMPARE(exported(QStringLiteral("--view lens"), QStringLiteral("lens.json")).code, 0);
    const Json lens = Json::parse(bytes(QStringLiteral("lens.json")).toStdString(), "lens.json");
    Session session;
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")));
    const Trace &trace = *session.trace();
    // After the last layer the lens says what the model says; what the parts add is its logit.
    const Matrix logits = trace.matrix({Stage::logits, 0, 0});
    const int row = trace.tokenCount() - 1;
    int best = 0;
    double sum = 0;
    for (int word = 0; word < logits.cols(); ++word)
        best = logits(row, word) > logits(row, best) ? word : best;
    for (int word = 0; word < logits.cols(); ++word)
        sum += std::exp(double(logits(row, word)) - logits(row, best));
    const Json &rows = lens.at("rows");
    const auto column = [&](std::size_t r, std::size_t c) { return lens.at("values").at(r).at(c).get<double>(); };
    double added = 0;
    bool found = false;
    const QString layer = QStringLiteral("Layer %1: ").arg(trace.config().layers);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const QString name = QString::fromStdString(rows.at(r).get<std::string>());
        if (name.startsWith(QStringLiteral("contribution of")))
            added += column(r, 6);
        else if (name.startsWith(layer) && column(r, 1) == 1) {
            found = true;
            // Single precision, and the lens multiplies in another order than the run.
            QVERIFY(std::abs(column(r, 2) - 1 / sum) < 1e-4);
            QVERIFY(std::abs(column(r, 3) - logits(row, best)) < 1e-3);
        }
    }
    QVERIFY(found);
    QVERIFY2(std::abs(added - logits(row, best)) < 1e-3, qPrintable(QString::number(added)));
}

void ViewTablesTest::tableOfTheSweep()
{
    QCOMPARE(exported(QStringLiteral("--view what-if"), QStringLiteral("sweep.json")).code, 0);
    const Json sweep = Json::parse(bytes(QStringLiteral("sweep.json")).toStdString(), "sweep.json");
    Session session;
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")));
    const Trace &trace = *session.trace();
    const int row = trace.tokenCount() - 1;
    const int id = trace.predictions(row, 1).front().id;
    Edit off;
    off.kind = Edit::Kind::scaleHead;
    off.layer = 1;
    off.head = 2;
    Engine engine(trace.modelPointer());
    const double change = double(engine.run({trace.text(), {off}})->prediction(row, id).logit) - trace.prediction(row, id).logit;
    int heads = 0;
    bool found = false;
    for (std::size_t r = 0; r < sweep.at("rows").size(); ++r) {
        const Json &values = sweep.at("values").at(r);
        if (QString::fromStdString(sweep.at("rows").at(r).get<std::string>()).startsWith(QStringLiteral("word: ")))
            continue;
        ++heads;
        if (values.at(std::size_t(0)).get<int>() == 2 && values.at(std::size_t(1)).get<int>() == 3) {
            found = true;
            QCOMPARE(values.at(std::size_t(2)).get<float>(), float(change));
        }
    }
    QVERIFY(found);
    QCOMPARE(heads, trace.config().layers * trace.config().heads);
}

void ViewTablesTest::aModelWithoutALensSaysWhy()
{
    const QString model = QStringLiteral("--view lens -m \"%1\"").arg(sourceFile("tests/reference/families/electra_discriminator"));
    for (const QString &name : {QStringLiteral("lens.csv"), QStringLiteral("lens.json")}) {
        const Call call = exported(model, name);
        QCOMPARE(call.code, 1);
        QVERIFY2(call.err.find("no map from its last layer to words") != std::string::npos, call.err.c_str());
    }
}

QTEST_MAIN(ViewTablesTest)
#include "view_tables_test.moc"
