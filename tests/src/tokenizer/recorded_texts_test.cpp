// Ids, places, types and decoded texts of over 500 texts and some pairs against recordings of the official libraries
// (tests/reference/make_tokenizers.py), and against llama.cpp's hard cases where the shared data is there.
#include "src/formats/atomic_file.h"
#include "src/formats/mapped_file.h"
#include "tests/src/tokenizer/recording.h"

#include <QTemporaryDir>
#include <QtTest>
#include <iterator>
#include <sstream>

using namespace headscope;

namespace {

const std::filesystem::path kRecordings = sourcePath("tests/reference/tokenizers");
const std::filesystem::path kShared = sharedPath("data/tokenizers");

/// A file of a folder that is put together for a test: its name, and what it is a copy of or its text.
struct FolderFile {
    const char *name = nullptr;
    std::filesystem::path copied = {};
    const char *text = nullptr;
};
/// A recording, and the folder of its tokenizer or the files of which one is made.
struct Recorded {
    const char *name = nullptr;
    std::filesystem::path folder = {};
    std::vector<FolderFile> files = {};
    bool target = false; ///< recorded from text for the decoder
};

std::vector<Recorded> allRecorded()
{
    const std::filesystem::path models = kRecordings / "sentencepiece";
    const auto gpt2Files = [](const char *config, const char *settings) {
        return std::vector<FolderFile>{{"vocab.json", kShared / "gpt2/vocab.json"}, {"merges.txt", kShared / "gpt2/merges.txt"},
            {.name = "config.json", .text = config}, {.name = "tokenizer_config.json", .text = settings}};
    };
    std::vector<Recorded> all;
    for (const char *name :
        {"wordlevel", "wordpiece", "llama3", "qwen2", "bloom", "end_of_word", "bytes_first", "unigram", "byte_fallback"})
        all.push_back({name, kRecordings / name});
    all.push_back({"storyteller", sourcePath("resources/models/storyteller")});
    all.push_back(
        {"t5_files", {}, {{"spiece.model", models / "unigram.model"}, {.name = "config.json", .text = R"({"model_type":"t5"})"}}});
    all.push_back({"llama_files", {},
        {{"tokenizer.model", models / "bpe.model"}, {.name = "config.json", .text = R"({"model_type":"llama"})"},
            {.name = "tokenizer_config.json", .text = R"({"tokenizer_class":"LlamaTokenizer","add_bos_token":true,"add_eos_token":true})"}}});
    all.push_back({"xlmr_files", {},
        {{"sentencepiece.bpe.model", models / "xlmr.model"}, {.name = "config.json", .text = R"({"model_type":"xlm-roberta"})"}}});
    all.push_back({"sentencepiece_unigram", {}, {{"spiece.model", models / "unigram.model"}}});
    all.push_back({"sentencepiece_bpe", {}, {{"tokenizer.model", models / "bpe.model"}}});
    const std::vector<FolderFile> marian{
        {"source.spm", models / "unigram.model"}, {"target.spm", models / "target.model"}, {"vocab.json", models / "marian_vocab.json"}};
    all.push_back({"marian_source", {}, marian});
    all.push_back({"marian_target", {}, marian, true});
    for (const char *name : {"gpt2", "bert-base-uncased", "t5-small", "llama-2", "roberta-base", "clip", "whisper-tiny"})
        all.push_back({name, kShared / name});
    all.push_back({"bert_cased_files", {},
        {{"vocab.txt", kShared / "bert-base-cased/vocab.txt"}, {.name = "tokenizer_config.json", .text = R"({"do_lower_case":false})"}}});
    all.push_back({"qwen2_files", {}, gpt2Files(R"({"model_type":"qwen2"})", "{}")});
    all.push_back({"opt_files", {},
        gpt2Files(R"({"model_type":"opt"})", R"({"tokenizer_class":"GPT2Tokenizer","add_bos_token":true,"add_prefix_space":true})")});
    return all;
}

/// The blocks of a .inp file, each ended by a line of its own.
std::vector<std::string> blocksOf(std::string_view text)
{
    constexpr std::string_view separator = "\n__ggml_vocab_test__\n";
    std::vector<std::string> blocks;
    for (std::size_t at; (at = text.find(separator)) != text.npos; text.remove_prefix(at + separator.size()))
        blocks.emplace_back(text.substr(0, at));
    return blocks;
}

std::string decodedHash(const Tokenizer &tokenizer, const std::vector<int> &ids)
{
    RecordingHash hash;
    for (const char byte : tokenizer.decode(ids))
        hash.add(static_cast<unsigned char>(byte));
    return hash.text();
}

} // namespace

class RecordedTextsTest : public QObject {
    Q_OBJECT

    RecordedTexts m_texts;
    std::vector<Recorded> m_all = allRecorded();

private slots:
    void initTestCase()
    {
        m_texts = RecordedTexts::read(kRecordings / "texts.json");
        QVERIFY(m_texts.texts.size() >= 400);
        QVERIFY(std::ranges::max(m_texts.texts, {}, &std::string::size).size() >= 100'000);
    }

    void equalsTheRecording_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < m_all.size(); ++i)
            QTest::newRow(m_all[i].name) << static_cast<int>(i);
    }

    void equalsTheRecording()
    {
        QFETCH(int, index);
        const Recorded &recorded = m_all[static_cast<std::size_t>(index)];
        QTemporaryDir made;
        const std::filesystem::path folder = recorded.folder.empty() ? std::filesystem::path(made.path().toStdString()) : recorded.folder;
        if (!recorded.folder.empty() && !std::filesystem::exists(folder / "tokenizer.json"))
            QSKIP("this tokenizer is not part of the repository");
        for (const FolderFile &file : recorded.files) {
            if (!file.copied.empty() && !std::filesystem::exists(file.copied))
                QSKIP("this vocabulary is not part of the repository");
            if (file.copied.empty())
                writeFile(folder / file.name, file.text);
            else
                std::filesystem::copy_file(file.copied, folder / file.name);
        }
        const std::unique_ptr<Tokenizer> tokenizer = openTokenizer(folder);
        const Json recording = Json::read(kRecordings / (std::string(recorded.name) + ".json"));
        const auto unitsName = recording.at("units").get<std::string_view>();
        const RecordedUnits units = unitsName == "characters" ? RecordedUnits::characters
            : unitsName == "clusters"                         ? RecordedUnits::clusters
                                                              : RecordedUnits::clustersAndSpaces;
        const Json entries = recording.at("texts");
        QVERIFY(entries.size() >= m_texts.texts.size());
        int compared = 0;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const Json entry = entries.at(i);
            std::vector<std::string_view> texts;
            if (i < m_texts.texts.size()) {
                texts = {m_texts.texts[i]};
            } else {
                const auto &pair = m_texts.pairs.at(i - m_texts.texts.size());
                texts = {pair.first, pair.second};
            }
            const std::string what = "text " + std::to_string(i) + ": " + std::string(texts.front().substr(0, 80));
            const std::vector<Token> tokens = texts.size() == 2 ? tokenizer->encodePair(texts[0], texts[1])
                : recorded.target                               ? tokenizer->encodeTarget(texts[0])
                                                                : tokenizer->encode(texts[0]);
            if (entry.at(0).isNull())
                continue;
            QVERIFY2(idsAreAs(entry.at(0), idsOf(tokens)), what.c_str());
            ++compared;
            if (!entry.at(1).isNull())
                QVERIFY2(placesHash(tokens, texts, units) == entry.at(1).get<std::string_view>(), what.c_str());
            if (!entry.at(2).isNull())
                QVERIFY2(decodedHash(*tokenizer, idsOf(tokens)) == entry.at(2).get<std::string_view>(), what.c_str());
        }
        QVERIFY(compared >= 400);
    }

    void hardCasesOfLlamaCpp_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::newRow("gpt-2") << "gpt2";
        QTest::newRow("bert-bge") << "bert-base-uncased";
        QTest::newRow("llama-spm") << "llama-2";
    }

    void hardCasesOfLlamaCpp()
    {
        QFETCH(QString, folder);
        const std::string name = QTest::currentDataTag();
        if (!std::filesystem::exists(kShared / "expected" / (name + ".inp")))
            QSKIP("llama.cpp's test cases are not part of the repository");
        const std::unique_ptr<Tokenizer> tokenizer = openTokenizer(kShared / folder.toStdString());
        const std::vector<std::string> blocks = blocksOf(MappedFile::open(kShared / "expected" / (name + ".inp"))->text());
        std::istringstream lines{std::string(MappedFile::open(kShared / "expected" / (name + ".out"))->text())};
        QVERIFY(blocks.size() > 30);
        for (const std::string &block : blocks) {
            std::string line;
            QVERIFY(std::getline(lines, line));
            std::istringstream numbers(line);
            const std::vector<int> expected{std::istream_iterator<int>(numbers), {}};
            std::vector<int> ids;
            for (const Token &token : tokenizer->encode(block))
                if (token.sequence >= 0)
                    ids.push_back(token.id);
            QVERIFY2(ids == expected, block.c_str());
        }
    }

    void builtInUnknownWordsHaveReasons()
    {
        const std::unique_ptr<Tokenizer> tokenizer = openTokenizer(sourcePath("resources/models/blackboard"));
        for (const char *text : {"The cat sat on the mat", "Yesterday Xylophia quizzically zorped 17 fluffsome blorbs?!", "漢字 😀 \xff"}) {
            for (const Token &token : tokenizer->encode(text)) {
                const bool known = token.note.empty();
                const bool standsForMany = token.piece.front() == '[';
                QVERIFY2(known != standsForMany, token.display.c_str());
                QCOMPARE(QByteArray::fromStdString(token.display).isEmpty(), false);
            }
        }
    }
};

QTEST_APPLESS_MAIN(RecordedTextsTest)
#include "recorded_texts_test.moc"
