// Principal components against an independent computation: Jacobi's rotations on the covariance matrix, written out here.
#include "src/error.h"
#include "src/pairs/principal_components.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using namespace headscope;

namespace {

using Square = std::vector<std::vector<double>>;

Square covarianceOf(const std::vector<double> &points, int width)
{
    const auto n = points.size() / std::size_t(width);
    const auto at = [&](std::size_t i, int c) { return points[i * std::size_t(width) + std::size_t(c)]; };
    Square covariance(std::size_t(width), std::vector<double>(std::size_t(width), 0.0));
    for (int a = 0; a < width; ++a) {
        for (int b = 0; b < width; ++b) {
            double meanA = 0, meanB = 0, sum = 0;
            for (std::size_t i = 0; i < n; ++i) {
                meanA += at(i, a) / double(n);
                meanB += at(i, b) / double(n);
            }
            for (std::size_t i = 0; i < n; ++i)
                sum += (at(i, a) - meanA) * (at(i, b) - meanB);
            covariance[std::size_t(a)][std::size_t(b)] = sum / double(n);
        }
    }
    return covariance;
}

/// Jacobi 1846: rotates away one off-diagonal number after another. Eigenvalues, with their vectors, largest first.
std::vector<std::pair<double, std::vector<double>>> eigenOf(Square a)
{
    const std::size_t n = a.size();
    Square v(n, std::vector<double>(n, 0.0));
    for (std::size_t i = 0; i < n; ++i)
        v[i][i] = 1;
    for (int sweep = 0; sweep < 100; ++sweep) {
        for (std::size_t p = 0; p < n; ++p) {
            for (std::size_t q = p + 1; q < n; ++q) {
                if (std::abs(a[p][q]) < 1e-300)
                    continue;
                const double angle = 0.5 * std::atan2(2 * a[p][q], a[p][p] - a[q][q]);
                const double c = std::cos(angle), s = std::sin(angle);
                for (std::size_t k = 0; k < n; ++k) {
                    const double kp = a[k][p], kq = a[k][q];
                    a[k][p] = c * kp + s * kq;
                    a[k][q] = -s * kp + c * kq;
                }
                for (std::size_t k = 0; k < n; ++k) {
                    const double pk = a[p][k], qk = a[q][k];
                    a[p][k] = c * pk + s * qk;
                    a[q][k] = -s * pk + c * qk;
                    const double vp = v[k][p], vq = v[k][q];
                    v[k][p] = c * vp + s * vq;
                    v[k][q] = -s * vp + c * vq;
                }
            }
        }
    }
    std::vector<std::pair<double, std::vector<double>>> result;
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<double> vector;
        for (std::size_t k = 0; k < n; ++k)
            vector.push_back(v[k][i]);
        result.push_back({a[i][i], vector});
    }
    std::ranges::sort(result, [](const auto &x, const auto &y) { return x.first > y.first; });
    return result;
}

std::vector<double> randomPoints(int count, int width, unsigned seed)
{
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    std::vector<double> points;
    for (int i = 0; i < count; ++i)
        for (int c = 0; c < width; ++c)
            points.push_back(3 + normal(random) * (1 + c)); // each direction of another size
    return points;
}

} // namespace

class PrincipalComponentsTest : public QObject {
    Q_OBJECT

private slots:
    void againstJacobi_data();
    void againstJacobi();
    void knownByHand();
    void signIsFixed();
    void samePointsHaveNoVariance();
    void badInput();
};

void PrincipalComponentsTest::againstJacobi_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("width");
    QTest::newRow("3 × 2") << 3 << 2;
    QTest::newRow("40 × 5") << 40 << 5;
    QTest::newRow("more than a block") << 2500 << 7;
    QTest::newRow("fewer points than channels") << 4 << 9;
}

void PrincipalComponentsTest::againstJacobi()
{
    QFETCH(int, count);
    QFETCH(int, width);
    const std::vector<double> points = randomPoints(count, width, 5);
    const PrincipalComponents components = principalComponents(points, width, 2);
    const auto expected = eigenOf(covarianceOf(points, width));
    double total = 0;
    for (int i = 0; i < width; ++i)
        total += expected[std::size_t(i)].first;
    // Both are double; sums of thousands of numbers differ in the last digits.
    for (int i = 0; i < width; ++i)
        QVERIFY(std::abs(components.variances[std::size_t(i)] - expected[std::size_t(i)].first) < 1e-10 * total);
    for (int i = 0; i < 2; ++i) {
        double product = 0;
        for (int c = 0; c < width; ++c)
            product += components.directions[std::size_t(i)][std::size_t(c)] * expected[std::size_t(i)].second[std::size_t(c)];
        QVERIFY(std::abs(std::abs(product) - 1) < 1e-9);
        QVERIFY(std::abs(components.share(i) - expected[std::size_t(i)].first / total) < 1e-10);
    }
}

void PrincipalComponentsTest::knownByHand()
{
    // Along (3, 4) / 5, twice as far as across it.
    const std::vector<double> points{10 + 6, 20 + 8, 10 - 6, 20 - 8, 10 - 4, 20 + 3, 10 + 4, 20 - 3};
    const PrincipalComponents components = principalComponents(points, 2, 2);
    QCOMPARE(components.mean, (std::vector<double>{10, 20}));
    QVERIFY(std::abs(components.variances[0] - 50) < 1e-12); // (10² + 10²) / 4
    QVERIFY(std::abs(components.variances[1] - 12.5) < 1e-12); // (5² + 5²) / 4
    QVERIFY(std::abs(components.directions[0][0] - 0.6) < 1e-12 && std::abs(components.directions[0][1] - 0.8) < 1e-12);
    QVERIFY(std::abs(components.along(0, std::vector<double>{16, 28}) - 10) < 1e-12);
    QVERIFY(std::abs(components.share(0) - 0.8) < 1e-12);
}

void PrincipalComponentsTest::signIsFixed()
{
    std::vector<double> points = randomPoints(30, 6, 11);
    const PrincipalComponents first = principalComponents(points, 6, 6);
    for (const auto &direction : first.directions) {
        const auto largest = std::ranges::max_element(direction, {}, [](double x) { return std::abs(x); });
        QVERIFY(*largest > 0);
    }
    for (double &x : points)
        x = -x; // the same shape, turned by half a turn
    const PrincipalComponents turned = principalComponents(points, 6, 6);
    for (std::size_t i = 0; i < 6; ++i)
        for (std::size_t c = 0; c < 6; ++c)
            QVERIFY(std::abs(first.directions[i][c] - turned.directions[i][c]) < 1e-9);
}

void PrincipalComponentsTest::samePointsHaveNoVariance()
{
    const PrincipalComponents components = principalComponents(std::vector<double>{1, 2, 3, 1, 2, 3}, 3, 2);
    QCOMPARE(components.share(0), 0.0);
    QCOMPARE(components.along(1, std::vector<double>{1, 2, 3}), 0.0);
    const PrincipalComponents narrow = principalComponents(std::vector<double>{1, 5}, 1, 2);
    QCOMPARE(narrow.directions.size(), std::size_t(1));
    QCOMPARE(narrow.share(0), 1.0);
    QCOMPARE(narrow.share(1), 0.0);
}

void PrincipalComponentsTest::badInput()
{
    QVERIFY_EXCEPTION_THROWN(principalComponents({}, 3, 2), Error);
    QVERIFY_EXCEPTION_THROWN(principalComponents(std::vector<double>{1, 2, 3, 4}, 3, 2), Error);
    QVERIFY_EXCEPTION_THROWN(principalComponents(std::vector<double>{1}, 0, 2), Error);
}

QTEST_APPLESS_MAIN(PrincipalComponentsTest)
#include "principal_components_test.moc"
