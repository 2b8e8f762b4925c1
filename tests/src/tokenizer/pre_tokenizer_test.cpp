#include "src/tokenizer/pre_tokenizer.h"
#include "tests/src/formats/error_of.h"

#include <QtTest>

using namespace headscope;

namespace {

std::string wordsOf(const char *json, std::string_view typed)
{
    AlignedText text(typed);
    std::string joined;
    for (const TextSpan word : PreTokenizer::fromJson(Json::parse(json, "tokenizer.json")).split(text))
        joined.append(joined.empty() ? "" : "|").append(text.text(word));
    return joined;
}

std::string splitJson(const char *pattern, const char *behavior, bool invert = false)
{
    return std::string(R"({"type":"Split","pattern":)") + pattern + R"(,"behavior":")" + behavior + R"(","invert":)"
        + (invert ? "true" : "false") + "}";
}

} // namespace

class PreTokenizerTest : public QObject {
    Q_OBJECT

private slots:
    void kinds()
    {
        QCOMPARE(wordsOf("null", "a b"), std::string("a b"));
        QCOMPARE(wordsOf("null", ""), std::string());
        QCOMPARE(wordsOf(R"({"type":"Whitespace"})", "Don't stop_me, é\u0301 x-1…"), std::string("Don|'|t|stop_me|,|é\u0301|x|-|1|…"));
        QCOMPARE(wordsOf(R"({"type":"WhitespaceSplit"})", " a,  b\u3000c\n"), std::string("a,|b|c"));
        QCOMPARE(wordsOf(R"({"type":"Digits","individual_digits":true})", "ab12c½"), std::string("ab|1|2|c|½"));
        QCOMPARE(wordsOf(R"({"type":"Digits"})", "ab12c½"), std::string("ab|12|c|½"));
        QCOMPARE(wordsOf(R"({"type":"Punctuation"})", "a,,b"), std::string("a|,|,|b"));
        QCOMPARE(wordsOf(R"({"type":"ByteLevel","add_prefix_space":false})", "a b"), std::string("a|Ġb"));
        QCOMPARE(wordsOf(R"({"type":"ByteLevel","add_prefix_space":false,"use_regex":false})", "a b"), std::string("aĠb"));
        QCOMPARE(wordsOf(R"({"type":"BertPreTokenizer"})", " Don't stop_me,\u3000é½"), std::string("Don|'|t|stop|_|me|,|é½"));
        QCOMPARE(wordsOf(R"({"type":"CharDelimiterSplit","delimiter":"|"})", "a||b c"), std::string("a|b c"));
        QCOMPARE(wordsOf(R"({"type":"UnicodeScripts"})", "abc где漢字かなカナー!?"), std::string("abc |где|漢字かなカナー|!?"));
        QCOMPARE(wordsOf(R"({"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Punctuation"}]})", "a b."),
            std::string("a|b|."));
    }

    void delimiters()
    {
        // The official library's own example.
        constexpr const char *text = "the-final--countdown";
        const auto words = [&](const char *behavior) { return wordsOf(splitJson(R"({"String":"-"})", behavior).c_str(), text); };
        QCOMPARE(words("Removed"), std::string("the|final|countdown"));
        QCOMPARE(words("Isolated"), std::string("the|-|final|-|-|countdown"));
        QCOMPARE(words("MergedWithPrevious"), std::string("the-|final-|-|countdown"));
        QCOMPARE(words("MergedWithNext"), std::string("the|-final|-|-countdown"));
        QCOMPARE(words("Contiguous"), std::string("the|-|final|--|countdown"));
        QCOMPARE(wordsOf(splitJson(R"({"Regex":"[a-z]+"})", "Removed", true).c_str(), text), std::string("the|final|countdown"));
        // Empty delimiters cut too, and are no words.
        const std::string beforeTwoDigits = splitJson(R"({"Regex":"(?=\\d\\d$)|~"})", "Isolated");
        QCOMPARE(wordsOf(beforeTwoDigits.c_str(), "12345"), std::string("123|45"));
        const std::string atLines = splitJson(R"({"Regex":"^ +|e$"})", "Isolated");
        QCOMPARE(wordsOf(atLines.c_str(), "the\n  the"), std::string("th|e|\n|  |th|e"));
    }

    void prefixSpaceKeepsPlaces()
    {
        PreTokenizer preTokenizer = PreTokenizer::fromJson(Json::parse(R"({"type":"ByteLevel"})", ""));
        QVERIFY(preTokenizer.makesByteAlphabet() && preTokenizer.dropFinalByteAlphabet());
        QVERIFY(!preTokenizer.makesByteAlphabet() && !preTokenizer.dropFinalByteAlphabet());
        AlignedText text("ab cd", 3);
        const std::vector<TextSpan> words = preTokenizer.split(text);
        QCOMPARE(words.size(), std::size_t{2});
        QCOMPARE(text.text(), std::string_view(" ab cd"));
        QCOMPARE(text.source(words[0]), (TextSpan{3, 5}));
        QCOMPARE(text.source(words[1]), (TextSpan{5, 8}));
        AlignedText spaced(" ab");
        QCOMPARE(preTokenizer.split(spaced).size(), std::size_t{1});
        QCOMPARE(spaced.text(), std::string_view(" ab"));
    }

    void metaspace()
    {
        QCOMPARE(wordsOf(R"({"type":"Metaspace"})", "ab  c"), std::string("▁ab|▁|▁c"));
        QCOMPARE(wordsOf(R"({"type":"Metaspace"})", " ab"), std::string("▁ab"));
        QCOMPARE(wordsOf(R"({"type":"Metaspace","prepend_scheme":"never"})", "ab c"), std::string("ab|▁c"));
        QCOMPARE(wordsOf(R"({"type":"Metaspace","split":false})", "ab c"), std::string("▁ab▁c"));
        QCOMPARE(wordsOf(R"({"type":"Metaspace","str_rep":"_","replacement":"_","add_prefix_space":false})", "ab c"), std::string("ab|_c"));
        constexpr const char *first = R"({"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},
            {"type":"Metaspace","prepend_scheme":"first"}]})";
        QCOMPARE(wordsOf(first, "ab c"), std::string("▁ab|c"));
        QCOMPARE(wordsOf(first, " ab c"), std::string("ab|c")); // no word starts where the text does
        AlignedText text("a b", 4);
        const std::vector<TextSpan> words = PreTokenizer::fromJson(Json::parse(R"({"type":"Metaspace"})", "")).split(text);
        QCOMPARE(text.source({0, 3}), (TextSpan{4, 4}));
        QCOMPARE(text.source(words[0]), (TextSpan{4, 5}));
        QCOMPARE(text.source(words[1]), (TextSpan{5, 7}));
    }

    void bytesBeforeOtherSteps()
    {
        // As Falcon has it: é is Ã©, and ² is a number in the alphabet too.
        QCOMPARE(
            wordsOf(R"({"type":"Sequence","pretokenizers":[{"type":"ByteLevel","add_prefix_space":false},{"type":"Digits"}]})", "é12 a"),
            std::string("Ã©|12|Ġa"));
    }

    void longTextsTakeLinearTime()
    {
        const std::string text(400'000, 'x'); // a second; squared, it would be longer than a test may take
        std::string words;
        for (int i = 0; i < 200'000; ++i)
            words += "x ";
        for (const char *json : {R"({"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Metaspace"}]})",
                 R"({"type":"Sequence","pretokenizers":[{"type":"BertPreTokenizer"},{"type":"ByteLevel"}]})",
                 R"({"type":"UnicodeScripts"})"}) {
            QVERIFY(!wordsOf(json, text).empty());
            QVERIFY(!wordsOf(json, words).empty());
        }
    }

    void refusals()
    {
        QVERIFY_ERROR(wordsOf(R"({"type":"Magic"})", ""), "“Magic” is not supported. Supported: BertPreTokenizer");
        QVERIFY_ERROR(wordsOf(R"({"type":"Metaspace","prepend_scheme":"last"})", ""), "“last” is not known");
        QVERIFY_ERROR(wordsOf(R"({"type":"Metaspace","replacement":""})", ""), "is empty");
        QVERIFY_ERROR(wordsOf(splitJson(R"({"String":"-"})", "Sideways").c_str(), ""), "“Sideways” is not known");
        QVERIFY_ERROR(wordsOf(R"({"type":"Split"})", ""), "“pattern” is missing");
        QVERIFY_ERROR(wordsOf(R"({"type":"Split","pattern":{"Regex":"*"}})", ""), "is not understood");
    }
};

QTEST_APPLESS_MAIN(PreTokenizerTest)
#include "pre_tokenizer_test.moc"
