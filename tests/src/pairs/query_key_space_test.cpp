// Queries and keys in one plane: the coordinates are projections of the run's own vectors, and moving and scaling leave every weight.
#include "src/error.h"
#include "src/pairs/principal_components.h"
#include "src/pairs/query_key_space.h"
#include "src/trace/sources.h"
#include "tests/support/config_variants.h"

#include <QtTest>

#include <cmath>

using namespace headscope;

namespace {

std::vector<std::vector<double>> vectorsOf(const Trace &trace, Stage stage, int layer, int head)
{
    const Matrix matrix = trace.matrix({stage, layer, head});
    std::vector<std::vector<double>> result;
    for (int r = 0; r < matrix.rows(); ++r) {
        result.emplace_back();
        for (int c = 0; c < matrix.cols(); ++c)
            result.back().push_back(matrix(r, c));
    }
    return result;
}

double dot(const std::vector<double> &a, const std::vector<double> &b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += a[i] * b[i];
    return sum;
}

} // namespace

class QueryKeySpaceTest : public QObject {
    Q_OBJECT

private slots:
    void everyKindOfModel_data();
    void everyKindOfModel();
    void centredApart();
    void equalLengths();
    void oneToken();
    void badPlaces();
};

void QueryKeySpaceTest::everyKindOfModel_data()
{
    QTest::addColumn<int>("variant");
    const auto variants = configVariants();
    for (int i = 0; i < int(variants.size()); ++i)
        QTest::newRow(variants[std::size_t(i)].name) << i;
}

void QueryKeySpaceTest::everyKindOfModel()
{
    QFETCH(int, variant);
    const auto trace = runVariant(configVariants()[std::size_t(variant)], 8);
    const TransformerConfig &config = trace->config();
    const int layer = config.layers - 1;
    const int head = config.heads - 1;
    const auto queries = vectorsOf(*trace, queriesOf(*trace, layer), layer, head);
    const auto keys = vectorsOf(*trace, keysOf(*trace, layer), layer, head);
    const QueryKeySpace space = queryKeySpace(*trace, layer, head, {});
    QCOMPARE(space.queries.size(), std::size_t(trace->rowCount({Stage::weights, layer, head})));
    QCOMPARE(space.keys.size(), std::size_t(trace->columnCount({Stage::weights, layer, head})));
    QCOMPARE(space.factor, 1.0);
    for (std::size_t i = 0; i < queries.size(); ++i)
        QVERIFY(std::abs(space.queryLengths[i] - std::sqrt(dot(queries[i], queries[i]))) < 1e-12);
    // The mean of all points lies at zero; no projection is longer than the distance it is made from.
    double meanX = 0, meanY = 0;
    for (const auto *side : {&space.queries, &space.keys})
        for (const auto &at : *side) {
            meanX += at[0];
            meanY += at[1];
        }
    QVERIFY(std::abs(meanX) < 1e-9 && std::abs(meanY) < 1e-9);
    for (std::size_t i = 0; i < queries.size(); ++i)
        for (std::size_t j = 0; j < keys.size(); ++j) {
            double whole = 0;
            for (std::size_t c = 0; c < queries[i].size(); ++c)
                whole += (queries[i][c] - keys[j][c]) * (queries[i][c] - keys[j][c]);
            QVERIFY(std::hypot(space.queries[i][0] - space.keys[j][0], space.queries[i][1] - space.keys[j][1]) <= std::sqrt(whole) + 1e-9);
        }
    QVERIFY(space.shares[0] >= space.shares[1] && space.shares[0] + space.shares[1] <= 1 + 1e-12);
}

void QueryKeySpaceTest::centredApart()
{
    const auto trace = runVariant(configVariants().front(), 9);
    const QueryKeySpace space = queryKeySpace(*trace, 0, 0, {true, false});
    for (const auto *side : {&space.queries, &space.keys}) {
        double x = 0, y = 0;
        for (const auto &at : *side) {
            x += at[0];
            y += at[1];
        }
        QVERIFY(std::abs(x) < 1e-9 && std::abs(y) < 1e-9); // each by itself
    }
    // What the view says of it: one vector added to all keys changes no weight.
    const auto queries = vectorsOf(*trace, queriesOf(*trace, 0), 0, 0);
    auto keys = vectorsOf(*trace, keysOf(*trace, 0), 0, 0);
    for (const auto &query : queries) {
        const auto differences = [&] {
            std::vector<double> result;
            for (const auto &key : keys)
                result.push_back(dot(query, key) - dot(query, keys.front()));
            return result;
        };
        const std::vector<double> before = differences();
        for (auto &key : keys)
            for (std::size_t c = 0; c < key.size(); ++c)
                key[c] += 0.5 - 0.3 * double(c);
        const std::vector<double> after = differences();
        for (std::size_t i = 0; i < before.size(); ++i)
            QVERIFY(std::abs(before[i] - after[i]) < 1e-9);
    }
}

void QueryKeySpaceTest::equalLengths()
{
    const auto trace = runVariant(configVariants().front(), 9);
    const QueryKeySpace plain = queryKeySpace(*trace, 1, 0, {});
    const QueryKeySpace scaled = queryKeySpace(*trace, 1, 0, {false, true});
    double queries = 0, keys = 0;
    for (const double length : scaled.queryLengths)
        queries += length * length / double(scaled.queryLengths.size());
    for (const double length : scaled.keyLengths)
        keys += length * length / double(scaled.keyLengths.size());
    QVERIFY(std::abs(std::sqrt(queries) / scaled.factor - std::sqrt(keys) * scaled.factor) < 1e-9);
    QCOMPARE(scaled.queryLengths, plain.queryLengths); // lengths are told as the head has them
    QVERIFY(scaled.queries != plain.queries);
}

void QueryKeySpaceTest::oneToken()
{
    const auto trace = runVariant(configVariants().front(), 1);
    const QueryKeySpace space = queryKeySpace(*trace, 0, 0, {true, true});
    QCOMPARE(space.queries.size(), std::size_t(1));
    QVERIFY(std::abs(space.queries[0][0]) < 1e-9 && std::abs(space.keys[0][0]) < 1e-9);
}

void QueryKeySpaceTest::badPlaces()
{
    const auto trace = runVariant(configVariants().front(), 3);
    QVERIFY_EXCEPTION_THROWN(queryKeySpace(*trace, 99, 0, {}), Error);
    QVERIFY_EXCEPTION_THROWN(queryKeySpace(*trace, -1, 0, {}), Error);
    QVERIFY_EXCEPTION_THROWN(queryKeySpace(*trace, 0, 99, {}), Error);
    QVERIFY_EXCEPTION_THROWN(queryKeySpace(*runVariant(configVariants().front(), 0), 0, 0, {}), Error);
}

QTEST_APPLESS_MAIN(QueryKeySpaceTest)
#include "query_key_space_test.moc"
