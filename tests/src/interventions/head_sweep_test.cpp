// The sweep against plain runs, one by one and without a base; KL and changes against sums written out in double.
#include "src/engine.h"
#include "src/error.h"
#include "src/interventions/head_sweep.h"
#include "src/interventions/patching.h"
#include "tests/support/comparison.h"
#include "tests/support/random_model.h"

#include <QTest>

#include <cmath>
#include <map>

using namespace headscope;

namespace {

std::vector<double> softmax(const Matrix &logits)
{
    double sum = 0;
    for (int id = 0; id < logits.cols(); ++id)
        sum += std::exp(double(logits(0, id)));
    std::vector<double> shares;
    for (int id = 0; id < logits.cols(); ++id)
        shares.push_back(std::exp(double(logits(0, id))) / sum);
    return shares;
}

Matrix logitsOf(const Trace &trace, int row)
{
    return trace.rows({Stage::logits, trace.config().layers - 1, 0}, row, 1);
}

} // namespace

class HeadSweepTest : public QObject {
    Q_OBJECT

private slots:
    void equalsPlainRuns_data();
    void equalsPlainRuns();
    void editsStayActive();
    void stopsBetweenRuns();
    void tokensWithoutPartnerAreLeftOut();
    void refusals();
};

void HeadSweepTest::equalsPlainRuns_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("seed");
    for (const SweepKind kind : {SweepKind::headsOff, SweepKind::headsPatched, SweepKind::streamPatched})
        for (int seed = 0; seed < 25; ++seed)
            if (randomConfig(std::uint32_t(seed)).predicts != Predicts::nothing)
                QTest::addRow("%d %d", int(kind), seed) << int(kind) << seed;
}

void HeadSweepTest::equalsPlainRuns()
{
    QFETCH(int, kind);
    QFETCH(int, seed);
    const auto number = std::uint32_t(seed);
    const TransformerConfig config = randomConfig(number);
    const auto model = randomModel(config, number);
    Engine engine(model);
    SweepRequest request;
    request.kind = SweepKind(kind);
    request.run.text = randomText(5, number);
    RunRequest other{.text = randomText(5, number + 1)};
    if (config.isEncoderDecoder()) {
        request.run.target = randomText(3, number + 2);
        other.target = randomText(3, number + 3);
    }
    request.base = engine.run(request.run);
    request.other = engine.run(other);
    request.row = int(request.base->stackTokens(config.stackCount() - 1).size()) - 1;
    request.id = 3;
    QVERIFY(request.row >= 0);

    std::vector<SweepCell> cells;
    QVERIFY(sweep(engine, request, [&](const SweepCell &cell) { cells.push_back(cell); }));
    const auto places = sweepPlaces(request);
    QCOMPARE(cells.size(), places.size());
    const Matrix without = logitsOf(*request.base, request.row);
    const std::vector<double> p = softmax(without);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        QCOMPARE(cells[i].layer, places[i].layer);
        QCOMPARE(cells[i].place, places[i].place);
        RunRequest plain = request.run;
        if (request.kind == SweepKind::headsOff) {
            Edit off;
            off.kind = Edit::Kind::scaleValue;
            off.stage = Stage::weightedSum;
            off.layer = cells[i].layer;
            off.head = cells[i].place;
            plain.edits = {off};
        } else if (request.kind == SweepKind::headsPatched) {
            plain.edits = {rowPatch(*request.base, *request.other, {Stage::weightedSum, cells[i].layer, cells[i].place}, request.rule)};
        } else {
            plain.edits
                = {rowPatch(*request.base, *request.other, {Stage::residualBefore, cells[i].layer, 0}, request.rule, {cells[i].place})};
        }
        const Matrix with = logitsOf(*Engine(model).run(plain), request.row);
        const std::vector<double> q = softmax(with);
        double divergence = 0;
        for (std::size_t id = 0; id < p.size(); ++id)
            divergence += p[id] * std::log2(p[id] / q[id]);
        const PredictionChange &change = cells[i].change;
        // The runs are the same to the bit; both ways to sum are in double.
        QCOMPARE(change.logit, double(with(0, 3)));
        QCOMPARE(change.logitChange, double(with(0, 3)) - without(0, 3));
        QVERIFY(std::abs(change.probability - q[3]) < 1e-9);
        QVERIFY(std::abs(change.logProbabilityChange - std::log(q[3] / p[3])) < 1e-9);
        QVERIFY(std::abs(change.divergence - divergence) < 1e-9);
        QVERIFY(change.divergence > -1e-9);
    }
}

void HeadSweepTest::editsStayActive()
{
    Engine engine(randomModel(smallConfig(), 4));
    SweepRequest request;
    Edit off;
    off.kind = Edit::Kind::scaleHead;
    off.layer = 0;
    off.head = 1;
    request.run = {randomText(6, 1), {off}};
    request.base = engine.run(request.run);
    request.row = 5;
    std::map<std::pair<int, int>, PredictionChange> found;
    sweep(engine, request, [&](const SweepCell &cell) { found[{cell.layer, cell.place}] = cell.change; });
    QCOMPARE(found.size(), std::size_t(6));
    // Off already: nothing changes any more. (Another head does change something.)
    QCOMPARE((found[{0, 1}].logitChange), 0.0);
    QVERIFY((found[{0, 2}].logitChange) != 0.0);
}

void HeadSweepTest::stopsBetweenRuns()
{
    Engine engine(randomModel(smallConfig(), 4));
    SweepRequest request;
    request.run = {randomText(6, 1)};
    request.base = engine.run(request.run);
    std::stop_source source;
    int arrived = 0;
    QVERIFY(!sweep(
        engine, request,
        [&](const SweepCell &) {
            if (++arrived == 2)
                source.request_stop();
        },
        source.get_token()));
    QCOMPARE(arrived, 2);
}

void HeadSweepTest::tokensWithoutPartnerAreLeftOut()
{
    Engine engine(randomModel(smallConfig(), 4));
    SweepRequest request;
    request.run = {"abxcd"};
    request.base = engine.run(request.run);
    request.other = engine.run({"abcd"});
    request.kind = SweepKind::streamPatched;
    request.rule = AlignmentRule::text;
    std::vector<int> tokens;
    for (const SweepCell &cell : sweepPlaces(request))
        if (cell.layer == 0)
            tokens.push_back(cell.place);
    QCOMPARE(tokens, (std::vector{0, 1, 3, 4}));
}

void HeadSweepTest::refusals()
{
    Engine engine(randomModel(smallConfig(), 4));
    SweepRequest request;
    request.run = {"abc"};
    request.base = engine.run(request.run);
    request.row = 3;
    QVERIFY_EXCEPTION_THROWN(sweepPlaces(request), Error);
    request.row = 0;
    request.id = 29;
    QVERIFY_EXCEPTION_THROWN(sweepPlaces(request), Error);
    request.id = 0;
    request.kind = SweepKind::headsPatched;
    QVERIFY_EXCEPTION_THROWN(sweepPlaces(request), Error);
    request.other = Engine(randomModel(smallConfig(), 4)).run({"abd"});
    QVERIFY_EXCEPTION_THROWN(sweepPlaces(request), Error);
}

QTEST_APPLESS_MAIN(HeadSweepTest)
#include "head_sweep_test.moc"
