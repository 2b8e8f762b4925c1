#include "src/tokenizer/gpt2_words.h"
#include "src/tokenizer/split_pattern.h"
#include "src/tokenizer/word_patterns.h"

#include <QtTest>
#include <random>

using namespace headscope;

namespace {

std::string wordsOf(std::string_view text)
{
    std::vector<TextSpan> words;
    appendGpt2Words(text, {0, text.size()}, words);
    std::string joined;
    for (const TextSpan word : words)
        joined.append(joined.empty() ? "" : "|").append(text.substr(word.begin, word.size()));
    return joined;
}

} // namespace

class Gpt2WordsTest : public QObject {
    Q_OBJECT

private slots:
    void words_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("words");
        const auto row = [](const char *text, const char *words) { QTest::newRow(text) << QByteArray(text) << QByteArray(words); };
        row("", "");
        row("The cat sat.", "The| cat| sat|.");
        row("  two  spaces  ", " | two| | spaces|  ");
        row("don't we'll I'D it's'", "don|'t| we|'ll| I|'|D| it|'s|'");
        row("x=12½;", "x|=|12½|;");
        row("a\n\n b", "a|\n\n| b");
        row("a\n\nb", "a|\n|\n|b");
        row("a\u00a0b", "a|\u00a0|b");
        row("a \u3000b", "a| |\u3000|b");
        row("e\u0301t", "e|\u0301|t");
        row("été 漢字!", "été| 漢字|!");
        row("👩\u200d👧 x", "👩\u200d👧| x");
        row(" 's", " '|s");
        row("'sss", "'s|ss");
        row("a\vb\u0085c", "a|\v|b|\u0085|c");
        row("\xf0\x9f x\x80y", "\xf0\x9f| x|\x80|y");
    }

    void words()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, words);
        QCOMPARE(QByteArray::fromStdString(wordsOf(text.toStdString())), words);
    }

    void equalsTheRegularExpression()
    {
        const SplitPattern pattern = SplitPattern::regularExpression(kGpt2Words, "");
        const std::vector<std::string> parts{" ", "  ", "\n", "\t", "\u00a0", "\u3000", "\v", "\u0085", "a", "re", "s", "'", "'s", "'ll",
            "1", "½", "é", "e\u0301", "漢", "😀", "\u200d", ".", "-", "_", "\u2028"};
        std::mt19937 random(5);
        for (int round = 0; round < 5000; ++round) {
            std::string text;
            for (std::size_t i = random() % 20; i-- > 0;)
                text += parts[random() % parts.size()];
            std::vector<TextSpan> words;
            appendGpt2Words(text, {0, text.size()}, words);
            QVERIFY2(words == pattern.matches(text), text.c_str());
        }
    }

    void onlyTheSpanIsLookedAt()
    {
        std::vector<TextSpan> words;
        appendGpt2Words("abc  def", {1, 5}, words);
        QCOMPARE(words, (std::vector<TextSpan>{{1, 3}, {3, 5}}));
    }
};

QTEST_APPLESS_MAIN(Gpt2WordsTest)
#include "gpt2_words_test.moc"
