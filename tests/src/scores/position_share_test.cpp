// The positional share against steepest ascent of the likelihood, and on patterns whose share is known. Sketches against a plain average.
#include "src/error.h"
#include "src/scores/head_sketch.h"
#include "src/scores/position_share.h"
#include "tests/support/config_variants.h"

#include <QtTest>

#include <array>
#include <cmath>
#include <random>

using namespace headscope;

namespace {

struct Attention {
    int size = 0;
    Mask mask;
    std::vector<float> weights;
    MatrixView view() const { return {weights.data(), size, size, size, 1}; }
};

template <typename Score>
Attention softmaxOf(int size, bool causal, Score score)
{
    Attention one{size, {.causal = causal}, std::vector<float>(std::size_t(size) * size)};
    for (int t = 0; t < size; ++t) {
        double sum = 0;
        for (int s = 0; s < size; ++s)
            sum += one.mask.allows(t, s) ? std::exp(score(t, s)) : 0;
        for (int s = 0; s < size; ++s)
            one.weights[std::size_t(t) * size + s] = one.mask.allows(t, s) ? float(std::exp(score(t, s)) / sum) : 0;
    }
    return one;
}

/// Climbs the same likelihood by its gradient, in the logarithms of the factors: another way to the same top.
double plainShare(const Attention &one)
{
    const int n = one.size;
    std::vector<double> slope(2 * n - 1, 0.0); // of each distance
    double first = 0;
    double explained = 0;
    for (int round = 0; round < 60000; ++round) {
        std::vector<double> gradient(slope.size(), 0.0);
        double gradientFirst = 0;
        double before = 0;
        double after = 0;
        for (int t = 0; t < n; ++t) {
            int allowed = 0;
            double sum = 0;
            for (int s = 0; s < n; ++s) {
                if (one.mask.allows(t, s)) {
                    ++allowed;
                    sum += std::exp(slope[t - s + n - 1] + (s == 0 ? first : 0));
                }
            }
            if (allowed < 2)
                continue;
            for (int s = 0; s < n; ++s) {
                if (!one.mask.allows(t, s))
                    continue;
                const double weight = one.view()(t, s);
                const double guess = std::exp(slope[t - s + n - 1] + (s == 0 ? first : 0)) / sum;
                gradient[t - s + n - 1] += weight - guess;
                gradientFirst += s == 0 ? weight - guess : 0;
                if (weight > 0) {
                    before += weight * std::log(weight * allowed);
                    after += weight * std::log(weight / guess);
                }
            }
        }
        for (std::size_t i = 0; i < slope.size(); ++i)
            slope[i] += 0.3 * gradient[i];
        first += 0.3 * gradientFirst;
        explained = 1 - after / before;
    }
    return explained;
}

} // namespace

class PositionShareTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isTheBestFit();
    void ofPositionAlone();
    void ofContentAlone();
    void nothingToExplain();
    void ofRuns();
    void sketchIsTheAverage();
    void similarityIsPearsons();
};

void PositionShareTest::isTheBestFit()
{
    std::mt19937 random(2);
    std::normal_distribution<double> normal;
    for (const bool causal : {true, false}) {
        std::array<double, 49> noise{};
        for (double &value : noise)
            value = normal(random);
        const Attention one = softmaxOf(7, causal, [&](int t, int s) { return noise[t * 7 + s] - 0.3 * std::abs(t - s); });
        // Fitting ends when a round gains less than a millionth.
        QVERIFY(std::abs(positionShare(one.view(), one.mask).value() - plainShare(one)) < 2e-3);
    }
}

void PositionShareTest::ofPositionAlone()
{
    for (const bool causal : {true, false}) {
        const Attention near = softmaxOf(40, causal, [](int t, int s) { return -0.5 * std::abs(t - s); });
        QVERIFY(positionShare(near.view(), near.mask).value() > 0.999);
        const Attention resting = softmaxOf(40, causal, [](int t, int s) { return (s == 0 ? 3.0 : 0) + (t - s == 4 ? 2 : 0); });
        QVERIFY(positionShare(resting.view(), resting.mask).value() > 0.999);
    }
}

void PositionShareTest::ofContentAlone()
{
    // Which of the keys is looked at is drawn for each key, wherever the query stands.
    std::mt19937 random(4);
    std::vector<double> liking;
    for (int s = 0; s < 200; ++s)
        liking.push_back(random() % 10 == 0 ? 4 : 0);
    const Attention one = softmaxOf(200, true, [&](int, int s) { return liking[s]; });
    QVERIFY(positionShare(one.view(), one.mask).value() < 0.2);
}

void PositionShareTest::nothingToExplain()
{
    const Attention even = softmaxOf(12, true, [](int, int) { return 0.0; });
    QVERIFY(!positionShare(even.view(), even.mask));
    const Attention one = softmaxOf(1, true, [](int, int) { return 0.0; });
    QVERIFY(!positionShare(one.view(), one.mask));
    QVERIFY(!positionShare(MatrixView{}, Mask{}));
    const std::vector<float> none(9, NAN);
    QVERIFY(std::isnan(positionShare({none.data(), 3, 3, 3, 1}, {.causal = false}).value())); // undefined, not absent
}

void PositionShareTest::ofRuns()
{
    for (const ConfigVariant &variant : configVariants()) {
        for (const int tokens : {1, 2, 30}) {
            const auto trace = runVariant(variant, tokens);
            for (int layer = 0; layer < variant.config.layers; ++layer) {
                const auto share = positionShare(*trace, layer, 1);
                QVERIFY(!share || (*share >= 0 && *share <= 1));
                QVERIFY(!share || !variant.config.layer(layer).cross);
            }
        }
    }
    QVERIFY_EXCEPTION_THROWN(positionShare(*runVariant(configVariants().front(), 3), 0, 99), Error);
}

void PositionShareTest::sketchIsTheAverage()
{
    int compared = 0;
    for (const ConfigVariant &variant : configVariants()) {
        for (const int tokens : {5, 24, 61}) {
            const auto trace = runVariant(variant, tokens);
            const Matrix weights = trace->matrix({Stage::weights, variant.config.layers - 1, 0});
            if (weights.empty())
                continue;
            const HeadSketch sketch = headSketch(*trace, variant.config.layers - 1, 0);
            // Many points laid evenly over a cell, each on one weight: exact, as the points of a cell fall evenly on its tokens' areas.
            const int points = weights.rows() * weights.cols() > 0 ? 60 : 0;
            for (const int cell : {0, 25, 300, 575}) {
                double sum = 0;
                for (int i = 0; i < points * weights.rows(); ++i) {
                    const double row = (cell / 24 + (i + 0.5) / (points * weights.rows())) * weights.rows() / 24;
                    double inRow = 0;
                    for (int j = 0; j < points; ++j)
                        inRow += weights(int(row), int((cell % 24 + (j + 0.5) / points) * weights.cols() / 24));
                    sum += inRow / points;
                }
                // Points stand for areas to one part in 60.
                QVERIFY2(std::abs(sketch.means[cell] - sum / (points * weights.rows())) < 0.02, variant.name);
            }
            ++compared;
        }
    }
    QVERIFY2(compared > 30, qPrintable(QString::number(compared)));
}

void PositionShareTest::similarityIsPearsons()
{
    HeadSketch sketch;
    SketchGrid drawn{};
    sketch.open.fill(false);
    const std::vector<double> a{0.1, 0.4, 0.2, 0.9};
    const std::vector<double> b{1, 0, 0, 1};
    for (std::size_t i = 0; i < a.size(); ++i) {
        sketch.means[i * 7] = float(a[i]);
        drawn[i * 7] = float(b[i]);
        sketch.open[i * 7] = true;
    }
    drawn[1] = 1; // closed: does not count
    // Means 0.4 and 0.5; Σ ab = 0.2, Σ aa = 0.38, Σ bb = 1.
    QVERIFY(std::abs(similarity(sketch, drawn).value() - 0.2 / std::sqrt(0.38)) < 1e-6);
    QVERIFY(!similarity(sketch, SketchGrid{}));
    QVERIFY(!similarity(HeadSketch{}, drawn));
}

QTEST_APPLESS_MAIN(PositionShareTest)
#include "position_share_test.moc"
