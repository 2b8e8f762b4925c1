#include "src/tokenizer/normalizer.h"
#include "tests/src/formats/error_of.h"

#include <QtTest>

using namespace headscope;

namespace {

Normalizer normalizer(const char *json)
{
    return Normalizer::fromJson(Json::parse(json, "tokenizer.json"));
}

std::string applied(const char *json, std::string_view text)
{
    return std::string(normalizer(json).apply(AlignedText(text)).text());
}

} // namespace

class NormalizerTest : public QObject {
    Q_OBJECT

private slots:
    void changes_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("changed");
        const auto row = [](const char *name, const char *json, const char *text, const char *changed) {
            QTest::newRow(name) << QByteArray(json) << QByteArray(text) << QByteArray(changed);
        };
        row("none", "null", "É ", "É ");
        row("lower case", R"({"type":"Lowercase"})", "ÉA İ ΣΑΣ ẞ", "éa i̇ σασ ß");
        row("NFC", R"({"type":"NFC"})", "e\u0301 \u1112\u1161\u11ab ﬁ", "é 한 ﬁ");
        row("NFD", R"({"type":"NFD"})", "é", "e\u0301");
        row("NFKC", R"({"type":"NFKC"})", "ﬁ ½ ㎏ e\u0301", "fi 1⁄2 kg é");
        row("NFKD", R"({"type":"NFKD"})", "ﬁé", "fie\u0301");
        row("accents", R"({"type":"Sequence","normalizers":[{"type":"NFD"},{"type":"StripAccents"}]})", "éñü", "enu");
        row("strip", R"({"type":"Strip"})", " \u3000a b\n", "a b");
        row("strip left", R"({"type":"Strip","strip_left":true,"strip_right":false})", " a ", "a ");
        row("strip all", R"({"type":"Strip"})", "  ", "");
        row("replace", R"({"type":"Replace","pattern":{"String":"aa"},"content":"▁"})", "aaa baa", "▁a b▁");
        row("replace a pattern", R"({"type":"Replace","pattern":{"Regex":" {2,}|b+"},"content":"-"})", "a b  bb c", "a --- c");
        row("BERT", R"({"type":"BertNormalizer"})", "Héllo\tWörld\u0007 漢字x İ\ufffd", "hello world  漢  字 x i");
        row("BERT with case and accents", R"({"type":"BertNormalizer","lowercase":false,"strip_accents":null})", "É漢", "É 漢 ");
        row("BERT accents only", R"({"type":"BertNormalizer","lowercase":false,"strip_accents":true,"handle_chinese_chars":false})", "É漢",
            "E漢");
        row("BERT unclean", R"({"type":"BertNormalizer","lowercase":true,"strip_accents":false,"clean_text":false})", "É\t\u0001",
            "é\t\u0001");
        row("Nmt", R"({"type":"Nmt"})", "a\u0001\tb\u200bc\ufeff", "a b c ");
        row("no character map", R"({"type":"Precompiled","precompiled_charsmap":""})", "ﬁ", "ﬁ");
        row("bytes", R"({"type":"ByteLevel"})", "é a", "Ã©Ġa");
        row("prepend", R"({"type":"Prepend","prepend":"▁"})", "a", "▁a");
        row("prepend to nothing", R"({"type":"Prepend","prepend":"▁"})", "", "");
        row("broken bytes stay", R"({"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Lowercase"}]})",
            "\xf0\x9f"
            "Ae\u0301\x80",
            "\xf0\x9f"
            "aé\x80");
    }

    void changes()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, changed);
        QCOMPARE(QByteArray::fromStdString(applied(json.constData(), text.toStdString())), changed);
    }

    void placesAreKept()
    {
        // a İ b: 1 + 2 + 1 bytes; lower case has 1 + 3 + 1.
        const AlignedText lower = normalizer(R"({"type":"Lowercase"})").apply(AlignedText("aİb", 10));
        QCOMPARE(lower.text(), std::string_view("ai̇b"));
        QCOMPARE(lower.source({0, 1}), (TextSpan{10, 11}));
        QCOMPARE(lower.source({1, 4}), (TextSpan{11, 13}));
        QCOMPARE(lower.source({4, 5}), (TextSpan{13, 14}));
        QCOMPARE(lower.source({0, 5}), (TextSpan{10, 14}));

        const AlignedText composed = normalizer(R"({"type":"NFC"})").apply(AlignedText("xe\u0301y"));
        QCOMPARE(composed.source({1, 3}), (TextSpan{1, 4}));
        QCOMPARE(composed.source({3, 4}), (TextSpan{4, 5}));

        const AlignedText stripped = normalizer(R"({"type":"Strip"})").apply(AlignedText("  a "));
        QCOMPARE(stripped.source({0, 1}), (TextSpan{2, 3}));

        const AlignedText prepended = normalizer(R"({"type":"Prepend","prepend":"__"})").apply(AlignedText("ab", 5));
        QCOMPARE(prepended.source({0, 2}), (TextSpan{5, 5}));
        QCOMPARE(prepended.source({0, 3}), (TextSpan{5, 6}));
    }

    void refusals()
    {
        QVERIFY_ERROR(normalizer(R"({"type":"Magic"})"), "“Magic” is not supported. Supported: NFC");
        QVERIFY_ERROR(normalizer(R"({"type":"Replace","pattern":{"Regex":"*"},"content":""})"), "is not understood");
        QVERIFY_ERROR(normalizer(R"({"type":"Precompiled","precompiled_charsmap":"AAA"})"), "cut short or damaged");
        QVERIFY_ERROR(normalizer(R"({"type":"Precompiled","precompiled_charsmap":"?"})"), "base64");
        QVERIFY_ERROR(normalizer(R"({"type":5})"), "expected a string");
        QVERIFY_ERROR(normalizer("[]"), "expected an object");
    }

    void hostileTextAndRules()
    {
        std::string marks = "a"; // milliseconds; squared, it would be longer than a test may take
        for (int i = 0; i < 50'000; ++i)
            marks += i % 2 ? "\u0301" : "\u0316";
        QVERIFY(!applied(R"({"type":"NFC"})", marks).empty());

        std::string steps;
        for (int i = 0; i < 60; ++i)
            steps += R"({"type":"Replace","pattern":{"String":"a"},"content":"aaaaaaaaaa"},)";
        steps.pop_back();
        std::string many = steps;
        while (many.size() < 2 * steps.size())
            many += "," + steps;
        QVERIFY_ERROR(normalizer((R"({"type":"Sequence","normalizers":[)" + many + "]}").c_str()), "more than 100 steps");
        QVERIFY_ERROR(applied((R"({"type":"Sequence","normalizers":[)" + steps + "]}").c_str(), "a"), "more than 32 times as long");
    }
};

QTEST_APPLESS_MAIN(NormalizerTest)
#include "normalizer_test.moc"
