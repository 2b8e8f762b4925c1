#include "src/tokenizer/split_pattern.h"
#include "tests/src/formats/error_of.h"

#include <QtTest>

using namespace headscope;

class SplitPatternTest : public QObject {
    Q_OBJECT

private slots:
    void matchesInBytes()
    {
        const SplitPattern pattern = SplitPattern::regularExpression("\\p{L}+", "");
        QCOMPARE(pattern.matches("é 漢字 x"), (std::vector<TextSpan>{{0, 2}, {3, 9}, {10, 11}}));
        QVERIFY(pattern.matches("").empty());
        // Broken bytes are no letters and shift nothing.
        QCOMPARE(pattern.matches("\xf0\x9f"
                                 "a"),
            (std::vector<TextSpan>{{2, 3}}));
    }

    void literals()
    {
        QCOMPARE(SplitPattern::literal(".*", "").matches("a.*b"), (std::vector<TextSpan>{{1, 3}}));
        QCOMPARE(SplitPattern::literal("▁", "").matches("a▁b"), (std::vector<TextSpan>{{1, 4}}));
        QCOMPARE(SplitPattern::literal(" \n#", "").matches("a \n#"), (std::vector<TextSpan>{{1, 4}}));
    }

    void fromJson()
    {
        const auto matches = [](const std::string &kind, const std::string &pattern, std::string_view text) {
            return SplitPattern::fromJson(Json::parse("{\"" + kind + "\":\"" + pattern + "\"}", "file")).matches(text);
        };
        QCOMPARE(matches("String", "a+", "aa+"), (std::vector<TextSpan>{{1, 3}}));
        QCOMPARE(matches("Regex", "a+", "aa+"), (std::vector<TextSpan>{{0, 2}}));
        // As in the official library, which makes an expression of every text.
        QCOMPARE(matches("String", "", "éa"), (std::vector<TextSpan>{{0, 0}, {2, 2}, {3, 3}}));
        QVERIFY_ERROR(matches("Regex", "(", "a"), "is not understood");
    }

    void refusals()
    {
        QVERIFY_ERROR(SplitPattern::literal({}, "file"), "file: the text to look for is empty");
        QVERIFY_ERROR(SplitPattern::literal(std::string(1001, 'a'), "file"), "has 1001 bytes. At most 1000");
    }
};

QTEST_APPLESS_MAIN(SplitPatternTest)
#include "split_pattern_test.moc"
