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
        QVERIFY(SplitPattern::regularExpression("x*", "").matches("aaa").empty());
        // Broken bytes are no letters and shift nothing.
        QCOMPARE(pattern.matches("\xf0\x9f"
                                 "a"),
            (std::vector<TextSpan>{{2, 3}}));
    }

    void whiteSpaceIsUnicodes()
    {
        const SplitPattern pattern = SplitPattern::regularExpression("[^\\s]+|\\S", "");
        QCOMPARE(pattern.matches("a\vb\u0085c"), (std::vector<TextSpan>{{0, 1}, {2, 3}, {5, 6}}));
        QCOMPARE(SplitPattern::regularExpression("\\\\s", "").matches("\\s"), (std::vector<TextSpan>{{0, 2}}));
    }

    void literals()
    {
        QCOMPARE(SplitPattern::literal(".*", "").matches("a.*b"), (std::vector<TextSpan>{{1, 3}}));
        QCOMPARE(SplitPattern::literal("▁", "").matches("a▁b"), (std::vector<TextSpan>{{1, 4}}));
        QCOMPARE(SplitPattern::literal(" \n#", "").matches("a \n#"), (std::vector<TextSpan>{{1, 4}}));
    }

    void brokenAndHostile()
    {
        QVERIFY_ERROR(SplitPattern::regularExpression("(", "file"), "file: the regular expression “(” is not understood");
        QVERIFY_ERROR(SplitPattern::regularExpression("\\", "file"), "is not understood");
        QVERIFY_ERROR(SplitPattern::regularExpression("(a|a)*(a|a)*(a|a)*(a|a)*(a|a)*b", "file").matches(std::string(200, 'a')),
            "file: the regular expression could not be applied");
    }
};

QTEST_APPLESS_MAIN(SplitPatternTest)
#include "split_pattern_test.moc"
