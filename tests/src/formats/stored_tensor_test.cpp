#include "src/formats/stored_tensor.h"

#include "tests/src/formats/error_of.h"

#include <QtTest>

using namespace headscope;

class StoredTensorTest : public QObject {
    Q_OBJECT

private slots:
    void counts()
    {
        using Shape = std::vector<std::int64_t>;
        QCOMPARE(countOf(Shape{}, "x"), std::size_t{1});
        QCOMPARE(countOf(Shape{3, 4}, "x"), std::size_t{12});
        QCOMPARE(countOf(Shape{std::int64_t{1} << 62, 8, 0}, "x"), std::size_t{0}); // no numbers, whatever the others are
        QVERIFY_ERROR(countOf(Shape{3, -1}, "x"), "x: a size in the shape [3, -1] is negative");
        QVERIFY_ERROR(countOf(Shape{0, -1}, "x"), "is negative");
        QVERIFY_ERROR(countOf(Shape{std::int64_t{1} << 32, std::int64_t{1} << 32}, "x"), "more numbers than any file can hold");
        QVERIFY_ERROR(countOf(Shape{std::int64_t{1} << 61, 2}, "x"), "more numbers than any file can hold");

        const std::vector<std::byte> bytes(68);
        QCOMPARE((StoredTensor{"a", DType::q8_0, {2, 32}, bytes}.count()), std::size_t{64});
        QCOMPARE((StoredTensor{"a", DType::f32, {17}, bytes}.count()), std::size_t{17});
    }

    void sortsAndFinds()
    {
        std::vector<StoredTensor> tensors{{"b", {}, {}, {}}, {"a", {}, {}, {}}, {"c", {}, {}, {}}};
        sortByName(tensors, "x");
        QCOMPARE(tensors[0].name, std::string("a"));
        QCOMPARE(findTensor(tensors, "c"), &tensors[2]);
        QVERIFY(!findTensor(tensors, "d") && !findTensor(tensors, "") && !findTensor({}, "a"));
        tensors.push_back({"b", {}, {}, {}});
        QVERIFY_ERROR(sortByName(tensors, "x"), "x: there are two tensors “b”");
    }
};

QTEST_APPLESS_MAIN(StoredTensorTest)
#include "stored_tensor_test.moc"
