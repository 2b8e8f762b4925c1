// Ids and places of many texts against recordings of the official library (tests/reference/README.md), and against
// llama.cpp's hard cases where the shared data is there.
#include "src/formats/json.h"
#include "src/formats/mapped_file.h"
#include "src/tokenizer/tokenizer.h"

#include <QTemporaryDir>
#include <QtTest>
#include <filesystem>
#include <iterator>
#include <sstream>

using namespace headscope;

namespace {

const std::filesystem::path kSource = HEADSCOPE_SOURCE_DIR;
const std::filesystem::path kShared = kSource / "../shared/data/tokenizers";

std::vector<int> idsOf(const std::vector<Token> &tokens)
{
    std::vector<int> ids;
    for (const Token &token : tokens)
        ids.push_back(token.id);
    return ids;
}

std::vector<int> integers(const Json &list)
{
    std::vector<int> numbers;
    for (const Json number : list.elements())
        numbers.push_back(number.get<int>());
    return numbers;
}

/// The official spans of byte-level pieces are widened to whole characters.
std::pair<std::size_t, std::size_t> widened(std::string_view text, std::size_t begin, std::size_t end)
{
    const auto inside = [text](std::size_t at) { return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80; };
    while (inside(begin))
        --begin;
    while (inside(end))
        ++end;
    return {begin, end};
}

void compareWith(const std::filesystem::path &recording, const Tokenizer &tokenizer)
{
    int compared = 0;
    const Json all = Json::read(recording);
    for (const Json entry : all.elements()) {
        const auto text = entry.at("text").get<std::string>();
        const std::vector<Token> tokens = tokenizer.encode(text);
        QVERIFY2(idsOf(tokens) == integers(entry.at("ids")), text.c_str());
        for (std::size_t i = 0; entry.contains("byte_offsets") && i < tokens.size(); ++i) {
            const Json span = entry.at("byte_offsets").at(i);
            const auto ours = widened(text, tokens[i].begin, tokens[i].end);
            QVERIFY2(static_cast<int>(ours.first) == span.at(0).get<int>() && static_cast<int>(ours.second) == span.at(1).get<int>(),
                text.c_str());
        }
        ++compared;
    }
    QVERIFY(compared > 100);
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

} // namespace

class RecordedTextsTest : public QObject {
    Q_OBJECT

private slots:
    void storyteller()
    {
        compareWith(kSource / "tests/reference/tokenizers/storyteller.json", *openTokenizer(kSource / "resources/models/storyteller"));
    }

    void wordLevel()
    {
        compareWith(
            kSource / "tests/reference/tokenizers/wordlevel.json", *openTokenizer(kSource / "tests/reference/tokenizers/wordlevel"));
    }

    void gpt2()
    {
        if (!std::filesystem::exists(kShared / "gpt2/tokenizer.json"))
            QSKIP("GPT-2's tokenizer.json is not part of the repository");
        compareWith(kSource / "tests/reference/tokenizers/gpt2.json", *openTokenizer(kShared / "gpt2"));
    }

    void gpt2FromVocabularyAndMerges()
    {
        if (!std::filesystem::exists(kShared / "gpt2/vocab.json"))
            QSKIP("GPT-2's vocab.json is not part of the repository");
        QTemporaryDir folder;
        for (const char *name : {"vocab.json", "merges.txt"})
            std::filesystem::copy_file(kShared / "gpt2" / name, std::filesystem::path(folder.path().toStdString()) / name);
        compareWith(kSource / "tests/reference/tokenizers/gpt2.json", *openTokenizer(folder.path().toStdString()));
    }

    void hardCasesOfLlamaCpp()
    {
        if (!std::filesystem::exists(kShared / "expected/gpt-2.inp"))
            QSKIP("llama.cpp's test cases are not part of the repository");
        const std::unique_ptr<Tokenizer> tokenizer = openTokenizer(kShared / "gpt2");
        const std::vector<std::string> blocks = blocksOf(MappedFile::open(kShared / "expected/gpt-2.inp")->text());
        std::istringstream lines{std::string(MappedFile::open(kShared / "expected/gpt-2.out")->text())};
        QVERIFY(blocks.size() > 30);
        for (const std::string &block : blocks) {
            std::string line;
            QVERIFY(std::getline(lines, line));
            std::istringstream numbers(line);
            const std::vector<int> ids{std::istream_iterator<int>(numbers), {}};
            QVERIFY2(idsOf(tokenizer->encode(block)) == ids, block.c_str());
        }
    }

    void builtInUnknownWordsHaveReasons()
    {
        const std::unique_ptr<Tokenizer> tokenizer = openTokenizer(kSource / "resources/models/blackboard");
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
