// How an explanation reads: one line, several lines, LaTeX. Mostly on Blackboard, whose numbers its README works out by hand.
#include "src/engine.h"
#include "src/trace/explain.h"
#include "src/trace/number_words.h"
#include "tests/support/config_variants.h"
#include "tests/support/trace_places.h"

#include <QtTest>

using namespace headscope;

class ExplainTextTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void oneLine_data();
    void oneLine();
    void severalLines();
    void everyTermOfLongSums();
    void latex();
    void everyKindOfArithmetic_data();
    void everyKindOfArithmetic();
    void latexIsBalanced();
    void namesEdits();

private:
    Explanation at(Stage stage, int row, int column, int head = 0) const { return explain(*m_trace, {stage, 0, head}, row, column); }

    std::shared_ptr<const Trace> m_trace; // "sat" is row 2
};

void ExplainTextTest::initTestCase()
{
    m_trace = Engine(openModel(sourcePath("resources/models/blackboard"))).run({"the cat sat on the mat", {}, nullptr, {}});
}

void ExplainTextTest::oneLine_data()
{
    QTest::addColumn<int>("stage");
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("formula");
    QTest::addColumn<QString>("expression");
    const auto add = [](Stage stage, int column, const char *formula, const char *expression) {
        QTest::addRow("%s, column %d", stageInfo(stage).name.data(), column) << int(stage) << column << formula << expression;
    };
    add(Stage::embedding, 1, "e = W_E[id]", "W_E[120, verb] = 1");
    add(Stage::position, 7, "p = W_P[position]", "W_P[2, position] = 0.5");
    add(Stage::residualBefore, 7, "x = e + p", "0 + 0.5 = 0.5");
    add(Stage::q, 1, "q = x · W_Q", "0 × 0 + 1 × 14 + 0 × 0 + 0 × 0 + 0 × 0 + 0 × 0 + 0 × 0 + 0.5 × 0 = 14");
    add(Stage::rawScores, 1, "r = q · k", "12 × 1 + 14 × 0 + 2 × 1 + 4 × 0.25 = 15");
    add(Stage::scaledScores, 1, "s = r ÷ √dₖ", "15 ÷ √4 = 7.5");
    add(Stage::maskedScores, 1, "m = s where allowed, else −∞", "allowed: 7.5");
    add(Stage::maskedScores, 3, "m = s where allowed, else −∞", "not allowed (later token): −∞");
    add(Stage::weights, 1, "a = exp(m − max) ÷ Σ exp(m − max)", "exp(7.5 − 7.5) ÷ 1.002 = 0.998");
    add(Stage::weights, 3, "a = exp(m − max) ÷ Σ exp(m − max)", "exp(−∞ − 7.5) ÷ 1.002 = 0");
    add(Stage::weightedSum, 0, "z = a · v", "5.5e−4 × 0 + 0.998 × 1 + 0.0015 × 0 + 0 × 0 + 0 × 0 + 0 × 0 = 0.998");
    add(Stage::joinedHeads, 4, "j = z of head 2", "z of head 2 = 0.333");
    add(Stage::residualMiddle, 2, "y = x + o", "0 + 1.33 = 1.33");
    add(Stage::mlpPre, 1, "u = y · W_in + b", "0 × 8 + 1 × 0 + 1.33 × 0 + −0.333 × −6 + 0 × 0 + 0 × 0 + 0 × 0 + 0.5 × 0 − 8 (bias) = −6");
    add(Stage::mlpPost, 1, "g = max(u, 0)", "max(−6, 0) = 0");
    add(Stage::residualAfter, 1, "x′ = y + n", "1 − 4 = −3");
}

void ExplainTextTest::oneLine()
{
    QFETCH(int, stage);
    QFETCH(int, column);
    QFETCH(QString, formula);
    QFETCH(QString, expression);
    const Explanation cell = at(static_cast<Stage>(stage), 2, column);
    QCOMPARE(QString::fromStdString(cell.formula), formula);
    QCOMPARE(QString::fromStdString(cell.expression), expression);
}

void ExplainTextTest::severalLines()
{
    QCOMPARE(QString::fromStdString(at(Stage::rawScores, 2, 1).toText()),
        QStringLiteral("Raw scores, layer 1, head 1, row 3 (sat), column 2 (cat)\n"
                       "r = q · k\n"
                       "  1: 12 × 1 = 12\n"
                       "  2: 14 × 0 = 0\n"
                       "  3: 2 × 1 = 2\n"
                       "  4: 4 × 0.25 = 1\n"
                       "= 15\n"
                       "in the run, in single precision: 15\n"));
    QCOMPARE(QString::fromStdString(at(Stage::weights, 2, 1).toText()),
        QStringLiteral("Attention weights, layer 1, head 1, row 3 (sat), column 2 (cat)\n"
                       "a = exp(m − max) ÷ Σ exp(m − max)\n"
                       "  the: 0, minus the maximum = −7.5, exp = 0.00055308437\n"
                       "  cat: 7.5, minus the maximum = 0, exp = 1\n"
                       "  sat: 1, minus the maximum = −6.5, exp = 0.00150343919\n"
                       "  on: −∞, minus the maximum = −∞, exp = 0\n"
                       "  the: −∞, minus the maximum = −∞, exp = 0\n"
                       "  mat: −∞, minus the maximum = −∞, exp = 0\n"
                       "  maximum = 7.5\n"
                       "  sum of exponentials = 1.00205652\n"
                       "= 0.997947697\n"
                       "in the run, in single precision: 0.99794763\n"));
}

void ExplainTextTest::everyTermOfLongSums()
{
    const auto trace = Engine(randomModel(smallConfig(), 1)).run({"abcd", {}, nullptr, {}});
    const int terms = trace->config().width;
    const Explanation cell = explain(*trace, {Stage::q, 1, 1}, 2, 3);
    QCOMPARE(cell.terms.size(), std::size_t(terms + 1)); // and the bias
    QVERIFY(cell.hasBias);
    const QString line = QString::fromStdString(cell.expression);
    QCOMPARE(line.count(QStringLiteral(" × ")), 4); // three, … and the last
    QVERIFY(line.contains(QStringLiteral(" + … + ")));
    QVERIFY(line.contains(QStringLiteral(" (bias) = ")));
    QVERIFY(line.endsWith(QStringLiteral(" (15 terms)")));
    QCOMPARE(QString::fromStdString(cell.toText()).count(QStringLiteral(" × ")), terms);
    QCOMPARE(QString::fromStdString(cell.toLatex()).count(QStringLiteral("\\cdots")), 1);
}

void ExplainTextTest::latex()
{
    QCOMPARE(QString::fromStdString(at(Stage::rawScores, 2, 1).toLatex()),
        QStringLiteral("r_{3,2} &= \\sum_{i=1}^{4} q_{3,i} \\, k_{2,i} \\\\\n"
                       "&= 12 \\times 1 + 14 \\times 0 + 2 \\times 1 + 4 \\times 0.25 \\\\\n"
                       "&= 15"));
    QCOMPARE(QString::fromStdString(at(Stage::scaledScores, 2, 1).toLatex()),
        QStringLiteral("s_{3,2} &= r_{3,2} \\div \\sqrt{d_k} \\\\\n"
                       "&= 15 \\div \\sqrt{4} \\\\\n"
                       "&= 7.5"));
    QCOMPARE(QString::fromStdString(at(Stage::residualAfter, 2, 1).toLatex()),
        QStringLiteral("x'_{3,2} &= y_{3,2} + n_{3,2} \\\\\n"
                       "&= 1 - 4 \\\\\n"
                       "&= -3"));
    QCOMPARE(QString::fromStdString(at(Stage::maskedScores, 2, 3).toLatex()),
        QStringLiteral("m_{3,4} &= \\begin{cases} s_{3,4} & \\text{where allowed} \\\\ -\\infty & \\text{elsewhere} \\end{cases} \\\\\n"
                       "&= -\\infty"));
}

void ExplainTextTest::everyKindOfArithmetic_data()
{
    QTest::addColumn<int>("variant");
    QTest::addColumn<int>("stage");
    QTest::addColumn<int>("layer");
    QTest::addColumn<QString>("formula");
    QTest::addColumn<QString>("expression"); // with the terms' and steps' numbers: {a1} {b1} {v1} {a2} … {name of a step}
    QTest::addColumn<QString>("latex");
    const auto add = [](const char *name, int variant, Stage stage, int layer, const char *formula, const char *expression,
                         const char *latex) { QTest::newRow(name) << variant << int(stage) << layer << formula << expression << latex; };
    add("first of a pair", 2, Stage::rotatedQ, 1, "q° = q[2] × cos(t·θ) − q[4] × sin(t·θ)", "{a1} × {b1} + {a2} × {b2}",
        "q^{\\circ}_{3,2} &= q_{3,2} \\cos(t \\theta) - q_{3,4} \\sin(t \\theta)");
    add("second of a pair, with a factor", 3, Stage::rotatedK, 1, "k° = (k[2] × cos(t·θ) + k[1] × sin(t·θ)) × 1.2",
        "{a1} × {b1} + {a2} × {b2}", "k^{\\circ}_{3,2} &= (k_{3,2} \\cos(t \\theta) + k_{3,1} \\sin(t \\theta)) \\cdot 1.2");
    add("cap", 1, Stage::cappedScores, 1, "s′ = 3 × tanh(s ÷ 3)", "3 × tanh({a1} ÷ 3)", "s'_{3,2} &= 3 \\tanh\\left(s_{3,2} / 3\\right)");
    add("cap of logits", 1, Stage::logits, 0, "l = 5 × tanh(0.5 × l₀ ÷ 5)", "5 × tanh(0.5 × {a1} ÷ 5)",
        "\\ell_{3,2} &= 5 \\tanh\\left(0.5 \\, \\ell^{0}_{3,2} / 5\\right)");
    add("slope", 4, Stage::biasedScores, 1, "s″ = s + slope × distance", "{a1} − {-a2}", "s''_{3,2} &= s_{3,2} + \\mu \\cdot (2 - 3)");
    add("bucket", 9, Stage::biasedScores, 1, "s″ = s + bias[bucket]", "{a1} + {a2}", "s''_{3,2} &= s_{3,2} + b_{\\mathrm{bucket}}");
    add("gate", 0, Stage::mlpPost, 1, "g = u × σ(u) × w, σ(u) = 1 ÷ (1 + exp(−u))", "{a1} × {σ(u)} × {a2}",
        "g_{3,2} &= u_{3,2} \\cdot \\sigma(u_{3,2}) \\cdot w_{3,2}");
    add("quick GELU", 6, Stage::predictionActivation, 0, "d′ = d × σ(1.702 d), σ(1.702 d) = 1 ÷ (1 + exp(−1.702 × d))",
        "{a1} × {σ(1.702 d)}", "d'_{3,2} &= d_{3,2} \\cdot \\sigma(1.702 \\, d_{3,2})");
    add("factor of logits", 9, Stage::logits, 2, "l = 0.25 × l₀", "0.25 × {a1}", "\\ell_{3,2} &= 0.25 \\, \\ell^{0}_{3,2}");
    add("factor of the embedding", 1, Stage::scaledEmbedding, 0, "e′ = c × e, c = 4.25", "4.25 × {a1}", "e'_{3,2} &= c \\, e_{3,2}");
    add("divisor that is a root", 1, Stage::scaledScores, 1, "s = r ÷ √11", "{a1} ÷ √11", "s_{3,2} &= r_{3,2} \\div \\sqrt{11}");
    add("divisor that is a number", 12, Stage::scaledScores, 1, "s = r ÷ 4", "{a1} ÷ 4", "s_{3,2} &= r_{3,2} \\div 4");
    add("√dₖ", 12, Stage::scaledScores, 0, "s = r ÷ √dₖ", "{a1} ÷ √6", "s_{3,2} &= r_{3,2} \\div \\sqrt{d_k}");
    add("three terms", 2, Stage::residualAfter, 1, "x′ = x + o + n", "", "x'_{3,2} &= x_{3,2} + o_{3,2} + n_{3,2}");
    add("from the encoder", 10, Stage::residualBefore, 4, "x = ŷ of decoder 1 cross", "ŷ of decoder 1 cross",
        "x_{3,2} &= \\hat{y}_{3,2} \\text{ of decoder 1 cross}");
    add("token type", 5, Stage::tokenType, 0, "b = W_B[type]", "W_B[0, 2]", "b_{3,2} &= (W_{B})_{\\mathrm{type},2}");
}

void ExplainTextTest::everyKindOfArithmetic()
{
    QFETCH(int, variant);
    QFETCH(int, stage);
    QFETCH(int, layer);
    QFETCH(QString, formula);
    QFETCH(QString, expression);
    QFETCH(QString, latex);
    const auto trace = runVariant(configVariants()[std::size_t(variant)], 7);
    const Explanation cell = explain(*trace, {Stage(stage), layer, 0}, 2, 1);
    QCOMPARE(QString::fromStdString(cell.formula), formula);
    QCOMPARE(QString::fromStdString(cell.latexFormula), latex);
    const auto number = [](double x) { return QString::fromStdString(roundedNumber(x)); };
    for (std::size_t i = 0; i < cell.terms.size(); ++i) {
        const QString index = QString::number(i + 1);
        expression.replace(QStringLiteral("{a%1}").arg(index), number(cell.terms[i].a));
        expression.replace(QStringLiteral("{-a%1}").arg(index), number(-cell.terms[i].a));
        expression.replace(QStringLiteral("{b%1}").arg(index), number(cell.terms[i].b));
    }
    for (const Explanation::Step &step : cell.steps)
        expression.replace(QStringLiteral("{%1}").arg(QString::fromStdString(step.name)), number(step.value));
    if (!expression.isEmpty())
        QCOMPARE(QString::fromStdString(cell.expression), expression + QStringLiteral(" = ") + number(cell.rebuilt));
}

// No character outside ASCII, every brace closed, and one alignment mark in every line of the body.
void ExplainTextTest::latexIsBalanced()
{
    for (const ConfigVariant &variant : configVariants()) {
        const auto trace = runVariant(variant, 4);
        for (const StageKey &key : placesOf(variant.config)) {
            const int row = std::min(2, trace->rowCount(key) - 1);
            for (const int column : {0, std::min(4, trace->columnCount(key) - 1)}) {
                const QString body = QString::fromStdString(explain(*trace, key, row, column).toLatex());
                QVERIFY2(body.count('{') == body.count('}') && body.count('(') == body.count(')'), qPrintable(body));
                QVERIFY2(body.count(QStringLiteral("\\left")) == body.count(QStringLiteral("\\right")), qPrintable(body));
                for (const QChar c : body)
                    QVERIFY2(c.unicode() < 128, qPrintable(body));
                for (const QString &line : body.split(QStringLiteral("\\\\\n")))
                    QVERIFY2(line.count(QStringLiteral("&=")) == 1, qPrintable(body));
            }
        }
    }
}

void ExplainTextTest::namesEdits()
{
    Edit edit;
    edit.stage = Stage::rawScores;
    edit.layer = edit.head = 0;
    edit.row = 2;
    edit.column = 1;
    edit.value = -4.5f;
    const auto trace = Engine(m_trace->modelPointer()).run({m_trace->text(), {edit}, nullptr, {}});
    const Explanation cell = explain(*trace, {Stage::rawScores, 0, 0}, 2, 1);
    QCOMPARE(QString::fromStdString(cell.expression), QStringLiteral("12 × 1 + 14 × 0 + 2 × 1 + 4 × 0.25 = 15, edited: −4.5"));
    QVERIFY(QString::fromStdString(cell.toText()).endsWith(QStringLiteral("= 15\nedited: −4.5\n")));
    QVERIFY(QString::fromStdString(cell.toLatex()).endsWith(QStringLiteral("&= 15 \\\\\n&\\to -4.5 \\quad \\text{(edited)}")));
}

QTEST_GUILESS_MAIN(ExplainTextTest)
#include "explain_text_test.moc"
