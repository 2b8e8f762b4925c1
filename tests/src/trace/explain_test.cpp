// Every number that explain takes apart and puts together again is the number of the run: for every stage, many cells, models of
// every kind, with and without edits.
#include "src/engine.h"
#include "src/error.h"
#include "src/trace/explain.h"
#include "src/trace/sources.h"
#include "tests/support/config_variants.h"
#include "tests/support/family_folders.h"
#include "tests/support/recording.h"
#include "tests/support/trace_places.h"

#include <QtTest>

#include <cmath>
#include <random>

using namespace headscope;

namespace {

// The run works in single precision, so it is off by some units of 6e-8 of the numbers that were added up; a few units for a
// softmax or a norm. Relative to the sum of the terms' sizes, and to 1 for what has small terms.
constexpr double kTolerance = 2e-6;

double sizeOfTerms(const Explanation &cell)
{
    double size = std::abs(cell.rebuilt);
    using Kind = Explanation::Kind;
    const bool adds = cell.kind == Kind::dotProduct || cell.kind == Kind::sum || cell.kind == Kind::rotation || cell.kind == Kind::bias;
    for (const Term &term : cell.terms)
        if (adds)
            size += std::abs(term.value);
    if (cell.kind == Explanation::Kind::norm)
        size += std::abs(cell.stepValue("gain")) * (1 + std::abs(cell.stepValue("mean")) / std::sqrt(cell.stepValue("variance") + 1e-5));
    return size;
}

bool isRebuilt(const Explanation &cell)
{
    if (std::isinf(cell.rebuilt) || std::isinf(cell.stored))
        return cell.rebuilt == static_cast<double>(cell.stored);
    return std::abs(cell.rebuilt - static_cast<double>(cell.stored)) <= kTolerance * (1 + sizeOfTerms(cell));
}

// A few hundred cells of one matrix: all when small, else the corners and some at random.
std::vector<std::pair<int, int>> someCells(int rows, int cols, std::mt19937 &random)
{
    std::vector<std::pair<int, int>> cells;
    if (rows * cols <= 200) {
        for (int r = 0; r < rows; ++r)
            for (int c = 0; c < cols; ++c)
                cells.push_back({r, c});
        return cells;
    }
    cells = {{0, 0}, {0, cols - 1}, {rows - 1, 0}, {rows - 1, cols - 1}};
    while (cells.size() < 60)
        cells.push_back({int(random() % unsigned(rows)), int(random() % unsigned(cols))});
    return cells;
}

// Calls visit(explanation) for cells of every stage, layer and head.
template <typename Visit>
void forCells(const Trace &trace, Visit visit)
{
    std::mt19937 random(7);
    for (const StageKey &key : placesOf(trace.config())) {
        const Matrix matrix = trace.matrix(key);
        for (const auto &[row, column] : someCells(matrix.rows(), matrix.cols(), random))
            visit(explain(trace, key, row, column));
    }
}

// Empty when every cell that no edit touches is rebuilt, else the first that is not.
QString firstFailure(const Trace &trace)
{
    QString failure;
    int rebuilt = 0;
    forCells(trace, [&](const Explanation &cell) {
        if (cell.edited)
            return;
        ++rebuilt;
        if (failure.isEmpty() && !isRebuilt(cell))
            failure = QString::fromStdString(cell.toText());
    });
    return rebuilt == 0 ? QStringLiteral("no cell was looked at") : failure;
}

std::shared_ptr<const Trace> runOf(std::shared_ptr<const Model> model, const std::string &text, const Edits &edits = {})
{
    return Engine(std::move(model)).run({text, edits, nullptr, {}});
}

std::shared_ptr<const Model> folderModel(const char *folder)
{
    return openModel(sourcePath(folder));
}

Edit valueEdit(Edit::Kind kind, Stage stage, int row, int column, float value, int layer = 0, int head = 0)
{
    Edit edit;
    edit.kind = kind;
    edit.stage = stage;
    edit.layer = layer;
    edit.head = head;
    edit.row = row;
    edit.column = column;
    edit.value = value;
    return edit;
}

Edit switchEdit(Edit::Kind kind, float value = 0, int column = Edit::kAll)
{
    Edit edit;
    edit.kind = kind;
    edit.value = value;
    edit.column = column;
    return edit;
}

} // namespace

class ExplainTest : public QObject {
    Q_OBJECT

private slots:
    void rebuildsFolders_data();
    void rebuildsFolders();
    void rebuildsFamilies_data();
    void rebuildsFamilies();
    void rebuildsVariants_data();
    void rebuildsVariants();
    void rebuildsEveryKindOfModel_data();
    void rebuildsEveryKindOfModel();
    void usesEditedNumbersEverywhere_data();
    void usesEditedNumbersEverywhere();
    void sourcesExist_data();
    void sourcesExist();
    void usesEditedNumbers();
    void knowsEditedCells();
    void knowsEditsOfSharedKeys();
    void followsSwitches();
    void reachesWhatItNames();
    void saysWhyATokenIsMasked();
    void refusesWhatIsNotThere();
};

void ExplainTest::rebuildsFolders_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("text");
    QTest::newRow("blackboard") << "resources/models/blackboard"
                                << "She gave the dog a bone because it was hungry, Zibbo!";
    QTest::newRow("one token") << "resources/models/blackboard"
                               << "cat";
    QTest::newRow("gpt2_tiny") << "tests/reference/gpt2_tiny"
                               << "The cat sat on the mat and looked.";
    QTest::newRow("gpt2_tiny in f16") << "tests/reference/gpt2_tiny_f16"
                                      << "Once more, with less.";
    QTest::newRow("gpt2_tiny in bf16") << "tests/reference/gpt2_tiny_bf16_sharded"
                                       << "Once more, with less.";
}

void ExplainTest::rebuildsFolders()
{
    QFETCH(QString, folder);
    QFETCH(QString, text);
    const auto trace = runOf(folderModel(qPrintable(folder)), text.toStdString());
    QCOMPARE(firstFailure(*trace), QString());
}

void ExplainTest::rebuildsFamilies_data()
{
    QTest::addColumn<QString>("family");
    for (const std::string &name : familyFolders())
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

void ExplainTest::rebuildsFamilies()
{
    QFETCH(QString, family);
    const std::filesystem::path folder = kFamilyFolders / family.toStdString();
    const Recording recording(folder / "expected_full.safetensors");
    RunRequest request;
    request.text = recording.word("text");
    if (recording.has("pair"))
        request.pair = recording.word("pair");
    request.target = recording.word("target");
    const auto trace = Engine(openModel(folder)).run(request);
    QCOMPARE(firstFailure(*trace), QString());
}

void ExplainTest::rebuildsVariants_data()
{
    QTest::addColumn<int>("norm");
    QTest::addColumn<bool>("post");
    QTest::addColumn<int>("position");
    QTest::addColumn<int>("activation");
    QTest::addColumn<bool>("mlp");
    QTest::addColumn<bool>("causal");
    const auto add = [](const char *name, NormKind norm, bool post, PositionKind position, Activation activation, bool mlp, bool causal) {
        QTest::newRow(name) << int(norm) << post << int(position) << int(activation) << mlp << causal;
    };
    add("pre, layer norm", NormKind::layer, false, PositionKind::learned, Activation::gelu, true, true);
    add("post, layer norm, both ways", NormKind::layer, true, PositionKind::sinusoidal, Activation::geluTanh, true, false);
    add("pre, RMS norm, no positions", NormKind::rms, false, PositionKind::none, Activation::relu, true, true);
    add("no norm", NormKind::none, false, PositionKind::learned, Activation::gelu, true, false);
    add("pre, no MLP", NormKind::layer, false, PositionKind::learned, Activation::gelu, false, true);
    add("post, no MLP", NormKind::rms, true, PositionKind::sinusoidal, Activation::gelu, false, true);
    add("no norm, no MLP", NormKind::none, false, PositionKind::none, Activation::gelu, false, true);
}

void ExplainTest::rebuildsVariants()
{
    QFETCH(int, norm);
    QFETCH(bool, post);
    QFETCH(int, position);
    QFETCH(int, activation);
    QFETCH(bool, mlp);
    QFETCH(bool, causal);
    TransformerConfig config = smallConfig();
    config.norm = static_cast<NormKind>(norm);
    config.normPlace = post ? NormPlace::post : NormPlace::pre;
    config.finalNorm = config.norm != NormKind::none && !post;
    config.position = static_cast<PositionKind>(position);
    config.activation = static_cast<Activation>(activation);
    config.feedForward = mlp ? config.feedForward : 0;
    for (const bool biases : {true, false}) {
        RandomParts parts;
        parts.biases = parts.normShifts = parts.outputBias = biases;
        setRules(config, causal, biases);
        const auto trace = runOf(randomModel(config, 3, parts), randomText(90, 5));
        QCOMPARE(firstFailure(*trace), QString());
    }
}

void ExplainTest::rebuildsEveryKindOfModel_data()
{
    QTest::addColumn<int>("index");
    int index = 0;
    for (const ConfigVariant &variant : configVariants())
        QTest::newRow(variant.name) << index++;
}

void ExplainTest::rebuildsEveryKindOfModel()
{
    QFETCH(int, index);
    const ConfigVariant variant = configVariants()[std::size_t(index)];
    for (const int tokens : {1, 11, 70}) // 70: more than one block of rows
        QCOMPARE(firstFailure(*runVariant(variant, tokens)), QString());
}

void ExplainTest::usesEditedNumbersEverywhere_data()
{
    rebuildsEveryKindOfModel_data();
}

// An edit of every stage in every layer: what is made from an edited number uses it, and no other cell counts as edited.
void ExplainTest::usesEditedNumbersEverywhere()
{
    using Kind = Edit::Kind;
    QFETCH(int, index);
    const ConfigVariant variant = configVariants()[std::size_t(index)];
    const auto plain = runVariant(variant, 7);
    Edits edits;
    int count = 0;
    for (const StageKey &key : placesOf(variant.config)) {
        if (key.stage == Stage::tokens || key.head > 0)
            continue;
        ++count;
        const int row = count % plain->rowCount(key);
        const int column = count % std::min(5, plain->columnCount(key));
        const int head = stageInfo(key.stage).scope == StageScope::head ? count % variant.config.heads : 0;
        edits.push_back(valueEdit(count % 2 ? Kind::setValue : Kind::addValue, key.stage, row, column, 1.5f, key.layer, head));
    }
    const auto trace = runVariant(variant, 7, edits);
    QCOMPARE(firstFailure(*trace), QString());
    int edited = 0;
    for (const Edit &edit : edits)
        edited += explain(*trace, {edit.stage, edit.layer, edit.head}, edit.row, edit.column).edited;
    QCOMPARE(edited, int(edits.size()));
}

void ExplainTest::sourcesExist_data()
{
    rebuildsEveryKindOfModel_data();
}

// Every stage but those that begin a stack names stages that this model has and that come before it in the walk.
void ExplainTest::sourcesExist()
{
    QFETCH(int, index);
    const TransformerConfig config = configVariants()[std::size_t(index)].config;
    for (const StageKey &key : placesOf(config)) {
        const std::vector<StageKey> sources = sourcesOf(config, layerPlan(config, placeOf(config, key).layer), key);
        const bool begins = key.stage == Stage::tokens || key.stage == Stage::position || key.stage == Stage::tokenType;
        QCOMPARE(sources.empty(), begins);
        const std::vector<Stage> walk = config.stages(key.layer);
        const auto place = [&](Stage stage) { return std::find(walk.begin(), walk.end(), stage) - walk.begin(); };
        for (const StageKey &source : sources) {
            QVERIFY2(config.has(source.stage, source.layer), stageInfo(source.stage).name.data());
            const bool isHere = config.stackOf(source.layer) == config.stackOf(key.layer)
                && (source.layer == key.layer || stageInfo(source.stage).scope == StageScope::model);
            if (isHere)
                QVERIFY2(place(source.stage) < place(key.stage), stageInfo(key.stage).name.data());
        }
    }
}

void ExplainTest::usesEditedNumbers()
{
    using Kind = Edit::Kind;
    Edits edits;
    int place = 0;
    for (const Stage stage : smallConfig().stages()) {
        if (stage == Stage::tokens)
            continue;
        ++place;
        edits.push_back(valueEdit(place % 2 ? Kind::setValue : Kind::addValue, stage, place % 7, place % 5, 1.5f, place % 2, place % 3));
    }
    edits.push_back(valueEdit(Kind::scaleValue, Stage::weights, Edit::kAll, 2, 0.5f, Edit::kAll, 1));
    const auto trace = runOf(randomModel(smallConfig(), 11), randomText(12, 1), edits);
    QCOMPARE(firstFailure(*trace), QString());
}

void ExplainTest::knowsEditedCells()
{
    const Edits edits{valueEdit(Edit::Kind::setValue, Stage::rawScores, 3, 1, 4.0f)};
    const auto model = folderModel("resources/models/blackboard");
    const auto plain = runOf(model, "the cat sat on the mat");
    const auto trace = runOf(model, "the cat sat on the mat", edits);

    const Explanation edited = explain(*trace, {Stage::rawScores, 0, 0}, 3, 1);
    QVERIFY(edited.edited);
    QCOMPARE(edited.stored, 4.0f);
    QCOMPARE(edited.rebuilt, double(plain->matrix({Stage::rawScores, 0, 0})(3, 1)));
    QVERIFY(!explain(*trace, {Stage::rawScores, 0, 0}, 3, 2).edited);
    QVERIFY(!explain(*trace, {Stage::rawScores, 0, 1}, 3, 1).edited);

    const Explanation after = explain(*trace, {Stage::scaledScores, 0, 0}, 3, 1);
    QVERIFY(!after.edited);
    QCOMPARE(after.terms.front().a, 4.0);
    QCOMPARE(after.rebuilt, 2.0);

    const Edits headOff{[] {
        Edit edit = switchEdit(Edit::Kind::scaleHead);
        edit.head = 1;
        return edit;
    }()};
    const auto without = runOf(model, "the cat sat on the mat", headOff);
    QVERIFY(explain(*without, {Stage::weightedSum, 0, 1}, 2, 0).edited);
    QVERIFY(!explain(*without, {Stage::weightedSum, 0, 0}, 2, 0).edited);
    QCOMPARE(explain(*without, {Stage::weightedSum, 0, 1}, 2, 0).stored, 0.0f);
    QVERIFY(explain(*without, {Stage::weightedSum, 0, 1}, 2, 0).rebuilt > 0.3);
}

void ExplainTest::knowsEditsOfSharedKeys()
{
    ConfigVariant variant = configVariants().front();
    QCOMPARE(variant.config.groups(), 2); // heads 1 and 2, 3 and 4 share
    const Edits edits{valueEdit(Edit::Kind::setValue, Stage::k, 3, 1, 4.0f, 1, 3)}; // asked for under the last head
    const auto trace = runVariant(variant, 6, edits);
    for (int head = 0; head < 4; ++head) {
        const Explanation cell = explain(*trace, {Stage::k, 1, head}, 3, 1);
        QCOMPARE(cell.edited, head >= 2);
        QCOMPARE(cell.stored == 4.0f, head >= 2);
    }
    QVERIFY(!explain(*trace, {Stage::v, 1, 3}, 3, 1).edited);
    QVERIFY(!explain(*trace, {Stage::k, 0, 3}, 3, 1).edited);
}

// An edit of "every layer" of a stage behind the layers reaches the stack that has it, and one of biased scores counts without biases.
void ExplainTest::reachesWhatItNames()
{
    const auto twoStacks = runVariant(configVariants()[9], 6, {valueEdit(Edit::Kind::setValue, Stage::logits, 2, 3, 7.0f, Edit::kAll)});
    const Explanation logit = explain(*twoStacks, {Stage::logits, 5, 0}, 2, 3);
    QCOMPARE(logit.stored, 7.0f);
    QVERIFY(logit.edited);

    const auto unbiased = runVariant(
        configVariants()[4], 6, {switchEdit(Edit::Kind::positionsOff), valueEdit(Edit::Kind::setValue, Stage::biasedScores, 2, 1, 7.0f)});
    QCOMPARE(explain(*unbiased, {Stage::biasedScores, 0, 0}, 2, 1).stored, 7.0f);
    QCOMPARE(explain(*unbiased, {Stage::maskedScores, 0, 0}, 2, 1).stored, 7.0f);
}

void ExplainTest::saysWhyATokenIsMasked()
{
    const auto reasonOf = [](const Trace &trace, int layer, int row, int column) {
        const Explanation cell = explain(trace, {Stage::maskedScores, layer, 0}, row, column);
        return QString::fromStdString(cell.reason) + (cell.stepValue("allowed") != 0 ? " +" : " -");
    };
    const auto windowed = runVariant(configVariants()[1], 8, {switchEdit(Edit::Kind::hideToken, 0, 4)});
    QCOMPARE(windowed->config().layer(0).window, 3);
    QCOMPARE(reasonOf(*windowed, 0, 2, 3), QStringLiteral("later token -"));
    QCOMPARE(reasonOf(*windowed, 0, 5, 2), QStringLiteral("outside the window of 3 -"));
    QCOMPARE(reasonOf(*windowed, 0, 5, 3), QStringLiteral(" +"));
    QCOMPARE(reasonOf(*windowed, 0, 5, 4), QStringLiteral("hidden token -"));
    QCOMPARE(reasonOf(*windowed, 0, 4, 4), QStringLiteral(" +"));
    QCOMPARE(reasonOf(*windowed, 1, 7, 2), QStringLiteral(" +"));

    const auto global = runVariant(configVariants()[8], 8);
    QVERIFY(global->config().globalFirstToken);
    QCOMPARE(reasonOf(*global, 0, 5, 0), QStringLiteral("global token +"));
    QCOMPARE(reasonOf(*global, 0, 0, 7), QStringLiteral("global token +"));
    QCOMPARE(reasonOf(*global, 0, 5, 1), QStringLiteral("outside the window of 2 -"));
    QCOMPARE(reasonOf(*global, 0, 5, 7), QStringLiteral(" +"));
}

void ExplainTest::followsSwitches()
{
    using Kind = Edit::Kind;
    const auto model = randomModel(smallConfig(), 2);
    const std::string text = randomText(10, 3);
    for (const Edits &edits :
        {Edits{switchEdit(Kind::scalingOff)}, Edits{switchEdit(Kind::maskOff)}, Edits{switchEdit(Kind::hideToken, 0, 4)},
            Edits{switchEdit(Kind::temperature, 0.7f), switchEdit(Kind::temperature, 3.0f)}, Edits{switchEdit(Kind::positionsOff)}})
        QCOMPARE(firstFailure(*runOf(model, text, edits)), QString());

    for (const ConfigVariant &variant : configVariants())
        for (const Edit::Kind kind : {Kind::scalingOff, Kind::maskOff, Kind::positionsOff})
            QCOMPARE(firstFailure(*runVariant(variant, 7, {switchEdit(kind)})), QString());

    const auto off = runOf(model, text, {switchEdit(Kind::positionsOff)});
    const Explanation position = explain(*off, {Stage::position, 0, 0}, 3, 3);
    QVERIFY(position.edited);
    QCOMPARE(position.stored, 0.0f);
    QVERIFY(position.rebuilt != 0.0);

    const auto warm = runOf(model, text, {switchEdit(Kind::temperature, 2.0f)});
    const Explanation scaled = explain(*warm, {Stage::scaledScores, 0, 0}, 3, 3);
    QCOMPARE(scaled.steps.size(), std::size_t(2));
    QCOMPARE(scaled.steps[1].name, std::string("temperature"));
    QCOMPARE(scaled.steps[1].value, 2.0);
}

void ExplainTest::refusesWhatIsNotThere()
{
    const auto trace = runOf(folderModel("resources/models/blackboard"), "the cat sat");
    QVERIFY_EXCEPTION_THROWN(explain(*trace, {Stage::q, 0, 0}, 3, 0), Error);
    QVERIFY_EXCEPTION_THROWN(explain(*trace, {Stage::q, 0, 0}, 0, 4), Error);
    QVERIFY_EXCEPTION_THROWN(explain(*trace, {Stage::q, 0, 0}, 0, -1), Error);
    QVERIFY_EXCEPTION_THROWN(explain(*trace, {Stage::q, 0, 2}, 0, 0), Error);
    QVERIFY_EXCEPTION_THROWN(explain(*trace, {Stage::q, 1, 0}, 0, 0), Error);
    QVERIFY_EXCEPTION_THROWN(explain(*trace, {Stage::attentionNorm, 0, 0}, 0, 0), Error);
    QVERIFY_EXCEPTION_THROWN(explain(*runOf(trace->modelPointer(), ""), {Stage::q, 0, 0}, 0, 0), Error);
}

QTEST_GUILESS_MAIN(ExplainTest)
#include "explain_test.moc"
