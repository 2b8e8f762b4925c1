#include "src/tokenizer/gguf_tokenizer.h"

#include "src/formats/json.h"
#include "src/tokenizer/sentencepiece_model.h"
#include "tests/src/formats/error_of.h"
#include "tests/src/formats/gguf_file.h"
#include "tests/src/tokenizer/recording.h"

#include <QtTest>
#include <functional>
#include <limits>

using namespace headscope;

namespace {

const std::filesystem::path kReference = sourcePath("tests/reference");

/// The metadata of a GGUF file with a tokenizer, key by key.
class Metadata {
public:
    Metadata &text(const char *name, std::string_view value)
    {
        m_bytes.key(std::string("tokenizer.ggml.") + name, value);
        return counted();
    }
    Metadata &number(const char *name, std::uint32_t value)
    {
        m_bytes.key(std::string("tokenizer.ggml.") + name, value);
        return counted();
    }
    Metadata &flag(const char *name, bool value)
    {
        constexpr std::uint32_t boolean = 7;
        m_bytes.text(std::string("tokenizer.ggml.") + name).u32(boolean).number(std::uint8_t{value});
        return counted();
    }
    Metadata &architecture(std::string_view name)
    {
        m_bytes.key("general.architecture", name);
        return counted();
    }
    Metadata &texts(const char *name, const std::vector<std::string> &values)
    {
        constexpr std::uint32_t string = 8;
        startArray(name, string, values.size());
        for (const std::string &value : values)
            m_bytes.text(value);
        return counted();
    }
    template <typename T>
    Metadata &numbers(const char *name, std::uint32_t type, const std::vector<T> &values)
    {
        startArray(name, type, values.size());
        for (const T value : values)
            m_bytes.number(value);
        return counted();
    }
    std::shared_ptr<const GgufFile> file() const
    {
        const std::string bytes = GgufBytes().start(0, m_count).raw(m_bytes.bytes()).pad().bytes();
        return GgufFile::read(MappedFile::holding(std::as_bytes(std::span(bytes)), "x.gguf"));
    }

private:
    void startArray(const char *name, std::uint32_t type, std::size_t size)
    {
        constexpr std::uint32_t array = 9;
        m_bytes.text(std::string("tokenizer.ggml.") + name).u32(array).u32(type).u64(size);
    }
    Metadata &counted()
    {
        ++m_count;
        return *this;
    }

    GgufBytes m_bytes;
    std::uint64_t m_count = 0;
};

constexpr std::uint32_t kUint8 = 0;
constexpr std::uint32_t kInt8 = 1;
constexpr std::uint32_t kInt32 = 5;
constexpr std::uint32_t kFloat32 = 6;
constexpr std::uint32_t kNone = 0xffffffff; ///< the id of no token

/// The SentencePiece model of the recording byte_fallback.json.
Metadata llama()
{
    const SentencePieceModel model = SentencePieceModel::read(kReference / "tokenizers/sentencepiece/bpe.model");
    std::vector<std::string> texts;
    std::vector<float> scores;
    std::vector<std::int32_t> types;
    for (const SentencePieceModel::Piece &piece : model.pieces) {
        texts.push_back(piece.text);
        scores.push_back(piece.score);
        types.push_back(static_cast<std::int32_t>(piece.type));
    }
    Metadata metadata;
    metadata.text("model", "llama").texts("tokens", texts).numbers("scores", kFloat32, scores).numbers("token_type", kInt32, types);
    return metadata.number("bos_token_id", 1).number("eos_token_id", 2).number("unknown_token_id", 0).flag("add_eos_token", true);
}

/// The tokenizer.json of the recording llama3.json, which cuts words by the rule of that name; null: it does not say.
Metadata llama3(const char *way = "llama-bpe")
{
    const Json json = Json::read(kReference / "tokenizers/llama3/tokenizer.json");
    std::vector<std::string> texts(json.at("model").at("vocab").size());
    for (const auto &[piece, id] : json.at("model").at("vocab").members())
        texts.at(static_cast<std::size_t>(id.get<int>())) = piece;
    std::vector<std::int32_t> types(texts.size(), 1);
    for (const Json token : json.at("added_tokens").elements())
        types.at(static_cast<std::size_t>(token.at("id").get<int>())) = 3;
    std::vector<std::string> merges;
    for (const Json merge : json.at("model").at("merges").elements())
        merges.push_back(merge.at(0).get<std::string>() + " " + merge.at(1).get<std::string>());
    Metadata metadata;
    if (way)
        metadata.text("pre", way);
    metadata.text("model", "gpt2").texts("tokens", texts).numbers("token_type", kInt32, types);
    return metadata.texts("merges", merges).number("bos_token_id", 0);
}

} // namespace

class GgufTokenizerTest : public QObject {
    Q_OBJECT

private slots:
    void equalsTheSameTokenizerFromItsOwnFile_data()
    {
        QTest::addColumn<QString>("recording");
        QTest::newRow("llama") << "byte_fallback";
        QTest::newRow("gpt2") << "llama3";
    }

    void equalsTheSameTokenizerFromItsOwnFile()
    {
        QFETCH(QString, recording);
        const auto file = (recording == "llama3" ? llama3() : llama()).file();
        QVERIFY(hasTokenizer(*file));
        const std::unique_ptr<Tokenizer> tokenizer = ggufTokenizer(*file);
        const RecordedTexts texts = RecordedTexts::read(kReference / "tokenizers/texts.json");
        const Json recorded = Json::read(kReference / "tokenizers" / (recording.toStdString() + ".json")).at("texts");
        for (std::size_t i = 0; i < texts.texts.size(); ++i) {
            const std::vector<Token> tokens = tokenizer->encode(texts.texts[i]);
            const std::string what = "text " + std::to_string(i) + ": " + texts.texts[i].substr(0, 80);
            QVERIFY2(idsAreAs(recorded.at(i).at(0), idsOf(tokens)), what.c_str());
            QVERIFY2(placesHash(tokens, {texts.texts[i]}, RecordedUnits::characters) == recorded.at(i).at(1).get<std::string_view>(),
                what.c_str());
        }
        QCOMPARE(tokenizer->decode(idsOf(tokenizer->encode("Hello, wörld 漢"))),
            recording == "llama3" ? std::string("<|begin_of_text|>Hello, wörld 漢") : std::string("<s> Hello, wörld 漢</s>"));
    }

    // Written by the gguf Python package.
    void filesOfOthers()
    {
        for (const char *name : {"llama.gguf", "gpt2.gguf", "llama3.gguf"}) {
            const auto file = GgufFile::open(kReference / "checkpoints" / name);
            QVERIFY(hasTokenizer(*file));
            QVERIFY(ggufTokenizer(*file)->encode("The mill by the water").size() > 3);
        }
    }

    void rolesAndSwitches()
    {
        const std::vector<std::string> texts{"<unk>", "<s>", "</s>", "a", "▁", "▁a", "[MASK]"};
        const auto kinds = std::vector<std::int32_t>{2, 3, 3, 1, 1, 1, 3};
        const auto scores = std::vector<float>{0, 0, 0, -1, -2, -0.5, 0};
        const auto metadata = [&] {
            Metadata start;
            start.text("model", "llama").texts("tokens", texts).numbers("token_type", kInt32, kinds).numbers("scores", kFloat32, scores);
            return start;
        };
        const auto pieces = [](const Metadata &file) {
            std::string joined;
            for (const Token &token : ggufTokenizer(*file.file())->encode("a a<s>?"))
                joined += (joined.empty() ? "" : "|") + token.piece;
            return joined;
        };
        QCOMPARE(pieces(metadata().number("bos_token_id", 1)), std::string("<s>|▁a|▁a|<s>|▁|<unk>"));
        QCOMPARE(pieces(metadata().number("bos_token_id", 1).flag("add_bos_token", false).flag("add_space_prefix", false)),
            std::string("a|▁a|<s>|<unk>"));
        QCOMPARE(ggufTokenizer(*metadata().number("mask_token_id", 6).file())->maskId(), 6);
        QCOMPARE(ggufTokenizer(*metadata().number("mask_token_id", 3).file())->maskId(), 3);
        // Ids that are not said, or said to be none, are those that every LLaMA has.
        QCOMPARE(pieces(metadata()), std::string("<s>|▁a|▁a|<s>|▁|<unk>"));
        QCOMPARE(pieces(metadata().number("bos_token_id", kNone).number("eos_token_id", kNone).number("mask_token_id", kNone)),
            std::string("<s>|▁a|▁a|<s>|▁|<unk>"));
        QCOMPARE(pieces(metadata().flag("add_bos_token", false).flag("add_eos_token", true).number("eos_token_id", kNone)),
            std::string("▁a|▁a|<s>|▁|<unk>|</s>"));
    }

    void settingsOfSentencePieceMeanWhatTheyMeanThere()
    {
        const auto ids = [](const Metadata &file, const char *text) { return idsOf(ggufTokenizer(*file.file())->encode(text)); };
        const Metadata plain = llama();
        const auto with = [](const char *name, bool value) { return llama().flag(name, value); };
        QVERIFY(ids(plain, "the  mill ") != ids(plain, "the mill"));
        QCOMPARE(ids(with("remove_extra_whitespaces", true), "the  mill "), ids(plain, "the mill"));
        QCOMPARE(ids(with("remove_extra_whitespaces", false), "the  mill "), ids(plain, "the  mill "));
        QVERIFY(ids(with("add_space_prefix", false), "the mill") != ids(plain, "the mill"));
        QCOMPARE(ids(with("add_space_prefix", false), " the mill"), ids(plain, "the mill"));
        QCOMPARE(ids(with("escape_whitespaces", true), "the mill"), ids(plain, "the mill"));

        const SentencePieceModel composing = SentencePieceModel::read(kReference / "tokenizers/sentencepiece/unigram.model");
        QVERIFY(!composing.charsmap.empty());
        const std::vector<char> charsmap(composing.charsmap.begin(), composing.charsmap.end());
        for (const std::uint32_t type : {kUint8, kInt8}) {
            const Metadata mapped = llama().numbers("precompiled_charsmap", type, charsmap);
            QVERIFY(ids(plain, "ﬁve ①") != ids(plain, "five 1"));
            QCOMPARE(ids(mapped, "ﬁve ①"), ids(plain, "five 1"));
        }
        QCOMPARE(ids(llama().numbers("precompiled_charsmap", kUint8, std::vector<char>{}), "ﬁve"), ids(plain, "ﬁve"));
    }

    void whatGoesWithAWayToCutWords()
    {
        const auto ids = [](const char *way, const char *text) {
            return idsOf(ggufTokenizer(*llama3(way).flag("add_bos_token", false).file())->encode(text));
        };
        const char *marked = "cafe\u0301"; // the official tokenizers of some compose letters and marks
        for (const char *way : {"qwen2", "olmo", "mpt"})
            QCOMPARE(ids(way, marked), ids(way, "café"));
        for (const char *way : {"gpt-2", "phi-2", "llama-bpe", "llama3", "llama-v3", "smollm", "starcoder", "refact"})
            QVERIFY2(ids(way, marked) != ids(way, "café"), way);
        // Old files of GPT-2 do not say how they cut; of others nobody knows.
        const auto old = [](const char *architecture) { return llama3(nullptr).architecture(architecture); };
        QCOMPARE(idsOf(ggufTokenizer(*old("gpt2").file())->encode("The mill 123")), ids("gpt-2", "The mill 123"));
        QVERIFY_ERROR(ggufTokenizer(*old("llama").file()), "the file does not say how words are cut (tokenizer.ggml.pre)");
    }

    void refusals()
    {
        const auto refuses = [](const Metadata &metadata, const char *words) { QVERIFY_ERROR(ggufTokenizer(*metadata.file()), words); };
        QVERIFY(!hasTokenizer(*Metadata().text("model", "llama").file()));
        refuses(Metadata(), "tokenizer.ggml.model");
        refuses(Metadata().text("model", "bert"), "the tokenizer “bert” (tokenizer.ggml.model) is not supported. Supported: llama, gpt2");
        refuses(Metadata().text("model", "llama"), "tokenizer.ggml.tokens");
        refuses(Metadata().text("model", "llama").texts("tokens", {}), "is empty");
        refuses(Metadata().text("model", "llama").texts("tokens", {"a"}).numbers("scores", kFloat32, std::vector<float>{1, 2}),
            "“tokenizer.ggml.scores” has 2 entries for 1 tokens");
        refuses(Metadata().text("model", "llama").texts("tokens", {"a"}).numbers("token_type", kInt32, std::vector<std::int32_t>{}),
            "has 0 entries");
        refuses(Metadata().text("model", "llama").texts("tokens", {"a"}).number("bos_token_id", 1), "is 1. There are 1 tokens");
        const auto ofWords = [] { return Metadata().text("model", "gpt2").text("pre", "gpt-2").texts("tokens", {"a"}); };
        refuses(ofWords(), "tokenizer.ggml.merges");
        refuses(ofWords().texts("merges", {"a b"}), "needs the piece “b”");
        for (const char *way : {"magic", "default", "stablelm2", "deepseek-llm", "falcon", "tekken", "llama4", "QWEN2", ""})
            refuses(Metadata().text("model", "gpt2").text("pre", way).texts("tokens", {"a"}),
                ("“" + std::string(way) + "” (tokenizer.ggml.pre) is not known").c_str());
        refuses(Metadata().text("model", "gpt2").texts("tokens", {"a"}), "does not say how words are cut");
        refuses(ofWords().numbers("precompiled_charsmap", kUint8, std::vector<char>{1}), "“tokenizer.ggml.precompiled_charsmap” is not supported");
        for (const char *name : {"escape_whitespaces", "remove_extra_whitespaces", "treat_whitespace_as_suffix", "add_sep_token"})
            refuses(ofWords().flag(name, true), (std::string("“tokenizer.ggml.") + name + "” is on").c_str());
        refuses(llama3("gpt-2").flag("add_eos_token", true), "“tokenizer.ggml.eos_token_id” does not say which");
        refuses(llama3("gpt-2").flag("add_eos_token", true).number("eos_token_id", kNone), "“tokenizer.ggml.eos_token_id” does not say which");
    }

    void numbersThatAreNone()
    {
        const auto refuses = [](const Metadata &metadata, const char *words) { QVERIFY_ERROR(ggufTokenizer(*metadata.file()), words); };
        const auto pieces = [] { return Metadata().text("model", "llama").texts("tokens", {"<unk>", "<s>", "a"}); };
        const float none = std::numeric_limits<float>::quiet_NaN();
        refuses(pieces().numbers("scores", kFloat32, std::vector<float>{0, 0, none}), "the score of the token “a” is no number");
        const auto lowest = pieces().numbers("scores", kFloat32, std::vector<float>{0, 0, -std::numeric_limits<float>::infinity()});
        QCOMPARE(ggufTokenizer(*lowest.file())->vocabularySize(), 3);
        for (const std::int32_t type : {-1, 7, 1 << 30})
            refuses(pieces().numbers("token_type", kInt32, std::vector<std::int32_t>{2, 3, type}),
                ("the token “a” is of type " + std::to_string(type) + ", which does not exist").c_str());
        QCOMPARE(ggufTokenizer(*pieces().numbers("token_type", kInt32, std::vector<std::int32_t>{2, 3, 0}).file())->vocabularySize(), 3);
        refuses(llama().flag("escape_whitespaces", false), "“escape_whitespaces” off");
        refuses(llama().flag("treat_whitespace_as_suffix", true), "“treat_whitespace_as_suffix”");
        refuses(llama().flag("add_sep_token", true), "“tokenizer.ggml.add_sep_token” is on");
        refuses(llama().number("remove_extra_whitespaces", 1), "expected true or false");
        refuses(llama().numbers("precompiled_charsmap", kUint8, std::vector<char>{1, 2, 3}), "x.gguf");
        refuses(llama().text("precompiled_charsmap", "abcd"), "an array of whole numbers");
        refuses(llama().numbers("precompiled_charsmap", kInt32, std::vector<std::int32_t>{65, 256}), "256 is no byte");
    }
};

QTEST_APPLESS_MAIN(GgufTokenizerTest)
#include "gguf_tokenizer_test.moc"
