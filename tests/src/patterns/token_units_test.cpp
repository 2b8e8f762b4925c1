// Words and sentences from tokens: the same words whatever way a tokenizer marks its pieces, every token once, special ones alone.
#include "src/engine.h"
#include "src/patterns/token_units.h"
#include "tests/support/family_folders.h"

#include <QtTest>

using namespace headscope;

namespace {

Token piece(const std::string &text, std::size_t begin, std::size_t end, int sequence = 0)
{
    Token token;
    token.piece = token.display = text;
    token.begin = begin;
    token.end = end;
    token.sequence = sequence;
    token.special = sequence < 0;
    return token;
}

/// Labels of the units that are no special tokens, joined by "|". Some tokenizers have a token for the line feed, a unit of its own.
QString labels(const TokenText &text, TokenUnit unit)
{
    QStringList all;
    for (const TokenSpan &span : tokenUnits(text, unit))
        if (!text.isSpecial(span.first) && text.label(span, unit) != "⏎")
            all << QString::fromStdString(text.label(span, unit));
    return all.join(QLatin1Char('|'));
}

const std::string kText = "The animals didn't cross: 3.5 m of snow! Why? Unbelievably\ntired, they slept.";
const QString kWords = QStringLiteral("The|animals|didn't|cross|:|3.5|m|of|snow|!|Why|?|Unbelievably|tired|,|they|slept|.");
const QString kSentences = QStringLiteral("The animals didn't cross: 3.5 m of snow!|Why?|Unbelievably|tired, they slept.");

} // namespace

class TokenUnitsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTokenizerGivesTheSameWords_data();
    void everyTokenizerGivesTheSameWords();
    void everyTokenIsInOneUnit_data() { everyTokenizerGivesTheSameWords_data(); }
    void everyTokenIsInOneUnit();
    void piecesOfOneWordJoin();
    void spacesBelongToTheWordBehindThem();
    void halfCharactersBelongToTheirWord();
    void twoTextsNeverJoin();
    void generatedPiecesGoOnWithTheWord();
    void labelsAreTrimmedAndNeverEmpty();
};

void TokenUnitsTest::everyTokenizerGivesTheSameWords_data()
{
    QTest::addColumn<QString>("folder");
    QTest::newRow("storyteller, byte-level BPE") << sourceFile("resources/models/storyteller");
    for (const char *name : {"bert", "roberta", "t5", "llama", "llama3", "marian", "xlm_roberta_questions", "albert", "gemma", "bloom"})
        QTest::newRow(name) << QString::fromStdString((kFamilyFolders / name).string());
}

void TokenUnitsTest::everyTokenizerGivesTheSameWords()
{
    QFETCH(QString, folder);
    const auto tokenizer = openTokenizer(folder.toStdString());
    const TokenText text(tokenizer->encode(kText), kText);
    QCOMPARE(labels(text, TokenUnit::words), kWords);
    QCOMPARE(labels(text, TokenUnit::sentences), kSentences);
}

void TokenUnitsTest::everyTokenIsInOneUnit()
{
    QFETCH(QString, folder);
    const auto tokenizer = openTokenizer(folder.toStdString());
    for (const std::string &typed : {std::string(), std::string("  "), std::string("a\n\n b  c"),
             std::string("naïve café 猫が好き 👩‍👩‍👧 e\u0301"), std::string("x\xff\xfe y"), std::string(300, '.')}) {
        const TokenText text(tokenizer->encode(typed), typed);
        for (const auto &unit : kTokenUnits) {
            int next = 0;
            for (const TokenSpan &span : tokenUnits(text, unit.id)) {
                QCOMPARE(span.first, next);
                QVERIFY(span.last > span.first);
                for (int token = span.first; token < span.last; ++token)
                    QVERIFY(!text.isSpecial(token) || span.last == span.first + 1);
                QVERIFY(!text.label(span, unit.id).empty());
                next = span.last;
            }
            QCOMPARE(next, text.count());
        }
    }
}

void TokenUnitsTest::piecesOfOneWordJoin()
{
    // WordPiece without the spaces, BPE with them.
    const TokenText wordPiece({piece("[CLS]", 0, 0, -1), piece("un", 0, 2), piece("##able", 2, 6), piece(",", 6, 7), piece("it", 8, 10),
                                  piece("[SEP]", 10, 10, -1)},
        "unable, it");
    const std::vector<TokenSpan> expected = {{0, 1}, {1, 3}, {3, 4}, {4, 5}, {5, 6}};
    QCOMPARE(tokenUnits(wordPiece, TokenUnit::words), expected);
    const TokenText bpe({piece("un", 0, 2), piece("able", 2, 6), piece(",", 6, 7), piece("Ġit", 7, 10)}, "unable, it");
    const std::vector<TokenSpan> spaced = {{0, 2}, {2, 3}, {3, 4}};
    QCOMPARE(tokenUnits(bpe, TokenUnit::words), spaced);
}

void TokenUnitsTest::spacesBelongToTheWordBehindThem()
{
    const TokenText text({piece("▁", 0, 1), piece("cat", 1, 4), piece("▁", 4, 5), piece("▁sat", 5, 9)}, " cat  sat");
    const std::vector<TokenSpan> expected = {{0, 2}, {2, 3}, {3, 4}};
    QCOMPARE(tokenUnits(text, TokenUnit::words), expected);
}

void TokenUnitsTest::halfCharactersBelongToTheirWord()
{
    const std::string typed = "caf\u00e9s"; // é in two bytes, each a token
    const TokenText text({piece("caf", 0, 3), piece("Ã", 3, 4), piece("©", 4, 5), piece("s", 5, 6)}, typed);
    const std::vector<TokenSpan> expected = {{0, 4}};
    QCOMPARE(tokenUnits(text, TokenUnit::words), expected);
    QCOMPARE(text.label({0, 4}, TokenUnit::words), typed);
}

void TokenUnitsTest::twoTextsNeverJoin()
{
    const TokenText text({piece("on", 0, 2), piece("on", 0, 2, 1)}, "on", "on");
    QCOMPARE(int(tokenUnits(text, TokenUnit::words).size()), 2);
    QCOMPARE(int(tokenUnits(text, TokenUnit::sentences).size()), 2);
}

void TokenUnitsTest::generatedPiecesGoOnWithTheWord()
{
    const auto model = openModel(sourcePath("resources/models/storyteller"));
    Engine engine(model);
    RunRequest request{.text = "The cat unbeliev"};
    const std::vector<Token> whole = model->tokenizer().encode("ably sat.");
    for (const Token &token : whole)
        request.generated.push_back(token.id);
    const auto trace = engine.run(request);
    const TokenText text(*trace, 0);
    QCOMPARE(QString::fromStdString(text.text(0)), QStringLiteral("The cat unbelievably sat."));
    QCOMPARE(labels(text, TokenUnit::words), QStringLiteral("The|cat|unbelievably|sat|."));
}

void TokenUnitsTest::labelsAreTrimmedAndNeverEmpty()
{
    const TokenText text({piece("␣a", 0, 2), piece("␣b", 4, 6), piece("␣", 6, 7)}, " a   b ");
    QCOMPARE(text.label({0, 1}, TokenUnit::tokens), std::string("␣a"));
    QCOMPARE(text.label({0, 1}, TokenUnit::words), std::string("a"));
    QCOMPARE(text.label({0, 2}, TokenUnit::sentences), std::string("a b"));
    QCOMPARE(text.label({2, 3}, TokenUnit::words), std::string("␣"));
    QCOMPARE(text.before(1), std::string_view("  "));
    QCOMPARE(text.before(0), std::string_view());
}

QTEST_APPLESS_MAIN(TokenUnitsTest)
#include "token_units_test.moc"
