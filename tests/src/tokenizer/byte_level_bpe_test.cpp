#include "tests/src/formats/error_of.h"
#include "tests/src/tokenizer/small_tokenizers.h"

#include <QtTest>
#include <random>

using namespace headscope;

namespace {

const std::vector<std::string> kMerges{"Ġ t", "h e", "Ġt he", "c a", "ca t", "Ġ cat", "Ã ©"};

std::string joinedSpans(const Tokenizer &tokenizer, std::string_view text)
{
    std::string joined;
    for (const Token &token : tokenizer.encode(text))
        joined.append(text.substr(token.begin, token.end - token.begin));
    return joined;
}

std::vector<int> idsOf(const Tokenizer &tokenizer, std::string_view text)
{
    std::vector<int> ids;
    for (const Token &token : tokenizer.encode(text))
        ids.push_back(token.id);
    return ids;
}

} // namespace

class ByteLevelBpeTest : public QObject {
    Q_OBJECT

    SmallTokenizer m_tokenizer = tokenizerFromText(byteLevelJson(kMerges));

private slots:
    void pieces()
    {
        QCOMPARE(piecesOf(*m_tokenizer, "the cat"), std::string("t|he|Ġcat"));
        QCOMPARE(piecesOf(*m_tokenizer, " the  cat"), std::string("Ġthe|Ġ|Ġcat"));
        QCOMPARE(piecesOf(*m_tokenizer, "é"), std::string("Ã©"));
        QCOMPARE(piecesOf(*m_tokenizer, ""), std::string());
        QCOMPARE(m_tokenizer->kind(), std::string("byte-level BPE"));
        QCOMPARE(m_tokenizer->vocabularySize(), 256 + 7);
        QCOMPARE(m_tokenizer->idOf("Ġcat"), 261);
        QVERIFY(!m_tokenizer->idOf("dog"));
        QCOMPARE(m_tokenizer->piece(261), std::string("Ġcat"));
        QCOMPARE(m_tokenizer->display(261), std::string("␣cat"));
        QCOMPARE(m_tokenizer->display(0xf0), std::string("⟨0xF0⟩"));
        QVERIFY_ERROR(m_tokenizer->display(263), "no token with the id 263");
        QVERIFY_ERROR(m_tokenizer->piece(-1), "no token");
        QVERIFY_ERROR(m_tokenizer->decode(std::vector<int>{1, 999}), "no token with the id 999");
    }

    void places()
    {
        const std::vector<Token> tokens = m_tokenizer->encode("a é\n😀");
        QCOMPARE(tokens.size(), std::size_t{8});
        QCOMPARE(tokens[2].display, std::string("é"));
        QCOMPARE(tokens[2].begin, std::size_t{2});
        QCOMPARE(tokens[2].end, std::size_t{4});
        QCOMPARE(tokens[3].display, std::string("⏎"));
        QCOMPARE(tokens[4].display, std::string("⟨0xF0⟩"));
        QVERIFY(!tokens[4].special && tokens[4].note.empty());
    }

    void whatPeopleType_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"", " ", "   ", "\t\n\r\n", "The cat sat.", "café", "cafe\u0301", "漢字かな交じり文", "السلام عليكم",
                 "สวัสดี", "👩\u200d👩\u200d👧\u200d👦 ❤️🇩🇪", "Z\u0351\u036b\u0343a\u0309lgo",
                 "def f(x):\n\treturn x**2  # ok", "a\u00a0b\u3000c", "\ufeffx", "\xff\xfe\x80", "\xe2\x82",
                 "a\xf0\x9f"
                 "b",
                 "<|endoftext|>", "don't"})
            QTest::newRow(text) << QByteArray(text);
        QTest::newRow("zero") << QByteArray("a\0b", 3);
        QTest::newRow("100 KB of one letter") << QByteArray(100'000, 'a');
        QTest::newRow("100 KB of spaces") << QByteArray(100'000, ' ');
        QTest::newRow("100 KB of bytes") << QByteArray(100'000, '\xf0');
        QTest::newRow("100 KB of words") << QByteArray(" the cat").repeated(12'500);
    }

    void whatPeopleType()
    {
        QFETCH(QByteArray, text);
        const std::string typed = text.toStdString();
        QCOMPARE(joinedSpans(*m_tokenizer, typed), typed);
        QCOMPARE(m_tokenizer->decode(idsOf(*m_tokenizer, typed)), typed);
    }

    void randomBytes()
    {
        std::mt19937 random(9);
        for (int round = 0; round < 3000; ++round) {
            std::string text(random() % 40, '\0');
            for (char &byte : text)
                byte = static_cast<char>(random() % 3 ? random() : ' ');
            QCOMPARE(joinedSpans(*m_tokenizer, text), text);
            QCOMPARE(m_tokenizer->decode(idsOf(*m_tokenizer, text)), text);
        }
    }

    void mergesAsPairs()
    {
        const std::string json = byteLevelJson({"h e"});
        std::string pairs = json;
        pairs.replace(pairs.find(R"(["h e"])"), 7, R"([["h","e"]])");
        QCOMPARE(piecesOf(*tokenizerFromText(pairs), "he"), std::string("he"));
    }

    void prefixSpace()
    {
        const SmallTokenizer tokenizer
            = tokenizerFromText(byteLevelJson(kMerges, R"("pre_tokenizer":{"type":"ByteLevel","add_prefix_space":true})"));
        const std::vector<Token> tokens = tokenizer->encode("cat");
        QCOMPARE(tokens.size(), std::size_t{1});
        QCOMPARE(tokens[0].display, std::string("␣cat"));
        QCOMPARE(tokens[0].begin, std::size_t{0});
        QCOMPARE(tokens[0].end, std::size_t{3});
    }

    void wholeWordsFirst()
    {
        // Without merging "cat" would end as "ca", "t": the last merge is missing.
        std::string json = byteLevelJson(
            {"c a", "ca t"}, R"("pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false})", R"(,"ignore_merges":true)");
        json.replace(json.find(R"(,"ca t")"), 7, "");
        QCOMPARE(piecesOf(*tokenizerFromText(json), "cat"), std::string("cat"));
        json.replace(json.find("true"), 4, "false");
        QCOMPARE(piecesOf(*tokenizerFromText(json), "cat"), std::string("ca|t"));
    }

    void piecesThatKnowTheirPlaceInTheWord()
    {
        // CLIP: the last byte of a word has a piece of its own.
        const SmallTokenizer suffix = tokenizerFromText(R"({"model":{"type":"BPE","vocab":{"a":0,"b":1,"b</w>":2,"ab</w>":3,"a</w>":4},
            "merges":["a b</w>"],"end_of_word_suffix":"</w>"},"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},
            {"type":"ByteLevel","add_prefix_space":false}]}})");
        QCOMPARE(piecesOf(*suffix, "ab aab a ba"), std::string("ab</w>|a|ab</w>|a</w>|b|a</w>"));
        const SmallTokenizer prefix = tokenizerFromText(R"({"model":{"type":"BPE","vocab":{"a":0,"##b":1,"##bb":2,"abb":3},
            "merges":["##b ##b","a ##bb"],"continuing_subword_prefix":"##"},"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false}})");
        QCOMPARE(piecesOf(*prefix, "abbb"), std::string("abb|##b"));
    }

    void bytesWithoutPieces()
    {
        constexpr const char *rest = R"(,"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false}})";
        const SmallTokenizer strict = tokenizerFromText(std::string(R"({"model":{"type":"BPE","vocab":{"a":0,"b":1},"merges":[]})").append(rest));
        QCOMPARE(piecesOf(*strict, "ab"), std::string("a|b"));
        QVERIFY_ERROR(strict->encode("aé"), "no piece for the byte ⟨0xC3⟩");
        for (const bool fuse : {false, true}) {
            const SmallTokenizer lenient
                = tokenizerFromText(std::string(R"({"model":{"type":"BPE","vocab":{"a":0,"?":1},"merges":[],"unk_token":"?","fuse_unk":)")
                    + (fuse ? "true}" : "false}") + rest);
            QCOMPARE(piecesOf(*lenient, "aéa"), std::string(fuse ? "a|?|a" : "a|?|?|a"));
            QVERIFY(!lenient->encode("é").front().note.empty());
            QCOMPARE(joinedSpans(*lenient, "aé a"), std::string("aé a"));
        }
    }

    void refusals()
    {
        const auto refuses = [](std::string_view model, const char *words) {
            QVERIFY_ERROR(
                tokenizerFromText(std::string("{\"model\":").append(model).append(R"(,"pre_tokenizer":{"type":"ByteLevel"}})")), words);
        };
        refuses(R"({"type":"BPE","vocab":{"a":0}})", "“merges” is missing");
        refuses(R"({"type":"BPE","merges":[]})", "“vocab” is missing");
        refuses(R"({"type":"BPE","vocab":{"a":0},"merges":["a b"]})", "a merge needs the piece “b”");
        refuses(R"({"type":"BPE","vocab":{"a":0},"merges":["a a"]})", "a merge needs the piece “aa”");
        refuses(R"({"type":"BPE","vocab":{"a":0},"merges":["aa"]})", "is not two pieces");
        refuses(R"({"type":"BPE","vocab":{"a":0},"merges":["a a a"]})", "has several spaces");
        refuses(R"({"type":"BPE","vocab":{"a":0},"merges":[["a"]]})", "must be two pieces");
        refuses(R"({"type":"BPE","vocab":{"a":0},"merges":[5]})", "must be two pieces");
        refuses(R"({"type":"BPE","vocab":{"a":0},"merges":{}})", "expected an array");
        refuses(R"({"type":"BPE","vocab":{"a":0},"merges":[],"unk_token":"?"})", "“?” is not in the vocabulary");
        refuses(R"({"type":"BPE","vocab":{"a":0,"##a":1,"aa":2},"merges":["a a"],"continuing_subword_prefix":"##"})",
            "does not start with “##”");
        refuses(R"({"type":"BPE","vocab":{"a":0},"merges":[],"dropout":0.1})", "“dropout” is not supported");
        refuses(R"({"type":"BPE","vocab":{"a":0,"b":0},"merges":[]})", "share the id 0");
        refuses(R"({"type":"BPE","vocab":{"a":4294967296},"merges":[]})", "out of range");
    }
};

QTEST_APPLESS_MAIN(ByteLevelBpeTest)
#include "byte_level_bpe_test.moc"
