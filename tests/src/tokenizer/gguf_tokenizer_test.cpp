#include "src/tokenizer/gguf_tokenizer.h"

#include "src/formats/json.h"
#include "src/tokenizer/sentencepiece_model.h"
#include "tests/src/formats/error_of.h"
#include "tests/src/formats/gguf_file.h"
#include "tests/src/tokenizer/recording.h"

#include <QtTest>
#include <functional>

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

constexpr std::uint32_t kInt32 = 5;
constexpr std::uint32_t kFloat32 = 6;

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

/// The tokenizer.json of the recording llama3.json.
Metadata llama3()
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
    metadata.text("model", "gpt2").text("pre", "llama-bpe").texts("tokens", texts).numbers("token_type", kInt32, types);
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
        refuses(Metadata().text("model", "gpt2").texts("tokens", {"a"}), "tokenizer.ggml.merges");
        refuses(Metadata().text("model", "gpt2").texts("tokens", {"a"}).texts("merges", {"a b"}), "needs the piece “b”");
        refuses(Metadata().text("model", "gpt2").text("pre", "magic").texts("tokens", {"a"}), "“magic” (tokenizer.ggml.pre) is not known");
    }
};

QTEST_APPLESS_MAIN(GgufTokenizerTest)
#include "gguf_tokenizer_test.moc"
