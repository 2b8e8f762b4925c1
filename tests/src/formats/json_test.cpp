#include "src/formats/json.h"
#include "tests/src/formats/error_of.h"

#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <fstream>

using namespace headscope;

class JsonTest : public QObject {
    Q_OBJECT

private slots:
    void values()
    {
        const Json json = Json::parse(R"({"a": [1, -2.5, true, null, "x\u00e9\n"], "b": {"c": 18446744073709551615}})", "f");
        QCOMPARE(json.size(), std::size_t{2});
        const Json a = json.at("a");
        QCOMPARE(a.size(), std::size_t{5});
        QCOMPARE(a.at(0).get<int>(), 1);
        QCOMPARE(a.at(0).get<double>(), 1.0);
        QCOMPARE(a.at(1).get<float>(), -2.5f);
        QVERIFY(a.at(2).get<bool>());
        QVERIFY(a.at(3).isNull());
        QCOMPARE(a.at(4).get<std::string>(), std::string("xé\n"));
        QCOMPARE(json.at("b").at("c").get<double>(), 18446744073709551615.0);
        QVERIFY(Json().isNull());
    }

    void keepsTheOrderOfMembers()
    {
        std::string names;
        for (const auto &[name, value] : Json::parse(R"({"z": 1, "a": 2, "m": 3})", "").members())
            names.append(name).append(std::to_string(value.get<int>()));
        QCOMPARE(names, std::string("z1a2m3"));
        int sum = 0;
        for (const Json element : Json::parse("[1, 2, 3]", "").elements())
            sum += element.get<int>();
        QCOMPARE(sum, 6);
    }

    void ofEqualNamesTheLastCounts() { QCOMPARE(Json::parse(R"({"a": 1, "a": 2})", "").at("a").get<int>(), 2); }

    void optionalMembers()
    {
        const Json json = Json::parse(R"({"a": null, "b": 3})", "");
        QCOMPARE(json.get("a", 7), 7);
        QCOMPARE(json.get("b", 7), 3);
        QCOMPARE(json.get("c", std::string("none")), std::string("none"));
        QVERIFY(!json.find("c") && json.contains("a"));
        QVERIFY(!Json::parse("5", "").find("c"));
    }

    void wholeNumbersMayBeWrittenAsReals()
    {
        QCOMPARE(Json::parse("12.0", "").get<int>(), 12);
        QCOMPARE(Json::parse("-9223372036854775808", "").get<std::int64_t>(), std::numeric_limits<std::int64_t>::min());
        QVERIFY_ERROR(Json::parse("12.5", "").get<int>(), "whole number");
        QVERIFY_ERROR(Json::parse("1e300", "").get<std::int64_t>(), "whole number");
        QVERIFY_ERROR(Json::parse("2147483648", "").get<int>(), "too large");
        QVERIFY_ERROR(Json::parse("18446744073709551615", "").get<std::int64_t>(), "whole number");
        QVERIFY_ERROR(Json::parse("1e39", "").get<float>(), "too large");
    }

    void messagesNameThePlace()
    {
        const Json json = Json::parse(R"({"heads": [{"size": 3}, {"size": 4, "name": "x"}], "n": {}})", "config.json");
        QCOMPARE(json.at("heads").at(1).at("name").path(), std::string("heads[1].name"));
        QCOMPARE(json.path(), std::string());
        QVERIFY_ERROR(json.at("heads").at(1).at("name").get<int>(), "config.json, at heads[1].name: expected a number, found a string");
        QVERIFY_ERROR(json.at("heads").at(2), "element 2 is needed, the array has 2");
        QVERIFY_ERROR(json.at("n").at("width"), "config.json, at n: “width” is missing");
        QVERIFY_ERROR(json.at(0), "expected an array, found an object");
        QVERIFY_ERROR(json.at("heads").at("x"), "expected an object, found an array");
        QVERIFY_ERROR(json.at("heads").members(), "expected an object");
        QVERIFY_ERROR(json.elements(), "expected an array");
        QVERIFY_ERROR(json.get<bool>(), "config.json: expected true or false, found an object");
    }

    void broken_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"", " ", "{", "[1,", "{\"a\" 1}", "{\"a\":}", "nul", "\"x", "1 2", "[1]]", "{a: 1}", "nan", "-NaN", "+1",
                 "01", "-", "1.", ".5", "1e", "Infinit", "inf", "\"\\q\"", "\"\\u12g4\"", "\"\\u12\"", "\"\x80\"", "\"a\nb\"", "[1,]",
                 "{\"a\":1,}", "[1 2]", "\"\xed\xa0\x80\"", "// no\n1"})
            QTest::newRow(text) << QByteArray(text);
    }

    void broken()
    {
        QFETCH(QByteArray, text);
        QVERIFY_ERROR(Json::parse({text.data(), static_cast<std::size_t>(text.size())}, "file"), "file: this is not valid JSON");
    }

    void messagesNameLineAndColumn()
    {
        QVERIFY_ERROR(Json::parse("{\n  \"a\": [1,\n   oops]\n}", "x.json"), "x.json: this is not valid JSON (line 3, column 4: expected a value)");
        QVERIFY_ERROR(Json::parse("[1, 2", ""), "the text ends within a value");
        QVERIFY_ERROR(Json::parse("{\"a\" 1}", ""), "column 6: expected “:”");
        QVERIFY_ERROR(Json::parse("1 2", ""), "something behind the value");
    }

    // What json.dump writes and json.load reads, beyond the standard.
    void readsWhatPythonWrites()
    {
        const Json json = Json::parse(R"({"model_max_length": 1000000000000000019884624838656, "limits": [0.0, Infinity, -Infinity, NaN],
            "huge": 1e999, "small": -1e-999, "negative": -99999999999999999999, "zero": -0, "half": "\ud83d!\ude00", "pair": "\ud83d\ude00",
            "half then escape": "\ud83d\n", "needed": 5})",
            "config.json");
        QCOMPARE(json.at("needed").get<int>(), 5);
        QCOMPARE(json.at("model_max_length").get<double>(), 1e30);
        QCOMPARE(json.at("negative").get<double>(), -1e20);
        QCOMPARE(json.at("zero").get<int>(), 0);
        QVERIFY(json.at("small").get<double>() == 0 && std::signbit(json.at("small").get<double>()));
        QCOMPARE(json.at("pair").get<std::string>(), std::string("\U0001F600"));
        QCOMPARE(json.at("half").get<std::string>(), std::string("\xed\xa0\xbd!\xed\xb8\x80"));
        QCOMPARE(json.at("half then escape").get<std::string>(), std::string("\xed\xa0\xbd\n"));
        // Where such a number is asked for, it is refused by its name.
        QVERIFY_ERROR(json.get("model_max_length", 1), "config.json, at model_max_length: expected a whole number that fits 64 bits");
        QVERIFY_ERROR(json.at("limits").at(1).get<double>(), "config.json, at limits[1]: the number is not finite");
        QVERIFY_ERROR(json.at("limits").at(3).get<float>(), "at limits[3]: the number is not finite");
        QVERIFY_ERROR(json.at("limits").at(2).get<int>(), "at limits[2]: expected a whole number");
        QVERIFY_ERROR(json.at("huge").get<double>(), "at huge: the number is not finite");
    }

    void numbersBeyondADouble_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isZero");
        QTest::newRow("exponent") << QByteArray("1e400") << false;
        QTest::newRow("negative exponent") << QByteArray("1e-400") << true;
        QTest::newRow("digits") << QByteArray("1" + QByteArray(400, '0')) << false;
        QTest::newRow("digits behind the point") << QByteArray("0." + QByteArray(400, '0') + "1") << true;
        QTest::newRow("both") << QByteArray("0." + QByteArray(400, '0') + "1e1000") << false;
        QTest::newRow("an endless exponent") << QByteArray("1e99999999999999999999999") << false;
        QTest::newRow("an endless negative exponent") << QByteArray("1E-99999999999999999999999") << true;
    }

    void numbersBeyondADouble()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, isZero);
        const Json json = Json::parse("[" + text.toStdString() + "]", "").at(0);
        if (isZero)
            QCOMPARE(json.get<double>(), 0.0);
        else
            QVERIFY_ERROR(json.get<double>(), "not finite");
    }

    void marksOfTheByteOrder()
    {
        QCOMPARE(Json::parse("\xef\xbb\xbf{\"a\": 1}", "").at("a").get<int>(), 1);
        using namespace std::string_literals;
        QCOMPARE(Json::parse("\xff\xfe[\0\"\0\xe9\0\"\0]\0"s, "").at(0).get<std::string>(), std::string("é"));
        QCOMPARE(Json::parse("\xfe\xff\0[\0\"\0\xe9\0\"\0]"s, "").at(0).get<std::string>(), std::string("é"));
    }

    void largeTextsAreRefusedBeforeMemoryIsTaken()
    {
        const std::string commas(100'000'000, ','); // as many values would take 1.6 GB
        QVERIFY_ERROR(Json::parse(commas, "x.json"), "x.json: the JSON would take more than 1 GiB of memory");
    }

    void emptyFile()
    {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath(QStringLiteral("empty.json")).toStdString();
        std::ofstream{path};
        QVERIFY_ERROR(Json::read(path), path.string() + ": the file is empty");
    }

    void depthIsLimited()
    {
        const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
        QCOMPARE(Json::parse(nested(500), "").size(), std::size_t{1});
        QVERIFY_ERROR(Json::parse(nested(501), ""), "deeper than 500");
        QVERIFY_ERROR(Json::parse(std::string(1'000'000, '['), ""), "");
        QVERIFY_ERROR(Json::parse(std::string(100'000, '{'), ""), "");
    }

    void partsOutliveTheWhole()
    {
        std::string_view text;
        Json inner;
        {
            const Json json = Json::parse(R"({"a": {"b": "text"}})", "");
            inner = json.at("a");
        }
        text = inner.at("b").get<std::string_view>();
        QCOMPARE(text, std::string_view("text"));
    }

    void readsFiles()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath("x.json").toStdString();
        std::ofstream(path) << "[1, 2]";
        QCOMPARE(Json::read(path).size(), std::size_t{2});
        std::ofstream(path) << "[1, 2";
        QVERIFY_ERROR(Json::read(path), path.c_str());
        QVERIFY_ERROR(Json::read(folder.filePath("none.json").toStdString()), "no such file");
    }

    void manyElements()
    {
        std::string text = "[0";
        for (int i = 1; i < 300'000; ++i)
            text.append(",").append(std::to_string(i));
        const Json json = Json::parse(text + "]", "");
        QCOMPARE(json.size(), std::size_t{300'000});
        QCOMPARE(json.at(299'999).get<int>(), 299'999);
    }
};

QTEST_APPLESS_MAIN(JsonTest)
#include "json_test.moc"
