// Left times right plus bias, by a plain double loop, is the stage's matrix; what is no product gives nothing.
#include "src/engine.h"
#include "src/error.h"
#include "src/trace/product.h"
#include "tests/support/random_model.h"

#include <QtTest>

#include <cmath>

using namespace headscope;

namespace {

// Single precision against double: see explain_test.cpp.
constexpr double kTolerance = 2e-6;

std::shared_ptr<const Trace> runOf(std::shared_ptr<const Model> model, const std::string &text)
{
    return Engine(std::move(model)).run({text, {}, nullptr, {}});
}

bool makes(const Product &product, const Matrix &result)
{
    if (product.left.rows() != result.rows() || product.right.cols() != result.cols() || product.left.cols() != product.right.rows())
        return false;
    for (int r = 0; r < result.rows(); ++r) {
        for (int c = 0; c < result.cols(); ++c) {
            double sum = product.bias.empty() ? 0 : product.bias(0, c);
            double size = std::abs(sum);
            for (int i = 0; i < product.left.cols(); ++i) {
                const double term = double(product.left(r, i)) * product.right(i, c);
                sum += term;
                size += std::abs(term);
            }
            if (!(std::abs(sum - result(r, c)) <= kTolerance * (1 + size)))
                return false;
        }
    }
    return true;
}

} // namespace

class ProductTest : public QObject {
    Q_OBJECT

private slots:
    void makesTheStage_data();
    void makesTheStage();
    void namesItsFactors();
    void givesNothingElsewhere();
    void formulasSayWhatTheModelHas();
};

void ProductTest::makesTheStage_data()
{
    QTest::addColumn<bool>("normed");
    QTest::addColumn<bool>("post");
    QTest::addColumn<bool>("tied");
    QTest::newRow("pre-norm, tied output") << true << false << true;
    QTest::newRow("post-norm") << true << true << false;
    QTest::newRow("no norm") << false << false << false;
}

void ProductTest::makesTheStage()
{
    QFETCH(bool, normed);
    QFETCH(bool, post);
    QFETCH(bool, tied);
    TransformerConfig config = smallConfig();
    config.norm = normed ? NormKind::layer : NormKind::none;
    config.normPlace = post ? NormPlace::post : NormPlace::pre;
    config.finalNorm = normed && !post;
    config.tiedOutput = tied;
    const auto trace = runOf(randomModel(config, 4), randomText(9, 2));
    for (const Stage stage : {Stage::q, Stage::k, Stage::v, Stage::rawScores, Stage::weightedSum, Stage::outputProjection, Stage::mlpPre,
             Stage::mlpOut, Stage::logits}) {
        const StageKey key{stage, 1, 2};
        const std::optional<Product> product = productOf(*trace, key);
        QVERIFY2(product, stageInfo(stage).name.data());
        QVERIFY2(makes(*product, trace->matrix(key)), stageInfo(stage).name.data());
        QCOMPARE(product->resultSymbol, std::string(stageInfo(stage).symbol));
    }
}

void ProductTest::namesItsFactors()
{
    const auto trace = runOf(randomModel(smallConfig(), 4), "abc");
    const Product q = *productOf(*trace, {Stage::q, 1, 2});
    QCOMPARE(q.leftSymbol, std::string("X̂"));
    QCOMPARE(q.rightSymbol, std::string("W_Q"));
    QVERIFY(q.leftStage == StageKey({Stage::attentionNorm, 1, 2}));
    QVERIFY(!q.rightStage);

    const Product scores = *productOf(*trace, {Stage::rawScores, 1, 2});
    QCOMPARE(scores.leftSymbol + " · " + scores.rightSymbol, std::string("Q · Kᵀ"));
    QVERIFY(scores.leftStage == StageKey({Stage::q, 1, 2}));
    QVERIFY(scores.rightStage == StageKey({Stage::k, 1, 2}));
    QVERIFY(scores.bias.empty());

    const Product sum = *productOf(*trace, {Stage::weightedSum, 0, 1});
    QCOMPARE(sum.leftSymbol + " · " + sum.rightSymbol, std::string("A · V"));
    QCOMPARE(productOf(*trace, {Stage::logits, 0, 0})->leftSymbol, std::string("F"));
}

void ProductTest::givesNothingElsewhere()
{
    const auto trace = runOf(randomModel(smallConfig(), 4), "abc");
    for (const Stage stage : {Stage::tokens, Stage::embedding, Stage::residualBefore, Stage::attentionNorm, Stage::scaledScores,
             Stage::weights, Stage::joinedHeads, Stage::mlpPost, Stage::residualAfter})
        QVERIFY(!productOf(*trace, {stage, 0, 0}));

    TransformerConfig withoutMlp = smallConfig();
    withoutMlp.feedForward = 0;
    const auto small = runOf(randomModel(withoutMlp, 4), "abc");
    QVERIFY(!productOf(*small, {Stage::mlpPre, 0, 0}));

    QVERIFY_EXCEPTION_THROWN(productOf(*trace, {Stage::q, 2, 0}), Error);
    QVERIFY_EXCEPTION_THROWN(productOf(*trace, {Stage::q, 0, 3}), Error);
    QCOMPARE(productOf(*runOf(randomModel(smallConfig(), 4), ""), {Stage::q, 0, 0})->left.rows(), 0);
}

void ProductTest::formulasSayWhatTheModelHas()
{
    const auto blackboard = openModel(HEADSCOPE_SOURCE_DIR "/resources/models/blackboard"); // no norm, biases in the MLP alone
    RunRequest request;
    request.text = "the cat";
    const auto trace = Engine(blackboard).run(request);
    QCOMPARE(formulaOf(*trace, {Stage::q, 0, 0}), std::string("Q = X · W_Q"));
    QCOMPARE(formulaOf(*trace, {Stage::mlpPre, 0, 0}), std::string("U = Y · W_in + b_in"));
    QCOMPARE(formulaOf(*trace, {Stage::rawScores, 0, 0}), std::string("R = Q · Kᵀ"));
    QCOMPARE(formulaOf(*trace, {Stage::residualBefore, 0, 0}), std::string("X = E + P"));
    QCOMPARE(formulaOf(*trace, {Stage::weights, 0, 0}), std::string("A = softmax(M)"));
    const auto normed = runOf(randomModel(smallConfig(), 4), "abc");
    QCOMPARE(formulaOf(*normed, {Stage::residualBefore, 1, 0}), std::string("X = X′ of layer 1"));
    QVERIFY(formulaOf(*normed, {Stage::k, 0, 0}).starts_with("K = X̂ · W_K"));
}

QTEST_GUILESS_MAIN(ProductTest)
#include "product_test.moc"
