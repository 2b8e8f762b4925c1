// Products with weights in every stored form give what the same numbers in plain memory give.
#include "src/error.h"
#include "src/ops/linear.h"
#include "src/ops/matmul.h"

#include <QTest>

#include <random>

using namespace headscope;

class LinearTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void storedWeights_data();
    void storedWeights();
    void sizesThatDoNotFit();
};

namespace {

std::vector<float> randomNumbers(std::size_t count, unsigned seed)
{
    std::mt19937 random(seed);
    std::normal_distribution<float> distribution;
    std::vector<float> numbers(count);
    for (float &number : numbers)
        number = distribution(random);
    return numbers;
}

} // namespace

void LinearTest::storedWeights_data()
{
    QTest::addColumn<int>("inputs");
    QTest::addColumn<int>("outputs");
    QTest::addColumn<bool>("transposed");
    QTest::addColumn<bool>("bias");
    for (const bool transposed : {false, true})
        for (const bool bias : {false, true}) {
            QTest::addRow("small %d %d", transposed, bias) << 7 << 5 << transposed << bias;
            QTest::addRow("several tiles %d %d", transposed, bias) << 300 << 700 << transposed << bias;
            QTest::addRow("long rows %d %d", transposed, bias) << 20000 << 40 << transposed << bias;
        }
}

void LinearTest::storedWeights()
{
    QFETCH(int, inputs);
    QFETCH(int, outputs);
    QFETCH(bool, transposed);
    QFETCH(bool, bias);
    const int stored = transposed ? outputs : inputs;
    const int along = transposed ? inputs : outputs;
    const std::vector<float> numbers = randomNumbers(static_cast<std::size_t>(inputs) * static_cast<std::size_t>(outputs), 1);
    std::vector<std::uint16_t> halves;
    std::vector<float> rounded;
    for (const float number : numbers) {
        halves.push_back(halfFromFloat(number));
        rounded.push_back(floatFromHalf(halves.back()));
    }
    StoredMatrix half(DType::f16, std::as_bytes(std::span(halves)), stored, along);
    StoredMatrix plain(MatrixView{rounded.data(), stored, along, along, 1});
    if (transposed) {
        half = half.transposed();
        plain = plain.transposed();
    }
    for (const int rows : {1, 3, 40}) {
        const std::vector<float> x = randomNumbers(static_cast<std::size_t>(rows) * static_cast<std::size_t>(inputs), 2);
        const std::vector<float> added = randomNumbers(static_cast<std::size_t>(outputs), 3);
        const MatrixView biasView = bias ? MatrixView{added.data(), 1, outputs, outputs, 1} : MatrixView{};
        std::vector<float> expected(static_cast<std::size_t>(rows) * static_cast<std::size_t>(outputs), 9);
        std::vector<float> found = expected;
        linear({x.data(), rows, inputs, inputs, 1}, plain, biasView, {expected.data(), rows, outputs, outputs});
        linear({x.data(), rows, inputs, inputs, 1}, half, biasView, {found.data(), rows, outputs, outputs});
        // Both sum the same products, in an order that depends on the tile: √inputs roundings of numbers about √inputs large.
        const double tolerance = 1e-6 * inputs;
        for (std::size_t i = 0; i < found.size(); ++i)
            QVERIFY2(std::abs(found[i] - expected[i]) <= tolerance, QByteArray::number(static_cast<int>(i)));
    }
}

void LinearTest::sizesThatDoNotFit()
{
    const std::vector<float> numbers(12);
    std::vector<float> out(8);
    const StoredMatrix weight(MatrixView{numbers.data(), 3, 4, 4, 1});
    QVERIFY_EXCEPTION_THROWN(linear({numbers.data(), 2, 2, 2, 1}, weight, {}, {out.data(), 2, 4, 4}), Error);
    QVERIFY_EXCEPTION_THROWN(linear({numbers.data(), 2, 3, 3, 1}, weight, {numbers.data(), 1, 3, 3, 1}, {out.data(), 2, 4, 4}), Error);
}

QTEST_APPLESS_MAIN(LinearTest)
#include "linear_test.moc"
