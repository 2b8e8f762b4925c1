#include "src/formats/torch_file.h"

#include "src/formats/checkpoint.h"
#include "src/formats/safetensors.h"
#include "tests/src/formats/error_of.h"
#include "tests/src/formats/zip_file.h"

#include <QtTest>
#include <cstring>

using namespace headscope;

namespace {

const std::filesystem::path kFiles = sourcePath("tests/reference/checkpoints");

template <typename T>
std::vector<float> convert(const StoredTensor &tensor)
{
    std::vector<T> numbers(tensor.count());
    if (!numbers.empty())
        std::memcpy(numbers.data(), tensor.bytes.data(), tensor.bytes.size());
    return {numbers.begin(), numbers.end()};
}

std::vector<float> floatsOf(const StoredTensor &tensor)
{
    switch (tensor.dtype) {
    case DType::i64: return convert<std::int64_t>(tensor);
    case DType::i32: return convert<std::int32_t>(tensor);
    case DType::i16: return convert<std::int16_t>(tensor);
    case DType::i8: return convert<std::int8_t>(tensor);
    case DType::u8:
    case DType::boolean: return convert<std::uint8_t>(tensor);
    default: {
        std::vector<float> values(tensor.count());
        toFloats(tensor.dtype, tensor.bytes, values);
        return values;
    }
    }
}

std::shared_ptr<const TorchFile> opened(const std::string &bytes)
{
    return TorchFile::read(MappedFile::holding(std::as_bytes(std::span(bytes)), "x.bin"));
}

std::string text(std::string_view characters)
{
    return "U" + std::string(1, static_cast<char>(characters.size())) + std::string(characters);
}

std::string number(std::uint32_t value)
{
    std::string bytes = "J";
    return bytes.append(reinterpret_cast<const char *>(&value), 4);
}

std::string numbers(std::initializer_list<std::uint32_t> values)
{
    std::string tuple = "(";
    for (const std::uint32_t value : values)
        tuple += number(value);
    return tuple + "t";
}

std::string storage(std::string_view key, std::uint32_t count, const char *type = "FloatStorage")
{
    return "(" + text("storage") + "ctorch\n" + type + "\n" + text(key) + text("cpu") + number(count) + "tQ";
}

/// A tensor's value in a pickle.
std::string tensor(std::initializer_list<std::uint32_t> shape, std::initializer_list<std::uint32_t> strides, std::uint32_t offset = 0,
    const std::string &from = storage("0", 4))
{
    return "ctorch._utils\n_rebuild_tensor_v2\n(" + from + number(offset) + numbers(shape) + numbers(strides) + "\x89NtR";
}

/// A checkpoint of one storage of 4 floats, 1 2 3 4, and the given dictionary.
std::string checkpoint(const std::string &pickle)
{
    const std::vector<float> values{1, 2, 3, 4};
    const std::string data(reinterpret_cast<const char *>(values.data()), 16);
    return ZipBytes().add("a/data.pkl", "\x80\x02" + pickle + ".").add("a/data/0", data).bytes();
}

std::string dictionary(const std::string &value)
{
    return "}" + text("w") + value + "s";
}

} // namespace

class TorchFileTest : public QObject {
    Q_OBJECT

private slots:
    // The files of checkpoints/ were written by torch.save.
    void everyTensor_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char *name : {"zip.bin", "zip_protocol5.bin", "run.bin", "run_protocol4.bin", "sharded_bin"})
            QTest::newRow(name) << QByteArray(name);
    }

    void everyTensor()
    {
        QFETCH(QByteArray, name);
        const Checkpoint checkpoint = Checkpoint::open(kFiles / name.constData());
        const auto wanted = SafetensorsFile::open(kFiles / "torch.safetensors");
        QCOMPARE(checkpoint.format(), CheckpointFormat::pytorch);
        QCOMPARE(checkpoint.tensors().size(), wanted->tensors().size());
        for (const StoredTensor &recorded : wanted->tensors()) {
            const StoredTensor &stored = checkpoint.at(recorded.name);
            QCOMPARE(stored.shape, recorded.shape);
            QCOMPARE(floatsOf(stored), floatsOf(recorded));
        }
        QCOMPARE(checkpoint.at("i64").dtype, DType::i64);
        QCOMPARE(checkpoint.at("bf16").dtype, DType::bf16);
        QCOMPARE(checkpoint.at("bool").dtype, DType::boolean);
        if (name != "sharded_bin") // two tensors of one storage, not copied
            QCOMPARE(checkpoint.at("shared").bytes.data(), checkpoint.at("whole").bytes.data());
    }

    void insideOtherDictionaries()
    {
        const auto file = TorchFile::open(kFiles / "nested.bin");
        QCOMPARE(file->tensors().size(), std::size_t{2});
        QCOMPARE(file->tensors()[0].name, std::string("0.bias"));
        QCOMPARE(file->tensors()[1].shape, (std::vector<std::int64_t>{3, 2}));
    }

    void aWholeModuleIsRefused()
    {
        QVERIFY_ERROR(
            TorchFile::open(kFiles / "module.bin"), "asks to run torch.nn.modules.container.Sequential: refused; nothing was executed");
    }

    void namesWhatAFileAsksToRun()
    {
        QVERIFY_ERROR(
            opened(checkpoint("cos\nsystem\n(" + text("touch /tmp/x") + "tR")), "asks to run os.system: refused; nothing was executed");
        QVERIFY_ERROR(opened(checkpoint("ctorch\nload\n")), "asks to run torch.load");
        QVERIFY_ERROR(opened(checkpoint("ctorch.serialization\nload\n")), "torch.serialization.load");
        QVERIFY_ERROR(opened(checkpoint("cbuiltins\neval\n")), "asks to run builtins.eval");
        QVERIFY_ERROR(opened("\x80\x02"
                             "cos\nsystem\n"
                          + text("ls") + "\x85R."),
            "asks to run os.system");
    }

    void views()
    {
        const auto floats = [](const std::string &value) { return floatsOf(opened(checkpoint(dictionary(value)))->tensors().front()); };
        QCOMPARE(floats(tensor({2, 2}, {2, 1})), (std::vector<float>{1, 2, 3, 4}));
        QCOMPARE(floats(tensor({2, 2}, {1, 2})), (std::vector<float>{1, 3, 2, 4}));
        QCOMPARE(floats(tensor({2}, {1}, 2)), (std::vector<float>{3, 4}));
        QCOMPARE(floats(tensor({2}, {2}, 1)), (std::vector<float>{2, 4}));
        QCOMPARE(floats(tensor({1, 2, 1}, {7, 1, 9})), (std::vector<float>{1, 2})); // strides of an axis of one mean nothing
        QCOMPARE(floats(tensor({}, {}, 3)), std::vector<float>{4});
        QCOMPARE(floats(tensor({0, 5}, {9, 9}, 4)), std::vector<float>{});
        QCOMPARE(floats(tensor({3}, {0})), (std::vector<float>{1, 1, 1}));
        // Python 2: an OrderedDict with its entries as arguments.
        const auto old = opened(checkpoint("ccollections\nOrderedDict\n](" + ("]" + text("w") + "a" + tensor({4}, {1}) + "a") + "e\x85R"));
        QCOMPARE(old->tensors().front().name, std::string("w"));
        const auto parameter = opened(checkpoint(dictionary("ctorch._utils\n_rebuild_parameter\n" + tensor({4}, {1}) + "\x88N\x87R")));
        QCOMPARE(parameter->tensors().front().count(), std::size_t{4});
        const auto others = opened(checkpoint("}(" + text("epoch") + "K\x03" + text("w") + tensor({4}, {1}) + text("note") + "Nu"));
        QCOMPARE(others->tensors().size(), std::size_t{1});
        QCOMPARE(others->metadata().at("left out"), std::string("epoch, note"));
    }

    void brokenTensors_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("words");
        const auto row = [](const char *name, const std::string &value, const char *words) {
            QTest::newRow(name) << QByteArray::fromStdString(value) << QByteArray(words);
        };
        row("too long", tensor({5}, {1}), "x.bin, w: the tensor of shape [5] reaches beyond its storage of 4 numbers");
        row("offset", tensor({2}, {1}, 3), "reaches beyond its storage");
        row("offset beyond", tensor({1}, {1}, 4), "reaches beyond its storage");
        row("wide strides", tensor({2, 2}, {3, 2}), "reaches beyond its storage");
        row("strides that overflow", tensor({2, 2}, {0x7fffffff, 0x7fffffff}), "reaches beyond its storage");
        row("repeats a lot", tensor({0x7fffffff, 0x7fffffff}, {0, 0}), "more numbers than any file");
        row("negative size", tensor({0xffffffff}, {1}), "something that is no size");
        row("negative offset", tensor({1}, {1}, 0xffffffff), "do not belong together");
        row("fewer strides", tensor({2, 2}, {1}), "its shape [2, 2] and its strides do not belong together");
        row("many axes", tensor({1, 1, 1, 1, 1, 1, 1, 1, 1}, {1, 1, 1, 1, 1, 1, 1, 1, 1}), "no short list of numbers");
        row("storage missing", tensor({1}, {1}, 0, storage("1", 4)), "the storage “1” is missing in the archive");
        row("storage too large", tensor({1}, {1}, 0, storage("0", 5)), "the storage “0” has 16 bytes, its description says 20");
        row("storage negative", tensor({1}, {1}, 0, storage("0", 0xffffffff)), "description of a storage is broken");
        row("storage without a type", tensor({1}, {1}, 0, "(" + text("storage") + "N" + text("0") + text("cpu") + number(4) + "tQ"),
            "description of a storage is broken");
        row("key far too long",
            tensor({1}, {1}, 0,
                "(" + text("storage") + "ctorch\nFloatStorage\nX" + std::string("\x40\x42\x0f\x00", 4) + std::string(1000000, '0')
                    + text("cpu") + number(4) + "tQ"),
            "description of a storage is broken");
        row("two types", tensor({1}, {1}, 0, storage("0", 4)) + "s" + text("v") + tensor({1}, {1}, 0, storage("0", 4, "IntStorage")),
            "described in two ways");
        row("no storage", "ctorch._utils\n_rebuild_tensor_v2\n(NN))tR", "description of the tensor is broken");
        row("no arguments", "ctorch._utils\n_rebuild_tensor_v2\n)R", "description of the tensor is broken");
        row("same name", tensor({1}, {1}) + "s" + text("w") + tensor({1}, {1}), "two tensors “w”");
        std::string wrapped = tensor({1}, {1});
        for (int i = 0; i < 10; ++i)
            wrapped = "ctorch._utils\n_rebuild_parameter\n" + wrapped + "\x85R";
        row("parameters of parameters", wrapped, "no dictionary of tensors");
        row("no tensors", "N", "no dictionary of tensors");
    }

    void brokenTensors()
    {
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, words);
        QVERIFY_ERROR(opened(checkpoint(dictionary(value.toStdString()))), words.constData());
    }

    // A buffer or a bias that was expanded: one number, many times.
    void expandedTensors()
    {
        const auto file = opened(checkpoint(dictionary(tensor({100}, {0}, 2))));
        QCOMPARE(floatsOf(file->tensors().front()), std::vector<float>(100, 3.0f));
        QCOMPARE(floatsOf(opened(checkpoint(dictionary(tensor({3, 2}, {0, 1}))))->tensors().front()), (std::vector<float>{1, 2, 1, 2, 1, 2}));
        const auto endless = opened(checkpoint(dictionary(tensor({0x7fffffff}, {0}))));
        QVERIFY(endless->tensors().empty());
        QCOMPARE(endless->unread().front().name, std::string("w"));
        QVERIFY(endless->unread().front().problem.find("repeats or rearranges") != std::string::npos);
    }

    // What stands beside the weights and nobody needs may be of any type and build.
    void otherTypesAreLeftUnread()
    {
        const std::string whole = text("w") + tensor({4}, {1});
        const auto beside = [&](const std::string &value) {
            const auto file = opened(checkpoint("}(" + whole + text("x") + value + "u"));
            return file->tensors().size() == 1 && file->unread().size() == 1 && file->unread().front().name == "x"
                ? QString::fromStdString(file->unread().front().problem)
                : QString::number(file->unread().size());
        };
        // The storage of 16 bytes as two complex numbers, as quantised ones, as bytes without a type.
        const auto alone = [](const std::string &value) {
            const auto file = opened(checkpoint(dictionary(value)));
            return file->tensors().empty() && file->unread().size() == 1 ? QString::fromStdString(file->unread().front().problem) : QString();
        };
        QCOMPARE(alone(tensor({2}, {1}, 0, storage("0", 2, "ComplexFloatStorage"))),
            QStringLiteral("its numbers lie in a ComplexFloatStorage, which is not supported"));
        QCOMPARE(alone("ctorch._utils\n_rebuild_tensor_v3\n((" + text("storage") + "ctorch.storage\nUntypedStorage\n" + text("0") + text("cpu")
                     + number(16) + "tQ" + number(0) + numbers({8}) + numbers({1}) + "\x89Nctorch\nuint16\ntR"),
            QStringLiteral("its numbers are of type torch.uint16, which is not supported"));
        QCOMPARE(beside("ctorch._utils\n_rebuild_sparse_tensor\n(NNtR"),
            QStringLiteral("it is no ordinary tensor (sparse_tensor), which is not supported"));
        QCOMPARE(beside("ctorch._utils\n_rebuild_qtensor\n(N(ctorch\nper_tensor_affine\nttR"),
            QStringLiteral("it is no ordinary tensor (qtensor), which is not supported"));
    }

    void copiesStayWithinTheSizeOfTheFile()
    {
        std::string many = "}(";
        for (int i = 0; i < 300; ++i) // of 16 bytes each, described in 6
            many += "M" + std::string(1, static_cast<char>(i % 256)) + std::string(1, static_cast<char>(i / 256))
                + (i == 0 ? tensor({2, 2}, {1, 2}) + std::string("q\0", 2) : std::string("h\0", 2));
        QVERIFY_ERROR(opened(checkpoint(many + "u")), "a tensor has no name");
        many = "}(";
        for (int i = 0; i < 30; ++i) // 1 MB each
            many += text(std::to_string(i)) + (i == 0 ? tensor({262'144}, {0}) + std::string("q\0", 2) : std::string("h\0", 2));
        const auto file = opened(checkpoint(many + "u"));
        QCOMPARE(file->tensors().size(), std::size_t{4});
        QCOMPARE(file->unread().size(), std::size_t{26});
    }

    void otherArchivesAndPickles()
    {
        QVERIFY_ERROR(opened(ZipBytes().add("word/document.xml", "x").bytes()), "no data.pkl, so torch.save did not write it");
        QVERIFY_ERROR(opened(ZipBytes().add("a/data.pkl", "x").add("a/constants.pkl", "x").bytes()), "this is a TorchScript program");
        QVERIFY_ERROR(opened(ZipBytes().add("a/data.pkl", "x").add("a/byteorder", "big").bytes()), "big-endian");
        ZipBytes program; // torch.jit.save packs its code
        program.add("a/data.pkl", "x");
        program.method = 8;
        program.add("a/code/__torch__.py", "x");
        program.method = 0;
        QVERIFY_ERROR(opened(program.add("a/constants.pkl", "x").bytes()), "this is a TorchScript program");
        ZipBytes packed;
        packed.method = 8;
        QVERIFY_ERROR(opened(packed.add("a/data.pkl", "x").bytes()), "“a/data.pkl” is compressed");
        QVERIFY_ERROR(opened("\x80\x02N."), "a Python pickle, but torch.save did not write it");
        QVERIFY_ERROR(opened("something else"), "does not begin as torch.save's files do");
        QVERIFY_ERROR(opened("<!DOCTYPE html>"), "web page");
        QVERIFY_ERROR(opened("version https://git-lfs.github.com/spec/v1\n"), "git lfs pull");
    }

    void cutShort_data() { everyTensor_data(); }

    void cutShort()
    {
        QFETCH(QByteArray, name);
        if (name == "sharded_bin")
            return;
        const auto file = MappedFile::open(kFiles / name.constData());
        for (std::size_t size = 0; size < file->bytes().size(); size += 5) {
            const std::string part(file->text().substr(0, size));
            QVERIFY2(!errorOf([&] { opened(part); }).isEmpty(), qPrintable(QString::number(size)));
        }
    }
};

QTEST_APPLESS_MAIN(TorchFileTest)
#include "torch_file_test.moc"
