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
        const Checkpoint checkpoint = Checkpoint::open(folder());
        QCOMPARE(checkpoint.tensors().size(), std::size_t{1});
        QCOMPARE(checkpoint.shardThatLacks("b").value_or(""), std::string("one.safetensors"));
        QVERIFY(!checkpoint.shardThatLacks("a") && !checkpoint.shardThatLacks("c"));
        writeIndex(R"({"weight_map":{"a":"two.safetensors"}})");
        QVERIFY_ERROR(Checkpoint::open(folder()), "two.safetensors: there is no such file");
        writeIndex(R"({"weight_map":{}})");
        QVERIFY_ERROR(Checkpoint::open(folder()), "lists no tensors");
        writeIndex(R"({})");
        QVERIFY_ERROR(Checkpoint::open(folder()), "“weight_map” is missing");
        writeIndex(R"({"weight_map":{"a":5}})");
        QVERIFY_ERROR(Checkpoint::open(folder()), "expected a string");
        writeIndex(R"({"weight_map":{"a":"one.safetensors","a":"one.safetensors"}})");
        QCOMPARE(Checkpoint::open(folder()).tensors().size(), std::size_t{1}); // as Python reads it, the last counts
    }

    // The index only says which files there are; what is in them counts, of a name in several the one in the last.
    void tensorsThatTheIndexLeavesOut()
    {
        writeSafetensors(folder() / "b.safetensors", std::vector<FloatTensor>{{"x", {1}, std::vector<float>{2}}, {"more", {2, 2}, m_values}});
        writeSafetensors(folder() / "a.safetensors", std::vector<FloatTensor>{{"x", {1}, std::vector<float>{1}}});
        writeIndex(R"({"weight_map":{"x":"a.safetensors","y":"b.safetensors"}})");
        const Checkpoint checkpoint = Checkpoint::open(folder());
        QVERIFY(checkpoint.contains("more"));
        QCOMPARE(checkpoint.tensors().size(), std::size_t{2});
        float x = 0;
        toFloats(DType::f32, checkpoint.at("x").bytes, {&x, 1});
        QCOMPARE(x, 2.0f);
        QCOMPARE(checkpoint.shardThatLacks("y").value_or(""), std::string("b.safetensors"));
    }

    void unreadTensorsCountAsThere()
    {
        writeFile(folder() / "model.safetensors",
            safetensorsBytes(R"({"c":{"dtype":"C64","shape":[1],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[8],"data_offsets":[8,16]}})",
                "1234567812345678"));
        const Checkpoint checkpoint = Checkpoint::open(folder());
        QCOMPARE(checkpoint.tensors().size(), std::size_t{1});
        QVERIFY(checkpoint.contains("c") && !checkpoint.find("c"));
        QVERIFY_ERROR(checkpoint.at("c"), ", c: its numbers are of type C64, which is not supported. Save the tensor as F32");
        QVERIFY_ERROR(checkpoint.requireReadable("c"), "C64");
        checkpoint.requireReadable("a");
        checkpoint.requireReadable("none");
    }

    void namesLoseAPrefix()
    {
        writeShard("model.safetensors", {"model.b", "model.a", "c"});
        const Checkpoint checkpoint = Checkpoint::open(folder());
        const std::optional<Checkpoint> renamed = checkpoint.withoutPrefix("model.");
        QVERIFY(renamed && renamed->contains("a") && renamed->contains("b") && renamed->contains("c"));
        QCOMPARE(renamed->tensors()[0].name, std::string("a"));
        QVERIFY(!checkpoint.withoutPrefix("module.")); // none has it
        writeShard("model.safetensors", {"model.a", "a"});
        QVERIFY(!Checkpoint::open(folder()).withoutPrefix("model.")); // two would be the same
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

    void saysWhatIsThereInstead_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("ONNX") << QByteArray("model.onnx") << QByteArray("model.onnx is there, but that format is not supported (ONNX)");
        QTest::newRow("ONNX below") << QByteArray("onnx/model.onnx") << QByteArray("onnx/model.onnx is there, but that format is not supported (ONNX)");
        QTest::newRow("Flax") << QByteArray("flax_model.msgpack") << QByteArray("that format is not supported (Flax)");
        QTest::newRow("TensorFlow") << QByteArray("saved_model.pb") << QByteArray("that format is not supported (TensorFlow)");
        QTest::newRow("OpenVINO") << QByteArray("openvino_model.bin") << QByteArray("that format is not supported (OpenVINO)");
        QTest::newRow("OpenVINO below") << QByteArray("openvino/openvino_model.xml") << QByteArray("(OpenVINO)");
        QTest::newRow("the maker's") << QByteArray("consolidated.00.pth") << QByteArray("that format is not supported (its maker's own)");
        QTest::newRow("unfinished") << QByteArray("model.safetensors.incomplete")
                                    << QByteArray("an unfinished download: model.safetensors.incomplete. Fetch the model again");
        QTest::newRow("unfinished in the hub's folder")
            << QByteArray(".cache/huggingface/download/abc.incomplete") << QByteArray("an unfinished download: .cache/huggingface/download/abc.incomplete");
        QTest::newRow("a shard") << QByteArray("model-00001-of-00002.safetensors")
                                 << QByteArray("such as model-00001-of-00002.safetensors, and their list model.safetensors.index.json is missing");
        QTest::newRow("a shard of PyTorch") << QByteArray("pytorch_model-00002-of-00003.bin")
                                            << QByteArray("their list pytorch_model.bin.index.json is missing");
        QTest::newRow("another name") << QByteArray("weights.safetensors")
                                      << QByteArray("there is weights.safetensors. Open that file instead of the folder");
        QTest::newRow("training") << QByteArray("training_args.bin") << QByteArray("no weights were found: looked for");
        QTest::newRow("configuration") << QByteArray("config.json") << QByteArray("Only the rest of a model is here; fetch its weights too");
    }

    void saysWhatIsThereInstead()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, words);
        const std::filesystem::path file = folder() / name.constData();
        std::filesystem::create_directories(file.parent_path());
        writeFile(file, "{}");
        QVERIFY_ERROR(Checkpoint::open(folder()), words.constData());
    }

    void anUnfinishedSnapshotOfACache()
    {
        const std::filesystem::path snapshot = folder() / "models--a--b" / "snapshots" / "0123";
        std::filesystem::create_directories(snapshot);
        std::filesystem::create_directories(folder() / "models--a--b" / "blobs");
        writeFile(folder() / "models--a--b" / "blobs" / "89ab.incomplete", "x");
        QVERIFY_ERROR(Checkpoint::open(snapshot), "an unfinished download: ../../blobs/89ab.incomplete");
    }

    void modelsInFoldersInside()
    {
        const auto put = [&](const char *inner, const char *config) {
            std::filesystem::create_directories(folder() / inner);
            writeFile(folder() / inner / "config.json", config);
            writeFile(folder() / inner / "pytorch_model.bin", "x");
        };
        put("1_Dense", R"({"in_features": 3})"); // of sentence-transformers: no model
        put("0_Transformer", R"({"model_type": "bert"})");
        QVERIFY_ERROR(Checkpoint::open(folder()), "the model is in the folder 0_Transformer. Open that folder");
        put("checkpoint-500", R"({"model_type": "bert"})");
        QVERIFY_ERROR(Checkpoint::open(folder()), "there are models in the folders 0_Transformer, checkpoint-500. Open one of them");
    }

    void adapters()
    {
        writeFile(folder() / "adapter_model.safetensors", "x");
        QVERIFY_ERROR(Checkpoint::open(folder()), "this is an adapter for another model: changes to a model's weights, not a model. Merge it");
        writeFile(folder() / "adapter_config.json", R"({"peft_type":"LORA","base_model_name_or_path":"org/base"})");
        QVERIFY_ERROR(Checkpoint::open(folder()), "this is a LORA adapter for org/base");
    }

    void linksThatLeadNowhere()
    {
        std::filesystem::create_symlink("../../blobs/0123", folder() / "model.safetensors");
        QVERIFY_ERROR(Checkpoint::open(folder()),
            "model.safetensors: this is a link, and what it leads to is missing (../../blobs/0123). A download may not have finished");
        std::filesystem::create_symlink("config.json", folder() / "config.json");
        QVERIFY_ERROR(Json::read(folder() / "config.json"), "a link that leads back to itself");
        // Weights of the other kind that are whole come first.
        std::filesystem::copy_file(sourcePath("tests/reference/checkpoints/zip.bin"), folder() / "pytorch_model.bin");
        std::filesystem::remove(folder() / "config.json");
        QCOMPARE(Checkpoint::open(folder()).format(), CheckpointFormat::pytorch);
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

    void aFolderWithTheParts()
    {
        for (const std::uint32_t part : {0u, 1u})
            writeFile(folder() / ("m-0000" + std::to_string(part + 1) + "-of-00002.gguf"),
                GgufBytes().start(0, 2).key("split.no", part).key("split.count", 2).bytes());
        QVERIFY_ERROR(Checkpoint::open(folder()), "m-00001-of-00002.gguf: this is part 1 of a model in 2 GGUF files");
    }
};

QTEST_APPLESS_MAIN(CheckpointTest)
#include "checkpoint_test.moc"
