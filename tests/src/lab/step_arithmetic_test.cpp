// What is said of how a step's number was made: every mechanism is stepped through, and what the terms add up to is the number that the
// run has; a rule that does not hold is not said.
#include "src/error.h"
#include "src/lab/lab_input.h"
#include "src/lab/step_arithmetic.h"
#include "src/mechanisms/mechanisms.h"
#include "tests/support/comparison.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace headscope;

namespace {

constexpr float kNotLooked = -std::numeric_limits<float>::infinity();

Matrix matrixOf(int columns, std::vector<float> numbers)
{
    auto owned = std::make_shared<const std::vector<float>>(std::move(numbers));
    return {{owned->data(), int(owned->size()) / columns, columns, columns, 1}, owned};
}

MechanismStep given(const char *name, Matrix numbers)
{
    return {.name = name, .formula = name, .sentence = name, .pages = {std::move(numbers)}};
}

StepRule lastRule(const std::vector<MechanismStep> &steps)
{
    return rulesOf(steps).back();
}

} // namespace

class StepArithmeticTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyMechanismAddsUp_data();
    void everyMechanismAddsUp();
    void aProductHasItsFactor();
    void aFalseProductIsNotSaid();
    void aSoftmaxMayLeaveSome();
    void rulesNumberByNumber();
    void rowsAreFoundWhole();
    void aStateIsReadByItsToken();
    void whatIsThereNot();
};

void StepArithmeticTest::everyMechanismAddsUp_data()
{
    QTest::addColumn<QString>("name");
    for (const MechanismInfo &mechanism : allMechanisms()) {
        const QString name = QString::fromUtf8(mechanism.name.data(), qsizetype(mechanism.name.size()));
        QTest::newRow(qPrintable(name)) << name;
    }
}

void StepArithmeticTest::everyMechanismAddsUp()
{
    QFETCH(QString, name);
    const MechanismInfo &mechanism = mechanismNamed(name.toStdString());
    const MechanismInput input = randomInput({.tokens = 9, .width = 4, .heads = 2, .seed = 5, .otherTokens = 7});
    StepRecorder recorder;
    try {
        runMechanism(mechanism, input, Parameters(mechanism.parameters), &recorder);
    } catch (const Error &error) {
        QSKIP(error.what());
    }
    const std::vector<MechanismStep> &steps = recorder.steps();
    const std::vector<StepRule> rules = rulesOf(steps);
    QCOMPARE(rules.size(), steps.size());
    for (int i = 0; i < std::ssize(steps); ++i) {
        const MechanismStep &step = steps[std::size_t(i)];
        if (step.kind == StepKind::product || step.kind == StepKind::productTransposed)
            QVERIFY2(rules[std::size_t(i)].kind == StepRuleKind::product, qPrintable(QString::fromStdString(step.name)));
        for (int page = 0; page < std::ssize(step.pages); ++page)
            for (int row = 0; row < step.pages.front().rows(); ++row)
                for (int column = 0; column < step.pages.front().cols(); ++column) {
                    const StepArithmetic made = explainStep(steps, rules, {}, i, page, row, column);
                    QVERIFY(made.toText().find(made.formula) != std::string::npos);
                    if (!made.isLooked) {
                        QCOMPARE(made.stored, kNotLooked);
                        continue;
                    }
                    double size = std::abs(made.maximum);
                    for (const StepTerm &term : made.terms)
                        size += std::abs(made.kind == StepRuleKind::softmax ? 0 : term.value);
                    const double allowed = 1e-4 * std::max(1.0, std::abs(made.factor)) * std::max(1.0, size);
                    QVERIFY2(std::abs(made.made - made.stored) <= allowed || made.made == made.stored
                            || (std::isnan(made.made) && std::isnan(made.stored)),
                        qPrintable(QStringLiteral("%1: %2 is %3").arg(QString::fromStdString(step.name)).arg(made.made).arg(made.stored)));
                }
    }
}

void StepArithmeticTest::aProductHasItsFactor()
{
    std::vector<MechanismStep> steps{given("Q", matrixOf(2, {1, 2, 3, -1})), given("K", matrixOf(2, {2, 0, 1, 1, -1, 4}))};
    const float root = std::sqrt(2.F);
    steps.push_back({.name = "scores",
        .formula = "f",
        .sentence = "s",
        .kind = StepKind::productTransposed,
        .from = {0, 1},
        .columns = StepAxis::key,
        .pages = {matrixOf(3, {2 / root, 3 / root, kNotLooked, 6 / root, 2 / root, -7 / root})}});
    const std::vector<StepRule> rules = rulesOf(steps);
    QCOMPARE(rules[2].factor, 1 / std::sqrt(2.0)); // to all digits
    const StepNames names{{"the", "cat"}, {"a", "b", "c"}};
    const StepArithmetic made = explainStep(steps, rules, names, 2, 0, 1, 2);
    QCOMPARE(made.row, std::string("cat"));
    QCOMPARE(made.column, std::string("c"));
    QVERIFY(made.isPair);
    QCOMPARE(made.terms.size(), std::size_t(2));
    QCOMPARE(made.terms[0].a, 3.0);
    QCOMPARE(made.terms[0].b, -1.0);
    QCOMPARE(made.terms[1].value, -4.0);
    QCOMPARE(made.sum, -7.0);
    const StepArithmetic hidden = explainStep(steps, rules, names, 2, 0, 0, 2);
    QVERIFY(!hidden.isLooked && hidden.terms.empty());
}

void StepArithmeticTest::aFalseProductIsNotSaid()
{
    std::vector<MechanismStep> steps{given("Q", matrixOf(1, {1, 2})), given("K", matrixOf(1, {3, 4}))};
    steps.push_back({.name = "scores",
        .formula = "f",
        .sentence = "s",
        .kind = StepKind::productTransposed,
        .from = {0, 1},
        .pages = {matrixOf(2, {3, 4, 6, 9})}});
    QVERIFY(lastRule(steps).kind == StepRuleKind::open);
    const StepArithmetic made = explainStep(steps, rulesOf(steps), {}, 2, 0, 1, 1);
    QCOMPARE(made.made, double(made.stored));
}

void StepArithmeticTest::aSoftmaxMayLeaveSome()
{
    const auto weightsOf = [](double beside) {
        const double sum = std::exp(-1.0) + 1 + beside;
        return matrixOf(3, {float(std::exp(-1.0) / sum), float(1 / sum), 0});
    };
    for (const double beside : {0.0, 0.5}) {
        std::vector<MechanismStep> steps{given("S", matrixOf(3, {1, 2, kNotLooked}))};
        steps.push_back({.name = "A",
            .formula = "f",
            .sentence = "s",
            .kind = StepKind::mapped,
            .from = {0},
            .columns = StepAxis::key,
            .pages = {weightsOf(beside)},
            .isWeights = true});
        const std::vector<StepRule> rules = rulesOf(steps);
        QVERIFY(rules[1].kind == StepRuleKind::softmax);
        const StepArithmetic made = explainStep(steps, rules, {}, 1, 0, 0, 0);
        QCOMPARE(made.terms.size(), std::size_t(2)); // of those looked at
        QCOMPARE(made.maximum, 2.0);
        QVERIFY(std::abs(made.beside - beside) < 1e-5);
        QVERIFY(std::abs(made.made - made.stored) < 1e-6);
        const StepArithmetic hidden = explainStep(steps, rules, {}, 1, 0, 0, 2);
        QCOMPARE(hidden.current, -1);
        QCOMPARE(hidden.made, 0.0);
    }
    std::vector<MechanismStep> steps{given("S", matrixOf(3, {1, 2, 0}))};
    steps.push_back({.name = "A",
        .formula = "f",
        .sentence = "s",
        .kind = StepKind::mapped,
        .from = {0},
        .pages = {matrixOf(3, {0.2F, 0.5F, 0.3F})},
        .isWeights = true});
    QVERIFY(lastRule(steps).kind == StepRuleKind::open);
}

void StepArithmeticTest::rulesNumberByNumber()
{
    const auto ruleFor = [](std::vector<Matrix> sources, Matrix result, StepKind kind = StepKind::mapped) {
        std::vector<MechanismStep> steps;
        std::vector<int> from;
        for (Matrix &source : sources) {
            from.push_back(int(steps.size()));
            steps.push_back(given("x", std::move(source)));
        }
        steps.push_back({.name = "y", .formula = "f", .sentence = "s", .kind = kind, .from = from, .pages = {std::move(result)}});
        return lastRule(steps);
    };
    const Matrix x = matrixOf(2, {1, -2, 3, 5});
    QVERIFY(ruleFor({x}, matrixOf(2, {1, kNotLooked, 3, 5})).kind == StepRuleKind::same);
    const StepRule half = ruleFor({x}, matrixOf(2, {0.5F, -1, 1.5F, 2.5F}));
    QVERIFY(half.kind == StepRuleKind::scaled && half.factor == 0.5);
    QVERIFY(ruleFor({x}, matrixOf(1, {-1, 8})).kind == StepRuleKind::rowSum);
    QVERIFY(ruleFor({x}, matrixOf(2, {1, 2, 3, 5})).kind == StepRuleKind::open);
    const Matrix y = matrixOf(2, {2, 2, 4, -1});
    QVERIFY(ruleFor({x, y}, matrixOf(2, {3, 0, 7, 4})).kind == StepRuleKind::sum);
    QVERIFY(ruleFor({x, y}, matrixOf(2, {-1, -4, -1, 6})).minus);
    QVERIFY(ruleFor({x, y}, matrixOf(2, {2, -4, 12, -5})).kind == StepRuleKind::times);
    QVERIFY(ruleFor({x, matrixOf(1, {2, 4})}, matrixOf(2, {0.5F, -1, 0.75F, 1.25F})).kind == StepRuleKind::over); // one number a row
    QVERIFY(ruleFor({x, y}, matrixOf(2, {0, 0, 1, 0})).kind == StepRuleKind::open);
}

void StepArithmeticTest::rowsAreFoundWhole()
{
    std::vector<MechanismStep> steps{given("X", matrixOf(2, {1, 2, 3, 4, 5, 6}))};
    steps.push_back({.name = "Y",
        .formula = "f",
        .sentence = "s",
        .kind = StepKind::chosen,
        .from = {0},
        .rows = StepAxis::other,
        .pages = {matrixOf(2, {5, 6, 1, 2})}});
    QVERIFY(lastRule(steps).kind == StepRuleKind::rows);
    const StepArithmetic made = explainStep(steps, rulesOf(steps), {{"a", "b", "c"}, {}}, 1, 0, 0, 1);
    QCOMPARE(made.taken, std::string("c"));
    QCOMPARE(made.made, 6.0);
    steps.back().pages = {matrixOf(2, {5, 6, 1, 3})};
    QVERIFY(lastRule(steps).kind == StepRuleKind::open);
}

void StepArithmeticTest::aStateIsReadByItsToken()
{
    std::vector<MechanismStep> steps{given("Q", matrixOf(2, {1, 2, 3, 4}))};
    steps.push_back({.name = "state",
        .formula = "f",
        .sentence = "s",
        .rows = StepAxis::channel,
        .pages = {matrixOf(1, {1, 0}), matrixOf(1, {2, -1})}});
    steps.push_back(
        {.name = "out", .formula = "f", .sentence = "s", .kind = StepKind::mapped, .from = {0, 1}, .pages = {matrixOf(1, {1, 2})}});
    const std::vector<StepRule> rules = rulesOf(steps);
    QVERIFY(rules[2].kind == StepRuleKind::product);
    const StepArithmetic made = explainStep(steps, rules, {{"a", "b"}, {}}, 2, 0, 1, 0);
    QCOMPARE(made.terms[0].b, 2.0); // of the state behind the second token
    QCOMPARE(made.made, 2.0);
    const StepArithmetic later = explainStep(steps, rules, {{"a", "b"}, {}}, 1, 1, 1, 0);
    QCOMPARE(later.page, std::string("after b"));
    QCOMPARE(later.before, std::optional(0.0));
}

void StepArithmeticTest::whatIsThereNot()
{
    const std::vector<MechanismStep> steps{given("X", matrixOf(1, {1}))};
    const std::vector<StepRule> rules = rulesOf(steps);
    QVERIFY_THROWS_EXCEPTION(Error, explainStep(steps, rules, {}, 1, 0, 0, 0));
    QVERIFY_THROWS_EXCEPTION(Error, explainStep(steps, rules, {}, 0, 0, 1, 0));
    QVERIFY_THROWS_EXCEPTION(Error, explainStep(steps, rules, {}, 0, 1, 0, 0));
}

QTEST_APPLESS_MAIN(StepArithmeticTest)
#include "step_arithmetic_test.moc"
