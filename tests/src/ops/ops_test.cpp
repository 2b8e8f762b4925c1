// Every operation against a scalar twin in double precision, at sizes that fit no vector or tile: 1, primes, one more or less.

#include "src/error.h"
#include "src/ops/activations.h"
#include "src/ops/embedding.h"
#include "src/ops/layer_norm.h"
#include "src/ops/linear.h"
#include "src/ops/matmul.h"
#include "src/ops/rms_norm.h"
#include "src/ops/softmax.h"
#include "tests/support/comparison.h"

#include <QTest>

#include <array>
#include <numbers>
#include <random>
#include <vector>

using namespace headscope;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Numbers with room around them, so that a row is not where the next one would be.
class Numbers {
public:
    Numbers(int rows, int cols, std::uint32_t seed, int margin = 0)
        : m_rows(rows)
        , m_cols(cols)
        , m_stride(cols + margin)
        , m_values(static_cast<std::size_t>(rows) * static_cast<std::size_t>(m_stride) + 1)
    {
        std::mt19937 random(seed);
        std::normal_distribution<float> distribution(0.1f, 1.5f);
        for (float &value : m_values)
            value = distribution(random);
    }

    MatrixView view() const { return {m_values.data(), m_rows, m_cols, m_stride, 1}; }
    MutableMatrixView out() { return {m_values.data(), m_rows, m_cols, m_stride}; }

private:
    int m_rows;
    int m_cols;
    int m_stride;
    std::vector<float> m_values;
};

constexpr std::array kSizes{1, 2, 3, 7, 8, 13, 16, 17, 31, 64, 97};

} // namespace

class OpsTest : public QObject {
    Q_OBJECT

private slots:
    void products();
    void largeProducts_data();
    void largeProducts();
    void productRefusesWrongSizes();
    void linearMaps();
    void softmax();
    void softmaxOfForbiddenScores();
    void softmaxOfLargeScores();
    void norms();
    void normOfConstantRow();
    void activations();
    void lookUpRows();
};

void OpsTest::products()
{
    for (int rows : kSizes)
        for (int inner : kSizes)
            for (int cols : {1, 5, 16, 33}) {
                const Numbers a(rows, inner, 1, 3);
                const Numbers aColumns(inner, rows, 2, 1);
                const Numbers b(inner, cols, 3, 2);
                const Numbers bColumns(cols, inner, 4);
                for (const MatrixView left : {a.view(), aColumns.view().transposed()})
                    for (const MatrixView right : {b.view(), bColumns.view().transposed()}) {
                        Numbers result(rows, cols, 5, 4);
                        const Numbers before(rows, cols, 5, 4);
                        const auto exact = [&](int r, int c) {
                            double sum = 0;
                            for (int i = 0; i < inner; ++i)
                                sum += static_cast<double>(left(r, i)) * right(i, c);
                            return sum;
                        };
                        multiply(left, right, result.out());
                        const double difference = largestDifference(result.view(), exact, rows, cols);
                        QVERIFY2(difference < 3e-6 * inner + 1e-5,
                            qPrintable(QString("%1 × %2 × %3: %4").arg(rows).arg(inner).arg(cols).arg(difference)));
                        multiplyAdd(left, right, result.out());
                        const auto twice = [&](int r, int c) { return 2 * exact(r, c); };
                        QVERIFY(largestDifference(result.view(), twice, rows, cols) < 6e-6 * inner + 2e-5);
                        // Nothing beside the result was touched.
                        for (int r = 0; r + 1 < rows; ++r)
                            for (int c = cols; c < cols + 4; ++c)
                                QCOMPARE(result.view().data[r * (cols + 4) + c], before.view().data[r * (cols + 4) + c]);
                    }
            }
}

void OpsTest::largeProducts_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("inner");
    QTest::addColumn<int>("cols");
    QTest::newRow("one tile and one") << 257 << 40 << 257;
    QTest::newRow("shared out") << 515 << 401 << 523;
}

void OpsTest::largeProducts()
{
    QFETCH(int, rows);
    QFETCH(int, inner);
    QFETCH(int, cols);
    const Numbers a(rows, inner, 1);
    const Numbers b(inner, cols, 2);
    Numbers result(rows, cols, 3);
    multiply(a.view(), b.view(), result.out());
    std::mt19937 random(4);
    for (int i = 0; i < 5000; ++i) {
        const int r = static_cast<int>(random() % static_cast<unsigned>(rows));
        const int c = static_cast<int>(random() % static_cast<unsigned>(cols));
        double sum = 0;
        for (int k = 0; k < inner; ++k)
            sum += static_cast<double>(a.view()(r, k)) * b.view()(k, c);
        QVERIFY(std::abs(result.view()(r, c) - sum) < 1e-3);
    }
    // Rows from a multiple of the tile's come out the same alone.
    Numbers part(rows - kTileRows, cols, 5);
    multiply(a.view().block(kTileRows, 0, rows - kTileRows, inner), b.view(), part.out());
    QVERIFY(sameBits(part.view(), result.view().block(kTileRows, 0, rows - kTileRows, cols)));
}

void OpsTest::productRefusesWrongSizes()
{
    const Numbers a(3, 4, 1);
    Numbers result(3, 5, 2);
    QVERIFY_EXCEPTION_THROWN(multiply(a.view(), Numbers(3, 5, 3).view(), result.out()), Error);
    QVERIFY_EXCEPTION_THROWN(multiply(a.view(), Numbers(4, 6, 3).view(), result.out()), Error);
    QVERIFY_EXCEPTION_THROWN(linear(a.view(), Numbers(4, 5, 3).view(), Numbers(1, 4, 3).view(), result.out()), Error);
    const Numbers b(4, 5, 3);
    multiply({a.view().data, 0, 4, 4, 1}, b.view(), {nullptr, 0, 5, 5}); // nothing to do
}

void OpsTest::linearMaps()
{
    const Numbers x(7, 13, 1);
    const Numbers weight(13, 11, 2);
    const Numbers bias(1, 11, 3);
    for (const MatrixView shift : {bias.view(), MatrixView{}}) {
        Numbers result(7, 11, 4, 2);
        linear(x.view(), weight.view(), shift, result.out());
        const auto exact = [&](int r, int c) {
            double sum = shift.empty() ? 0 : shift(0, c);
            for (int i = 0; i < 13; ++i)
                sum += static_cast<double>(x.view()(r, i)) * weight.view()(i, c);
            return sum;
        };
        QVERIFY(largestDifference(result.view(), exact, 7, 11) < 1e-5);
    }
}

void OpsTest::softmax()
{
    for (int cols : kSizes) {
        Numbers x(5, cols, 9, 3);
        const Numbers before(5, cols, 9, 3);
        softmaxRows(x.out());
        const auto exact = [&](int r, int c) {
            double maximum = -1e9;
            double sum = 0;
            for (int i = 0; i < cols; ++i)
                maximum = std::max<double>(maximum, before.view()(r, i));
            for (int i = 0; i < cols; ++i)
                sum += std::exp(before.view()(r, i) - maximum);
            return std::exp(before.view()(r, c) - maximum) / sum;
        };
        QVERIFY(largestDifference(x.view(), exact, 5, cols) < 3e-7);
    }
    softmaxRows({nullptr, 3, 0, 0});
}

void OpsTest::softmaxOfForbiddenScores()
{
    std::array<float, 12> x{1, -kInfinity, 2, -kInfinity, // some
        -kInfinity, -kInfinity, -kInfinity, -kInfinity, // all: a query that may look at nothing
        -kInfinity, -kInfinity, -kInfinity, 3}; // all but one
    softmaxRows({x.data(), 3, 4, 4});
    QVERIFY(std::abs(x[0] - 0.26894142f) < 1e-7f);
    QCOMPARE(x[1], 0.0f);
    QCOMPARE(x[3], 0.0f);
    for (std::size_t i = 4; i < 11; ++i)
        QCOMPARE(x[i], 0.0f);
    QCOMPARE(x[11], 1.0f);
}

void OpsTest::softmaxOfLargeScores()
{
    std::array<float, 8> x{3e38f, -3e38f, 3e38f, 0, 1000, 1001, -1000, 1000};
    softmaxRows({x.data(), 2, 4, 4});
    QCOMPARE(x[0], 0.5f);
    QCOMPARE(x[1], 0.0f);
    QCOMPARE(x[2], 0.5f);
    QVERIFY(std::abs(x[5] - 1 / (1 + 2 * std::exp(-1.0f))) < 1e-6f);
    QCOMPARE(x[6], 0.0f);

    std::array<float, 4> broken{1, std::numeric_limits<float>::quiet_NaN(), 2, 3};
    softmaxRows({broken.data(), 1, 4, 4});
    for (float value : broken)
        QVERIFY(std::isnan(value));
}

void OpsTest::norms()
{
    for (int width : kSizes)
        for (bool withMean : {true, false})
            for (bool shifted : {true, false}) {
                const Numbers x(5, width, 1, 3);
                const Numbers gain(1, width, 2);
                const Numbers shift(1, width, 3);
                Numbers result(5, width, 4, 1);
                const MatrixView added = shifted ? shift.view() : MatrixView{};
                if (withMean)
                    layerNorm(x.view(), gain.view(), added, 1e-5f, result.out());
                else
                    rmsNorm(x.view(), gain.view(), added, 1e-5f, result.out());
                const auto exact = [&](int r, int c) {
                    double mean = 0;
                    for (int i = 0; withMean && i < width; ++i)
                        mean += static_cast<double>(x.view()(r, i)) / width;
                    double squares = 0;
                    for (int i = 0; i < width; ++i)
                        squares += (x.view()(r, i) - mean) * (x.view()(r, i) - mean) / width;
                    return (x.view()(r, c) - mean) / std::sqrt(squares + 1e-5) * gain.view()(0, c) + (shifted ? shift.view()(0, c) : 0.0);
                };
                QVERIFY(largestDifference(result.view(), exact, 5, width) < 3e-6);
            }
}

void OpsTest::normOfConstantRow()
{
    // What is left of a constant row after its mean is nothing, not rounding times 1 / √ε.
    const std::vector<float> x(15, 0.7f);
    const std::vector<float> gain(15, 1.0f);
    std::vector<float> result(15);
    layerNorm({x.data(), 1, 15, 15, 1}, {gain.data(), 1, 15, 15, 1}, {}, 1e-12f, {result.data(), 1, 15, 15});
    for (float value : result)
        QVERIFY(std::abs(value) < 1e-6f);
}

void OpsTest::activations()
{
    std::vector<float> x;
    for (int i = -4000; i <= 4000; ++i)
        x.push_back(static_cast<float>(i) / 400.0f);
    for (float extreme : {-1e30f, 1e30f, -100.0f, 100.0f, 0.0f, -0.0f, 1e-30f})
        x.push_back(extreme);
    const int count = static_cast<int>(x.size());
    const auto after = [&](void (*function)(MutableMatrixView)) {
        std::vector<float> y = x;
        function({y.data(), 1, count, count});
        return y;
    };
    const std::vector<float> erf = after(geluErf);
    const std::vector<float> tanh = after(geluTanh);
    const std::vector<float> cut = after(relu);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double value = x[i];
        const double slack = 4e-7 * std::max(1.0, std::abs(value));
        QVERIFY(std::abs(erf[i] - 0.5 * value * (1 + std::erf(value / std::numbers::sqrt2))) <= slack);
        const double u = std::sqrt(2 / std::numbers::pi) * (value + 0.044715 * value * value * value);
        QVERIFY(std::abs(tanh[i] - 0.5 * value * (1 + std::tanh(u))) <= slack);
        QCOMPARE(cut[i], value > 0 ? x[i] : 0.0f);
    }
    float nothing = std::numeric_limits<float>::quiet_NaN();
    for (auto function : {geluErf, geluTanh, relu}) {
        float value = nothing;
        function({&value, 1, 1, 1});
        QVERIFY(std::isnan(value));
    }
}

void OpsTest::lookUpRows()
{
    const Numbers table(7, 5, 1, 2);
    Numbers result(3, 5, 2);
    const std::array ids{6, 0, 6};
    lookUp(table.view(), ids, result.out());
    for (int r = 0; r < 3; ++r)
        QVERIFY(sameBits(result.view().block(r, 0, 1, 5), table.view().block(ids[static_cast<std::size_t>(r)], 0, 1, 5)));
    QVERIFY_EXCEPTION_THROWN(lookUp(table.view(), std::array{0, 7, 0}, result.out()), Error);
    QVERIFY_EXCEPTION_THROWN(lookUp(table.view(), std::array{-1, 0, 0}, result.out()), Error);
}

QTEST_APPLESS_MAIN(OpsTest)
#include "ops_test.moc"
