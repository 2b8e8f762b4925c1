// Value-weighted, norm-weighted, rollout and flow against plain computations in double precision that are written another way, on random
// models of every kind and on the built-in ones.
#include "src/error.h"
#include "src/patterns/attention_graph.h"
#include "src/patterns/flow_pattern.h"
#include "src/patterns/key_weighted_pattern.h"
#include "src/patterns/maximum_flow.h"
#include "src/patterns/pair_filter.h"
#include "src/patterns/pattern_choice.h"
#include "src/patterns/pooled_pattern.h"
#include "src/patterns/rollout_pattern.h"
#include "tests/support/comparison.h"
#include "tests/support/config_variants.h"
#include "tests/support/naive_arithmetic.h"

#include <QtTest>

#include <cmath>
#include <fstream>
#include <queue>
#include <random>
#include <set>

using namespace headscope;

namespace {

// Weights come in single precision from the run; each sum here is of such numbers, at most a few hundred of them.
constexpr double kTolerance = 1e-5;

class WeightsOf : public Pattern {
public:
    WeightsOf(std::shared_ptr<const Trace> trace, HeadPlace place)
        : Pattern(eachToken(trace->rowCount({Stage::weights, place.layer, place.head})),
            eachToken(trace->columnCount({Stage::weights, place.layer, place.head})))
        , m_weights(trace->matrix({Stage::weights, place.layer, place.head}))
    {
    }
    void block(int firstRow, int firstColumn, MutableMatrixView out) const override
    {
        for (int r = 0; r < out.rows; ++r)
            for (int c = 0; c < out.cols; ++c)
                out(r, c) = m_weights(firstRow + r, firstColumn + c);
    }
    std::string formula() const override { return "A"; }
    bool rowsSumToOne() const override { return true; }

private:
    Matrix m_weights;
};

NaiveTable numbersOf(const Pattern &pattern)
{
    std::vector<float> numbers(std::size_t(pattern.rowCount()) * pattern.columnCount());
    const MutableMatrixView view{numbers.data(), pattern.rowCount(), pattern.columnCount(), pattern.columnCount()};
    // In pieces, as views ask for them.
    for (int r = 0; r < view.rows; r += 4)
        for (int c = 0; c < view.cols; c += 3)
            pattern.block(r, c, view.block(r, c, std::min(4, view.rows - r), std::min(3, view.cols - c)));
    NaiveTable table(view.rows, std::vector<double>(view.cols));
    for (int r = 0; r < view.rows; ++r)
        for (int c = 0; c < view.cols; ++c)
            table[r][c] = view(r, c);
    return table;
}

NaiveTable tableOf(const Matrix &matrix)
{
    NaiveTable table(matrix.rows(), std::vector<double>(matrix.cols()));
    for (int r = 0; r < matrix.rows(); ++r)
        for (int c = 0; c < matrix.cols(); ++c)
            table[r][c] = matrix(r, c);
    return table;
}

double worst(const NaiveTable &a, const NaiveTable &b)
{
    double most = a.size() == b.size() ? 0 : INFINITY;
    for (std::size_t r = 0; r < a.size() && r < b.size(); ++r)
        for (std::size_t c = 0; c < a[r].size(); ++c)
            most = std::max(most, std::abs(a[r][c] - b[r][c]));
    return most;
}

/// ‖A(t, s) · v(s) · W_O‖ as it is written: the whole vector of every pair.
NaiveTable plainNormWeighted(const Trace &trace, HeadPlace place)
{
    const TransformerConfig &config = trace.config();
    const NaiveTable weights = tableOf(trace.matrix({Stage::weights, place.layer, place.head}));
    const NaiveTable values = tableOf(trace.matrix({Stage::v, place.layer, place.head}));
    const NaiveTable first
        = trace.has(Stage::globalV, place.layer) ? tableOf(trace.matrix({Stage::globalV, place.layer, place.head})) : values;
    const StoredMatrix &output = config.layers > 0 ? trace.model().weights().layer(place.layer).output.weight : StoredMatrix();
    NaiveTable result = weights;
    for (std::size_t t = 0; t < weights.size(); ++t) {
        for (std::size_t s = 0; s < weights[t].size(); ++s) {
            double squares = 0;
            for (int d = 0; d < config.width; ++d) {
                double sum = 0;
                for (int c = 0; c < config.headWidth; ++c)
                    sum += weights[t][s] * (t == 0 ? first : values)[s][c] * output(place.head * config.headWidth + c, d);
                squares += sum * sum;
            }
            result[t][s] = std::sqrt(squares);
        }
    }
    return result;
}

/// All ways from the top to the input, followed one by one: the product of the shares along a way, summed over the ways.
double waysDown(const std::vector<NaiveTable> &graphs, int level, int from, int to)
{
    if (level < 0)
        return from == to ? 1 : 0;
    double sum = 0;
    for (std::size_t next = 0; next < graphs[level].size(); ++next)
        if (graphs[level][from][next] > 0)
            sum += graphs[level][from][next] * waysDown(graphs, level - 1, int(next), to);
    return sum;
}

std::vector<NaiveTable> plainGraphs(const Trace &trace, int layer)
{
    const TransformerConfig &config = trace.config();
    std::vector<NaiveTable> graphs;
    for (int below = 0; below <= layer; ++below) {
        if (config.stackOf(below) != config.stackOf(layer) || config.layer(below).cross)
            continue;
        NaiveTable graph;
        for (int head = 0; head < config.heads; ++head) {
            const NaiveTable weights = tableOf(trace.matrix({Stage::weights, below, head}));
            graph.resize(weights.size(), std::vector<double>(weights.size()));
            for (std::size_t t = 0; t < weights.size(); ++t)
                for (std::size_t s = 0; s < weights.size(); ++s)
                    graph[t][s] += weights[t][s] / config.heads / 2 + (t == s ? 0.5 / config.heads : 0);
        }
        graphs.push_back(graph);
    }
    return graphs;
}

/// Edmonds & Karp over a whole table of capacities.
double plainFlow(NaiveTable room, int source, int sink)
{
    double flow = 0;
    for (;;) {
        std::vector<int> from(room.size(), -1);
        from[source] = source;
        std::queue<int> queue({source});
        while (!queue.empty() && from[sink] < 0) {
            const int node = queue.front();
            queue.pop();
            for (std::size_t next = 0; next < room.size(); ++next) {
                if (from[next] < 0 && room[node][next] > 1e-12) {
                    from[next] = node;
                    queue.push(int(next));
                }
            }
        }
        if (from[sink] < 0)
            return flow;
        double most = INFINITY;
        for (int node = sink; node != source; node = from[node])
            most = std::min(most, room[from[node]][node]);
        for (int node = sink; node != source; node = from[node]) {
            room[from[node]][node] -= most;
            room[node][from[node]] += most;
        }
        flow += most;
    }
}

NaiveTable roomOf(const std::vector<NaiveTable> &graphs)
{
    const std::size_t n = graphs.front().size();
    NaiveTable room(n * (graphs.size() + 1), std::vector<double>(n * (graphs.size() + 1)));
    for (std::size_t level = 0; level < graphs.size(); ++level)
        for (std::size_t t = 0; t < n; ++t)
            for (std::size_t s = 0; s < n; ++s)
                room[(level + 1) * n + t][level * n + s] = graphs[level][t][s];
    return room;
}

std::shared_ptr<const Trace> storyteller(const std::string &text)
{
    Engine engine(openModel(sourcePath("resources/models/storyteller")));
    return engine.run({.text = text});
}

} // namespace

class MeasuresTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void weightedByKeys();
    void rollout();
    void flow();
    void maximumFlow();
    void ofStoryteller();
    void editedValues();
    void refused();
    void nothing();
    void table();
    void otherTables();
    void documentation();
};

void MeasuresTest::weightedByKeys()
{
    for (const ConfigVariant &variant : configVariants()) {
        const auto trace = runVariant(variant, 7);
        for (int layer = 0; layer < variant.config.layers; ++layer) {
            for (int head = 0; head < variant.config.heads; ++head) {
                const HeadPlace place{layer, head};
                const auto weights = std::make_shared<WeightsOf>(trace, place);
                const auto byOutput = normWeighted(weights, trace, place);
                QVERIFY2(worst(numbersOf(*byOutput), plainNormWeighted(*trace, place)) < kTolerance, variant.name);
                QVERIFY(!byOutput->rowsSumToOne());
                QVERIFY(byOutput->formula().find("W_O") != std::string::npos);

                NaiveTable expected = tableOf(trace->matrix({Stage::weights, layer, head}));
                const NaiveTable values = tableOf(trace->matrix({Stage::v, layer, head}));
                const NaiveTable first = trace->has(Stage::globalV, layer) ? tableOf(trace->matrix({Stage::globalV, layer, head})) : values;
                for (std::size_t t = 0; t < expected.size(); ++t) {
                    for (std::size_t s = 0; s < values.size(); ++s) {
                        double squares = 0;
                        for (const double value : (t == 0 ? first : values)[s])
                            squares += value * value;
                        expected[t][s] *= std::sqrt(squares);
                    }
                }
                QVERIFY2(worst(numbersOf(*valueWeighted(weights, trace, place)), expected) < kTolerance, variant.name);
            }
        }
    }
}

void MeasuresTest::rollout()
{
    for (const ConfigVariant &variant : configVariants()) {
        const auto trace = runVariant(variant, 5);
        for (int layer = 0; layer < variant.config.layers; ++layer) {
            if (variant.config.layer(layer).cross) {
                QVERIFY_EXCEPTION_THROWN(rolloutPattern(trace, layer), Error);
                continue;
            }
            const std::vector<NaiveTable> graphs = plainGraphs(*trace, layer);
            if (graphs.size() > 5) // ways down: 5 to the power of the layers
                continue;
            const auto pattern = rolloutPattern(trace, layer);
            const NaiveTable actual = numbersOf(*pattern);
            for (int t = 0; t < pattern->rowCount(); ++t) {
                double sum = 0;
                for (int s = 0; s < pattern->columnCount(); ++s) {
                    QVERIFY2(std::abs(actual[t][s] - waysDown(graphs, int(graphs.size()) - 1, t, s)) < kTolerance, variant.name);
                    sum += actual[t][s];
                }
                QVERIFY(std::abs(sum - 1) < kTolerance);
            }
            QVERIFY(pattern->rowsSumToOne());
        }
    }
}

void MeasuresTest::flow()
{
    for (const ConfigVariant &variant : configVariants()) {
        const auto trace = runVariant(variant, 6);
        for (int layer = 0; layer < variant.config.layers; ++layer) {
            if (variant.config.layer(layer).cross) {
                QVERIFY_EXCEPTION_THROWN(flowPattern(trace, layer), Error);
                continue;
            }
            const std::vector<NaiveTable> graphs = plainGraphs(*trace, layer);
            const NaiveTable room = roomOf(graphs);
            const auto pattern = flowPattern(trace, layer);
            const NaiveTable actual = numbersOf(*pattern);
            const int n = pattern->rowCount();
            for (int t = 0; t < n; ++t)
                for (int s = 0; s < n; ++s)
                    QVERIFY2(std::abs(actual[t][s] - plainFlow(room, int(graphs.size()) * n + t, s)) < kTolerance, variant.name);
        }
    }
}

void MeasuresTest::maximumFlow()
{
    // The textbook's: 0 → 1 → 3 and 0 → 2 → 3 with a bridge, where the first path found must be taken back.
    MaximumFlow bridge(4);
    bridge.addEdge(0, 1, 1);
    bridge.addEdge(0, 2, 1);
    bridge.addEdge(1, 2, 1);
    bridge.addEdge(1, 3, 1);
    bridge.addEdge(2, 3, 1);
    QCOMPARE(bridge.between(0, 3), 2.0);
    QCOMPARE(bridge.between(0, 3), 2.0); // starts afresh
    QCOMPARE(bridge.between(3, 0), 0.0);

    std::mt19937 random(3);
    std::uniform_real_distribution<double> capacity(0, 1);
    for (int round = 0; round < 60; ++round) {
        const int nodes = 2 + round % 9;
        NaiveTable room(nodes, std::vector<double>(nodes));
        MaximumFlow flow(nodes);
        for (int from = 0; from < nodes; ++from) {
            for (int to = 0; to < nodes; ++to) {
                if (from == to || random() % 3 == 0)
                    continue;
                room[from][to] = capacity(random);
                flow.addEdge(from, to, room[from][to]);
            }
        }
        QVERIFY(std::abs(flow.between(0, nodes - 1) - plainFlow(room, 0, nodes - 1)) < 1e-8);
    }
}

void MeasuresTest::ofStoryteller()
{
    const auto trace = storyteller("Tom had a red ball. Tom had a red");
    const int layer = 3;
    const HeadPlace place{layer, 5};
    const auto weights = std::make_shared<WeightsOf>(trace, place);
    const NaiveTable norms = numbersOf(*normWeighted(weights, trace, place));
    QVERIFY(worst(norms, plainNormWeighted(*trace, place)) < kTolerance);

    const std::vector<NaiveTable> graphs = plainGraphs(*trace, layer);
    const NaiveTable rolled = numbersOf(*rolloutPattern(trace, layer));
    const NaiveTable flows = numbersOf(*flowPattern(trace, layer));
    const NaiveTable room = roomOf(graphs);
    const int last = trace->tokenCount() - 1;
    for (const int s : {0, 1, last / 2, last - 1, last}) {
        QVERIFY(std::abs(flows[last][s] - plainFlow(room, (layer + 1) * (last + 1) + last, s)) < kTolerance);
        QVERIFY(std::abs(rolled[last][s] - waysDown(graphs, layer, last, s)) < kTolerance);
        QVERIFY(rolled[last][s] <= flows[last][s] + kTolerance); // what is mixed in can also flow
    }
}

void MeasuresTest::editedValues()
{
    const ConfigVariant variant = configVariants().front();
    const Edit edit{.kind = Edit::Kind::setValue, .stage = Stage::weights, .layer = 0, .head = 0, .row = 3, .column = 1, .value = -2};
    const auto trace = runVariant(variant, 5, {edit});
    const HeadPlace place{0, 0};
    const auto weights = std::make_shared<WeightsOf>(trace, place);
    QVERIFY(worst(numbersOf(*normWeighted(weights, trace, place)), plainNormWeighted(*trace, place)) < kTolerance);
}

void MeasuresTest::refused()
{
    const auto trace = runVariant(configVariants().front(), 4);
    const auto weights = std::make_shared<WeightsOf>(trace, HeadPlace{0, 0});
    QVERIFY_EXCEPTION_THROWN(normWeighted(weights, trace, {99, 0}), Error);
    QVERIFY_EXCEPTION_THROWN(valueWeighted(weights, trace, {0, 99}), Error);
    QVERIFY_EXCEPTION_THROWN(rolloutPattern(trace, 99), Error);
    QVERIFY_EXCEPTION_THROWN(flowPattern(trace, -1), Error);
    const auto other = std::make_shared<WeightsOf>(runVariant(configVariants().front(), 3), HeadPlace{0, 0});
    QVERIFY_EXCEPTION_THROWN(normWeighted(other, trace, {0, 0}), Error);
    try {
        flowPattern(
            storyteller(std::string("a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n o p q r s t u v w "
                                    "x y z a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n o p q r s t "
                                    "u v w x y z a b c d e f g h i j k l m n o p q r s t u v w x y z")),
            0);
        QFAIL("a long text was taken");
    } catch (const Error &error) {
        QVERIFY(error.problem().find(std::to_string(kMostFlowTokens)) != std::string::npos);
        QVERIFY(!error.hint().empty());
    }
}

void MeasuresTest::nothing()
{
    const auto trace = storyteller("");
    for (const auto &pattern : {rolloutPattern(trace, 1), flowPattern(trace, 1)}) {
        QCOMPARE(pattern->rowCount(), 0);
        pattern->block(0, 0, {});
    }
}

// Every row says all there is to say, and makes a picture of the head's own tokens.
void MeasuresTest::table()
{
    const std::shared_ptr<const Model> model = randomModel(smallConfig(), 3);
    const std::shared_ptr<const Trace> trace = Engine(model).run({randomText(7, 3)});
    const HeadPlace place{1, 2};
    std::set<std::string_view> names;
    for (const MeasureInfo &measure : allMeasures()) {
        QCOMPARE(&measureInfo(measure.id), &measure);
        QVERIFY(names.insert(measure.name).second);
        for (const std::string_view words : {measure.name, measure.title, measure.phrase, measure.legend, measure.number,
                 measure.definition, measure.formula, measure.source})
            QVERIFY2(!words.empty(), measure.name.data());
        QVERIFY2(measure.make && measure.decimals >= 0 && measure.mostTokens > 0, measure.name.data());
        QVERIFY(measure.stage == Stage::weights || measure.stage == Stage::maskedScores);
        const auto pattern = measuredPattern(trace, place, measure.id);
        QCOMPARE(pattern->rows(), eachToken(7));
        QCOMPARE(pattern->columns(), eachToken(7));
        QVERIFY(!pattern->formula().empty());
        QVERIFY(measure.adds || !pattern->rowsSumToOne());
        const auto ofAnotherHead = measuredPattern(trace, {1, 0}, measure.id);
        QCOMPARE(numbersOf(*pattern) == numbersOf(*ofAnotherHead), !measure.ofHeads);
        QCOMPARE(std::isinf(numbersOf(*trace, place, {.measure = measure.id})), !measure.isQuick);
        QCOMPARE(unitProblem(measure.id, TokenUnit::words).empty(), measure.adds);
        QCOMPARE(renormaliseProblem(measure.id).empty(), measure.adds);
        if (measure.mostTokens >= 300) // as many as the model takes
            continue;
        const std::shared_ptr<const Trace> longer = Engine(model).run({randomText(measure.mostTokens + 1, 3)});
        QVERIFY(!measureProblem(*longer, place, measure.id).empty());
        QVERIFY_EXCEPTION_THROWN(measuredPattern(longer, place, measure.id), Error);
    }
}

void MeasuresTest::otherTables()
{
    const auto check = [](const auto &table) {
        std::set<std::string_view> titles;
        for (const auto &row : table)
            QVERIFY(!row.title.empty() && titles.insert(row.title).second);
    };
    check(allHeadRules());
    check(kTokenUnits);
    check(kSpecialTokens);
    check(kPairFilters);
    check(kPoolRules);
    for (const HeadRuleInfo &rule : allHeadRules()) {
        QVERIFY(!rule.name.empty() && rule.phrase.find("%n") != std::string_view::npos && rule.phrase.find("%1") != std::string_view::npos);
        QVERIFY(rule.heading.find("%n") != std::string_view::npos);
        QVERIFY(rule.join || !rule.averages);
    }
}

void MeasuresTest::documentation()
{
    std::ifstream file(sourcePath("src/patterns/measures.md"));
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (text != measuresAsMarkdown())
        qInfo("src/patterns/measures.md has to read:\n%s", measuresAsMarkdown().c_str());
    QVERIFY(text == measuresAsMarkdown());
}

QTEST_APPLESS_MAIN(MeasuresTest)
#include "measures_test.moc"
