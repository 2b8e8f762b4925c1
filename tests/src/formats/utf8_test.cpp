#include "src/formats/utf8.h"

#include <QtTest>

using namespace headscope;

class Utf8Test : public QObject {
    Q_OBJECT

private slots:
    void everyCodePointThereAndBack()
    {
        for (char32_t value = 0; value < 0x110000; ++value) {
            if (value == 0xd800)
                value = 0xe000;
            std::string text = "a";
            appendUtf8(text, value);
            const CodePoint point = codePointAt(text, 1);
            if (!point.valid || point.value != value || point.length != text.size() - 1)
                QFAIL(qPrintable(QString::number(value, 16)));
            text += "b";
            const CodePoint before = codePointBefore(text, text.size() - 1);
            if (!before.valid || before.value != value)
                QFAIL(qPrintable(QString::number(value, 16)));
        }
    }

    void illFormedBytesAreOneLong_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("continuation alone") << QByteArray("\x80");
        QTest::newRow("cut after one") << QByteArray("\xe2\x82");
        QTest::newRow("cut by another") << QByteArray("\xe2\x82z");
        QTest::newRow("overlong 2") << QByteArray("\xc0\xaf");
        QTest::newRow("overlong 3") << QByteArray("\xe0\x80\xaf");
        QTest::newRow("overlong 4") << QByteArray("\xf0\x80\x80\xaf");
        QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80");
        QTest::newRow("above U+10FFFF") << QByteArray("\xf4\x90\x80\x80");
        QTest::newRow("no lead byte") << QByteArray("\xff");
    }

    void illFormedBytesAreOneLong()
    {
        QFETCH(QByteArray, bytes);
        const CodePoint point = codePointAt({bytes.data(), static_cast<std::size_t>(bytes.size())}, 0);
        QVERIFY(!point.valid);
        QCOMPARE(point.length, std::size_t{1});
    }

    void beforeAnIllFormedByte()
    {
        QVERIFY(!codePointBefore("a\x80", 2).valid);
        QVERIFY(!codePointBefore("\xe2\x82", 2).valid);
        QCOMPARE(codePointBefore("ab", 1).value, U'a');
    }

    void fromUtf16()
    {
        using namespace std::string_literals;
        QCOMPARE(utf8OfUtf16("\xff\xfe\xe9\0\x3d\xd8\0\xde"s).value_or("none"), std::string("é\U0001F600"));
        QCOMPARE(utf8OfUtf16("\xfe\xff\0\xe9\xd8\x3d\xde\0"s).value_or("none"), std::string("é\U0001F600"));
        QCOMPARE(utf8OfUtf16("\xff\xfe\x3d\xd8"s).value_or("none"), std::string("\xed\xa0\xbd")); // half a pair
        QCOMPARE(utf8OfUtf16("\xff\xfe"s "a"s).value_or("none"), std::string()); // half a unit
        QVERIFY(!utf8OfUtf16("a\0"s) && !utf8OfUtf16("\xff"s) && !utf8OfUtf16(""));
    }
};

QTEST_APPLESS_MAIN(Utf8Test)
#include "utf8_test.moc"
