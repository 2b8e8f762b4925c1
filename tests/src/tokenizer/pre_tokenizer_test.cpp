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
        QCOMPARE(wordsOf(R"({"type":"ByteLevel","add_prefix_space":false})", "a b"), std::string("a| b"));
        QCOMPARE(wordsOf(R"({"type":"ByteLevel","add_prefix_space":false,"use_regex":false})", "a b"), std::string("a b"));
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
    }

    void prefixSpaceKeepsPlaces()
    {
        const PreTokenizer preTokenizer = PreTokenizer::fromJson(Json::parse(R"({"type":"ByteLevel"})", ""));
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

    void refusals()
    {
        QVERIFY_ERROR(wordsOf(R"({"type":"Metaspace"})", ""), "“Metaspace” is not supported. Supported: ByteLevel");
        QVERIFY_ERROR(
            wordsOf(R"({"type":"Sequence","pretokenizers":[{"type":"ByteLevel"},{"type":"Digits"}]})", ""), "ByteLevel must come last");
        QVERIFY_ERROR(wordsOf(splitJson(R"({"String":"-"})", "Sideways").c_str(), ""), "“Sideways” is not known");
        QVERIFY_ERROR(wordsOf(R"({"type":"Split"})", ""), "“pattern” is missing");
        QVERIFY_ERROR(wordsOf(R"({"type":"Split","pattern":{"Regex":"*"}})", ""), "is not understood");
    }
};

QTEST_APPLESS_MAIN(PreTokenizerTest)
#include "pre_tokenizer_test.moc"
