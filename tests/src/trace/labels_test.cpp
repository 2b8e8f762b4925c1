// Rows and columns are called by what they belong to: the right text's tokens, features, classes, channels and their pairs.
#include "src/engine.h"
#include "src/trace/labels.h"
#include "tests/support/config_variants.h"

#include <QtTest>

using namespace headscope;

class LabelsTest : public QObject {
    Q_OBJECT

private slots:
    void tokensOfTwoTexts();
    void pooledRows();
    void turnedChannels();
    void features();
};

void LabelsTest::tokensOfTwoTexts()
{
    const auto trace = runVariant(configVariants()[9], 6); // encoder-decoder
    const auto source = [&](std::size_t token) { return trace->stackTokens(0)[token].display; };
    const auto target = [&](std::size_t token) { return trace->stackTokens(1)[token].display; };
    QCOMPARE(rowLabel(*trace, {Stage::q, 1, 0}, 4), source(4));
    QCOMPARE(rowLabel(*trace, {Stage::q, 3, 0}, 4), target(4));
    QCOMPARE(rowLabel(*trace, {Stage::k, 3, 0}, 5), source(5)); // there are 5 target tokens
    QCOMPARE(columnLabel(*trace, {Stage::weights, 3, 0}, 5), source(5));
    QCOMPARE(rowLabel(*trace, {Stage::weights, 3, 0}, 1), target(1));
    QCOMPARE(columnLabel(*trace, {Stage::weights, 2, 0}, 1), target(1));
    QCOMPARE(rowLabel(*trace, {Stage::embedding, 4, 0}, 0), target(0));
    QCOMPARE(rowLabel(*trace, {Stage::logits, 0, 0}, 3), target(3));
    QVERIFY(source(4) != target(4) && source(1) != target(1) && source(0) != target(0) && source(3) != target(3));
}

void LabelsTest::pooledRows()
{
    const auto first = runVariant(configVariants()[5], 6);
    QCOMPARE(rowLabel(*first, {Stage::pooled, 0, 0}, 0), first->tokens().front().display);
    QCOMPARE(columnLabel(*first, {Stage::classLogits, 0, 0}, 1), std::string("perhaps"));
    const auto last = runVariant(configVariants()[7], 6);
    QCOMPARE(rowLabel(*last, {Stage::classLogits, 0, 0}, 0), last->tokens().back().display);
    QCOMPARE(columnLabel(*last, {Stage::classLogits, 0, 0}, 1), std::string("2"));
}

void LabelsTest::turnedChannels()
{
    const auto halves = runVariant(configVariants()[2], 3); // 4 of 6 channels turn
    const auto label = [](const Trace &trace, Stage stage, int column) { return columnLabel(trace, {stage, 0, 0}, column); };
    QCOMPARE(label(*halves, Stage::rotatedQ, 0), std::string("1↻3"));
    QCOMPARE(label(*halves, Stage::rotatedK, 3), std::string("4↻2"));
    QCOMPARE(label(*halves, Stage::rotatedQ, 4), std::string("5"));
    QCOMPARE(label(*halves, Stage::q, 0), std::string("1"));
    const auto neighbours = runVariant(configVariants()[3], 3);
    QCOMPARE(label(*neighbours, Stage::rotatedQ, 0), std::string("1↻2"));
    QCOMPARE(label(*neighbours, Stage::rotatedQ, 3), std::string("4↻3"));
}

void LabelsTest::features()
{
    const auto trace = Engine(openModel(sourcePath("resources/models/blackboard"))).run({"the cat", {}, nullptr, {}});
    QCOMPARE(columnLabel(*trace, {Stage::embedding, 0, 0}, 1), std::string("verb"));
    QCOMPARE(columnLabel(*trace, {Stage::residualAfter, 0, 0}, 7), std::string("position"));
    QCOMPARE(columnLabel(*trace, {Stage::q, 0, 0}, 1), std::string("2"));
    QCOMPARE(columnLabel(*trace, {Stage::joinedHeads, 0, 0}, 4), std::string("2.1"));
    QCOMPARE(columnLabel(*trace, {Stage::tokens, 0, 0}, 0), std::string("id"));

    ConfigVariant narrow = configVariants()[6]; // embedding of 7, model of 18
    for (int i = 0; i < narrow.config.width; ++i)
        narrow.config.featureNames.push_back("f" + std::to_string(i));
    const auto projected = runVariant(narrow, 3);
    QCOMPARE(columnLabel(*projected, {Stage::embedding, 0, 0}, 2), std::string("3"));
    QCOMPARE(columnLabel(*projected, {Stage::embeddingProjection, 0, 0}, 2), std::string("f2"));
}

QTEST_GUILESS_MAIN(LabelsTest)
#include "labels_test.moc"
