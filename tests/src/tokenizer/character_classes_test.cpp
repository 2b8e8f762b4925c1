#include "src/tokenizer/character_classes.h"

#include <QtTest>

using namespace headscope;

class CharacterClassesTest : public QObject {
    Q_OBJECT

private slots:
    void whiteSpaceIsUnicodes()
    {
        // The whole property White_Space. ICU's \s lacks U+000B and U+0085; U+200B and U+FEFF only look like spaces.
        const std::u32string spaces = U"\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
                                      U"\u200a\u2028\u2029\u202f\u205f\u3000";
        std::size_t found = 0;
        for (char32_t c = 0; c < 0x110000; ++c) {
            if (!isWhiteSpace(c))
                continue;
            QVERIFY(spaces.find(c) != spaces.npos);
            ++found;
        }
        QCOMPARE(found, spaces.size());
    }

    void lettersAndNumbers()
    {
        for (const char32_t c : U"aZéßжא漢กﬁªʰ𝐀")
            QVERIFY(c == 0 || isLetter(c));
        for (const char32_t c : U"07²½Ⅷ٣१𝟎")
            QVERIFY(c == 0 || (isNumber(c) && !isLetter(c)));
        QVERIFY(isDecimalDigit(U'٣') && !isDecimalDigit(U'½'));
        QVERIFY(!isLetter(U'\u0301') && isMark(U'\u0301'));
    }

    void wordsAndPunctuation()
    {
        for (const char32_t c : U"a7_é\u0301‿\u200dⅧⓐ")
            QVERIFY(c == 0 || isWordCharacter(c));
        for (const char32_t c : U" .-½²€😀")
            QVERIFY(c == 0 || !isWordCharacter(c));
        for (const char32_t c : U"!$+<=>^`|~.,“»、")
            QVERIFY(c == 0 || isPunctuation(c));
        QVERIFY(!isPunctuation(U'€') && !isPunctuation(U'a'));
        QVERIFY(isCapital(U'É') && isCapital(U'ǅ') && !isCapital(U'é') && !isCapital(U'漢'));
    }

    void visible()
    {
        for (const char32_t c : U"a漢😀\u0301€")
            QVERIFY(c == 0 || isVisible(c));
        for (const char32_t c :
            {U' ', U'\u00a0', U'\u200d', U'\ufeff', U'\u202e', U'\u3164', U'\ufe0f', U'\ue000', U'\U0007ffff', U'\u2028'})
            QVERIFY(!isVisible(c));
        QVERIFY(isVariationSelector(U'\ufe0f') && !isVariationSelector(U'\u200d'));
    }
};

QTEST_APPLESS_MAIN(CharacterClassesTest)
#include "character_classes_test.moc"
