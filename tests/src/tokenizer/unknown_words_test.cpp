#include "src/tokenizer/unknown_words.h"
#include "tests/src/formats/error_of.h"

#include <QtTest>

using namespace headscope;

namespace {

Vocabulary vocabulary()
{
    Vocabulary words("tokenizer.json");
    int id = 0;
    for (const char *piece : {"[number]", "[symbol]", "[name]", "[verb]", "[noun]"})
        words.add(piece, id++);
    return words;
}

UnknownWords unknownWords(const char *json)
{
    return UnknownWords::fromJson(Json::parse(json, "tokenizer.json"), vocabulary());
}

} // namespace

class UnknownWordsTest : public QObject {
    Q_OBJECT

private slots:
    void theFirstRuleThatHolds()
    {
        const UnknownWords words
            = unknownWords(R"([{"rule":"digits","token":"[number]","says":"d"},{"rule":"punctuation","token":"[symbol]","says":"p"},
            {"rule":"capitalised","token":"[name]","says":"c"},{"rule":"suffix","value":"ing","token":"[verb]","says":"s"},
            {"rule":"any","token":"[noun]","says":"a"}])");
        const auto says = [&](std::string_view word, std::string_view typed, bool first = false) {
            return words.guess({word, typed, first})->says;
        };
        QCOMPARE(says("123", "123"), std::string("d"));
        QCOMPARE(says("१२", "१२"), std::string("d"));
        QCOMPARE(says("½", "½"), std::string("a"));
        QCOMPARE(says("?!", "?!"), std::string("p"));
        QCOMPARE(says("👩\u200d👧", "👩\u200d👧"), std::string("p"));
        QCOMPARE(says("\xf0", "\xf0"), std::string("p"));
        QCOMPARE(says("anna", "Anna"), std::string("c"));
        QCOMPARE(says("anna", "Anna", true), std::string("a"));
        QCOMPARE(says("émile", "Émile"), std::string("c"));
        QCOMPARE(says("skiing", "skiing"), std::string("s"));
        QCOMPARE(says("skiing", "Skiing", true), std::string("s"));
        QCOMPARE(says("zorp", "zorp"), std::string("a"));
        QCOMPARE(words.guess({"zorp", "zorp", false})->id, 4);
    }

    void noRule()
    {
        QVERIFY(!unknownWords("null").guess({"x", "x", false}));
        QVERIFY(!unknownWords(R"([{"rule":"digits","token":"[number]","says":""}])").guess({"x", "x", false}));
    }

    void refusals()
    {
        QVERIFY_ERROR(unknownWords(R"([{"rule":"prefix","token":"[verb]","says":""}])"), "“prefix” is not known. Known: suffix");
        QVERIFY_ERROR(unknownWords(R"([{"rule":"any","token":"[none]","says":""}])"), "“[none]” is not in the vocabulary");
        QVERIFY_ERROR(unknownWords(R"([{"rule":"suffix","token":"[verb]","says":""}])"), "“value” is missing");
        QVERIFY_ERROR(unknownWords(R"({"rule":"any"})"), "expected an array");
    }
};

QTEST_APPLESS_MAIN(UnknownWordsTest)
#include "unknown_words_test.moc"
