// How an explanation reads: one line, several lines, LaTeX. Mostly on Blackboard, whose numbers its README works out by hand.
#include "src/engine.h"
#include "src/trace/explain.h"
#include "tests/support/random_model.h"

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
    void latexIsBalanced();
    void namesEdits();

private:
    Explanation at(Stage stage, int row, int column, int head = 0) const { return explain(*m_trace, {stage, 0, head}, row, column); }

    std::shared_ptr<const Trace> m_trace; // "sat" is row 2
};

void ExplainTextTest::initTestCase()
{
    m_trace = Engine(openModel(HEADSCOPE_SOURCE_DIR "/resources/models/blackboard")).run({"the cat sat on the mat", {}, nullptr, {}});
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

// No character outside ASCII, every brace closed, and one alignment mark in every line of the body.
void ExplainTextTest::latexIsBalanced()
{
    for (const NormKind norm : {NormKind::layer, NormKind::rms}) {
        TransformerConfig config = smallConfig();
        config.norm = norm;
        config.position = norm == NormKind::rms ? PositionKind::sinusoidal : PositionKind::learned;
        const auto trace = Engine(randomModel(config, 1)).run({"abcd", {}, nullptr, {}});
        for (const Stage stage : config.stages()) {
            const QString body = QString::fromStdString(explain(*trace, {stage, 1, 1}, 2, 0).toLatex());
            QVERIFY2(body.count('{') == body.count('}') && body.count('(') == body.count(')'), qPrintable(body));
            QVERIFY2(body.count(QStringLiteral("\\left")) == body.count(QStringLiteral("\\right")), qPrintable(body));
            for (const QChar c : body)
                QVERIFY2(c.unicode() < 128, qPrintable(body));
            for (const QString &line : body.split(QStringLiteral("\\\\\n")))
                QVERIFY2(line.count(QStringLiteral("&=")) == 1, qPrintable(body));
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
