// What is written reads back as the numbers of the trace, in the promised shapes, with the settings beside or inside.
#include "src/engine.h"
#include "src/error.h"
#include "src/export/trace_export.h"
#include "src/formats/json.h"
#include "src/formats/npy.h"
#include "src/formats/safetensors.h"
#include "tests/support/config_variants.h"
#include "tests/support/trace_places.h"

#include <QtTest>

#include <cmath>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>

using namespace headscope;

namespace {

using Shape = std::vector<std::int64_t>;

std::vector<float> floatsOf(const StoredTensor &tensor)
{
    std::vector<float> values(tensor.count());
    std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
    return values;
}

std::string contentOf(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

} // namespace

class TraceExportTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void csvHoldsOneMatrix();
    void csvLabelsRowsAndColumns();
    void npyShapes();
    void jsonReadsBack();
    void safetensorsHoldEveryStage();
    void safetensorsOfOneHead();
    void everyStageOfEveryKindOfModel_data();
    void everyStageOfEveryKindOfModel();
    void sharedKeysOnce();
    void twoTexts();
    void settingsNameTheEdits();
    void emptyText();
    void refusals();
    void stoppedLeavesNothing();

private:
    std::filesystem::path file(const char *name) const { return std::filesystem::path(m_folder.path().toStdString()) / name; }
    template <typename Function>
    QString errorOf(Function function) const;

    QTemporaryDir m_folder;
    std::set<std::string_view> m_alone; // stages written to a file of their own
    std::shared_ptr<const Trace> m_trace; // 2 layers, 3 heads of 5, width 15
};

template <typename Function>
QString TraceExportTest::errorOf(Function function) const
{
    try {
        function();
    } catch (const Error &error) {
        return QString::fromStdString(error.what());
    }
    return {};
}

void TraceExportTest::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_trace = Engine(randomModel(smallConfig(), 3)).run({"abcd", {}, nullptr, {}});
}

void TraceExportTest::csvHoldsOneMatrix()
{
    exportCsv(*m_trace, {{Stage::maskedScores}, 1, 2}, file("scores.csv"));
    const QStringList lines = QString::fromStdString(contentOf(file("scores.csv"))).split(QStringLiteral("\r\n"));
    QCOMPARE(lines.size(), 6); // labels, four tokens, the end of the last line
    const QStringList row = lines[2].split(',');
    QCOMPARE(row.size(), 5);
    const Matrix scores = m_trace->matrix({Stage::maskedScores, 1, 2});
    QCOMPARE(row[1].toFloat(), scores(1, 0));
    QCOMPARE(row[2].toFloat(), scores(1, 1));
    QCOMPARE(row[3], QStringLiteral("-inf"));

    const Json settings = Json::read(file("scores.csv.json"));
    QCOMPARE(settings.at("hook").get<std::string>(), std::string("blocks.1.attn.hook_attn_scores"));
    QCOMPARE(settings.at("settings").at("text").get<std::string>(), std::string("abcd"));
    QCOMPARE(settings.at("settings").at("head").get<int>(), 2);
    QCOMPARE(settings.at("settings").at("tokens").size(), std::size_t(4));
}

void TraceExportTest::csvLabelsRowsAndColumns()
{
    const auto blackboard = Engine(openModel(sourcePath("resources/models/blackboard"))).run({"the cat, it sat", {}, nullptr, {}});
    exportCsv(*blackboard, {{Stage::residualBefore}, 0, std::nullopt}, file("stream.csv"));
    const QString stream = QString::fromStdString(contentOf(file("stream.csv")));
    QVERIFY(stream.startsWith(QStringLiteral(",noun,verb,living,pronoun,describes,water,money,position\r\nthe,0,0,0,0,0.5,0,0,0\r\n")));
    QVERIFY(stream.contains(QStringLiteral("\r\n\",\",")));

    exportCsv(*blackboard, {{Stage::weights}, 0, 0}, file("weights.csv"));
    QVERIFY(contentOf(file("weights.csv")).starts_with(",the,cat,\",\",it,sat\r\n"));
    exportCsv(*blackboard, {{Stage::tokens}, std::nullopt, std::nullopt}, file("tokens.csv"));
    QVERIFY(contentOf(file("tokens.csv")).starts_with(",id\r\nthe,"));
}

void TraceExportTest::npyShapes()
{
    const auto shapeOf = [&](const ExportRequest &request) {
        exportNpy(*m_trace, request, file("one.npy"));
        return readNpy(file("one.npy")).shape;
    };
    QCOMPARE(shapeOf({{Stage::q}, 0, 0}), Shape({4, 5}));
    QCOMPARE(shapeOf({{Stage::q}, 0, std::nullopt}), Shape({3, 4, 5}));
    QCOMPARE(shapeOf({{Stage::weights}, std::nullopt, 1}), Shape({2, 4, 4}));
    QCOMPARE(shapeOf({{Stage::residualAfter}, std::nullopt, std::nullopt}), Shape({2, 4, 15}));
    QCOMPARE(shapeOf({{Stage::logits}, std::nullopt, std::nullopt}), Shape({4, 29}));
    QCOMPARE(shapeOf({{Stage::weights}, std::nullopt, std::nullopt}), Shape({2, 3, 4, 4}));
    const std::vector<float> values = readNpy(file("one.npy")).values;
    for (int layer = 0; layer < 2; ++layer)
        for (int head = 0; head < 3; ++head)
            QCOMPARE(values[std::size_t(((layer * 3 + head) * 4 + 3) * 4 + 2)], m_trace->matrix({Stage::weights, layer, head})(3, 2));

    const Json settings = Json::read(file("one.npy.json"));
    QCOMPARE(settings.at("axes").at(0).get<std::string>(), std::string("layer"));
    QVERIFY(settings.at("settings").at("layer").isNull());
}

void TraceExportTest::jsonReadsBack()
{
    exportJson(*m_trace, {{Stage::q, Stage::maskedScores, Stage::q}, 1, std::nullopt}, file("two.json"));
    const Json tensors = Json::read(file("two.json")).at("tensors");
    QCOMPARE(tensors.size(), std::size_t(2));
    const Json q = tensors.at("blocks.1.attn.hook_q");
    QCOMPARE(q.at("shape").at(1).get<int>(), 3);
    QCOMPARE(q.at("values").at(2).at(1).at(4).get<float>(), m_trace->matrix({Stage::q, 1, 1})(2, 4));
    const Json scores = tensors.at("blocks.1.attn.hook_attn_scores").at("values");
    QCOMPARE(scores.at(2).at(1).at(0).get<float>(), m_trace->matrix({Stage::maskedScores, 1, 2})(1, 0));
    QVERIFY(scores.at(2).at(1).at(2).isNull());
}

void TraceExportTest::safetensorsHoldEveryStage()
{
    exportSafetensors(*m_trace, {m_trace->config().stages(), std::nullopt, std::nullopt}, file("all.safetensors"));
    const auto stored = SafetensorsFile::open(file("all.safetensors"));
    const auto shapeOf = [&](const char *name) {
        const StoredTensor *tensor = stored->find(name);
        return tensor ? tensor->shape : Shape{-1};
    };
    for (const char *name : {"hook_q", "hook_k", "hook_v", "hook_z"})
        QCOMPARE(shapeOf(("blocks.1.attn." + std::string(name)).c_str()), Shape({4, 3, 5}));
    for (const char *name : {"hook_attn_scores", "hook_pattern"})
        QCOMPARE(shapeOf(("blocks.0.attn." + std::string(name)).c_str()), Shape({3, 4, 4}));
    for (const char *name : {"hook_embed", "hook_pos_embed", "blocks.1.hook_resid_pre", "blocks.1.hook_resid_mid",
             "blocks.1.hook_resid_post", "blocks.0.hook_attn_out", "blocks.0.hook_mlp_out", "ln_final.hook_normalized"})
        QCOMPARE(shapeOf(name), Shape({4, 15}));
    QCOMPARE(shapeOf("logits"), Shape({4, 29}));
    QCOMPARE(shapeOf("tokens"), Shape({4}));

    const std::vector<float> z = floatsOf(*stored->find("blocks.1.attn.hook_z"));
    const std::vector<float> pattern = floatsOf(*stored->find("blocks.1.attn.hook_pattern"));
    const std::vector<float> scores = floatsOf(*stored->find("blocks.1.attn.hook_attn_scores"));
    for (int head = 0; head < 3; ++head) {
        QCOMPARE(z[std::size_t((3 * 3 + head) * 5 + 4)], m_trace->matrix({Stage::weightedSum, 1, head})(3, 4));
        QCOMPARE(pattern[std::size_t((head * 4 + 3) * 4 + 1)], m_trace->matrix({Stage::weights, 1, head})(3, 1));
        QVERIFY(std::isinf(scores[std::size_t((head * 4 + 0) * 4 + 3)]));
    }
    QCOMPARE(stored->metadata().at("text"), std::string("abcd"));
    QCOMPARE(Json::parse(stored->metadata().at("ids"), "ids").size(), std::size_t(4));
    QCOMPARE(Json::parse(stored->metadata().at("pieces"), "pieces").size(), std::size_t(4));
    QCOMPARE(stored->metadata().at("edits"), std::string("[]"));
}

void TraceExportTest::safetensorsOfOneHead()
{
    exportSafetensors(*m_trace, {{Stage::q, Stage::weights, Stage::outputProjection}, 1, 2}, file("head.safetensors"));
    const auto stored = SafetensorsFile::open(file("head.safetensors"));
    QCOMPARE(stored->tensors().size(), std::size_t(3));
    QCOMPARE(stored->find("blocks.1.attn.hook_q")->shape, Shape({4, 5}));
    QCOMPARE(stored->find("blocks.1.attn.hook_pattern")->shape, Shape({4, 4}));
    QCOMPARE(stored->metadata().at("head"), std::string("2"));
}

void TraceExportTest::everyStageOfEveryKindOfModel_data()
{
    QTest::addColumn<int>("index");
    int index = 0;
    for (const ConfigVariant &variant : configVariants())
        QTest::newRow(variant.name) << index++;
}

// Each place under its name, in every format, with its own numbers of rows and columns.
void TraceExportTest::everyStageOfEveryKindOfModel()
{
    QFETCH(int, index);
    const auto trace = runVariant(configVariants()[std::size_t(index)], 6);
    const TransformerConfig &config = trace->config();
    std::vector<Stage> stages;
    for (const StageInfo &info : allStages())
        if (config.has(info.stage))
            stages.push_back(info.stage);
    exportSafetensors(*trace, {stages, std::nullopt, std::nullopt}, file("every.safetensors"));
    exportJson(*trace, {stages, std::nullopt, std::nullopt}, file("every.json"));
    const auto stored = SafetensorsFile::open(file("every.safetensors"));
    const Json json = Json::read(file("every.json")).at("tensors");

    std::size_t names = 0;
    for (const StageKey &key : placesOf(config)) {
        const StageInfo &info = stageInfo(key.stage);
        const Matrix matrix = trace->matrix(key);
        const StoredTensor *tensor = stored->find(hookName(config, key.stage, key.layer));
        QVERIFY2(tensor, info.name.data());
        const bool shared = info.scope == StageScope::head && info.rowAxis == 'S';
        const int heads = info.scope != StageScope::head ? 1 : shared ? config.groups() : config.heads;
        const int place = shared ? config.groupOf(key.head) : key.head;
        const std::vector<float> values = floatsOf(*tensor);
        QCOMPARE(values.size(), std::size_t(heads) * std::size_t(matrix.rows()) * std::size_t(matrix.cols()));
        for (int r = 0; r < matrix.rows(); ++r) {
            for (int c = 0; c < matrix.cols(); ++c) {
                const int rowsFirst = (r * heads + place) * matrix.cols() + c;
                const int headsFirst = (place * matrix.rows() + r) * matrix.cols() + c;
                QCOMPARE(values[std::size_t(info.quadratic ? headsFirst : rowsFirst)], matrix(r, c));
            }
        }
        if (key.head > 0)
            continue;
        ++names;
        QCOMPARE(json.at(tensor->name).at("shape").size(), tensor->shape.size());
        if (!m_alone.insert(stageInfo(key.stage).name).second) // writing a file takes longer than all else
            continue;
        exportNpy(*trace, {{key.stage}, key.layer, 0}, file("place.npy"));
        const std::vector<float> npy = readNpy(file("place.npy")).values;
        QCOMPARE(npy.size(), std::size_t(matrix.rows()) * std::size_t(matrix.cols()));
        QCOMPARE(npy.back(), matrix(matrix.rows() - 1, matrix.cols() - 1));
        exportCsv(*trace, {{key.stage}, key.layer, 0}, file("place.csv"));
        const QStringList lines = QString::fromStdString(contentOf(file("place.csv"))).split(QStringLiteral("\r\n"));
        QCOMPARE(lines.size(), matrix.rows() + 2); // labels, and the end of the last line
        QCOMPARE(lines[1].split(',').size(), matrix.cols() + 1);
        QCOMPARE(Json::read(file("place.csv.json")).at("hook").get<std::string>(), tensor->name);
    }
    QCOMPARE(stored->tensors().size(), names);
}

void TraceExportTest::sharedKeysOnce()
{
    const auto trace = runVariant(configVariants().front(), 4); // 4 heads, 2 of keys and values
    exportNpy(*trace, {{Stage::rotatedK}, 1, std::nullopt}, file("keys.npy"));
    const NpyArray keys = readNpy(file("keys.npy"));
    QCOMPARE(keys.shape, Shape({2, 4, 6}));
    QCOMPARE(keys.values[std::size_t((1 * 4 + 3) * 6 + 2)], trace->matrix({Stage::rotatedK, 1, 3})(3, 2));
    const Json neighbour = Json::read(file("keys.npy.json"));
    QCOMPARE(neighbour.at("axes").at(0).get<std::string>(), std::string("key_value_head"));
    QCOMPARE(neighbour.at("settings").at("model").at("key_value_heads").get<int>(), 2);
    exportNpy(*trace, {{Stage::rotatedQ}, 1, std::nullopt}, file("queries.npy"));
    QCOMPARE(readNpy(file("queries.npy")).shape, Shape({4, 4, 6}));
}

// An encoder of 6 tokens, a decoder of 5: patterns of cross-attention are not square, and some arrays cannot be one.
void TraceExportTest::twoTexts()
{
    const auto trace = runVariant(configVariants()[9], 6);
    QCOMPARE(trace->stackTokens(1).size(), std::size_t(5));
    const auto npy = [&](Stage stage, std::optional<int> layer) {
        exportNpy(*trace, {{stage}, layer, 0}, file("one.npy"));
        return readNpy(file("one.npy")).shape;
    };
    QCOMPARE(npy(Stage::weights, 1), Shape({6, 6}));
    QCOMPARE(npy(Stage::weights, 2), Shape({5, 5}));
    QCOMPARE(npy(Stage::weights, 3), Shape({5, 6}));
    QCOMPARE(npy(Stage::k, 3), Shape({6, 6}));
    QCOMPARE(npy(Stage::embedding, 5), Shape({5, 18}));
    QCOMPARE(npy(Stage::logits, std::nullopt), Shape({5, 29}));
    QCOMPARE(npy(Stage::logits, 0), Shape({5, 29})); // there is only one
    QVERIFY(errorOf([&] { npy(Stage::weights, std::nullopt); }).contains(QStringLiteral("safetensors")));
    QVERIFY(errorOf([&] { npy(Stage::embedding, std::nullopt); }).contains(QStringLiteral("safetensors")));
    QVERIFY(errorOf([&] { npy(Stage::mlpPre, 2); }).contains(QStringLiteral("mlp-pre")));
    // Layers without a bias of distances have no place in the array; the neighbour says which have.
    QVERIFY(errorOf([&] { npy(Stage::biasedScores, std::nullopt); }).contains(QStringLiteral("differ")));

    exportCsv(*trace, {{Stage::weights}, 3, 0}, file("cross.csv"));
    const QString cross = QString::fromStdString(contentOf(file("cross.csv")));
    QStringList source{QString()};
    for (const Token &token : trace->tokens())
        source << QString::fromStdString(token.display);
    QVERIFY(cross.startsWith(source.join(',') + QStringLiteral("\r\n")));
    QVERIFY(cross.contains(QStringLiteral("\r\n%1,").arg(QString::fromStdString(trace->stackTokens(1)[4].display))));

    exportSafetensors(*trace, {{Stage::embedding}, std::nullopt, std::nullopt}, file("both.safetensors"));
    const auto stored = SafetensorsFile::open(file("both.safetensors"));
    QCOMPARE(stored->find("encoder.hook_embed")->shape, Shape({6, 18}));
    QCOMPARE(stored->find("decoder.hook_embed")->shape, Shape({5, 18}));
    QCOMPARE(Json::parse(stored->metadata().at("target_ids"), "ids").size(), std::size_t(5));
    QCOMPARE(stored->metadata().at("target"), trace->target());

    exportJson(*trace, {{Stage::tokens}, 0, 0}, file("both.json"));
    const Json settings = Json::read(file("both.json")).at("settings");
    QCOMPARE(settings.at("target_tokens").size(), std::size_t(5));
    QCOMPARE(settings.at("model").at("layer_names").at(3).get<std::string>(), std::string("Decoder 1 cross"));
}

void TraceExportTest::settingsNameTheEdits()
{
    Edit edit;
    edit.kind = Edit::Kind::scaleHead;
    edit.layer = 0;
    edit.head = 1;
    const auto edited = Engine(m_trace->modelPointer()).run({"abcd", {edit}, nullptr, {}});
    exportJson(*edited, {{Stage::q}, 0, 0}, file("edited.json"));
    QCOMPARE(Json::read(file("edited.json")).at("settings").at("edits").at(0).get<std::string>(), describe(edit));
}

void TraceExportTest::emptyText()
{
    const auto empty = Engine(m_trace->modelPointer()).run({"", {}, nullptr, {}});
    exportSafetensors(*empty, {empty->config().stages(), std::nullopt, std::nullopt}, file("empty.safetensors"));
    QCOMPARE(SafetensorsFile::open(file("empty.safetensors"))->find("blocks.0.attn.hook_pattern")->shape, Shape({3, 0, 0}));
    exportJson(*empty, {empty->config().stages(), std::nullopt, std::nullopt}, file("empty.json"));
    QCOMPARE(Json::read(file("empty.json")).at("tensors").at("logits").at("values").size(), std::size_t(0));
    exportNpy(*empty, {{Stage::q}, std::nullopt, std::nullopt}, file("empty.npy"));
    QCOMPARE(readNpy(file("empty.npy")).shape, Shape({2, 3, 0, 5}));
}

void TraceExportTest::refusals()
{
    const auto csv = [&](const ExportRequest &request) { return errorOf([&] { exportCsv(*m_trace, request, file("refused.csv")); }); };
    QVERIFY(csv({{Stage::q, Stage::k}, 0, 0}).contains(QStringLiteral(".safetensors")));
    QVERIFY(csv({{Stage::q}, 0, std::nullopt}).contains(QStringLiteral("all heads")));
    QVERIFY(csv({{Stage::residualAfter}, std::nullopt, 0}).contains(QStringLiteral("all layers")));
    QVERIFY(csv({{}, 0, 0}).contains(QStringLiteral("no stage")));
    QVERIFY(csv({{Stage::q}, 2, 0}).contains(QStringLiteral("layer")));
    QVERIFY(csv({{Stage::q}, 0, 3}).contains(QStringLiteral("head")));
    QVERIFY(errorOf([&] { exportNpy(*m_trace, {{Stage::q, Stage::k}, 0, 0}, file("refused.npy")); }).contains(QStringLiteral(".json")));
    QVERIFY(!errorOf([&] { exportJson(*m_trace, {{Stage::q}, 0, 0}, file("no/such/folder.json")); }).isEmpty());
    QVERIFY(!std::filesystem::exists(file("refused.csv")) && !std::filesystem::exists(file("refused.npy")));

    TransformerConfig config = smallConfig();
    config.norm = NormKind::none;
    const auto trace = Engine(randomModel(config, 3)).run({"ab", {}, nullptr, {}});
    QVERIFY(errorOf([&] {
        exportJson(*trace, {{Stage::attentionNorm}, 0, 0}, file("refused.json"));
    }).contains(QStringLiteral("attention-norm")));
}

void TraceExportTest::stoppedLeavesNothing()
{
    std::stop_source stop;
    stop.request_stop();
    const QDir folder(m_folder.path());
    const QStringList before = folder.entryList(QDir::AllEntries | QDir::Hidden);
    const ExportRequest request{{Stage::weights}, 1, 2};
    for (const auto write : {exportCsv, exportNpy, exportJson, exportSafetensors})
        QVERIFY(errorOf([&] { write(*m_trace, request, file("stopped"), stop.get_token()); }).contains(QStringLiteral("stopped")));
    QCOMPARE(folder.entryList(QDir::AllEntries | QDir::Hidden), before);
}

QTEST_GUILESS_MAIN(TraceExportTest)
#include "trace_export_test.moc"
