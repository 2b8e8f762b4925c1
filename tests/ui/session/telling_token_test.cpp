#include "ui/session/telling_token.h"

#include "src/engine.h"
#include "tests/support/model_folder.h"
#include "ui/session/built_in_models.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace headscope;

class TellingTokenTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theLastThatSaysMuch();
    void theLastWhereNoneSaysAnything();
    void noOtherRowSaysMuchMore_data();
    void noOtherRowSaysMuchMore();
    void theStackThatIsNotLookedAtHasItsOwn();
    void whereAnEditWasMade();
    void emptyAndSingleTexts();

private:
    static std::shared_ptr<const Trace> run(const QString &model, const std::string &text, const Edits &edits = {});
};

std::shared_ptr<const Trace> TellingTokenTest::run(const QString &model, const std::string &text, const Edits &edits)
{
    RunRequest request;
    request.text = text;
    request.edits = edits;
    return Engine(openModel(model.toStdString())).run(request);
}

void TellingTokenTest::theLastThatSaysMuch()
{
    // Only the verb finds anything; the last row is even.
    const auto cat = run(resolveModel(QStringLiteral("blackboard")), "The cat sat on the mat");
    QCOMPARE(cat->matrix({Stage::weights, 0, 0})(5, 0), 1.0F / 6);
    QCOMPARE(tellingToken(*cat, 0, 0, 0), 2);
    // Two verbs say the same: the last of them.
    QCOMPARE(tellingToken(*run(resolveModel(QStringLiteral("blackboard")), "the cat sat the dog sat on the mat"), 0, 0, 0), 5);
}

void TellingTokenTest::theLastWhereNoneSaysAnything()
{
    QCOMPARE(tellingToken(*run(resolveModel(QStringLiteral("blackboard")), "the mat on the mat"), 0, 0, 0), 4);
    QCOMPARE(tellingToken(*run(resolveModel(QStringLiteral("blackboard")), "cat cat"), 0, 0, 0), 1);
}

void TellingTokenTest::noOtherRowSaysMuchMore_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<bool>("causal");
    QTest::newRow("causal") << resolveModel(QStringLiteral("storyteller")) << true;
    QTest::newRow("both ways") << sourceFile("tests/reference/families/bert") << false;
}

// Counted anew, from the definition.
void TellingTokenTest::noOtherRowSaysMuchMore()
{
    QFETCH(QString, model);
    QFETCH(bool, causal);
    const auto trace = run(model, "the bank of the river");
    for (int head = 0; head < trace->config().heads; ++head) {
        const Matrix weights = trace->matrix({Stage::weights, 0, head});
        std::vector<double> bits;
        for (int row = 0; row < weights.rows(); ++row) {
            const int sees = causal ? row + 1 : weights.cols();
            double even = 0; // Σ A log₂ (A · keys): how far from even
            for (int column = 0; column < sees; ++column)
                even += weights(row, column) > 0 ? weights(row, column) * std::log2(weights(row, column) * double(sees)) : 0;
            bits.push_back(trace->tokens()[std::size_t(row)].special ? 0 : even);
        }
        const double most = *std::ranges::max_element(bits);
        const int told = tellingToken(*trace, 0, 0, head);
        QVERIFY2(!trace->tokens()[std::size_t(told)].special, "what the tokenizer has put there");
        QVERIFY(bits[std::size_t(told)] >= 0.499 * most);
        for (std::size_t later = std::size_t(told) + 1; later < bits.size(); ++later)
            QVERIFY(bits[later] < 0.501 * most);
    }
}

void TellingTokenTest::theStackThatIsNotLookedAtHasItsOwn()
{
    const auto trace = run(sourceFile("tests/reference/families/t5"), "the bank of the river");
    for (int stack = 0; stack < 2; ++stack) {
        const int first = trace->config().firstLayerOf(stack);
        const int other = trace->config().firstLayerOf(1 - stack);
        QCOMPARE(tellingToken(*trace, stack, other, 1), tellingToken(*trace, stack, first, 1));
        QVERIFY(tellingToken(*trace, stack, other, 1) < int(trace->stackTokens(stack).size()));
    }
}

void TellingTokenTest::whereAnEditWasMade()
{
    Edit edit;
    edit.kind = Edit::Kind::setValue;
    edit.stage = Stage::q;
    edit.layer = 0;
    edit.head = 0;
    edit.row = 2;
    edit.column = 0;
    edit.value = 1;
    QCOMPARE(tellingToken(*run(resolveModel(QStringLiteral("blackboard")), "The cat sat on the mat", {edit}), 0, 0, 0), 2);
    edit.row = 0; // which sees only itself: as if there were none
    QCOMPARE(tellingToken(*run(resolveModel(QStringLiteral("blackboard")), "The cat sat on the mat", {edit}), 0, 0, 0), 2);
}

void TellingTokenTest::emptyAndSingleTexts()
{
    QCOMPARE(tellingToken(*run(resolveModel(QStringLiteral("blackboard")), ""), 0, 0, 0), -1);
    QCOMPARE(tellingToken(*run(resolveModel(QStringLiteral("blackboard")), "cat"), 0, 0, 0), 0);
}

QTEST_GUILESS_MAIN(TellingTokenTest)
#include "telling_token_test.moc"
