#include "ui/session/telling_token.h"

#include "src/engine.h"
#include "tests/support/model_folder.h"
#include "ui/session/built_in_models.h"

#include <QtTest>

using namespace headscope;

class TellingTokenTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theLastThatWasTyped();
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

void TellingTokenTest::theLastThatWasTyped()
{
    QCOMPARE(tellingToken(*run(resolveModel(QStringLiteral("blackboard")), "The cat sat on the mat"), 0), 5);
    const auto framed = run(sourceFile("tests/reference/families/bert"), "the bank of the river");
    QVERIFY(framed->tokens().back().special);
    const int told = tellingToken(*framed, 0);
    QCOMPARE(told, framed->tokenCount() - 2); // not what the tokenizer has put behind it
    QVERIFY(!framed->tokens()[std::size_t(told)].special);
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
    QCOMPARE(tellingToken(*run(resolveModel(QStringLiteral("blackboard")), "The cat sat on the mat", {edit}), 0), 2);
    edit.row = 0; // which sees only itself
    QCOMPARE(tellingToken(*run(resolveModel(QStringLiteral("blackboard")), "The cat sat on the mat", {edit}), 0), 5);
}

void TellingTokenTest::emptyAndSingleTexts()
{
    QCOMPARE(tellingToken(*run(resolveModel(QStringLiteral("blackboard")), ""), 0), -1);
    QCOMPARE(tellingToken(*run(resolveModel(QStringLiteral("blackboard")), "cat"), 0), 0);
}

QTEST_GUILESS_MAIN(TellingTokenTest)
#include "telling_token_test.moc"
