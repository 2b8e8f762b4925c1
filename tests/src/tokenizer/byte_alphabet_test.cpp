#include "src/tokenizer/byte_alphabet.h"

#include <QtTest>
#include <set>

using namespace headscope;

class ByteAlphabetTest : public QObject {
    Q_OBJECT

private slots:
    void knownCharacters()
    {
        QCOMPARE(byteCharacter(' '), std::string_view("Ġ"));
        QCOMPARE(byteCharacter('\n'), std::string_view("Ċ"));
        QCOMPARE(byteCharacter('\t'), std::string_view("ĉ"));
        QCOMPARE(byteCharacter('a'), std::string_view("a"));
        QCOMPARE(byteCharacter(0xad), std::string_view("Ń"));
        QCOMPARE(byteCharacter(0xff), std::string_view("ÿ"));
    }

    void everyByteThereAndBack()
    {
        std::set<std::string_view> characters;
        for (int byte = 0; byte < 256; ++byte) {
            const std::string_view character = byteCharacter(static_cast<unsigned char>(byte));
            QVERIFY(characters.insert(character).second);
            QCOMPARE(bytesOfPiece(character), std::string(1, static_cast<char>(byte)));
        }
        QCOMPARE(bytesOfPiece("Ġcaf\u00c3\u00a9"), std::string(" café"));
        QCOMPARE(bytesOfPiece(""), std::string());
    }

    void otherCharactersHaveNoBytes()
    {
        QVERIFY(!bytesOfPiece("a b"));
        QVERIFY(!bytesOfPiece("漢"));
        QVERIFY(!bytesOfPiece("\u0144\u0145"));
        QVERIFY(!bytesOfPiece("\x80"));
    }
};

QTEST_APPLESS_MAIN(ByteAlphabetTest)
#include "byte_alphabet_test.moc"
