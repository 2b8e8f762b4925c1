#include "src/formats/gguf.h"

#include "src/formats/safetensors.h"
#include "tests/src/formats/error_of.h"
#include "tests/src/formats/gguf_file.h"

#include <QtTest>
#include <cstring>

using namespace headscope;

namespace {

const std::filesystem::path kFiles = sourcePath("tests/reference/checkpoints");

std::shared_ptr<const GgufFile> opened(std::string_view bytes)
{
    return GgufFile::read(MappedFile::holding(std::as_bytes(std::span(bytes)), "x.gguf"));
}

std::vector<float> floatsOf(const StoredTensor &tensor)
{
    std::vector<float> values(tensor.count());
    toFloats(tensor.dtype, tensor.bytes, values);
    return values;
}

/// A file of one value of the metadata, of the given type.
GgufBytes withValue(std::uint32_t type)
{
    return GgufBytes().start(0, 1).text("k").u32(type);
}

} // namespace

class GgufTest : public QObject {
    Q_OBJECT

private slots:
    // The files of checkpoints/ were written by the gguf Python package.
    void everyTypeOfNumber()
    {
        const auto file = GgufFile::open(kFiles / "types.gguf");
        const auto wanted = SafetensorsFile::open(kFiles / "types.safetensors");
        QCOMPARE(file->tensors().size(), std::size_t{10});
        QCOMPARE(file->tensors().size(), wanted->tensors().size());
        for (const StoredTensor &recorded : wanted->tensors()) {
            const StoredTensor *tensor = file->findTensor(recorded.name);
            QVERIFY2(tensor, recorded.name.c_str());
            QCOMPARE(tensor->shape, recorded.shape);
            const std::vector<float> values = floatsOf(*tensor);
            const std::vector<float> recordedValues = floatsOf(recorded);
            if (tensor->dtype != DType::q4_k) { // dtype_test says why
                QCOMPARE(values, recordedValues);
                continue;
            }
            for (std::size_t i = 0; i < values.size(); ++i)
                QVERIFY(std::abs(values[i] - recordedValues[i]) <= 1e-6f * (1 + std::abs(recordedValues[i])));
        }
        QCOMPARE(file->findTensor("q4_k")->dtype, DType::q4_k);
        QCOMPARE(file->findTensor("q6_k")->dtype, DType::q6_k);
        QCOMPARE(file->findTensor("bf16")->dtype, DType::bf16);
        QVERIFY(!file->findTensor("none"));
    }

    void everyTypeOfValue()
    {
        const auto file = GgufFile::open(kFiles / "types.gguf");
        QCOMPARE(file->at("a.u8").integer(), std::int64_t{200});
        QCOMPARE(file->at("a.i8").integer(), std::int64_t{-100});
        QCOMPARE(file->at("a.u16").integer(), std::int64_t{60000});
        QCOMPARE(file->at("a.i16").integer(), std::int64_t{-30000});
        QCOMPARE(file->at("a.u32").integer(), std::int64_t{4000000000});
        QCOMPARE(file->at("a.i32").integer(), std::int64_t{-2000000000});
        QCOMPARE(file->at("a.i64").integer(), -(std::int64_t{1} << 60));
        QCOMPARE(file->at("a.u64").number(), 0x1p63);
        QVERIFY_ERROR(file->at("a.u64").integer(), "types.gguf, at a.u64: expected a whole number that fits 64 bits");
        QCOMPARE(file->at("a.f32").number(), double(0.1f));
        QCOMPARE(file->at("a.f64").number(), 0.1);
        QCOMPARE(file->at("a.u8").number(), 200.0);
        QCOMPARE(file->at("a.bool").flag(), true);
        QCOMPARE(file->at("a.text").text(), std::string_view("naïve\n水"));
        QCOMPARE(file->at("a.texts").texts(), (std::vector<std::string_view>{"one", "", "three"}));
        QCOMPARE(file->at("a.integers").integers(), (std::vector<std::int64_t>{1, -2, 300000}));
        QCOMPARE(file->at("a.integers").numbers(), (std::vector<float>{1, -2, 300000}));
        QCOMPARE(file->at("a.numbers").numbers(), (std::vector<float>{0.5f, -1.25f}));
        QCOMPARE(file->at("a.texts").size(), std::size_t{3});
        QVERIFY(file->at("a.texts").isArray() && !file->at("a.text").isArray());

        QVERIFY_ERROR(file->at("a.f32").integer(), "expected a whole number");
        QVERIFY_ERROR(file->at("a.bool").integer(), "expected a whole number");
        QVERIFY_ERROR(file->at("a.text").number(), "at a.text: expected a number");
        QVERIFY_ERROR(file->at("a.u8").flag(), "expected true or false");
        QVERIFY_ERROR(file->at("a.u8").text(), "expected a text");
        QVERIFY_ERROR(file->at("a.u8").texts(), "expected an array of texts");
        QVERIFY_ERROR(file->at("a.integers").texts(), "expected an array of texts");
        QVERIFY_ERROR(file->at("a.texts").numbers(), "expected an array of numbers");
        QVERIFY_ERROR(file->at("a.numbers").integers(), "expected an array of whole numbers");
        QVERIFY_ERROR(file->at("a.none"), "“a.none” is missing");
        QVERIFY(!file->find("a.none"));
    }

    void versionsAndAlignment()
    {
        const auto data = [](GgufBytes bytes, std::size_t alignment) { return bytes.pad(alignment).number(1.5f).number(2.5f).bytes(); };
        const auto second = opened(data(GgufBytes().start(1, 0, 2).tensor("a", 2, 0, 0), 32));
        QCOMPARE(floatsOf(second->tensors().front()), (std::vector<float>{1.5f, 2.5f}));
        const auto aligned = opened(data(GgufBytes().start(1, 1).key("general.alignment", 256).tensor("a", 2, 0, 0), 256));
        QCOMPARE(floatsOf(aligned->tensors().front()), (std::vector<float>{1.5f, 2.5f}));
        QCOMPARE(opened(GgufBytes().start(0, 0).bytes())->tensors().size(), std::size_t{0});
        // An array of arrays, and tensors without numbers and without axes.
        const auto odd = opened(withValue(9).u32(9).u64(2).u32(8).u64(1).text("x").u32(4).u64(0).raw("").bytes());
        QCOMPARE(odd->at("k").size(), std::size_t{2});
        const auto empty
            = opened(GgufBytes().start(2, 0).tensor("none", 0, 0, 0).text("one").u32(0).u32(0).u64(0).pad().number(7.0f).bytes());
        QCOMPARE(empty->findTensor("none")->count(), std::size_t{0});
        QCOMPARE(floatsOf(*empty->findTensor("one")), std::vector<float>{7});
    }

    void hostile_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("words");
        const auto row = [](const char *name, const GgufBytes &bytes, const char *words) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes.bytes()) << QByteArray(words);
        };
        const std::uint64_t huge = ~std::uint64_t{0};
        row("empty", GgufBytes(), "the file is empty");
        row("other file", GgufBytes().raw("PK\3\4"), "does not begin as a GGUF file");
        row("only the magic", GgufBytes().raw("GGUF"), "4 bytes are needed and 0 are left");
        row("version 1", GgufBytes().start(0, 0, 1), "version 1 of the GGUF format. Supported: versions 2 and 3");
        row("version 4", GgufBytes().start(0, 0, 4), "version 4");
        row("big-endian", GgufBytes().start(0, 0, 0x03000000), "big-endian");
        row("many keys", GgufBytes().start(0, huge), "claims 18446744073709551615 keys");
        row("many tensors", GgufBytes().start(huge, 0), "claims 18446744073709551615 tensors");
        row("key too long", GgufBytes().start(0, 1).u64(huge).u64(0), "are needed and 8 are left");
        row("unknown type", withValue(13).u64(0), "unknown type 13");
        row("text too long", withValue(8).u64(1 << 20).raw("abc"), "1048576 bytes are needed and 3 are left");
        row("array of many texts", withValue(9).u32(8).u64(huge).u64(0), "claims 18446744073709551615 elements");
        row("array of many bytes", withValue(9).u32(0).u64(10).u64(0), "claims 10 elements");
        row("array overflows", withValue(9).u32(12).u64(std::uint64_t{1} << 61).u64(0), "claims 2305843009213693952 elements");
        row("array of unknown type", withValue(9).u32(99).u64(0), "unknown type 99");
        GgufBytes deep = withValue(9);
        for (int i = 0; i < 100000; ++i)
            deep.u32(9).u64(1);
        row("deep arrays", deep, "nested deeper than 4 levels");
        row("key twice", GgufBytes().start(0, 2).key("a", 1).key("a", 2), "the key “a” twice");
        row("number cut off", withValue(10).u32(0), "8 bytes are needed and 4 are left");

        row("many axes", GgufBytes().start(1, 0).text("a").u32(5).u64(1).u64(1).u64(1).u64(1).u64(1).u32(0).u64(0), "5 axes, more than 4");
        row("half a block", GgufBytes().start(1, 0).tensor("a", 48, 8, 0).pad().raw(std::string(100, 0)),
            "rows of 48 numbers are no whole number of Q8_0 blocks of 32");
        row("beyond the end", GgufBytes().start(1, 0).tensor("a", 3, 0, 0).pad().u64(0), "takes 12 bytes from byte 0 on, the file has 8");
        row("begins beyond the end", GgufBytes().start(1, 0).tensor("a", 1, 0, 64).pad().u64(0), "from byte 64 on");
        row("offset overflows", GgufBytes().start(1, 0).tensor("a", 1, 0, huge - 31).pad().u64(0), "from byte 18446744073709551584 on");
        row("offset not aligned", GgufBytes().start(1, 0).tensor("a", 1, 0, 4).pad().u64(0), "begins at byte 4, no multiple of 32");
        row("size overflows",
            GgufBytes().start(1, 0).text("a").u32(2).u64(std::uint64_t{1} << 32).u64(std::uint64_t{1} << 32).u32(0).u64(0).pad(),
            "more numbers than any file");
        row("negative size", GgufBytes().start(1, 0).tensor("a", huge, 0, 0).pad(), "is negative");
        row("tensor twice", GgufBytes().start(2, 0).tensor("a", 1, 0, 0).tensor("a", 1, 0, 0).pad().u64(0), "two tensors “a”");
        row("alignment 0", GgufBytes().start(0, 1).key("general.alignment", 0), "alignment of 0 bytes is no power of two");
        row("alignment 48", GgufBytes().start(0, 1).key("general.alignment", 48), "alignment of 48");
        row("alignment is text", GgufBytes().start(0, 1).key("general.alignment", "32"), "at general.alignment: expected a whole number");
    }

    void hostile()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, words);
        QVERIFY_ERROR(opened({bytes.constData(), static_cast<std::size_t>(bytes.size())}), words.constData());
    }

    // One that nobody needs may be of any type.
    void unknownTypesAreLeftUnread()
    {
        const auto file = opened(
            GgufBytes().start(3, 0).tensor("a", 256, 13, 0).tensor("b", 1, 0, 32).tensor("c", 1, 1000, 64).pad().raw(std::string(96, 0)).bytes());
        QCOMPARE(file->tensors().size(), std::size_t{1});
        QCOMPARE(file->tensors().front().name, std::string("b"));
        QCOMPARE(file->unread().size(), std::size_t{2});
        QCOMPARE(file->unread()[0].name, std::string("a"));
        QCOMPARE(file->unread()[0].problem, std::string("its numbers are of type Q5_K, which is not supported"));
        QVERIFY(file->unread()[0].hint.starts_with("Supported: F32"));
        QCOMPARE(file->unread()[1].problem, std::string("its numbers are of type number 1000, which is not supported"));
    }

    void aPartOfAModelIsNamed()
    {
        const auto part = [](std::uint32_t number, std::uint32_t count) {
            return GgufBytes().start(0, 2).key("split.no", number).key("split.count", count).bytes();
        };
        QVERIFY_ERROR(opened(part(0, 2)), "x.gguf: this is part 1 of a model in 2 GGUF files. Join them with");
        QVERIFY_ERROR(opened(part(1, 2)), "this is part 2 of a model in 2 GGUF files");
        QVERIFY(opened(part(0, 1))->tensors().empty());
    }

    void everyTruncationIsAnError()
    {
        const auto file = MappedFile::open(kFiles / "types.gguf");
        const std::string_view whole = file->text();
        // Behind the last tensor are up to 31 bytes that nobody needs.
        for (std::size_t size = 0; size < whole.size() - 31; size += 7)
            QVERIFY2(!errorOf([&] { opened(whole.substr(0, size)); }).isEmpty(), qPrintable(QString::number(size)));
    }
};

QTEST_APPLESS_MAIN(GgufTest)
#include "gguf_test.moc"
