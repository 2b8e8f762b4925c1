// Checkpoints with a NaN or an infinity in one place: the note names the stage where that begins and the tensor that holds it, and there is
// none where nothing reads the number.
#include "src/trace/undefined_origin.h"

#include "src/engine.h"
#include "tests/support/changed_folder.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <limits>

using namespace headscope;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

ModelFolder twoLayers()
{
    return ModelFolder::llama({.layers = 2});
}

} // namespace

class UndefinedOriginTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theNoteNamesStageAndTensor_data();
    void theNoteNamesStageAndTensor();
    void whatNobodyReadsIsNoNews_data();
    void whatNobodyReadsIsNoNews();
    void overflowBlamesNoTensor();
    void anEditIsBlamedOnlyWhereThereIsOne();
    void longRunsFindItToo();
    void onlyWhatWasRunIsLookedAt_data();
    void onlyWhatWasRunIsLookedAt();
    void nothingIsGeneratedFromUndefinedLogits();

private:
    std::shared_ptr<const Trace> run(const ModelFolder &folder, RunRequest request = {.text = "w1 w2 w3"});

    QTemporaryDir m_folder;
};

std::shared_ptr<const Trace> UndefinedOriginTest::run(const ModelFolder &folder, RunRequest request)
{
    folder.write(m_folder.path().toStdString());
    return Engine(openModel(m_folder.path().toStdString())).run(request);
}

void UndefinedOriginTest::theNoteNamesStageAndTensor_data()
{
    QTest::addColumn<QString>("family");
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<int>("index");
    QTest::addColumn<float>("number");
    QTest::addColumn<int>("stage");
    QTest::addColumn<int>("layer");
    QTest::addColumn<QString>("holds");
    const auto row = [](const char *family, const char *tensor, int index, float number, Stage stage, int layer, const char *holds) {
        QTest::addRow("%s %s %d", family, tensor, index) << family << tensor << index << number << int(stage) << layer << holds;
    };
    row("llama", "model.embed_tokens.weight", 8, kNan, Stage::embedding, 0, "holds 1 NaN"); // w1
    row("llama", "model.embed_tokens.weight", 40, kNan, Stage::logits, 0, "holds 1 NaN"); // of no token of the text, but of the output
    row("llama", "model.layers.0.input_layernorm.weight", 0, kInfinity, Stage::attentionNorm, 0, "holds 1 ∞");
    row("llama", "model.layers.1.self_attn.q_proj.weight", 0, kNan, Stage::q, 1, "holds 1 NaN");
    row("llama", "model.layers.1.self_attn.v_proj.weight", 63, -kInfinity, Stage::v, 1, "holds 1 ∞");
    row("llama", "model.layers.0.self_attn.o_proj.weight", 5, kNan, Stage::outputProjection, 0, "holds 1 NaN");
    row("llama", "model.layers.1.mlp.down_proj.weight", 7, kNan, Stage::mlpOut, 1, "holds 1 NaN");
    row("llama", "model.norm.weight", 2, kNan, Stage::finalNorm, 0, "holds 1 NaN");
    row("llama untied", "lm_head.weight", 3, kNan, Stage::logits, 0, "holds 1 NaN");
    row("gpt2", "transformer.wpe.weight", 8, kNan, Stage::position, 0, "holds 1 NaN"); // the second token's
    row("gpt2", "transformer.h.0.attn.c_attn.bias", 9, kNan, Stage::k, 0, "holds 1 NaN");
    row("gpt2", "transformer.h.1.ln_2.bias", 1, -kInfinity, Stage::mlpNorm, 1, "holds 1 ∞");
    row("gpt2", "transformer.h.1.mlp.c_fc.bias", 1, kNan, Stage::mlpPre, 1, "holds 1 NaN");
}

void UndefinedOriginTest::theNoteNamesStageAndTensor()
{
    QFETCH(QString, family);
    QFETCH(QString, tensor);
    QFETCH(int, index);
    QFETCH(float, number);
    QFETCH(int, stage);
    QFETCH(int, layer);
    QFETCH(QString, holds);
    ModelFolder folder = family == "gpt2" ? ModelFolder::gpt2() : twoLayers();
    if (family == "llama untied") {
        folder.config["tie_word_embeddings"] = "false";
        folder.tensors["lm_head.weight"] = {7, 8};
    }
    folder.numbers[tensor.toStdString()] = {{index, number}};
    const auto trace = run(folder);
    QVERIFY(endsUndefined(*trace));
    const auto origin = undefinedOrigin(*trace);
    QVERIFY(origin);
    QCOMPARE(int(origin->key.stage), stage);
    QCOMPARE(origin->key.layer, stageInfo(origin->key.stage).scope == StageScope::model ? origin->key.layer : layer);
    QCOMPARE(origin->tensors.size(), std::size_t(1));
    QCOMPARE(QString::fromStdString(origin->tensors.front()), tensor + ' ' + holds);
    QCOMPARE(trace->notes().size(), std::size_t(1));
    const QString note = QString::fromStdString(trace->notes().front());
    QVERIFY2(note.contains(tensor + ' ' + holds) && note.contains(QString::fromStdString(std::string(stageInfo(Stage(stage)).title))),
        qPrintable(note));
    QVERIFY2(!note.contains("edit"), qPrintable(note));
}

void UndefinedOriginTest::whatNobodyReadsIsNoNews_data()
{
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<int>("index");
    QTest::newRow("the place of a sixth token") << "transformer.wpe.weight" << 40;
    QTest::newRow("a tensor that nothing reads") << "transformer.extra.weight" << 0;
}

void UndefinedOriginTest::whatNobodyReadsIsNoNews()
{
    QFETCH(QString, tensor);
    QFETCH(int, index);
    ModelFolder folder = ModelFolder::gpt2();
    folder.tensors["transformer.extra.weight"] = {3};
    folder.numbers[tensor.toStdString()] = {{index, kNan}};
    const auto trace = run(folder);
    QVERIFY(!endsUndefined(*trace));
    QVERIFY(trace->notes().empty());
}

void UndefinedOriginTest::overflowBlamesNoTensor()
{
    ModelFolder folder = ModelFolder::gpt2();
    for (int i = 0; i < 96; ++i)
        folder.numbers["transformer.h.0.mlp.c_fc.weight"][i] = folder.numbers["transformer.h.0.mlp.c_proj.weight"][i] = 3e38f;
    const auto trace = run(folder);
    const auto origin = undefinedOrigin(*trace);
    QVERIFY(origin);
    QVERIFY(origin->tensors.empty());
    QCOMPARE(trace->notes().size(), std::size_t(1));
    const QString note = QString::fromStdString(trace->notes().front());
    QVERIFY2(note.contains("grew too large") && !note.contains("edit"), qPrintable(note));
}

void UndefinedOriginTest::anEditIsBlamedOnlyWhereThereIsOne()
{
    Edit edit;
    edit.kind = Edit::Kind::scaleValue;
    edit.stage = Stage::residualBefore;
    edit.layer = 1;
    edit.value = 3e38f;
    ModelFolder folder = ModelFolder::gpt2();
    const auto trace = run(folder, {.text = "w1 w2 w3", .edits = {edit, edit}});
    QCOMPARE(trace->notes().size(), std::size_t(1));
    QVERIFY2(QString::fromStdString(trace->notes().front()).contains("Undo the last edit"), trace->notes().front().c_str());
}

void UndefinedOriginTest::longRunsFindItToo()
{
    ModelFolder folder = twoLayers();
    folder.numbers["model.layers.1.self_attn.k_proj.weight"] = {{0, kNan}};
    RunRequest request{.text = "w1 w2 w3"};
    request.layerBudget = 0;
    const auto trace = run(folder, request);
    QVERIFY(!trace->kept().all);
    QCOMPARE(trace->notes().size(), std::size_t(1));
    QVERIFY(QString::fromStdString(trace->notes().front()).contains("model.layers.1.self_attn.k_proj.weight holds 1 NaN"));
}

void UndefinedOriginTest::onlyWhatWasRunIsLookedAt_data()
{
    QTest::addColumn<int>("damaged");
    QTest::addColumn<int>("needed");
    QTest::addColumn<bool>("isLong");
    for (const bool isLong : {false, true})
        for (int damaged = 0; damaged < 2; ++damaged)
            for (int needed = 0; needed <= 2; ++needed)
                QTest::addRow("%s, layer %d of %d", isLong ? "long" : "short", damaged, needed) << damaged << needed << isLong;
}

void UndefinedOriginTest::onlyWhatWasRunIsLookedAt()
{
    QFETCH(int, damaged);
    QFETCH(int, needed);
    QFETCH(bool, isLong);
    ModelFolder folder = twoLayers();
    folder.numbers["model.layers." + std::to_string(damaged) + ".mlp.down_proj.weight"] = {{7, kNan}};
    int asked = 0;
    RunRequest request{.text = "w1 w2 w3"};
    if (isLong)
        request.layerBudget = 1;
    request.layers = [&](const Trace &tokens) {
        ++asked;
        return tokens.tokenCount() == 3 && tokens.doneLayers() == 0 && tokens.config().layers == 2 ? needed : -1;
    };
    const auto trace = run(folder, request);
    QCOMPARE(asked, 1);
    QCOMPARE(trace->doneLayers(), needed);
    QCOMPARE(trace->isComplete(), needed == 2);
    QCOMPARE(trace->notes().size(), std::size_t(damaged < needed ? 1 : 0));
    if (damaged < needed)
        QVERIFY(trace->notes().front().find("layers." + std::to_string(damaged) + ".mlp.down_proj") != std::string::npos);
}

void UndefinedOriginTest::nothingIsGeneratedFromUndefinedLogits()
{
    ModelFolder folder = twoLayers();
    folder.numbers["model.norm.weight"] = {{0, kNan}};
    folder.write(m_folder.path().toStdString());
    Engine engine(openModel(m_folder.path().toStdString()));
    QVERIFY(engine.generate({.text = "w1 w2"}, 3, {}).empty());
}

QTEST_GUILESS_MAIN(UndefinedOriginTest)
#include "undefined_origin_test.moc"
