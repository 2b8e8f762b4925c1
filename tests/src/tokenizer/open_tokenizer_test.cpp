#include "src/formats/atomic_file.h"
#include "tests/src/formats/error_of.h"
#include "tests/src/tokenizer/small_tokenizers.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace headscope;

class OpenTokenizerTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path folder() const { return m_folder->path().toStdString(); }

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void tokenizerJsonComesFirst()
    {
        writeFile(folder() / "tokenizer.json", wordLevelJson({"x"}));
        writeFile(folder() / "vocab.json", "{}");
        writeFile(folder() / "merges.txt", "");
        QCOMPARE(openTokenizer(folder())->kind(), std::string("whole words"));
    }

    void vocabularyAndMerges()
    {
        writeFile(folder() / "vocab.json", R"({"a":0,"b":1,"Ġ":2,"ab":3,"Ġab":4,"<|endoftext|>":5})");
        writeFile(folder() / "merges.txt", "#version: 0.2\na b\r\nĠ ab\n\n");
        const std::unique_ptr<Tokenizer> tokenizer = openTokenizer(folder());
        QCOMPARE(piecesOf(*tokenizer, "ab ab<|endoftext|>"), std::string("ab|Ġab|<|endoftext|>"));
        QVERIFY(tokenizer->encode("<|endoftext|>").front().special);
        writeFile(folder() / "merges.txt", "a b c");
        QVERIFY_ERROR(openTokenizer(folder()), "merges.txt: the merge “a b c” has several spaces");
        writeFile(folder() / "merges.txt", "a x");
        QVERIFY_ERROR(openTokenizer(folder()), "merges.txt: a merge needs the piece “x”");
    }

    void saysWhatIsMissing()
    {
        QVERIFY_ERROR(openTokenizer(folder()), "there is no tokenizer in this folder. Fetch the model's tokenizer.json");
        writeFile(folder() / "tokenizer.model", "");
        QVERIFY_ERROR(openTokenizer(folder()), "tokenizer.model: the file is empty");
        writeFile(folder() / "tokenizer.model", "H\x01");
        QVERIFY_ERROR(openTokenizer(folder()), "tokenizer.model: the SentencePiece model has no pieces");
        writeFile(folder() / "tokenizer.model", "IQ== 0\nIg== 1\n");
        QVERIFY_ERROR(openTokenizer(folder()), "a tiktoken vocabulary, not a SentencePiece model");
        writeFile(folder() / "tokenizer.json", "{\"model\":");
        QVERIFY_ERROR(openTokenizer(folder()), "tokenizer.json: this is not valid JSON");
        QVERIFY_ERROR(openTokenizer(folder() / "none"), "there is no tokenizer");
    }
};

QTEST_APPLESS_MAIN(OpenTokenizerTest)
#include "open_tokenizer_test.moc"
