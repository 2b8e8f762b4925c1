// A trained model against PyTorch's own intermediate numbers, which come with it. The sample is not part of the repository.

#include "src/engine.h"
#include "tests/support/comparison.h"
#include "tests/support/nano_sort.h"

#include <QTemporaryDir>
#include <QTest>

using namespace headscope;

namespace {

const std::filesystem::path kSample = sharedPath("data/models/nano-sort");
constexpr int kTexts = 3;
constexpr int kTokens = 11;
constexpr int kHeads = 3;

struct Recording {
    const char *name;
    StageKey key;
};

// The first layer stage by stage, the other layers' ends.
const std::vector<Recording> kRecordings{
    {"tok_emb", {Stage::embedding, 0, 0}},
    {"x", {Stage::residualBefore, 0, 0}},
    {"ln1", {Stage::attentionNorm, 0, 0}},
    {"q", {Stage::q, 0, 0}},
    {"k", {Stage::k, 0, 0}},
    {"v", {Stage::v, 0, 0}},
    {"attSm", {Stage::weights, 0, 0}},
    {"y", {Stage::joinedHeads, 0, 0}},
    {"yProj", {Stage::outputProjection, 0, 0}},
    {"attnResid", {Stage::residualMiddle, 0, 0}},
    {"ln2", {Stage::mlpNorm, 0, 0}},
    {"fc", {Stage::mlpPre, 0, 0}},
    {"gelu", {Stage::mlpPost, 0, 0}},
    {"mlp", {Stage::mlpOut, 0, 0}},
    {"block0", {Stage::residualAfter, 0, 0}},
    {"block1", {Stage::residualAfter, 1, 0}},
    {"block2", {Stage::residualAfter, 2, 0}},
    {"ln_f", {Stage::finalNorm, 0, 0}},
    {"lm_head", {Stage::logits, 0, 0}},
};

} // namespace

class NanoSortTest : public QObject {
    Q_OBJECT

private slots:
    void everyStage();
};

void NanoSortTest::everyStage()
{
    if (!std::filesystem::exists(kSample / "model.json"))
        QSKIP("the sample model ../shared/data/models/nano-sort is not there");
    const QTemporaryDir folder;
    convertNanoSort(kSample / "model.json", folder.path().toStdString());
    Engine engine(openModel(folder.path().toStdString()));
    QVERIFY(!engine.model().config().tiedOutput);
    const std::map<std::string, RecordedTensor> recorded = readNanoSort(kSample / "partials.json");

    for (int text = 0; text < kTexts; ++text) {
        std::string letters;
        for (int t = 0; t < kTokens; ++t)
            letters += std::string(t ? " " : "")
                + "ABC"[static_cast<int>(recorded.at("idx").values[static_cast<std::size_t>(text * kTokens + t)])];
        const auto trace = engine.run({letters, {}, nullptr, {}});
        QCOMPARE(trace->tokenCount(), kTokens);
        for (const auto &[name, place] : kRecordings) {
            const std::vector<float> &values = recorded.at(name).values;
            const bool ofHead = stageInfo(place.stage).scope == StageScope::head;
            for (int head = 0; head < (ofHead ? kHeads : 1); ++head) {
                const Matrix ours = trace->matrix({place.stage, place.layer, head});
                const std::size_t size = static_cast<std::size_t>(ours.rows()) * static_cast<std::size_t>(ours.cols());
                const std::size_t start = (static_cast<std::size_t>(text) * (ofHead ? kHeads : 1) + static_cast<std::size_t>(head)) * size;
                QVERIFY(start + size <= values.size());
                const MatrixView theirs{values.data() + start, ours.rows(), ours.cols(), ours.cols(), 1};
                const double difference = largestDifference(ours, theirs, ours.rows(), ours.cols());
                const double allowed = place.stage == Stage::weights ? 1e-5 : 1e-4;
                QVERIFY2(
                    difference <= allowed, qPrintable(QString("%1, text %2, head %3: %4").arg(name).arg(text).arg(head).arg(difference)));
            }
        }
    }
}

QTEST_APPLESS_MAIN(NanoSortTest)
#include "nano_sort_test.moc"
