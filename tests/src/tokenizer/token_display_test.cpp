#include "src/formats/utf8.h"
#include "src/tokenizer/token_display.h"

#include <QtTest>
#include <random>

using namespace headscope;

class TokenDisplayTest : public QObject {
    Q_OBJECT

private slots:
    void display_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("shown");
        const auto row = [](const char *name, QByteArray bytes, const char *shown) { QTest::newRow(name) << bytes << QByteArray(shown); };
        row("word", "cat", "cat");
        row("leading space", " cat", "␣cat");
        row("spaces", "a  b ", "a␣␣b␣");
        row("line feed", "\n\n", "⏎⏎");
        row("tab", "\tx", "⇥x");
        row("carriage return", "\r\n", "⟨0x0D⟩⏎");
        row("zero", QByteArray("\0", 1), "⟨0x00⟩");
        row("delete", "\x7f", "⟨0x7F⟩");
        row("upper control", "\u0085", "⟨U+0085⟩");
        row("lone byte", "\xf0", "⟨0xF0⟩");
        row("half an emoji", " \xf0\x9f", "␣⟨0xF0⟩⟨0x9F⟩");
        row("other half", "\x98\x80!", "⟨0x98⟩⟨0x80⟩!");
        row("accents", "été", "été");
        row("accents apart", "e\u0301", "e\u0301");
        row("mark alone", "\u0301x", "◌\u0301x");
        row("two marks", "\u0301\u0302", "◌\u0301\u0302");
        row("mark after space", " \u0301", "␣◌\u0301");
        row("spacing mark alone", "\u093f", "◌\u093f");
        row("scripts", "漢字 한글 العربية ไทย हिन्दी", "漢字␣한글␣العربية␣ไทย␣हिन्दी");
        row("emoji", "😀", "😀");
        row("joiner", "👩\u200d👧", "👩⟨U+200D⟩👧");
        row("emoji style", "❤\ufe0f", "❤\ufe0f");
        row("style alone", "\ufe0f", "⟨U+FE0F⟩");
        row("byte order mark", "\ufeffa", "⟨U+FEFF⟩a");
        row("right to left mark", "\u200f", "⟨U+200F⟩");
        row("no-break space", "\u00a0", "⟨U+00A0⟩");
        row("wide space", "\u3000", "⟨U+3000⟩");
        row("line separator", "\u2028", "⟨U+2028⟩");
        row("private", "\ue000", "⟨U+E000⟩");
        row("unassigned", "\U000E0080", "⟨U+E0080⟩");
        row("replacement character", "\ufffd", "⟨U+FFFD⟩");
        row("nothing", "", "∅");
        row("special token", "<|endoftext|>", "<|endoftext|>");
    }

    void display()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, shown);
        QCOMPARE(QByteArray::fromStdString(displayText({bytes.data(), static_cast<std::size_t>(bytes.size())})), shown);
    }

    void anyBytesGiveLegibleText()
    {
        std::mt19937 random(3);
        for (int round = 0; round < 20'000; ++round) {
            std::string bytes(1 + random() % 8, '\0');
            for (char &byte : bytes)
                byte = static_cast<char>(random());
            const std::string shown = displayText(bytes);
            QVERIFY(!shown.empty() && shown.find("\xef\xbf\xbd") == shown.npos && shown.find(' ') == shown.npos);
            for (std::size_t at = 0; at < shown.size();) {
                const CodePoint point = codePointAt(shown, at);
                QVERIFY(point.valid && point.value >= 0x20);
                at += point.length;
            }
        }
    }
};

QTEST_APPLESS_MAIN(TokenDisplayTest)
#include "token_display_test.moc"
