#include "src/formats/atomic_file.h"
#include "src/formats/checkpoint.h"
#include "src/formats/safetensors_writer.h"
#include "tests/src/formats/error_of.h"
#include "tests/src/formats/gguf_file.h"
#include "tests/src/formats/raw_bytes.h"
#include "tests/src/formats/safetensors_file.h"

#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <fstream>
#include <sys/mman.h>
#include <unistd.h>

using namespace headscope;

class CheckpointTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    const std::vector<float> m_values{1, 2, 3, 4};

    std::filesystem::path folder() const { return m_folder->path().toStdString(); }
    void writeShard(const char *file, std::vector<std::string> names) const
    {
        std::vector<FloatTensor> tensors;
        for (const std::string &name : names)
            tensors.push_back({name, {2, 2}, m_values});
        writeSafetensors(folder() / file, tensors, {{"file", file}});
    }
    void writeIndex(const char *text) const { writeFile(folder() / "model.safetensors.index.json", text); }

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void oneFile()
    {
        writeShard("model.safetensors", {"b", "a"});
        const Checkpoint checkpoint = Checkpoint::open(folder());
        QCOMPARE(checkpoint.tensors().size(), std::size_t{2});
        QCOMPARE(checkpoint.at("a").shape, (std::vector<std::int64_t>{2, 2}));
        QCOMPARE(checkpoint.bytes(), std::size_t{32});
        QVERIFY(checkpoint.contains("b") && !checkpoint.contains("c"));
        QVERIFY_ERROR(checkpoint.at("c"), "“c” is missing among 2, e.g. “a”");
        QCOMPARE(Checkpoint::open(folder() / "model.safetensors").tensors().size(), std::size_t{2});
    }

    // A header of 0x280 bytes begins like a pickle.
    void headersOfEveryLength()
    {
        const std::vector<FloatTensor> tensors{{"a", {2, 2}, m_values}};
        for (int padding = 0; padding < 300; ++padding) {
            writeSafetensors(
                folder() / "model.safetensors", tensors, {{"note", std::string(static_cast<std::size_t>(400 + padding), 'x')}});
            QCOMPARE(Checkpoint::open(folder()).tensors().size(), std::size_t{1});
        }
    }

    void shards()
    {
        writeShard("model-1.safetensors", {"a", "b"});
        writeShard("model-2.safetensors", {"c"});
        writeIndex(
            R"({"metadata":{"total_size":48},"weight_map":{"c":"model-2.safetensors","a":"model-1.safetensors","b":"model-1.safetensors"}})");
        Checkpoint copy = [&] { return Checkpoint::open(folder()); }();
        QCOMPARE(copy.tensors().size(), std::size_t{3});
        QCOMPARE(copy.tensors()[0].name, std::string("a"));
        QCOMPARE(copy.at("c").bytes.size(), std::size_t{16});
        QCOMPARE(copy.bytes(), std::size_t{48});
        // The mappings live as long as a copy does, whatever happens to the files.
        m_folder.reset();
        float first = 0;
        toFloats(DType::f32, copy.at("c").bytes.first(4), {&first, 1});
        QCOMPARE(first, 1.0f);
    }

    void incompleteShards()
    {
        writeShard("one.safetensors", {"a"});
        writeIndex(R"({"weight_map":{"a":"one.safetensors","b":"one.safetensors"}})");
        QVERIFY_ERROR(Checkpoint::open(folder()), "“b” should be in one.safetensors");
        writeIndex(R"({"weight_map":{"a":"two.safetensors"}})");
        QVERIFY_ERROR(Checkpoint::open(folder()), "two.safetensors: there is no such file");
        writeIndex(R"({"weight_map":{}})");
        QVERIFY_ERROR(Checkpoint::open(folder()), "lists no tensors");
        writeIndex(R"({})");
        QVERIFY_ERROR(Checkpoint::open(folder()), "“weight_map” is missing");
        writeIndex(R"({"weight_map":{"a":5}})");
        QVERIFY_ERROR(Checkpoint::open(folder()), "expected a string");
        writeIndex(R"({"weight_map":{"a":"one.safetensors","a":"one.safetensors"}})");
        QVERIFY_ERROR(Checkpoint::open(folder()), "two tensors “a”");
    }

    void shardsStayInTheFolder_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char *name : {"../x.safetensors", "/etc/passwd", "sub/x.safetensors", "..", ".", "", "a\\\\b"})
            QTest::newRow(name) << QByteArray(name);
    }

    void shardsStayInTheFolder()
    {
        QFETCH(QByteArray, name);
        writeIndex(("{\"weight_map\":{\"a\":\"" + name + "\"}}").constData());
        QVERIFY_ERROR(Checkpoint::open(folder()), "is not a plain file name");
    }

    void namesEndAtNoZero()
    {
        writeShard("x", {"a"});
        writeIndex(R"({"weight_map":{"a":"x\u0000/../y"}})");
        try {
            Checkpoint::open(folder());
            QFAIL("a name with a zero in it was opened");
        } catch (const Error &error) {
            QVERIFY(error.problem().ends_with("is not a plain file name"));
        }
    }

    // 512 MB of weights that lie nowhere: a file with a hole. What is read of it comes into the page cache, and that is counted.
    void openingReadsHeadersOnly_data()
    {
        constexpr std::uint64_t count = std::uint64_t{1} << 27;
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("start");
        QTest::newRow("safetensors") << QByteArray("model.safetensors")
                                     << QByteArray::fromStdString(safetensorsBytes(
                                            R"({"w":{"dtype":"F32","shape":[134217728],"data_offsets":[0,536870912]}})", ""));
        GgufBytes gguf;
        gguf.start(2, 6)
            .key("general.architecture", "llama")
            .key("llama.embedding_length", 8)
            .key("llama.block_count", 1)
            .key("llama.feed_forward_length", 16)
            .key("llama.attention.head_count", 2)
            .key("llama.context_length", 32)
            .text("token_embd.weight")
            .u32(2)
            .u64(8)
            .u64(4)
            .u32(0)
            .u64(0)
            .tensor("output_norm.weight", count, 0, 0);
        QTest::newRow("GGUF") << QByteArray("model.gguf") << QByteArray::fromStdString(gguf.pad().bytes());
        // The older of torch.save's containers: pickles, then storages. (The zip archive's list of contents is read from its end.)
        const std::string magic = rawBytes("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.\x80\x02}.");
        const std::string pickle
            = rawBytes("\x80\x02}U\x01wctorch._utils\n_rebuild_tensor_v2\n((U\x07storagectorch\nFloatStorage\nU\x01\x30U\x03")
            + rawBytes("cpuJ\0\0\0\x08tQK\0J\0\0\0\x08\x85K\1\x85\x89NtRs.");
        const std::string keys = rawBytes("\x80\x02]U\x01\x30\x61.\0\0\0\x08\0\0\0\0");
        QTest::newRow("PyTorch") << QByteArray("pytorch_model.bin") << QByteArray::fromStdString(magic + pickle + keys);
    }

    void openingReadsHeadersOnly()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, start);
        const std::filesystem::path path = folder() / name.constData();
        std::ofstream(path, std::ios::binary).write(start.constData(), start.size());
        std::filesystem::resize_file(path, static_cast<std::uintmax_t>(start.size()) + (std::uintmax_t{1} << 29));
        const Checkpoint checkpoint = Checkpoint::open(folder());
        const auto largest = std::max_element(checkpoint.tensors().begin(), checkpoint.tensors().end(),
            [](const StoredTensor &a, const StoredTensor &b) { return a.bytes.size() < b.bytes.size(); });
        QCOMPARE(largest->count(), std::size_t{1} << 27);
        const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
        const std::uintptr_t first = (reinterpret_cast<std::uintptr_t>(largest->bytes.data()) + page - 1) / page * page;
        std::vector<unsigned char> resident((largest->bytes.size() - page) / page);
        QCOMPARE(::mincore(reinterpret_cast<void *>(first), resident.size() * page, resident.data()), 0);
        const auto read = std::count_if(resident.begin(), resident.end(), [](unsigned char flags) { return flags & 1; });
        QVERIFY2(read < 1000, qPrintable(QString::number(read))); // of 131,072; the system reads a little ahead of the header
    }

    void saysWhatIsThere()
    {
        QVERIFY_ERROR(Checkpoint::open(folder() / "none"), "no such file or folder");
        QVERIFY_ERROR(Checkpoint::open(folder()), "looked for model.safetensors, model.safetensors.index.json, pytorch_model.bin");
        writeFile(folder() / "tf_model.h5", "x");
        QVERIFY_ERROR(Checkpoint::open(folder()), "tf_model.h5 is there, but that format is not supported");
    }

    void configOfTheFolderOrBesideTheFile()
    {
        writeShard("model.safetensors", {"a"});
        QVERIFY_ERROR(Checkpoint::open(folder()).config(), "there is no config.json");
        writeFile(folder() / "config.json", R"({"model_type":"x"})");
        QCOMPARE(Checkpoint::open(folder()).config().at("model_type").get<std::string>(), std::string("x"));
        QCOMPARE(Checkpoint::open(folder() / "model.safetensors").config().size(), std::size_t{1});
        QCOMPARE(Checkpoint::open(folder() / "config.json").tensors().size(), std::size_t{1}); // the folder is meant
        writeFile(folder() / "config.json", "{");
        QVERIFY_ERROR(Checkpoint::open(folder()), "config.json: this is not valid JSON");
    }

    void aFolderWithOneGgufFile()
    {
        const std::filesystem::path gguf = sourcePath("tests/reference/checkpoints/llama.gguf");
        std::filesystem::copy_file(gguf, folder() / "tiny.gguf");
        writeFile(folder() / "config.json", R"({"model_type":"not this"})");
        const Checkpoint checkpoint = Checkpoint::open(folder());
        QCOMPARE(checkpoint.format(), CheckpointFormat::gguf);
        QVERIFY(checkpoint.contains("model.layers.1.self_attn.q_proj.weight"));
        QCOMPARE(checkpoint.config().at("model_type").get<std::string>(), std::string("llama"));
        std::filesystem::copy_file(gguf, folder() / "other.gguf");
        QVERIFY_ERROR(Checkpoint::open(folder()), "there are 2 GGUF files: other.gguf, tiny.gguf. Open one of them");
        writeShard("model.safetensors", {"a"}); // is preferred
        QCOMPARE(Checkpoint::open(folder()).format(), CheckpointFormat::safetensors);
    }
};

QTEST_APPLESS_MAIN(CheckpointTest)
#include "checkpoint_test.moc"
