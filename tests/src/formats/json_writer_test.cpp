#include "src/formats/json.h"
#include "src/formats/json_writer.h"

#include <QtTest>
#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

using namespace headscope;

class JsonWriterTest : public QObject {
    Q_OBJECT

private slots:
    void nesting()
    {
        JsonWriter json;
        json.beginObject().key("a").beginArray().value(1).value("x").value(true).null().endArray();
        json.key("b").beginObject().endObject().key("c").value(-2.5).endObject();
        QCOMPARE(json.text(), std::string(R"({"a":[1,"x",true,null],"b":{},"c":-2.5})"));
    }

    void stringsReadBack()
    {
        std::string text = "quote \" backslash \\ slash / tab \t line \n null ";
        text += '\0';
        text += "\x1f\x7f é 漢 👩‍👩‍👧";
        JsonWriter json;
        json.value(text);
        QCOMPARE(Json::parse(json.text(), "").get<std::string>(), text);
    }

    void illFormedBytesStillGiveJson()
    {
        JsonWriter json;
        json.value("a\xf0\x9f z");
        QCOMPARE(Json::parse(json.text(), "").get<std::string>(), std::string("a\xef\xbf\xbd\xef\xbf\xbd z"));
    }

    void numbersReadBack()
    {
        std::mt19937 random(1);
        for (int i = 0; i < 100'000; ++i) {
            const auto number = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
            if (!std::isfinite(number))
                continue;
            JsonWriter json;
            json.value(number);
            QCOMPARE(std::bit_cast<std::uint32_t>(std::strtof(json.text().c_str(), nullptr)), std::bit_cast<std::uint32_t>(number));
        }
        JsonWriter shortest;
        shortest.value(0.1f);
        QCOMPARE(shortest.text(), std::string("0.1"));
    }

    void whatIsNotFiniteIsNull()
    {
        constexpr float infinity = std::numeric_limits<float>::infinity();
        JsonWriter json;
        json.value(std::array{1.0f, -infinity, infinity, std::nanf("")});
        QCOMPARE(json.text(), std::string("[1,null,null,null]"));
    }
};

QTEST_APPLESS_MAIN(JsonWriterTest)
#include "json_writer_test.moc"
