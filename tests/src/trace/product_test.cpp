// Left times right plus bias, by a plain double loop, is the stage's matrix; what is no product gives nothing.
#include "src/engine.h"
#include "src/error.h"
#include "src/models/weights.h"
#include "src/trace/explain.h"
#include "src/trace/formula.h"
#include "src/trace/product.h"
#include "tests/support/config_variants.h"
#include "tests/support/trace_places.h"

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

bool makesRow(const Product &product, int row, const Matrix &right, const Matrix &bias, const Matrix &result)
{
    for (int c = 0; c < result.cols(); ++c) {
        double sum = bias.empty() ? 0 : bias(0, c);
        double size = std::abs(sum);
        for (int i = 0; i < product.left.cols(); ++i) {
            const double term = double(product.left(row, i)) * right(i, c);
            sum += term;
            size += std::abs(term);
        }
        if (!(std::abs(sum - result(row, c)) <= kTolerance * (1 + size)))
            return false;
    }
    return true;
}

bool makes(const Product &product, const Matrix &result)
{
    if (product.left.rows() != result.rows() || product.right.cols() != result.cols() || product.left.cols() != product.right.rows())
        return false;
    for (int r = 0; r < result.rows(); ++r) {
        const bool isFirst = r == 0 && product.firstRow;
        if (!makesRow(
                product, r, isFirst ? product.firstRow->right : product.right, isFirst ? product.firstRow->bias : product.bias, result))
            return false;
    }
    return true;
}

} // namespace

class ProductTest : public QObject {
    Q_OBJECT

private slots:
    void makesTheStage_data();
    void makesTheStage();
    void makesEveryProduct_data();
    void makesEveryProduct();
    void someColumns();
    void largeFactors();
    void firstRowOfItsOwn();
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

void ProductTest::makesEveryProduct_data()
{
    QTest::addColumn<int>("index");
    int index = 0;
    for (const ConfigVariant &variant : configVariants())
        QTest::newRow(variant.name) << index++;
}

// What explain calls a product is one, of every kind of model, and nothing else is.
void ProductTest::makesEveryProduct()
{
    QFETCH(int, index);
    const auto trace = runVariant(configVariants()[std::size_t(index)], 7);
    for (const StageKey &key : placesOf(trace->config())) {
        const std::optional<Product> product = productOf(*trace, key);
        const bool expected = explain(*trace, key, 0, 0).kind == Explanation::Kind::dotProduct;
        QVERIFY2(product.has_value() == expected, stageInfo(key.stage).name.data());
        if (!product)
            continue;
        QVERIFY2(makes(*product, trace->matrix(key)), stageInfo(key.stage).name.data());
        const Matrix left = trace->rows(*product->leftStage, product->leftFirstRow, trace->rowCount(key));
        QCOMPARE(left.view.data, product->left.view.data); // the numbers of that stage, not a copy
        const std::string formula = formulaOf(*trace, key);
        QVERIFY2(formula.starts_with(product->resultSymbol + " = " + product->leftSymbol + " · " + product->rightSymbol), formula.c_str());
    }
}

void ProductTest::someColumns()
{
    const std::vector<int> columns{4, 0, 4};
    int compared = 0;
    for (const ConfigVariant &variant : configVariants()) {
        const auto trace = runVariant(variant, 7);
        for (const StageKey &key : placesOf(trace->config())) {
            const std::optional<Product> whole = productOf(*trace, key);
            if (!whole || whole->right.cols() < 5)
                continue;
            const Product part = *productOf(*trace, key, columns);
            QCOMPARE(part.right.cols(), 3);
            QCOMPARE(part.bias.empty(), whole->bias.empty());
            for (int i = 0; i < 3; ++i) {
                for (int r = 0; r < whole->right.rows(); ++r)
                    QCOMPARE(part.right(r, i), whole->right(r, columns[std::size_t(i)]));
                if (!part.bias.empty())
                    QCOMPARE(part.bias(0, i), whole->bias(0, columns[std::size_t(i)]));
            }
            ++compared;
        }
    }
    QVERIFY(compared > 100);
    const auto trace = runOf(randomModel(smallConfig(), 4), "abc");
    QVERIFY_EXCEPTION_THROWN(productOf(*trace, {Stage::q, 0, 0}, std::vector<int>{5}), Error);
    QVERIFY_EXCEPTION_THROWN(productOf(*trace, {Stage::q, 0, 0}, std::vector<int>{-1}), Error);
    QVERIFY(!productOf(*trace, {Stage::weights, 0, 0}, columns));
}

// A vocabulary with more numbers than are copied at once: its columns are, one by one.
void ProductTest::largeFactors()
{
    constexpr int kWidth = 32;
    constexpr int kEntries = int(kMostCopiedFactor) / kWidth + 1;
    const auto bytes = std::make_shared<std::vector<std::uint16_t>>(std::size_t(kEntries) * kWidth, std::uint16_t(0x3f80)); // bf16: 1
    TransformerConfig config = smallConfig();
    config.heads = 4;
    config.headWidth = 8;
    config.width = kWidth;
    config.layers = 1;
    config.norm = NormKind::none;
    config.position = PositionKind::none;
    config.vocabulary = kEntries;
    config.tiedOutput = true;
    ModelWeights model;
    const std::span<const std::byte> stored(reinterpret_cast<const std::byte *>(bytes->data()), bytes->size() * 2);
    model.stacks[0].embedding = StoredMatrix(DType::bf16, stored, kEntries, kWidth);
    model.unembedding.weight = model.stacks[0].embedding.transposed();
    const auto small = randomModel(config, 1, {.biases = false}, model, bytes);
    const auto trace = runOf(small, "abc");

    QVERIFY(!productOf(*trace, {Stage::logits, 0, 0}));
    const Product some = *productOf(*trace, {Stage::logits, 0, 0}, std::vector<int>{kEntries - 1, 7});
    const Matrix logits = trace->matrix({Stage::logits, 0, 0});
    for (int row = 0; row < 3; ++row) {
        double sum = 0;
        for (int i = 0; i < kWidth; ++i)
            sum += double(some.left(row, i)) * some.right(i, 0);
        QVERIFY(std::abs(sum - logits(row, kEntries - 1)) < 1e-4);
    }
    QCOMPARE(float(explain(*trace, {Stage::logits, 0, 0}, 1, kEntries - 1).terms.front().b), 1.0f);
}

void ProductTest::firstRowOfItsOwn()
{
    const auto trace = runVariant(configVariants()[8], 6);
    QVERIFY(trace->config().globalFirstToken);
    const Product q = *productOf(*trace, {Stage::q, 1, 2});
    QCOMPARE(q.firstRow->rightSymbol, std::string("W_Q*"));
    QVERIFY(!q.firstRow->rightStage);
    const Product scores = *productOf(*trace, {Stage::rawScores, 1, 2});
    QCOMPARE(scores.rightSymbol, std::string("Kᵀ"));
    QCOMPARE(scores.firstRow->rightSymbol, std::string("K*ᵀ"));
    QVERIFY(*scores.firstRow->rightStage == StageKey({Stage::globalK, 1, 2}));
    const Product sum = *productOf(*trace, {Stage::weightedSum, 1, 2});
    QVERIFY(*sum.firstRow->rightStage == StageKey({Stage::globalV, 1, 2}));
    QVERIFY(!productOf(*trace, {Stage::k, 1, 2})->firstRow);
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
    const auto blackboard = openModel(sourcePath("resources/models/blackboard")); // no norm, biases in the MLP alone
    RunRequest request;
    request.text = "the cat";
    const auto trace = Engine(blackboard).run(request);
    QCOMPARE(formulaOf(*trace, {Stage::q, 0, 0}), std::string("Q = X · W_Q"));
    QCOMPARE(formulaOf(*trace, {Stage::mlpPre, 0, 0}), std::string("U = Y · W_in + b_in"));
    QCOMPARE(formulaOf(*trace, {Stage::rawScores, 0, 0}), std::string("R = Q · Kᵀ"));
    QCOMPARE(formulaOf(*trace, {Stage::residualBefore, 0, 0}), std::string("X = E + P"));
    QCOMPARE(formulaOf(*trace, {Stage::weights, 0, 0}), std::string("A = softmax(M)"));
    const std::vector<ConfigVariant> variants = configVariants();
    const auto formula = [&](std::size_t index, Stage stage, int layer) {
        return QString::fromStdString(formulaOf(*runVariant(variants[index], 3), {stage, layer, 0}));
    };
    QCOMPARE(formula(0, Stage::rawScores, 0), QStringLiteral("R = Q° · K°ᵀ"));
    QCOMPARE(formula(0, Stage::mlpPre, 0), QStringLiteral("U = Ŷ · W_gate"));
    QCOMPARE(formula(0, Stage::mlpPost, 0), QStringLiteral("G = SiLU(U) ∘ W"));
    QCOMPARE(formula(0, Stage::mlpNorm, 0), QStringLiteral("Ŷ = Y / √(mean Y² + ε) · γ"));
    QCOMPARE(formula(1, Stage::scaledScores, 0), QStringLiteral("S = R / √11"));
    QCOMPARE(formula(1, Stage::cappedScores, 0), QStringLiteral("S′ = 3 · tanh(S / 3)"));
    QCOMPARE(formula(1, Stage::maskedScores, 0), QStringLiteral("M = S′ where allowed, else −∞"));
    QCOMPARE(formula(1, Stage::attentionNorm, 0), QStringLiteral("X̂ = X / √(mean X² + ε) · (1 + γ)"));
    QCOMPARE(formula(1, Stage::residualMiddle, 0), QStringLiteral("Y = X + Ô"));
    QCOMPARE(formula(1, Stage::rotatedK, 0), QStringLiteral("K° = K̂ turned by s·θ"));
    QCOMPARE(formula(1, Stage::logits, 0), QStringLiteral("L = 5 · tanh(0.5 · L₀ / 5)"));
    QCOMPARE(formula(2, Stage::residualAfter, 0), QStringLiteral("X′ = X + O + N"));
    QCOMPARE(formula(4, Stage::biasedScores, 0), QStringLiteral("S″ = S + slope · (s − t)"));
    QCOMPARE(formula(5, Stage::embeddingSum, 0), QStringLiteral("C = E + P + B"));
    QCOMPARE(formula(5, Stage::residualBefore, 0), QStringLiteral("X = Ĉ"));
    QCOMPARE(formula(5, Stage::residualBefore, 1), QStringLiteral("X = Ŷ of layer 1"));
    QCOMPARE(formula(5, Stage::classLogits, 0), QStringLiteral("Y_C = H′ · W_C + b_C"));
    QCOMPARE(formula(9, Stage::scaledScores, 0), QStringLiteral("S = R"));
    QCOMPARE(formula(9, Stage::k, 3), QStringLiteral("K = F (encoder) · W_K"));
    QCOMPARE(formula(9, Stage::logits, 5), QStringLiteral("L = 0.25 · L₀"));
    QCOMPARE(formula(9, Stage::residualBefore, 3), QStringLiteral("X = X′ of decoder 1 self"));
    QCOMPARE(formula(12, Stage::scaledScores, 1), QStringLiteral("S = R / 4"));

    const auto normed = runOf(randomModel(smallConfig(), 4), "abc");
    QCOMPARE(formulaOf(*normed, {Stage::residualBefore, 1, 0}), std::string("X = X′ of layer 1"));
    QVERIFY(formulaOf(*normed, {Stage::k, 0, 0}).starts_with("K = X̂ · W_K"));
}

QTEST_GUILESS_MAIN(ProductTest)
#include "product_test.moc"
