// Every family opens as a folder, and every number of its run is that of the official implementation (tests/reference/families).

#include "src/engine.h"
#include "src/error.h"
#include "tests/support/family_folders.h"
#include "tests/support/recording.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace headscope;

namespace {

// Weights within 1e-5; everything else within 1e-4, or 1e-5 of its size. The recordings are float32 too, and themselves up to 2.4e-5
// from a float64 run: families/MANIFEST.json has that rounding by family and tensor.
bool isClose(Stage stage, double ours, double theirs)
{
    if (ours == theirs) // also −∞
        return true;
    const double difference = std::abs(ours - theirs);
    return difference <= (stage == Stage::weights ? 1e-5 : std::max(1e-4, 1e-5 * std::abs(theirs)));
}

// What a place has and no hook takes: the ids, which are compared by themselves, and the heads side by side, which are hook_z.
bool isNotRecorded(Stage stage)
{
    return stage == Stage::tokens || stage == Stage::joinedHeads;
}

std::filesystem::path recordingOf(const std::string &family, const std::string &text)
{
    return kFamilyFolders / family / ("expected_" + text + ".safetensors");
}

QString spelled(const std::vector<int> &ids)
{
    QStringList list;
    for (const int id : ids)
        list += QString::number(id);
    return list.join(' ');
}

RunRequest requestOf(const Recording &recording)
{
    RunRequest request;
    request.text = recording.word("text");
    if (recording.has("pair"))
        request.pair = recording.word("pair");
    request.target = recording.word("target");
    return request;
}

// openModel, but a refusal fails the test that asks instead of ending the program.
std::shared_ptr<const Model> opened(const QString &family)
{
    try {
        return openModel(kFamilyFolders / family.toStdString());
    } catch (const Error &error) {
        QTest::qFail(error.what(), __FILE__, __LINE__);
        return nullptr;
    }
}

// Compares one recorded tensor, head by head; empty, or what differs.
QString difference(const Trace &trace, StageKey key, const StoredTensor &tensor, bool lastRow)
{
    const StageInfo &info = stageInfo(key.stage);
    const int heads = info.scope == StageScope::head ? trace.config().heads : 1;
    for (key.head = 0; key.head < heads; ++key.head) {
        const Matrix ours = lastRow ? trace.rows(key, trace.rowCount(key) - 1, 1) : trace.matrix(key);
        const RecordedMatrix theirs = recordedMatrix(tensor, info, key.head, heads);
        if (ours.rows() != theirs.rows || ours.cols() != theirs.cols)
            return QString("%1 is %2 × %3, recorded are %4 × %5")
                .arg(tensor.name.c_str())
                .arg(ours.rows())
                .arg(ours.cols())
                .arg(theirs.rows)
                .arg(theirs.cols);
        for (int row = 0; row < theirs.rows; ++row)
            for (int col = 0; col < theirs.cols; ++col)
                if (!isClose(key.stage, ours(row, col), theirs(row, col)))
                    return QString("%1, head %2, row %3, column %4: %5, recorded is %6")
                        .arg(tensor.name.c_str())
                        .arg(key.head)
                        .arg(row)
                        .arg(col)
                        .arg(static_cast<double>(ours(row, col)))
                        .arg(theirs(row, col));
    }
    return {};
}

// The tensors in the model's own order of computation, so that the first difference named is the first there is.
std::vector<const StoredTensor *> inOrder(const Recording &recording, const TransformerConfig &config)
{
    std::vector<const StoredTensor *> list;
    std::set<std::string> seen;
    for (int layer = 0; layer < config.layers; ++layer)
        for (const Stage stage : config.stages(layer))
            if (const StoredTensor *tensor = recording.file().find(hookName(config, stage, layer));
                tensor && seen.insert(tensor->name).second)
                list.push_back(tensor);
    for (const StoredTensor &tensor : recording.file().tensors())
        if (seen.insert(tensor.name).second)
            list.push_back(&tensor);
    // Heads and final norms come after all layers, whichever walk meets them first.
    std::stable_partition(list.begin(), list.end(), [&](const StoredTensor *tensor) {
        return !tensor->name.starts_with("l") && !tensor->name.starts_with("unembed") && !tensor->name.starts_with("pooler")
            && !tensor->name.starts_with("classifier");
    });
    return list;
}

} // namespace

class FamiliesTest : public QObject {
    Q_OBJECT

private slots:
    void everyNumber_data();
    void everyNumber();
    void everyStage_data();
    void everyStage();
    void greedy_data();
    void greedy();
};

void FamiliesTest::everyNumber_data()
{
    QTest::addColumn<QString>("family");
    QTest::addColumn<QString>("text");
    QCOMPARE(familyFolders().size(), std::size_t{60});
    int count = 0;
    for (const std::string &name : familyFolders()) {
        for (const char *text : {"full", "unicode", "long"}) {
            if (!std::filesystem::exists(recordingOf(name, text)))
                continue;
            QTest::newRow((name + ' ' + text).c_str()) << QString::fromStdString(name) << text;
            ++count;
        }
    }
    QCOMPARE(count, 39 * 3 + 21); // the narrow ones have one text each
}

void FamiliesTest::everyNumber()
{
    QFETCH(QString, family);
    QFETCH(QString, text);

    const Recording recording(recordingOf(family.toStdString(), text.toStdString()));
    const auto model = opened(family);
    if (!model)
        return;
    Engine engine(model);
    const auto trace = engine.run(requestOf(recording));
    QCOMPARE(spelled(idsOf(trace->tokens())), spelled(recording.numbers("ids")));
    if (recording.has("target"))
        QCOMPARE(spelled(idsOf(trace->stackTokens(1))), spelled(recording.numbers("target_ids")));

    const std::map<std::string, StageKey> places = placesByName(engine.model().config());
    for (const StoredTensor *tensor : inOrder(recording, engine.model().config())) {
        const bool lastRow = tensor->name == "logits_last";
        const auto place = places.find(lastRow ? "logits" : tensor->name);
        QVERIFY2(place != places.end(), ("no stage is called " + tensor->name).c_str());
        const QString said = difference(*trace, place->second, *tensor, lastRow);
        QVERIFY2(said.isEmpty(), qPrintable(said));
    }
}

void FamiliesTest::everyStage_data()
{
    QTest::addColumn<QString>("family");
    for (const std::string &name : familyFolders())
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

// Nothing that a walk through the model shows is without a recorded number.
void FamiliesTest::everyStage()
{
    QFETCH(QString, family);

    const Recording recording(recordingOf(family.toStdString(), "full"));
    QCOMPARE(recording.word("stages"), std::string("all"));
    const auto model = opened(family);
    if (!model)
        return;
    for (const auto &[name, key] : placesByName(model->config()))
        QVERIFY2(isNotRecorded(key.stage) || recording.file().find(name), (name + " is not recorded").c_str());

    const auto trace = Engine(model).run(requestOf(recording));
    for (int layer = 0; layer < model->config().layers; ++layer) {
        const Matrix joined = trace->matrix({Stage::joinedHeads, layer, 0});
        const StoredTensor *z = recording.file().find(hookName(model->config(), Stage::weightedSum, layer));
        const RecordedMatrix theirs{z->bytes.data(), joined.rows(), joined.cols(), joined.cols()};
        for (int row = 0; row < joined.rows(); ++row)
            for (int col = 0; col < joined.cols(); ++col)
                QVERIFY(isClose(Stage::joinedHeads, joined(row, col), theirs(row, col)));
    }
}

void FamiliesTest::greedy_data()
{
    QTest::addColumn<QString>("family");
    int count = 0;
    for (const std::string &name : familyFolders()) {
        if (!Recording(recordingOf(name, "full")).has("greedy_ids"))
            continue;
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
        ++count;
    }
    QCOMPARE(count, 9);
}

// The same continuation as the official generate(). The two best logits of each step are at least 1e-3 apart.
void FamiliesTest::greedy()
{
    QFETCH(QString, family);

    const Recording recording(recordingOf(family.toStdString(), "full"));
    const auto model = opened(family);
    if (!model)
        return;
    Engine engine(model);
    const bool twoStacks = engine.model().config().isEncoderDecoder();
    RunRequest request;
    request.text = recording.word("text");
    const std::vector<int> all = recording.numbers("greedy_ids");
    const std::size_t given = twoStacks ? 1 : recording.numbers("ids").size();
    const std::vector<int> expected(all.begin() + static_cast<std::ptrdiff_t>(given), all.end());
    QCOMPARE(spelled(engine.generate(request, 20)), spelled(expected));
}

QTEST_APPLESS_MAIN(FamiliesTest)
#include "families_test.moc"
