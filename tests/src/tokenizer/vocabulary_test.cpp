#include "src/tokenizer/vocabulary.h"
#include "src/tokenizer/vocabulary_json.h"
#include "tests/src/formats/error_of.h"

#include <QtTest>

using namespace headscope;

class VocabularyTest : public QObject {
    Q_OBJECT

private slots:
    void bothDirections()
    {
        Vocabulary vocabulary("file");
        for (int id = 0; id < 5000; ++id)
            vocabulary.add("piece " + std::to_string(id * 7), id);
        for (int id = 0; id < 5000; ++id) {
            QCOMPARE(vocabulary.find("piece " + std::to_string(id * 7)), id);
            QCOMPARE(vocabulary.piece(id), "piece " + std::to_string(id * 7));
        }
        QVERIFY(!vocabulary.find("piece 1") && !vocabulary.find(""));
        QCOMPARE(vocabulary.size(), 5000);
        vocabulary.add("piece 0", 0); // the same again
        vocabulary.add("", 5002);
        QCOMPARE(vocabulary.find(""), 5002);
        QCOMPARE(vocabulary.size(), 5003);
        QVERIFY(!vocabulary.contains(5001) && !vocabulary.contains(-1) && vocabulary.contains(5002));
        QVERIFY_ERROR(vocabulary.piece(5001), "file: there is no token with the id 5001");
        QVERIFY_ERROR(vocabulary.piece(-1), "there is no token");
        QVERIFY_ERROR(vocabulary.piece(1 << 30), "there is no token");
    }

    void contradictions()
    {
        Vocabulary vocabulary("file");
        vocabulary.add("a", 0);
        QVERIFY_ERROR(vocabulary.add("a", 1), "“a” has two ids, 0 and 1");
        QVERIFY_ERROR(vocabulary.add("b", 0), "“a” and “b” share the id 0");
        QVERIFY_ERROR(vocabulary.add("c", -1), "out of range");
        QVERIFY_ERROR(vocabulary.add("c", std::int64_t{1} << 31), "out of range");
        QVERIFY_ERROR(vocabulary.add("c", std::int64_t{1} << 62), "out of range");
    }

    void fromJson()
    {
        QCOMPARE(vocabularyFromJson(Json::parse(R"({"a":1,"b":0})", ""), "f").piece(0), std::string_view("b"));
        QVERIFY_ERROR(vocabularyFromJson(Json::parse("{}", ""), "f"), "empty");
        QVERIFY_ERROR(vocabularyFromJson(Json::parse("[]", ""), "f"), "expected an object");
        QVERIFY_ERROR(vocabularyFromJson(Json::parse(R"({"a":"1"})", ""), "f"), "expected a number");
        QVERIFY_ERROR(vocabularyFromJson(Json::parse(R"({"a":1.5})", ""), "f"), "whole number");
    }
};

QTEST_APPLESS_MAIN(VocabularyTest)
#include "vocabulary_test.moc"
