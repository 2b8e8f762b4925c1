#include "src/tokenizer/added_tokens.h"
#include "tests/src/formats/error_of.h"

#include <QtTest>

using namespace headscope;

namespace {

std::string partsOf(std::vector<AddedToken> tokens, std::string_view text)
{
    AddedTokenFinder finder;
    for (AddedToken &token : tokens) {
        const std::string content = token.content;
        finder.add(std::move(token), content);
    }
    std::string joined;
    std::size_t end = 0;
    for (const AddedTokenFinder::Part &part : finder.split(text)) {
        if (part.span.begin != end || part.span.size() == 0)
            return "gap";
        end = part.span.end;
        joined.append(joined.empty() ? "" : "|").append(part.token ? "*" : "").append(text.substr(part.span.begin, part.span.size()));
    }
    return end == text.size() ? joined : "cut";
}

AddedToken token(const char *content)
{
    return {.id = 0, .content = content};
}

} // namespace

class AddedTokensTest : public QObject {
    Q_OBJECT

private slots:
    void finds()
    {
        QCOMPARE(partsOf({token("<s>")}, "a<s><s>b"), std::string("a|*<s>|*<s>|b"));
        QCOMPARE(partsOf({token("<s>")}, "<s"), std::string("<s"));
        QCOMPARE(partsOf({token("<s>")}, ""), std::string());
        QCOMPARE(partsOf({token("<s>"), token("<s>x")}, "<s>x<s>y"), std::string("*<s>x|*<s>|y"));
        QCOMPARE(partsOf({token("abcd"), token("bc")}, "abce"), std::string("a|*bc|e"));
        QCOMPARE(partsOf({}, "abc"), std::string("abc"));
        QCOMPARE(partsOf({token("")}, "abc"), std::string("abc"));
    }

    void whiteSpaceAround()
    {
        AddedToken left = token("<m>");
        left.lstrip = true;
        QCOMPARE(partsOf({left}, "a \u3000<m> b"), std::string("a|* \u3000<m>| b"));
        AddedToken right = token("<m>");
        right.rstrip = true;
        QCOMPARE(partsOf({right}, "a <m> \nb"), std::string("a |*<m> \n|b"));
        AddedToken both = left;
        both.rstrip = true;
        QCOMPARE(partsOf({both}, " <m> <m> "), std::string("* <m> |*<m> "));
    }

    void singleWords()
    {
        AddedToken word = token("cat");
        word.singleWord = true;
        QCOMPARE(partsOf({word}, "cat cats écat -cat-"), std::string("*cat| cats écat -|*cat|-"));
    }

    void fromJson()
    {
        const AddedToken read = AddedToken::fromJson(Json::parse(R"({"id":3,"content":"x","special":true,"lstrip":true})", ""));
        QVERIFY(read.id == 3 && read.special && read.lstrip && !read.rstrip && !read.singleWord && !read.normalized);
        QVERIFY_ERROR(AddedToken::fromJson(Json::parse(R"({"content":"x"})", "")), "“id” is missing");
        QVERIFY_ERROR(AddedToken::fromJson(Json::parse(R"({"id":2147483648,"content":"x"})", "")), "too large");
        QVERIFY_ERROR(AddedToken::fromJson(Json::parse("{\"id\":1,\"content\":\"" + std::string(1001, 'x') + "\"}", "")), "1001 bytes");
    }

    void repeatedTextTakesNoQuadraticTime()
    {
        AddedToken spaced = token("aaab");
        spaced.lstrip = true;
        const std::string text(100'000, 'a');
        QCOMPARE(partsOf({spaced, token(std::string(1000, 'a').append("b").c_str())}, text).size(), text.size());
    }
};

QTEST_APPLESS_MAIN(AddedTokensTest)
#include "added_tokens_test.moc"
