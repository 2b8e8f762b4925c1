#include "tests/src/formats/error_of.h"
#include "tests/src/tokenizer/small_tokenizers.h"

#include <QtTest>

using namespace headscope;

class WordLevelTest : public QObject {
    Q_OBJECT

private slots:
    void words()
    {
        const SmallTokenizer tokenizer = tokenizerFromText(wordLevelJson({"[?]", "the", "cat", "sat", ".", "i̇stanbul"}));
        QCOMPARE(piecesOf(*tokenizer, "The CAT  sat."), std::string("the|cat|sat|."));
        QCOMPARE(piecesOf(*tokenizer, ""), std::string());
        QCOMPARE(piecesOf(*tokenizer, " \n "), std::string());
        QCOMPARE(tokenizer->kind(), std::string("whole words"));
        const std::vector<Token> tokens = tokenizer->encode("İstanbul, The\xff");
        QCOMPARE(tokens.size(), std::size_t{4});
        QCOMPARE(tokens[0].piece, std::string("i̇stanbul"));
        QCOMPARE(tokens[0].display, std::string("İstanbul"));
        QCOMPARE(tokens[0].end, std::size_t{9});
        QVERIFY(tokens[0].note.empty());
        QCOMPARE(tokens[1].id, 0);
        QCOMPARE(tokens[1].display, std::string(","));
        QVERIFY(!tokens[1].note.empty());
        QCOMPARE(tokens[2].display, std::string("The"));
        QCOMPARE(tokens[2].begin, std::size_t{11});
        QCOMPARE(tokens[3].display, std::string("⟨0xFF⟩"));
        QCOMPARE(tokens[3].begin, std::size_t{14});
        QCOMPARE(tokenizer->decode(std::vector<int>{1, 2, 4}), std::string("the cat ."));
        QCOMPARE(tokenizer->display(2), std::string("cat"));
        QVERIFY_ERROR(tokenizer->decode(std::vector<int>{6}), "no token with the id 6");
    }

    void unknownWordsSayWhy()
    {
        const SmallTokenizer tokenizer = tokenizerFromText(wordLevelJson({"[noun]", "[verb]", "[name]", "the"},
            R"("normalizer":{"type":"Lowercase"},"pre_tokenizer":{"type":"Whitespace"},"unknown_words":[
            {"rule":"capitalised","token":"[name]","says":"a name"},{"rule":"suffix","value":"ing","token":"[verb]","says":"ends in -ing"}])"));
        const std::vector<Token> tokens = tokenizer->encode("Skiing the Anna zorp");
        QCOMPARE(tokens[0].piece, std::string("[verb]"));
        QCOMPARE(tokens[0].display, std::string("Skiing"));
        QCOMPARE(tokens[0].note, std::string("ends in -ing"));
        QVERIFY(tokens[1].note.empty());
        QCOMPARE(tokens[2].note, std::string("a name"));
        QCOMPARE(tokens[3].piece, std::string("[noun]"));
        QVERIFY(tokens[3].note.find("not in the vocabulary") != std::string::npos);
    }

    void withoutAnUnknownToken()
    {
        const SmallTokenizer tokenizer
            = tokenizerFromText(R"({"model":{"type":"WordLevel","vocab":{"the":0}},"pre_tokenizer":{"type":"WhitespaceSplit"}})");
        QCOMPARE(piecesOf(*tokenizer, "the the"), std::string("the|the"));
        QVERIFY_ERROR(tokenizer->encode("the cat"), "the word “cat” is not in the vocabulary");
        QVERIFY_ERROR(
            tokenizerFromText(R"({"model":{"type":"WordLevel","vocab":{"the":0},"unk_token":"?"}})"), "“?” is not in the vocabulary");
        QVERIFY_ERROR(tokenizerFromText(R"({"model":{"type":"WordLevel"}})"), "“vocab” is missing");
    }

    void longTexts()
    {
        const SmallTokenizer tokenizer = tokenizerFromText(wordLevelJson({"[?]", "the"}));
        std::string text;
        for (int i = 0; i < 25'000; ++i)
            text += "the ";
        QCOMPARE(tokenizer->encode(text).size(), std::size_t{25'000});
        QCOMPARE(tokenizer->encode(std::string(100'000, 'x')).size(), std::size_t{1});
    }
};

QTEST_APPLESS_MAIN(WordLevelTest)
#include "word_level_test.moc"
