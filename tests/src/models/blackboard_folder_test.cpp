// The blackboard family: every choice is a field of config.json; and the built-in Blackboard opens and agrees with the naive twin.

#include "src/engine.h"
#include "src/error.h"
#include "tests/support/model_folder.h"
#include "tests/support/trace_comparison.h"

#include <QTemporaryDir>
#include <QTest>

using namespace headscope;

class BlackboardFolderTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void everyChoice_data();
    void everyChoice();
    void refusals_data();
    void refusals();
    void builtIn();

private:
    std::filesystem::path folder() const { return m_folder->path().toStdString(); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void BlackboardFolderTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void BlackboardFolderTest::everyChoice_data()
{
    QTest::addColumn<QString>("norm");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("position");
    QTest::addColumn<bool>("parts"); // biases, an output matrix of its own
    for (const char *norm : {"none", "layer", "rms"})
        for (const char *place : {"pre", "post"})
            for (const char *position : {"learned", "sinusoidal", "none"})
                for (bool parts : {false, true})
                    QTest::addRow("%s %s %s %d", norm, place, position, parts) << norm << place << position << parts;
}

void BlackboardFolderTest::everyChoice()
{
    QFETCH(QString, norm);
    QFETCH(QString, place);
    QFETCH(QString, position);
    QFETCH(bool, parts);
    ModelFolder description = ModelFolder::blackboard();
    description.config["norm"] = "\"" + norm.toStdString() + "\"";
    description.config["norm_place"] = "\"" + place.toStdString() + "\"";
    description.config["position"] = "\"" + position.toStdString() + "\"";
    description.config["causal"] = parts ? "false" : "true";
    description.config["scaled"] = parts ? "false" : "true";
    description.config["hidden_act"] = parts ? "\"gelu\"" : "\"relu\"";
    if (position != "learned")
        description.tensors.erase("position.weight");
    if (norm != "none") {
        for (const char *name : {"blocks.0.norm1", "blocks.0.norm2", "final_norm"}) {
            description.tensors[name + std::string(".weight")] = {6};
            if (norm == "layer")
                description.tensors[name + std::string(".bias")] = {6};
        }
    }
    if (parts) {
        description.config["tie_word_embeddings"] = "false";
        description.tensors["unembed.weight"] = {7, 6};
        description.tensors["unembed.bias"] = {7};
        for (const char *part : {"q", "k", "v", "o"})
            description.tensors["blocks.0.attn." + std::string(part) + ".bias"] = {6};
        description.tensors["blocks.0.mlp.in.bias"] = {4};
        description.tensors["blocks.0.mlp.out.bias"] = {6};
    }
    description.write(folder());
    const auto model = openModel(folder());
    QVERIFY(model->report().unused.empty());
    QCOMPARE(model->config().finalNorm, norm != "none");
    const std::string difference = firstDifference(*Engine(model).run({"w1 w2 w0 w4", {}, nullptr, {}}));
    QVERIFY2(difference.empty(), difference.c_str());

    // And without an MLP.
    description.config["intermediate_size"] = "0";
    description.write(folder());
    const std::string withoutMlp = firstDifference(*Engine(openModel(folder())).run({"w1 w2 w0 w4", {}, nullptr, {}}));
    QVERIFY2(withoutMlp.empty(), withoutMlp.c_str());
}

void BlackboardFolderTest::refusals_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("named");
    const auto add = [](const char *field, const char *value, const char *named) {
        QTest::addRow("%s = %s", field, value) << field << value << named;
    };
    add("norm", "\"batch\"", "norm");
    add("norm_place", "\"middle\"", "norm_place");
    add("position", "\"rotary\"", "position");
    add("hidden_act", "\"swish\"", "hidden_act");
    add("intermediate_size", "-1", "intermediate_size");
    add("num_attention_heads", "4", "num_attention_heads");
    add("norm_epsilon", "7", "norm_epsilon");
    add("causal", "\"yes\"", "causal");
    add("attention_bias", "true", "blocks.0.attn.q.bias");
    add("mlp_bias", "true", "blocks.0.mlp.in.bias");
    add("unembed_bias", "true", "unembed.bias");
    add("tie_word_embeddings", "false", "unembed.weight");
    add("norm", "\"layer\"", "blocks.0.norm1.weight");
    add("feature_names", "[\"a\"]", "feature_names");
    add("feature_names", "\"a\"", "feature_names");
    add("head_descriptions", "[[\"a\", \"b\"], []]", "head_descriptions");
    add("head_descriptions", "[[\"a\"]]", "head_descriptions");
    add("head_descriptions", "[\"a\"]", "head_descriptions");
    add("max_position_embeddings", "10", "[9, 6]");
}

void BlackboardFolderTest::refusals()
{
    QFETCH(QString, field);
    QFETCH(QString, value);
    QFETCH(QString, named);
    ModelFolder description = ModelFolder::blackboard();
    description.config[field.toStdString()] = value.toStdString();
    description.write(folder());
    try {
        openModel(folder());
        QFAIL("opened");
    } catch (const Error &error) {
        QVERIFY2(QString(error.what()).contains(named), error.what());
    }
}

void BlackboardFolderTest::builtIn()
{
    const auto model = openModel(sourcePath("resources/models/blackboard"));
    const TransformerConfig &config = model->config();
    QVERIFY(model->report().unused.empty());
    QCOMPARE(config.featureNames.size(), static_cast<std::size_t>(config.width));
    QCOMPARE(config.headDescriptions.size(), static_cast<std::size_t>(config.layers));
    QVERIFY(!config.description.empty());
    const std::string difference = firstDifference(*Engine(model).run({"the dog saw the cat because it was tired", {}, nullptr, {}}));
    QVERIFY2(difference.empty(), difference.c_str());
}

QTEST_APPLESS_MAIN(BlackboardFolderTest)
#include "blackboard_folder_test.moc"
