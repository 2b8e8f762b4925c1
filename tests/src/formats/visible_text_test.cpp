// What steers a display is written out, and people's writing stays as it is.
#include "src/formats/visible_text.h"

#include "src/formats/json.h"
#include "src/formats/json_writer.h"
#include "src/formats/utf8.h"

#include <QtTest>

using namespace headscope;

class VisibleTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneLine_data();
    void oneLine();
    void severalLines();
    void jsonEscapesWhatSteers();
};

void VisibleTextTest::oneLine_data()
{
    QTest::addColumn<QByteArray>("words");
    QTest::addColumn<QByteArray>("shown");
    const auto stays = [](const char *name, const char *text) { QTest::newRow(name) << QByteArray(text) << QByteArray(text); };
    const auto row
        = [](const char *name, const QByteArray &words, const char *shown) { QTest::newRow(name) << words << QByteArray(shown); };
    stays("nothing", "");
    stays("words", "The cat & <s>");
    stays("Chinese", "猫が座った");
    stays("Arabic with a mark of direction", "سلام\u200f!");
    stays("joined emoji", "👩\u200d👧 ❤\ufe0f");
    stays("Persian with a joiner", "می\u200cخواهم");
    row("escape", "\x1b[2J", "⟨0x1B⟩[2J");
    row("title", "\x1b]0;x\x07", "⟨0x1B⟩]0;x⟨0x07⟩");
    row("lines", "a\nb\r\nc\td", "a⟨0x0A⟩b⟨0x0D⟩⟨0x0A⟩c⟨0x09⟩d");
    row("nothing inside", QByteArray("a\0b", 3), "a⟨0x00⟩b");
    row("delete", "\x7f", "⟨0x7F⟩");
    row("C1", "\u009b2J\u0085", "⟨U+009B⟩2J⟨U+0085⟩");
    row("overrides", "\u202egpj.exe\u202c", "⟨U+202E⟩gpj.exe⟨U+202C⟩");
    row("isolates", "\u2066a\u2069", "⟨U+2066⟩a⟨U+2069⟩");
    row("separators", "\u2028\u2029", "⟨U+2028⟩⟨U+2029⟩");
    row("ill-formed", "caf\xe9 \x9b!", "caf⟨0xE9⟩ ⟨0x9B⟩!");
    row("cut off", "\xe2\x80", "⟨0xE2⟩⟨0x80⟩");
}

void VisibleTextTest::oneLine()
{
    QFETCH(QByteArray, words);
    QFETCH(QByteArray, shown);
    const std::string result = visibleText(words.toStdString());
    QCOMPARE(QByteArray::fromStdString(result), shown);
    QCOMPARE(visibleText(result), result);
}

void VisibleTextTest::severalLines()
{
    QCOMPARE(visibleLines("a\nb\r\nc\rd\x1b"), std::string("a\nb\r\nc⟨0x0D⟩d⟨0x1B⟩"));
}

void VisibleTextTest::jsonEscapesWhatSteers()
{
    std::string all = "猫 \"\\/";
    for (char32_t code = 0; code < 0x3000; ++code)
        if (steersDisplay(code))
            appendUtf8(all, code);
    JsonWriter writer;
    writer.value(all);
    for (std::size_t at = 0; at < writer.text().size();) {
        const CodePoint point = codePointAt(writer.text(), at);
        QVERIFY(point.valid && !steersDisplay(point.value));
        at += point.length;
    }
    QVERIFY(writer.text().starts_with("\"猫 \\\"\\\\/"));
    QCOMPARE(Json::parse(writer.text(), "test").get<std::string>(), all);
}

QTEST_APPLESS_MAIN(VisibleTextTest)
#include "visible_text_test.moc"
