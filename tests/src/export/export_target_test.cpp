// What exports refuse to write over, by whatever name it is reached.
#include "src/export/export_target.h"
#include "tests/src/formats/error_of.h"

#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

using namespace headscope;
namespace fs = std::filesystem;

class ExportTargetTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_top = m_folder->path().toStdString();
        for (const char *folder : {"blobs", "model", "model/onnx", "elsewhere"})
            fs::create_directory(m_top / folder);
        for (const char *file : {"model/config.json", "model/onnx/model.onnx", "model/heads.csv", "blobs/1234", "elsewhere/in.csv", "small.gguf"})
            writeFile(m_top / file, "x");
        fs::create_symlink("../blobs/1234", m_top / "model/model.safetensors"); // as in a cache
    }

    void modelsAreNotWrittenOver_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("file") << QByteArray("model/config.json") << QByteArray("belongs to the model");
        QTest::newRow("link in a cache") << QByteArray("model/model.safetensors") << QByteArray("belongs to the model");
        QTest::newRow("the blob itself") << QByteArray("blobs/1234") << QByteArray("belongs to the model");
        QTest::newRow("in a folder below") << QByteArray("model/onnx/model.onnx") << QByteArray("belongs to the model");
        QTest::newRow("roundabout") << QByteArray("elsewhere/../model/./config.json") << QByteArray("belongs to the model");
        QTest::newRow("symbolic link") << QByteArray("elsewhere/soft.json") << QByteArray("belongs to the model");
        QTest::newRow("through a linked folder") << QByteArray("elsewhere/folder/config.json") << QByteArray("belongs to the model");
        QTest::newRow("hard link") << QByteArray("elsewhere/hard.csv") << QByteArray("belongs to the model");
        QTest::newRow("hard link of a blob") << QByteArray("elsewhere/blob.npy") << QByteArray("belongs to the model");
        QTest::newRow("a new part") << QByteArray("model/run.safetensors") << QByteArray("would become a part");
        QTest::newRow("a new tokenizer") << QByteArray("model/tokenizer.json") << QByteArray("would become a part");
        QTest::newRow("dangling link to a new part") << QByteArray("elsewhere/new.json") << QByteArray("would become a part");
        QTest::newRow("GGUF") << QByteArray("small.gguf") << QByteArray("it is the model");
        QTest::newRow("link to GGUF") << QByteArray("elsewhere/gguf.csv") << QByteArray("it is the model");
        QTest::newRow("text") << QByteArray("elsewhere/in.csv") << QByteArray("it is the text");
        for (const char *free : {"model/heads.csv", "model/heads.csv.json", "model/heads.svg", "model/onnx/run.json", "elsewhere/run.json",
                 "elsewhere/run.safetensors", "no/such/folder.json"})
            QTest::newRow(free) << QByteArray(free) << QByteArray();
    }

    void modelsAreNotWrittenOver()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, words);
        fs::create_symlink("../model/config.json", m_top / "elsewhere/soft.json");
        fs::create_directory_symlink("../model", m_top / "elsewhere/folder");
        fs::create_hard_link(m_top / "model/config.json", m_top / "elsewhere/hard.csv");
        fs::create_hard_link(m_top / "blobs/1234", m_top / "elsewhere/blob.npy");
        fs::create_symlink("../model/new.json", m_top / "elsewhere/new.json");
        fs::create_symlink("../small.gguf", m_top / "elsewhere/gguf.csv");
        const ExportSources sources{{m_top / "model", m_top / "small.gguf"}, {m_top / "elsewhere/in.csv"}};
        const fs::path path = m_top / target.toStdString();
        if (words.isEmpty())
            requireNoSource(path, sources);
        else
            QVERIFY_ERROR(requireNoSource(path, sources), words.constData());
    }

    void whatSomebodyElseWrote()
    {
        writeFile(m_top / "ours.json", R"({"file":"a.csv","hook":"blocks.0.attn.hook_pattern"})");
        writeFile(m_top / "view.json", R"({"settings":{"program":"Headscope 0.1.0"}})");
        writeFile(m_top / "theirs.json", R"({"file":"a.csv"})");
        writeFile(m_top / "theirs.png", "\x89PNG and more");
        fs::create_symlink("nowhere", m_top / "dangling.png");
        std::vector<fs::path> names;
        for (const char *name : {"none.json", "ours.json", "view.json", "theirs.json", "theirs.png", "dangling.png", "elsewhere"})
            names.push_back(m_top / name);
        QVERIFY((foreignFiles(names) == std::vector<fs::path>(names.begin() + 3, names.end())));
    }

    void aTableAndItsSideFileAreOne()
    {
        const auto write = [](AtomicFile &file) { file.write("table"); };
        writeWithSideFile(m_top / "a.csv", write, "settings");
        QVERIFY(fs::exists(m_top / "a.csv") && fs::exists(m_top / "a.csv.json"));
        fs::create_directory(m_top / "b.csv.json");
        QVERIFY_ERROR(writeWithSideFile(m_top / "b.csv", write, "settings"), "a folder has this name");
        QVERIFY(!fs::exists(m_top / "b.csv"));
        QVERIFY_ERROR(writeWithSideFile(m_top / (std::string(247, 'n') + ".csv"), write, "settings"), "shorter name");
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_top;
};

QTEST_APPLESS_MAIN(ExportTargetTest)
#include "export_target_test.moc"
