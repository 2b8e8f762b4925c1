#include "tests/src/formats/error_of.h"
#include "tests/src/tokenizer/small_tokenizers.h"

#include <QtTest>

using namespace headscope;

class TokenizerPipelineTest : public QObject {
    Q_OBJECT

private slots:
    void addedTokens()
    {
        const SmallTokenizer tokenizer = tokenizerFromText(byteLevelJson({}, R"("normalizer":{"type":"Lowercase"},
            "pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false},
            "added_tokens":[{"id":256,"content":"<|END|>","special":true},{"id":257,"content":"İX","normalized":true},
            {"id":258,"content":"<MASK>","lstrip":true,"normalized":false}])"));
        const std::vector<Token> tokens = tokenizer->encode("A<|END|>İx  <MASK><|end|>");
        QCOMPARE(tokens[0].piece, std::string("a"));
        QCOMPARE(tokens[1].id, 256);
        QVERIFY(tokens[1].special);
        QCOMPARE(tokens[1].begin, std::size_t{1});
        QCOMPARE(tokens[1].end, std::size_t{8});
        QCOMPARE(tokens[2].id, 257); // found behind the normalizer, so in any case
        QVERIFY(!tokens[2].special);
        QCOMPARE(tokens[2].end, std::size_t{11});
        QCOMPARE(tokens[3].id, 258);
        QCOMPARE(tokens[3].begin, std::size_t{11});
        QCOMPARE(tokens[3].end, std::size_t{19});
        QCOMPARE(tokens[4].piece, std::string("<")); // a token that is not normalized is found only as it is spelled
        QCOMPARE(tokenizer->vocabularySize(), 259);
        QCOMPARE(tokenizer->decode(std::vector<int>{97, 256, 257}), std::string("a<|END|>İX"));
        QCOMPARE(tokenizer->display(258), std::string("<MASK>"));
        QCOMPARE(tokenizer->idOf("<MASK>"), 258);
    }

    void specialTokensAroundTheText()
    {
        const SmallTokenizer tokenizer = tokenizerFromText(wordLevelJson({"[?]", "[s]", "cat", "[e]"},
            R"("pre_tokenizer":{"type":"Whitespace"},"post_processor":{"type":"BertProcessing","cls":["[s]",1],"sep":["[e]",3]})"));
        const std::vector<Token> tokens = tokenizer->encode(" cat ");
        QCOMPARE(tokens.size(), std::size_t{3});
        QVERIFY(tokens[0].special && tokens[2].special && !tokens[1].special);
        QCOMPARE(tokens[0].begin, std::size_t{0});
        QCOMPARE(tokens[0].end, std::size_t{0});
        QCOMPARE(tokens[2].begin, std::size_t{5});
        QCOMPARE(tokens[2].end, std::size_t{5});
        QCOMPARE(tokens[0].display, std::string("[s]"));
        QCOMPARE(tokenizer->encode("").size(), std::size_t{2});
    }

    void pairs()
    {
        const SmallTokenizer tokenizer = tokenizerFromText(wordLevelJson({"[?]", "[s]", "cat", "[e]", "[MASK]"},
            R"("pre_tokenizer":{"type":"Whitespace"},"post_processor":{"type":"BertProcessing","cls":["[s]",1],"sep":["[e]",3]},
            "added_tokens":[{"id":4,"content":"[MASK]","special":true}])"));
        QVERIFY(tokenizer->takesPairs());
        QCOMPARE(tokenizer->maskId(), 4);
        const std::vector<Token> tokens = tokenizer->encodePair(" cat", "cat[MASK]");
        const std::vector<int> ids{1, 2, 3, 2, 4, 3}, segments{0, 0, 0, 1, 1, 1}, sequences{-1, 0, -1, 1, 1, -1};
        const std::vector<std::size_t> begins{0, 1, 4, 0, 3, 9};
        QCOMPARE(tokens.size(), ids.size());
        for (std::size_t i = 0; i < ids.size(); ++i) {
            QCOMPARE(tokens[i].id, ids[i]);
            QCOMPARE(tokens[i].segment, segments[i]);
            QCOMPARE(tokens[i].sequence, sequences[i]);
            QCOMPARE(tokens[i].begin, begins[i]);
        }
        const SmallTokenizer plain = tokenizerFromText(wordLevelJson({"[?]", "cat"}));
        QVERIFY(!plain->takesPairs());
        QVERIFY(!plain->maskId());
        QCOMPARE(plain->encodePair("cat", "cat").back().segment, 1);
        const SmallTokenizer single = tokenizerFromText(wordLevelJson(
            {"[?]"}, R"("post_processor":{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A"}}],"pair":[],"special_tokens":{}})"));
        QVERIFY_ERROR(single->encodePair("a", "b"), "takes one text, not two");
    }

    void generatedTokens()
    {
        const SmallTokenizer tokenizer = tokenizerFromText(
            byteLevelJson({}, R"("pre_tokenizer":{"type":"ByteLevel"},"added_tokens":[{"id":256,"content":"<end>","special":true}])"));
        const Token letter = tokenizer->tokenOf(*tokenizer->idOf("a"));
        QCOMPARE(letter.piece, std::string("a"));
        QCOMPARE(letter.begin, letter.end);
        QVERIFY(!letter.special);
        QVERIFY(tokenizer->tokenOf(256).special);
        QVERIFY_ERROR(tokenizer->tokenOf(257), "no token with the id 257");
        QCOMPARE(tokenizer->encodeTarget("ab").size(), tokenizer->encode("ab").size());
    }

    void aTextIsGivenUpAsAWhole()
    {
        // No word takes long, all together do.
        const SmallTokenizer tokenizer = tokenizerFromText(byteLevelJson({}, R"("pre_tokenizer":{"type":"Sequence","pretokenizers":[
            {"type":"WhitespaceSplit"},{"type":"Split","pattern":{"Regex":"(a+)+$"},"behavior":"Isolated"},
            {"type":"ByteLevel","add_prefix_space":false,"use_regex":false}]})"));
        std::string text;
        for (int i = 0; i < 300; ++i)
            text += "aaaaaaaaaaaaaaaaaaaaa! ";
        QVERIFY_ERROR(tokenizer->encode(text), "the regular expression “(a+)+$” takes too long on this text. Try a shorter text");
        QCOMPARE(tokenizer->encode("aa! a").size(), std::size_t{4});
    }

    void stops()
    {
        std::stop_source stop;
        stop.request_stop();
        for (const std::string &json : {byteLevelJson({"a a"}), wordLevelJson({"[?]", "a"})}) {
            const SmallTokenizer tokenizer = tokenizerFromText(json);
            QVERIFY(!tokenizer->encode("a aa").empty());
            QVERIFY(tokenizer->encode("a aa", stop.get_token()).empty());
            QVERIFY(tokenizer->encodeTarget("a aa", stop.get_token()).empty());
        }
    }

    void whatADecoderMakesIsLimited()
    {
        std::string steps;
        for (int i = 0; i < 30; ++i)
            steps += R"({"type":"Replace","pattern":{"String":"a"},"content":"aaaaaaaaaa"},)";
        steps.back() = ']';
        const SmallTokenizer tokenizer = tokenizerFromText(byteLevelJson({}, R"("decoder":{"type":"Sequence","decoders":[)" + steps + "}"));
        const std::vector<int> ids{*tokenizer->idOf("a")};
        QVERIFY_ERROR(tokenizer->decode(ids), "longer than 16 MiB");
        // An empty match puts something in too.
        const SmallTokenizer dots
            = tokenizerFromText(byteLevelJson({}, R"("decoder":{"type":"Replace","pattern":{"Regex":"x*"},"content":"."})"));
        QCOMPARE(dots->decode(std::vector<int>{*dots->idOf("a")}), std::string(".a."));
    }

    // An added token is found in the text or not at all: the model does not know it.
    void addedTokensAreNoPieces_data()
    {
        QTest::addColumn<QString>("model");
        QTest::newRow("BPE") << R"({"type":"BPE","unk_token":"<unk>","vocab":{"<unk>":0,"c":1,"a":2,"f":3},"merges":[]})";
        QTest::newRow("Unigram") << R"({"type":"Unigram","unk_id":0,"vocab":[["<unk>",0],["c",-1],["a",-1],["f",-1]]})";
    }
    void addedTokensAreNoPieces()
    {
        QFETCH(QString, model);
        const SmallTokenizer tokenizer
            = tokenizerFromText(R"({"added_tokens":[{"id":4,"content":"é","single_word":true}],"model":)" + model.toStdString() + "}");
        const auto ids = [&](const char *text) {
            std::vector<int> all;
            for (const Token &token : tokenizer->encode(text))
                all.push_back(token.id);
            return all;
        };
        QCOMPARE(ids("café"), (std::vector<int>{1, 2, 3, 0}));
        QCOMPARE(ids("é"), std::vector<int>{4});
    }

    void contradictions()
    {
        const auto added = [](const char *tokens) {
            return tokenizerFromText(wordLevelJson({"[?]", "cat"}, std::string("\"added_tokens\":").append(tokens)));
        };
        QCOMPARE(added(R"([{"id":1,"content":"cat"}])")->vocabularySize(), 2);
        QVERIFY_ERROR(added(R"([{"id":5,"content":"cat"}])"), "“cat” has two ids, 1 and 5");
        QVERIFY_ERROR(added(R"([{"id":1,"content":"dog"}])"), "“cat” and “dog” share the id 1");
        QVERIFY_ERROR(added(R"([{"id":-1,"content":"dog"}])"), "out of range");
        QVERIFY_ERROR(added(R"([{"id":2147483647,"content":"dog"}])"), "out of range");
        QVERIFY_ERROR(added(R"({"id":2})"), "expected an array");
        QVERIFY_ERROR(
            tokenizerFromText(wordLevelJson({"[?]"}, R"("post_processor":{"type":"BertProcessing","cls":["x",7],"sep":["y",0]})")),
            "adds the id 7, which has no token");
    }
};

QTEST_APPLESS_MAIN(TokenizerPipelineTest)
#include "tokenizer_pipeline_test.moc"
