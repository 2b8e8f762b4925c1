#include "tests/src/formats/error_of.h"
#include "tests/src/tokenizer/small_tokenizers.h"

#include <QtTest>
#include <random>

using namespace headscope;

class TokenizerJsonTest : public QObject {
    Q_OBJECT

private slots:
    void buildsTheRightKind()
    {
        QCOMPARE(tokenizerFromText(byteLevelJson({}))->kind(), std::string("byte-level BPE"));
        QCOMPARE(tokenizerFromText(wordLevelJson({"x"}))->kind(), std::string("whole words"));
        QCOMPARE(tokenizerFromText(R"({"model":{"type":"WordPiece","vocab":{"[UNK]":0}}})")->kind(), std::string("WordPiece"));
        QCOMPARE(tokenizerFromText(R"({"model":{"type":"Unigram","vocab":[["a",-1.5]]}})")->kind(), std::string("Unigram"));
        QCOMPARE(tokenizerFromText(R"({"model":{"type":"BPE","vocab":{"a":0},"merges":[]}})")->kind(), std::string("BPE on characters"));
        // ByteLevel that is not the last step, or that is a normalizer.
        QCOMPARE(tokenizerFromText(
                     byteLevelJson({}, R"("pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"ByteLevel"},{"type":"Digits"}]})"))
                     ->kind(),
            std::string("byte-level BPE"));
        QCOMPARE(
            piecesOf(*tokenizerFromText(byteLevelJson({"Ã ©"}, R"("normalizer":{"type":"ByteLevel"})")), "é a"), std::string("Ã©|Ġ|a"));
        // As written before the model's type was.
        std::string old = byteLevelJson({});
        old.replace(old.find(R"("type":"BPE",)"), 13, "");
        QCOMPARE(tokenizerFromText(old)->kind(), std::string("byte-level BPE"));
        QCOMPARE(tokenizerFromText(R"({"model":{"vocab":{"[UNK]":0},"max_input_chars_per_word":100}})")->kind(), std::string("WordPiece"));
        QCOMPARE(tokenizerFromText(R"({"model":{"vocab":[["a",0]],"unk_id":0}})")->kind(), std::string("Unigram"));
        QCOMPARE(tokenizerFromText(
                     byteLevelJson({}, R"("pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Digits"},{"type":"ByteLevel"}]})"))
                     ->kind(),
            std::string("byte-level BPE"));
    }

    void namesWhatIsNotSupported()
    {
        QVERIFY_ERROR(tokenizerFromText(R"({"model":{"type":"Magic","vocab":[]},"normalizer":{"type":"Precompiled"}})"),
            "the tokenizer model “Magic” is not supported. Supported: BPE");
        QVERIFY_ERROR(tokenizerFromText(R"({"model":{"type":"WordLevel","vocab":{"a":0}},"decoder":{"type":"CTC"}})"),
            "the decoder “CTC” is not supported");
        QVERIFY_ERROR(tokenizerFromText(R"({"model":{"vocab":{}}})"), "tokenizer.json, at model: the model's “type” is missing");
        QVERIFY_ERROR(tokenizerFromText("{}"), "“model” is missing");
        QVERIFY_ERROR(tokenizerFromText("[]"), "expected an object");
        QVERIFY_ERROR(tokenizerFromText(R"({"model":5})"), "type");
    }

    void deepNestingIsAnError()
    {
        std::string json = R"({"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"pre_tokenizer":)";
        for (int i = 0; i < 500; ++i)
            json += R"({"type":"Sequence","pretokenizers":[)";
        QVERIFY_ERROR(tokenizerFromText(json), "tokenizer.json: ");
    }

    void onlyErrorsComeOutOfMutations_data()
    {
        QTest::addColumn<QByteArray>("json");
        // A vocabulary without the 256 bytes, so that most changes hit something else.
        QTest::newRow("bpe") << QByteArray(
            R"({"added_tokens":[{"id":5,"content":"<e>","special":true,"lstrip":true}],"normalizer":{"type":"NFC"},
            "pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"\\s+|a"},"behavior":"Isolated","invert":false},
            {"type":"ByteLevel","add_prefix_space":true}]},"post_processor":{"type":"RobertaProcessing","cls":["a",0],"sep":["b",1]},
            "model":{"type":"BPE","unk_token":"b","vocab":{"a":0,"b":1,"ab":2,"aa":3,"aba":4},"merges":["a b",["a","a"],"ab a"]}})");
        QTest::newRow("words") << QByteArray(
            R"({"added_tokens":[{"id":0,"content":"[?]"}],"normalizer":{"type":"Sequence","normalizers":[{"type":"Lowercase"},
            {"type":"Strip"}]},"pre_tokenizer":{"type":"Whitespace"},"post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"s","type_id":0}},
            {"Sequence":{"id":"A"}}],"special_tokens":{"s":{"ids":[0]}}},"model":{"type":"WordLevel","vocab":{"[?]":0,"a":1,"b":2},"unk_token":"[?]"},
            "unknown_words":[{"rule":"suffix","value":"s","token":"a","says":"x"},{"rule":"any","token":"b","says":"y"}]})");
        QTest::newRow("word pieces") << QByteArray(
            R"({"added_tokens":[{"id":4,"content":"<e>","special":true,"single_word":true}],"normalizer":{"type":"BertNormalizer"},
            "pre_tokenizer":{"type":"BertPreTokenizer"},"post_processor":{"type":"BertProcessing","cls":["a",0],"sep":["b",1]},
            "decoder":{"type":"WordPiece","prefix":"##","cleanup":true},
            "model":{"vocab":{"[UNK]":0,"a":1,"##b":2,"b":3},"unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":9}})");
        QTest::newRow("unigram") << QByteArray(
            R"({"added_tokens":[{"id":4,"content":"<e>","rstrip":true}],"normalizer":{"type":"Sequence","normalizers":[{"type":"Nmt"},
            {"type":"Precompiled","precompiled_charsmap":"DAAAAAAEAABhAQAAAAAAgHh5egA="},{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}]},
            "pre_tokenizer":{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"first","split":true},
            "decoder":{"type":"Metaspace","replacement":"\u2581","prepend_scheme":"first"},
            "model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0],["\u2581",-1.5],["a",-2],["\u2581ab",-3.25]],"byte_fallback":false}})");
        QTest::newRow("SentencePiece BPE") << QByteArray(
            R"({"normalizer":{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"_"},{"type":"Replace","pattern":{"String":" "},"content":"_"}]},
            "decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"_"},"content":" "},{"type":"ByteFallback"},
            {"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]},
            "model":{"type":"BPE","unk_token":"?","fuse_unk":true,"byte_fallback":true,"vocab":{"?":0,"_":1,"a":2,"b":3,"_a":4,"<0xC3>":5,"<0xA9>":6},
            "merges":["_ a"]}})");
    }

    void onlyErrorsComeOutOfMutations()
    {
        QFETCH(QByteArray, json);
        const std::string good = json.toStdString();
        QVERIFY(tokenizerFromText(good));
        const std::vector<std::string> fragments{"{", "}", "[", "]", "\"", ",", ":", "null", "-1", "2147483648", "1e9", "0", "a", "\\s",
            "(", "*", "Sequence", "true", "\"a\"", "\\u0000", "Digits", "BPE"};
        std::mt19937 random(21);
        int opened = 0;
        for (int round = 0; round < 4000; ++round) {
            std::string text = good;
            for (std::size_t changes = 1 + random() % 2; changes-- > 0;) {
                const std::size_t at = random() % text.size();
                const std::string &fragment = fragments[random() % fragments.size()];
                switch (random() % 4) {
                case 0: text[at] = static_cast<char>(random()); break;
                case 1: text.insert(at, fragment); break;
                case 2: text.replace(at, std::min(fragment.size(), text.size() - at), fragment); break;
                default: text.erase(at, 1 + random() % 12);
                }
            }
            errorOf([&] {
                const SmallTokenizer tokenizer = tokenizerFromText(text);
                std::vector<int> ids;
                constexpr const char *typed = "ab <e> Abs aé\xff 12 <e";
                for (const Token &token : tokenizer->takesPairs() ? tokenizer->encodePair(typed, "a") : tokenizer->encode(typed)) {
                    if (token.display.empty())
                        qFatal("a token without display");
                    ids.push_back(token.id);
                }
                tokenizer->decode(ids);
                ++opened;
            });
        }
        QVERIFY(opened > 100);
    }
};

QTEST_APPLESS_MAIN(TokenizerJsonTest)
#include "tokenizer_json_test.moc"
