#include "src/formats/safetensors.h"
#include "tests/src/formats/error_of.h"
#include "tests/src/formats/safetensors_file.h"

#include <QTemporaryDir>
#include <QtTest>
#include <array>
#include <cstring>
#include <random>

using namespace headscope;

namespace {

constexpr const char *kGood
    = R"({"__metadata__":{"format":"pt"},"b":{"dtype":"F16","shape":[2,1],"data_offsets":[8,12]},)"
      R"("a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"none":{"dtype":"I64","shape":[3,0],"data_offsets":[12,12]}})";

} // namespace

class SafetensorsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::shared_ptr<const SafetensorsFile> opened(std::string_view bytes)
    {
        return SafetensorsFile::read(MappedFile::holding(std::as_bytes(std::span(bytes)), "x.safetensors"));
    }

private slots:
    void readsInPlace()
    {
        const std::array<float, 2> numbers{1.5f, -2.0f};
        std::string data(reinterpret_cast<const char *>(numbers.data()), 8);
        data.append("\x00\x3c\x00\xc0", 4);
        const auto file = opened(safetensorsBytes(kGood, data));
        QCOMPARE(file->tensors().size(), std::size_t{3});
        const StoredTensor *a = file->find("a");
        QVERIFY(a);
        QCOMPARE(a->dtype, DType::f32);
        QCOMPARE(a->shape, std::vector<std::int64_t>{2});
        QCOMPARE(std::memcmp(a->bytes.data(), numbers.data(), 8), 0);
        const StoredTensor *b = file->find("b");
        std::array<float, 2> converted{};
        toFloats(b->dtype, b->bytes, converted);
        QCOMPARE(converted, (std::array<float, 2>{1.0f, -2.0f}));
        QCOMPARE(b->count(), std::size_t{2});
        QCOMPARE(file->find("none")->bytes.size(), std::size_t{0});
        QVERIFY(!file->find("c") && !file->find(""));
        QCOMPARE(file->metadata().at("format"), std::string("pt"));
    }

    void oddHeaderLengthsAndNoTensors()
    {
        QVERIFY(opened(safetensorsBytes("{}", ""))->tensors().empty());
        QVERIFY(opened(safetensorsBytes("{}   ", ""))->tensors().empty());
        const auto file = opened(safetensorsBytes(R"({"s":{"dtype":"U8","shape":[],"data_offsets":[0,1]}})", "\x07"));
        QCOMPARE(file->tensors().front().count(), std::size_t{1});
    }

    void hostile_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("words");
        const auto row = [](const char *name, const char *header, const char *words) {
            QTest::newRow(name) << QByteArray(header) << QByteArray(words);
        };
        // Each comes with 8 bytes of data.
        row("too far", R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}})", "ends at byte 12, the file has 8");
        row("too short for shape", R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", "takes 12 bytes, the offsets span 8");
        row("backwards", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})", "ends before it begins");
        row("negative offset", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}})", "may not be negative");
        row("negative size", R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})", "at a: a size in the shape [-2] is negative");
        row("overlap", R"({"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]},"b":{"dtype":"U8","shape":[5],"data_offsets":[3,8]}})",
            "“b” begins at byte 3");
        row("same bytes twice",
            R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})",
            "the one before it ends at 8");
        row("hole", R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})",
            "begins at byte 4, the one before it ends at 2");
        row("hole at the start", R"({"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})", "begins at byte 4");
        row("rest", R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})", "belong to no tensor");
        row("overflow", R"({"a":{"dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,8]}})", "more numbers than any file");
        row("overflow by 2^62", R"({"a":{"dtype":"F64","shape":[4611686018427387904],"data_offsets":[0,8]}})",
            "more numbers than any file");
        row("size beyond int64", R"({"a":{"dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,8]}})", "whole number");
        row("no type", R"({"a":{"shape":[2],"data_offsets":[0,8]}})", "“dtype” is missing");
        row("no shape", R"({"a":{"dtype":"F32","data_offsets":[0,8]}})", "“shape” is missing");
        row("no offsets", R"({"a":{"dtype":"F32","shape":[2]}})", "“data_offsets” is missing");
        row("three offsets", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}})", "two offsets");
        row("offsets are text", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":["0","8"]}})", "expected a number");
        row("shape is text", R"({"a":{"dtype":"F32","shape":"2","data_offsets":[0,8]}})", "expected an array");
        row("entry is a list", R"({"a":[]})", "expected an object");
        row("twice", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
            "two tensors “a”");
        row("metadata twice", R"({"__metadata__":{},"__metadata__":{}})", "two entries “__metadata__”");
        row("metadata holds a number", R"({"__metadata__":{"a":1}})", "expected a string");
        row("metadata is a list", R"({"__metadata__":[]})", "expected an object");
        row("list", "[]", "must start with");
        row("space first", " {}", "must start with");
        row("empty", "", "must start with");
        row("broken", "{\"a\":", "not valid JSON");
        row("deep", R"({"a":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[)", "valid JSON");
    }

    void hostile()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, words);
        QVERIFY_ERROR(opened(safetensorsBytes(header.toStdString(), "12345678")), words.constData());
    }

    void wrongLengths()
    {
        QVERIFY_ERROR(opened(""), "the file is empty");
        QVERIFY_ERROR(opened("1234567"), "too few");
        QVERIFY_ERROR(opened(std::string("\xff\xff\xff\xff\xff\xff\xff\xff{}", 10)), "more than the 100 MB");
        QVERIFY_ERROR(opened(std::string("\x03\0\0\0\0\0\0\0{}", 10)), "claims 3 bytes, the file has 2");
        QVERIFY_ERROR(SafetensorsFile::open(m_folder.filePath("none").toStdString()), "no such file");
    }

    void onlyErrorsComeOutOfMutations()
    {
        std::mt19937 random(20);
        const std::string good = safetensorsBytes(kGood, "123456789012");
        const std::string characters = "{}[]\",:0129-eE.\\ntfu";
        int accepted = 0;
        for (int round = 0; round < 3000; ++round) {
            std::string bytes = good;
            for (std::size_t changes = 1 + random() % 3; changes-- > 0;) {
                const std::size_t at = random() % bytes.size();
                switch (random() % 4) {
                case 0: bytes[at] = static_cast<char>(random()); break;
                case 1: bytes[at] = characters[random() % characters.size()]; break;
                case 2: bytes.erase(at, 1 + random() % 4); break;
                default: bytes.insert(at, 1, characters[random() % characters.size()]);
                }
                if (bytes.empty())
                    bytes = good;
            }
            errorOf([&] {
                std::size_t sum = 0;
                const auto file = opened(bytes);
                for (const StoredTensor &tensor : file->tensors())
                    for (const std::byte byte : tensor.bytes)
                        sum += std::to_integer<std::size_t>(byte);
                accepted += sum > 0;
            });
        }
        QVERIFY(accepted > 0); // some changes do no harm, e.g. in the data
    }

    // One that nobody needs may be of any type.
    void unknownTypesAreLeftUnread()
    {
        const auto file = opened(safetensorsBytes(
            R"({"f":{"dtype":"C64","shape":[1],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},)"
            R"("q":{"dtype":"Q8_0","shape":[3],"data_offsets":[12,16]}})",
            std::string(16, '\0')));
        QCOMPARE(file->tensors().size(), std::size_t{1});
        QCOMPARE(file->tensors().front().name, std::string("a"));
        QCOMPARE(file->unread().size(), std::size_t{2});
        QCOMPARE(file->unread()[0].name, std::string("f"));
        QCOMPARE(file->unread()[0].problem, std::string("its numbers are of type C64, which is not supported"));
        QCOMPARE(file->unread()[1].name, std::string("q"));
        // Their bytes are theirs all the same.
        QVERIFY_ERROR(opened(safetensorsBytes(R"({"f":{"dtype":"C64","shape":[1],"data_offsets":[0,9]}})", "12345678")), "ends at byte 9");
    }
};

QTEST_APPLESS_MAIN(SafetensorsTest)
#include "safetensors_test.moc"
