#include "src/error.h"
#include "src/tensor/stored_matrix.h"

#include <QTest>

#include <cstring>
#include <vector>

using namespace headscope;

class StoredMatrixTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void floatsStayInPlace();
    void everyFormatGivesTheNumbers_data();
    void everyFormatGivesTheNumbers();
    void partsOfBlocks();
    void bundles();
    void unalignedFloatsAreCopied();
    void sizesThatDoNotFit();
};

namespace {

constexpr int kRows = 4;
constexpr int kCols = 6;

float numberOf(int row, int col)
{
    return static_cast<float>(10 * row + col) * 0.25f; // exact in every format
}

std::vector<std::byte> bytesOf(DType type, int rows = kRows, int cols = kCols)
{
    std::vector<std::byte> bytes;
    for (int row = 0; row < rows; ++row) {
        for (int col = 0; col < cols; ++col) {
            const float value = numberOf(row, col);
            const std::uint16_t half
                = type == DType::f16 ? halfFromFloat(value) : static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(value) >> 16);
            const auto *begin
                = type == DType::f32 ? reinterpret_cast<const std::byte *>(&value) : reinterpret_cast<const std::byte *>(&half);
            bytes.insert(bytes.end(), begin, begin + (type == DType::f32 ? 4 : 2));
        }
    }
    return bytes;
}

// Every way to read a matrix must give numberOf(rowOf(r), colOf(c)).
template <typename RowOf, typename ColOf>
bool holds(const StoredMatrix &matrix, const RowOf &rowOf, const ColOf &colOf)
{
    const Matrix numbers = matrix.numbers({});
    std::vector<float> copied(static_cast<std::size_t>(matrix.rows() * matrix.cols()));
    matrix.copyTo({copied.data(), matrix.rows(), matrix.cols(), matrix.cols()});
    for (int r = 0; r < matrix.rows(); ++r)
        for (int c = 0; c < matrix.cols(); ++c) {
            const float expected = numberOf(rowOf(r), colOf(c));
            if (numbers(r, c) != expected || matrix(r, c) != expected
                || copied[static_cast<std::size_t>(r * matrix.cols() + c)] != expected)
                return false;
        }
    return true;
}

const auto kSame = [](int i) { return i; };

} // namespace

void StoredMatrixTest::floatsStayInPlace()
{
    const std::vector<float> numbers{1, 2, 3, 4, 5, 6};
    const StoredMatrix matrix(MatrixView{numbers.data(), 2, 3, 3, 1});
    QCOMPARE(matrix.inPlace()->data, numbers.data());
    QCOMPARE(matrix.transposed().rows(), 3);
    QCOMPARE((*matrix.transposed().inPlace())(2, 1), 6.0f);
    QCOMPARE((*matrix.block(1, 1, 1, 2).inPlace())(0, 0), 5.0f);
    // A transposed view comes back as it went in.
    const StoredMatrix turned(MatrixView{numbers.data(), 2, 3, 3, 1}.transposed());
    QCOMPARE(turned.rows(), 3);
    QCOMPARE(turned.block(1, 0, 2, 2)(1, 1), 6.0f);
    QVERIFY(StoredMatrix().empty());
}

void StoredMatrixTest::everyFormatGivesTheNumbers_data()
{
    QTest::addColumn<int>("type");
    for (const DType type : {DType::f32, DType::f16, DType::bf16})
        QTest::newRow(nameOf(type).data()) << static_cast<int>(type);
}

void StoredMatrixTest::everyFormatGivesTheNumbers()
{
    QFETCH(int, type);
    const std::vector<std::byte> bytes = bytesOf(static_cast<DType>(type));
    const StoredMatrix matrix(static_cast<DType>(type), bytes, kRows, kCols);
    QVERIFY(holds(matrix, kSame, kSame));
    const auto shifted = [](int by) { return [by](int i) { return i + by; }; };
    QVERIFY(holds(matrix.block(1, 2, 3, 3), shifted(1), shifted(2)));
    QVERIFY(holds(matrix.block(1, 2, 3, 3).block(1, 1, 2, 2), shifted(2), shifted(3)));
    const StoredMatrix turned = matrix.transposed();
    QCOMPARE(turned.rows(), kCols);
    QCOMPARE(turned(5, 3), numberOf(3, 5));
    const StoredMatrix part = turned.block(2, 1, 3, 2); // columns 2 … 4 of rows 1 and 2
    const Matrix numbers = part.numbers({});
    std::vector<float> copied(6);
    part.copyTo({copied.data(), 3, 2, 2});
    for (int r = 0; r < 3; ++r)
        for (int c = 0; c < 2; ++c) {
            QCOMPARE(numbers(r, c), numberOf(1 + c, 2 + r));
            QCOMPARE(copied[static_cast<std::size_t>(2 * r + c)], numberOf(1 + c, 2 + r));
        }
}

void StoredMatrixTest::partsOfBlocks()
{
    // Two rows of two Q8_0 blocks: a half scale, then 32 signed bytes.
    std::vector<std::byte> bytes;
    for (int block = 0; block < 4; ++block) {
        const std::uint16_t scale = halfFromFloat(static_cast<float>(block + 1));
        bytes.push_back(static_cast<std::byte>(scale & 0xff));
        bytes.push_back(static_cast<std::byte>(scale >> 8));
        for (int i = 0; i < 32; ++i)
            bytes.push_back(static_cast<std::byte>(i - 16));
    }
    const StoredMatrix matrix(DType::q8_0, bytes, 2, 64);
    const auto expected = [](int row, int col) { return static_cast<float>((2 * row + col / 32 + 1) * (col % 32 - 16)); };
    for (int first = 0; first < 64; first += 5)
        for (int count = 1; first + count <= 64; count += 7) {
            std::vector<float> out(static_cast<std::size_t>(count));
            matrix.block(1, first, 1, count).copyTo({out.data(), 1, count, count});
            for (int c = 0; c < count; ++c)
                QCOMPARE(out[static_cast<std::size_t>(c)], expected(1, first + c));
        }
    const Matrix turned = matrix.transposed().numbers({});
    QCOMPARE(turned.rows(), 64);
    QCOMPARE(turned(40, 1), expected(1, 40));
}

void StoredMatrixTest::bundles()
{
    // Rows in bundles of three, as fused q, k, v of two heads of one row each … the middle ones are rows 1 and 4.
    for (const DType type : {DType::f32, DType::bf16}) {
        const std::vector<std::byte> bytes = bytesOf(type, 12, kCols);
        const StoredMatrix matrix(type, bytes, 12, kCols);
        const StoredMatrix one = matrix.bundledRows(1, 1, 3, 4);
        QVERIFY(!one.inPlace());
        QVERIFY(holds(
            one, [](int r) { return 3 * r + 1; }, kSame));
        // Bundles of two rows: rows 2, 3, 8, 9.
        const StoredMatrix two = matrix.bundledRows(2, 2, 6, 4);
        const auto rowOf = [](int r) { return 6 * (r / 2) + 2 + r % 2; };
        QVERIFY(holds(two, rowOf, kSame));
        QVERIFY(holds(
            two.block(1, 1, 3, 4), [&](int r) { return rowOf(r + 1); }, [](int c) { return c + 1; }));
        QCOMPARE(two.transposed().block(0, 2, kCols, 2)(4, 1), numberOf(9, 4));
    }
}

void StoredMatrixTest::unalignedFloatsAreCopied()
{
    std::vector<std::byte> bytes = bytesOf(DType::f32);
    bytes.insert(bytes.begin(), std::byte{0});
    const StoredMatrix matrix(DType::f32, std::span(bytes).subspan(1), kRows, kCols);
    QVERIFY(!matrix.inPlace());
    QVERIFY(holds(matrix, kSame, kSame));
}

void StoredMatrixTest::sizesThatDoNotFit()
{
    const std::vector<std::byte> bytes(48);
    QVERIFY_EXCEPTION_THROWN(StoredMatrix(DType::f32, bytes, 3, 5), Error);
    QVERIFY_EXCEPTION_THROWN(StoredMatrix(DType::i32, bytes, 3, 4), Error);
    QVERIFY_EXCEPTION_THROWN(StoredMatrix(DType::q8_0, bytes, 1, 48), Error);
}

QTEST_APPLESS_MAIN(StoredMatrixTest)
#include "stored_matrix_test.moc"
