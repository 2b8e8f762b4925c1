// Folders of encoders and encoder-decoders as they are found in the world: heads by "architectures" and by tensors, names of old files,
// fields that change the computation, and those that are refused.

#include "src/engine.h"
#include "src/error.h"
#include "src/models/model.h"
#include "src/models/weights.h"
#include "tests/support/model_folder.h"
#include "tests/support/trace_comparison.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace headscope;

namespace {

ModelFolder like(const char *family)
{
    return ModelFolder::like(std::filesystem::path(HEADSCOPE_SOURCE_DIR) / "tests/reference/families" / family);
}

void rename(ModelFolder &folder, const std::string &from, const std::string &to)
{
    std::map<std::string, std::vector<std::int64_t>> renamed;
    for (const auto &[old, shape] : folder.tensors) {
        std::string name = old;
        if (const std::size_t at = name.find(from); at != std::string::npos)
            name.replace(at, from.size(), to);
        renamed[name] = shape;
    }
    folder.tensors = renamed;
}

void drop(ModelFolder &folder, const std::string &prefix)
{
    std::erase_if(folder.tensors, [&](const auto &tensor) { return tensor.first.starts_with(prefix); });
}

// What its run has that the naive twin's has not, in words.
std::string differenceOf(const std::shared_ptr<const Model> &model)
{
    RunRequest request;
    request.text = "w1 w2 w0 w4 w3 w3 w1";
    if (model->config().isEncoderDecoder())
        request.target = "w3 w0 w2";
    return firstDifference(*Engine(model).run(request));
}

bool saysSo(const LoadReport &report, const char *words)
{
    return std::any_of(report.notes.begin(), report.notes.end(), [&](const std::string &note) { return note.find(words) != note.npos; });
}

} // namespace

class EncoderFolderTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void everythingIsUnderstood_data();
    void everythingIsUnderstood();
    void refusals_data();
    void refusals();

    void bareBodyForetellsNothing();
    void bareBodyWithPooler();
    void headsOfTheFirstBert();
    void decoderOfBertKind();
    void promisedHeadsMustBeThere();
    void headsWithoutArchitecture();
    void labels();
    void answerSpans();
    void robertaPositions();
    void electraOfOneWidth();
    void longformerWindows();
    void longformerGlobalToken();
    void bigbirdEndsBeforeItIsSparse();
    void albertSharesItsLayers();
    void mpnetCountsDistances();
    void t5Scale();
    void t5EncoderAlone();
    void t5Kinds();
    void bartSiblings();
    void bartWithoutOutput();
    void bartClassifier();
    void marianSharesOrNot();

private:
    std::filesystem::path folder() const { return m_folder->path().toStdString(); }
    std::shared_ptr<const Model> open(const ModelFolder &description) const
    {
        description.write(folder());
        return openModel(folder());
    }
    QString problem(const ModelFolder &description) const
    {
        try {
            open(description);
        } catch (const Error &error) {
            return QString::fromStdString(error.what());
        }
        return {};
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void EncoderFolderTest::everythingIsUnderstood_data()
{
    QTest::addColumn<QString>("family");
    for (const char *family :
        {"albert", "mpnet", "minilm", "bert", "bert_questions", "bert_classifier", "bert_tokens", "roberta", "distilbert",
            "electra_generator", "electra_discriminator", "longformer_classifier", "bigbird", "t5", "t5_gated", "bart", "marian"})
        QTest::addRow("%s", family) << family;
}

void EncoderFolderTest::everythingIsUnderstood()
{
    QFETCH(QString, family);
    const auto model = open(like(qPrintable(family)));
    const LoadReport &report = model->report();
    QVERIFY2(report.unused.empty(), report.unused.empty() ? "" : report.unused.front().c_str());
    QVERIFY2(report.unknownFields.empty(), report.unknownFields.empty() ? "" : report.unknownFields.front().c_str());
}

void EncoderFolderTest::refusals_data()
{
    QTest::addColumn<QString>("family");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("said");
    const auto add = [](const char *family, const char *field, const char *value, const char *said) {
        QTest::addRow("%s: %s = %s", family, field, value) << family << field << value << said;
    };
    add("bert", "hidden_act", "\"mish\"", "Supported: gelu");
    add("bert", "add_cross_attention", "true", "not supported");
    add("bert", "position_embedding_type", "\"relative_key\"", "Supported: absolute");
    add("bert", "num_attention_heads", "7", "must divide");
    add("bert", "num_hidden_layers", "16000000", "At most");
    add("bert", "layer_norm_eps", "2", "between 0 and 1");
    add("bert", "type_vocab_size", "0", "at least 1");
    add("roberta", "pad_token_id", "-1", "between 0");
    add("roberta", "max_position_embeddings", "2", "nothing is left");
    add("distilbert", "activation", "\"mish\"", "Supported: gelu");
    add("distilbert", "n_heads", "4", "must divide");
    add("electra_generator", "embedding_size", "0", "at least 1");
    add("longformer", "attention_window", "5", "even");
    add("longformer", "attention_window", "0", "even");
    add("longformer", "attention_window", "[4, 4, 4]", "one for each layer: 2");
    add("longformer", "attention_dilation", "[1, 2]", "gaps");
    add("longformer", "autoregressive", "true", "not supported");
    add("bigbird", "attention_type", "\"dense\"", "block_sparse, original_full");
    add("bigbird", "block_size", "0", "at least 1");
    add("t5", "feed_forward_proj", "\"gated-mish\"", "gated-gelu");
    add("t5", "d_kv", "16000000", "wide");
    add("t5", "relative_attention_num_buckets", "3", "at least 4");
    add("t5", "relative_attention_max_distance", "4", "more than half");
    add("t5", "decoder_start_token_id", "-2", "id of a token");
    add("bart", "decoder_attention_heads", "3", "\"encoder_attention_heads\" is 5");
    add("bart", "decoder_ffn_dim", "41", "\"encoder_ffn_dim\" is 37");
    add("bart", "encoder_attention_heads", "7", "must divide");
    add("bart", "architectures", "[\"BartForCausalLM\"]", "decoder alone");
    add("bart", "activation_function", "\"mish\"", "Supported: gelu");
    add("marian", "decoder_vocab_size", "90", "\"vocab_size\" is 118");
}

void EncoderFolderTest::refusals()
{
    QFETCH(QString, family);
    QFETCH(QString, field);
    QFETCH(QString, value);
    QFETCH(QString, said);
    ModelFolder description = like(qPrintable(family));
    description.config[field.toStdString()] = value.toStdString();
    const QString told = problem(description);
    QVERIFY2(told.contains("config.json") && told.contains(field) && told.contains(said), qPrintable(told));
}

void EncoderFolderTest::bareBodyForetellsNothing()
{
    for (const char *family : {"roberta", "distilbert", "electra_generator", "bigbird"}) {
        ModelFolder description = like(family);
        for (const char *head : {"lm_head.", "vocab_", "generator_", "cls.", "bert.pooler"})
            drop(description, head);
        const std::string prefix = description.tensors.rbegin()->first.substr(0, description.tensors.rbegin()->first.find('.') + 1);
        rename(description, prefix, "");
        description.config["architectures"] = "[\"SomeModel\"]";
        const auto model = open(description);
        QVERIFY(model->config().predicts == Predicts::nothing);
        QVERIFY(!model->config().has(Stage::logits) && !model->config().has(Stage::pooled));
        QVERIFY2(model->report().unused.empty(), family);
        QCOMPARE(differenceOf(model), std::string());
    }
}

void EncoderFolderTest::bareBodyWithPooler()
{
    const TransformerConfig config = open(like("minilm"))->config();
    QVERIFY(config.predicts == Predicts::nothing);
    QVERIFY(config.has(Stage::pooled) && !config.has(Stage::classLogits));
    QVERIFY(config.classHead.activation == Activation::tanh);
}

// The file of bert-base: gamma and beta, an output that is the embedding once more, a pooler and a head for pairs that masked words do not
// need. Where nothing says what the file is for, they are shown.
void EncoderFolderTest::headsOfTheFirstBert()
{
    ModelFolder description = like("bert");
    QVERIFY(description.tensors.contains("bert.embeddings.LayerNorm.gamma"));
    drop(description, "cls.predictions.decoder");
    const auto model = open(description);
    const TransformerConfig &config = model->config();
    QVERIFY(config.predicts == Predicts::ownToken && config.tiedOutput && !config.hasPooler);
    QVERIFY(config.has(Stage::predictionDense) && config.has(Stage::predictionActivation) && config.has(Stage::predictionNorm));
    QVERIFY(!config.layer(0).causal);
    QVERIFY(model->report().unused.empty());
    const std::vector<std::string> &ignored = model->report().ignored;
    QVERIFY(std::find(ignored.begin(), ignored.end(), "cls.seq_relationship.weight") != ignored.end());

    for (const char *architecture : {"", "[\"BertForPreTraining\"]"}) {
        description.config.erase("architectures");
        if (*architecture)
            description.config["architectures"] = architecture;
        const TransformerConfig both = open(description)->config();
        QVERIFY(both.predicts == Predicts::ownToken);
        QCOMPARE(both.classHead.labels, (std::vector<std::string>{"next", "not next"}));
    }
    description.config["architectures"] = "[\"BertModel\"]";
    const TransformerConfig body = open(description)->config();
    QVERIFY(body.predicts == Predicts::nothing && body.has(Stage::pooled) && !body.has(Stage::classLogits));
}

void EncoderFolderTest::decoderOfBertKind()
{
    ModelFolder description = like("bert");
    description.config["is_decoder"] = "true";
    description.config["architectures"] = "[\"BertLMHeadModel\"]";
    const auto model = open(description);
    QVERIFY(model->config().predicts == Predicts::nextToken && model->config().layer(1).causal);
    QCOMPARE(differenceOf(model), std::string());
}

void EncoderFolderTest::promisedHeadsMustBeThere()
{
    const auto promised = [&](const char *family, const char *architecture, const char *tensor) {
        ModelFolder description = like(family);
        for (const char *head : {"lm_head.", "vocab_", "generator_", "discriminator_", "cls.", "classifier", "bert.pooler"})
            drop(description, head);
        description.config["architectures"] = QString("[\"%1\"]").arg(architecture).toStdString();
        const QString told = problem(description);
        QVERIFY2(told.contains(QString(tensor) + " is missing"), qPrintable(told));
    };
    promised("bert", "BertForMaskedLM", "cls.predictions.transform.dense.weight");
    promised("bert", "BertForPreTraining", "cls.predictions.bias");
    promised("bert", "BertForNextSentencePrediction", "cls.seq_relationship.weight");
    promised("bert", "BertForSequenceClassification", "bert.pooler.dense.weight");
    promised("bert", "BertForTokenClassification", "classifier.weight");
    promised("bert", "BertForQuestionAnswering", "qa_outputs.weight");
    promised("roberta", "RobertaForMaskedLM", "lm_head.bias");
    promised("roberta", "XLMRobertaForSequenceClassification", "classifier.out_proj.weight");
    promised("distilbert", "DistilBertForMaskedLM", "vocab_projector.bias");
    promised("distilbert", "DistilBertForSequenceClassification", "pre_classifier.weight");
    promised("electra_generator", "ElectraForMaskedLM", "generator_predictions.dense.weight");
    promised("electra_generator", "ElectraForPreTraining", "discriminator_predictions.dense_prediction.weight");
    promised("longformer", "LongformerForSequenceClassification", "classifier.dense.weight");
    promised("bigbird", "BigBirdForMaskedLM", "cls.predictions.transform.LayerNorm.weight");
}

void EncoderFolderTest::headsWithoutArchitecture()
{
    ModelFolder description = like("bert_classifier");
    description.config.erase("architectures");
    TransformerConfig config = open(description)->config();
    QVERIFY(config.classHead.reads == ClassHead::Reads::firstToken && config.classHead.hasDense);

    description = like("bert_tokens");
    description.config.erase("architectures");
    config = open(description)->config();
    QVERIFY(config.classHead.reads == ClassHead::Reads::everyToken && !config.classHead.hasDense);

    description = like("electra_discriminator");
    description.config.erase("architectures");
    config = open(description)->config();
    QVERIFY(config.classHead.reads == ClassHead::Reads::everyToken && config.classHead.hasDense);
    QCOMPARE(config.classHead.labels, std::vector<std::string>{"replaced"});
    QVERIFY(config.predicts == Predicts::nothing);
}

void EncoderFolderTest::labels()
{
    QCOMPARE(open(like("bert_classifier"))->config().classHead.labels, (std::vector<std::string>{"sad", "neither", "glad"}));
    ModelFolder description = like("bert_classifier");
    description.config["id2label"] = R"({"2": "glad", "7": "far", "x": "no number"})";
    QCOMPARE(open(description)->config().classHead.labels, (std::vector<std::string>{"LABEL_0", "LABEL_1", "glad"}));
    description.config.erase("id2label");
    QCOMPARE(open(description)->config().classHead.classes, 3);
    description.config["id2label"] = R"({"0": "sad", "1": "glad"})";
    QVERIFY(problem(description).contains("classifier.weight has shape [3, 24], the configuration says [2, 24]"));
}

void EncoderFolderTest::answerSpans()
{
    for (const char *family : {"bert", "roberta", "distilbert", "electra_generator", "longformer"}) {
        ModelFolder description = like(family);
        const std::int64_t width = std::string(family) == "longformer" ? 24 : 30;
        description.tensors["qa_outputs.weight"] = {2, width};
        description.tensors["qa_outputs.bias"] = {2};
        description.config["architectures"] = "[\"SomeForQuestionAnswering\"]";
        const auto model = open(description);
        QCOMPARE(model->config().classHead.labels, (std::vector<std::string>{"start", "end"}));
        QVERIFY(model->config().classHead.reads == ClassHead::Reads::everyToken);
        QVERIFY(model->report().unused.empty() || std::string(family) == "bert");
        QCOMPARE(saysSo(model->report(), "question"), std::string(family) == "longformer");
        QCOMPARE(differenceOf(model), std::string());
    }
}

void EncoderFolderTest::robertaPositions()
{
    ModelFolder description = like("roberta");
    TransformerConfig config = open(description)->config();
    QCOMPARE(config.context, 64); // of 66 rows
    QCOMPARE(config.positionOffset, 2);
    QCOMPARE(config.padId, 1);
    for (const char *type : {"\"xlm-roberta\"", "\"camembert\""}) {
        description.config["model_type"] = type;
        QCOMPARE(open(description)->config().context, 64);
    }
}

void EncoderFolderTest::electraOfOneWidth()
{
    ModelFolder description = like("electra_generator");
    QVERIFY(open(description)->config().has(Stage::embeddingProjection));
    description.config["embedding_size"] = "30";
    drop(description, "electra.embeddings_project");
    for (auto &[name, shape] : description.tensors)
        for (std::int64_t &size : shape)
            size = size == 22 ? 30 : size;
    const auto model = open(description);
    QVERIFY(!model->config().has(Stage::embeddingProjection));
    QVERIFY(model->report().unused.empty());
    QCOMPARE(differenceOf(model), std::string());
}

void EncoderFolderTest::longformerWindows()
{
    ModelFolder description = like("longformer");
    TransformerConfig config = open(description)->config();
    QCOMPARE(config.layer(0).window, 2);
    QCOMPARE(config.layer(1).window, 4);
    QVERIFY(!config.layer(0).causal);
    description.config["attention_window"] = "6";
    const auto model = open(description);
    QCOMPARE(model->config().layer(1).window, 3);
    QCOMPARE(differenceOf(model), std::string());
}

void EncoderFolderTest::longformerGlobalToken()
{
    QVERIFY(!open(like("longformer"))->config().globalFirstToken);
    ModelFolder description = like("longformer_classifier");
    QVERIFY(open(description)->config().globalFirstToken);
    description.config.erase("architectures");
    QVERIFY(open(description)->config().globalFirstToken);
    drop(description, "longformer.encoder.layer.1.attention.self.value_global");
    QVERIFY(problem(description).contains("value_global.weight is missing"));
}

void EncoderFolderTest::bigbirdEndsBeforeItIsSparse()
{
    ModelFolder description = like("bigbird");
    QCOMPARE(open(description)->config().context, 64); // less than (5 + 2 · 3) · 16
    description.config["block_size"] = "2";
    auto model = open(description);
    QCOMPARE(model->config().context, 22);
    QVERIFY(saysSo(model->report(), "22 tokens"));
    description.config["attention_type"] = "\"original_full\"";
    model = open(description);
    QCOMPARE(model->config().context, 64);
    QVERIFY(!saysSo(model->report(), "tokens"));
    description.config["rescale_embeddings"] = "true";
    model = open(description);
    QCOMPARE(model->config().embeddingScale, std::sqrt(30.0f));
    QCOMPARE(differenceOf(model), std::string());
    description.config["use_bias"] = "false";
    QVERIFY(!open(description)->report().unused.empty());
}

void EncoderFolderTest::albertSharesItsLayers()
{
    ModelFolder description;
    description.config = {{"model_type", "\"albert\""}, {"num_hidden_layers", "5"}, {"num_hidden_groups", "2"},
        {"num_attention_heads", "2"}, {"hidden_size", "8"}, {"intermediate_size", "12"}, {"vocab_size", "7"},
        {"max_position_embeddings", "9"}, {"embedding_size", "6"}};
    const auto map = [&](const std::string &name, std::int64_t in, std::int64_t out) {
        description.tensors[name + ".weight"] = {out, in};
        description.tensors[name + ".bias"] = {out};
    };
    const auto norm = [&](const std::string &name, std::int64_t width) {
        description.tensors[name + ".weight"] = {width};
        description.tensors[name + ".bias"] = {width};
    };
    description.tensors["albert.embeddings.word_embeddings.weight"] = {7, 6};
    description.tensors["albert.embeddings.position_embeddings.weight"] = {9, 6};
    description.tensors["albert.embeddings.token_type_embeddings.weight"] = {2, 6};
    norm("albert.embeddings.LayerNorm", 6);
    map("albert.encoder.embedding_hidden_mapping_in", 6, 8);
    for (const char *group : {"0", "1"}) {
        const std::string name = std::string("albert.encoder.albert_layer_groups.") + group + ".albert_layers.0.";
        for (const char *part : {"attention.query", "attention.key", "attention.value", "attention.dense"})
            map(name + part, 8, 8);
        map(name + "ffn", 8, 12);
        map(name + "ffn_output", 12, 8);
        norm(name + "attention.LayerNorm", 8);
        norm(name + "full_layer_layer_norm", 8);
    }
    map("albert.pooler", 8, 8);
    map("predictions.dense", 8, 6);
    norm("predictions.LayerNorm", 6);
    description.tensors["predictions.bias"] = {7};
    const auto model = open(description);
    QVERIFY(model->report().unused.empty());
    QVERIFY(saysSo(model->report(), "2 sets"));
    QVERIFY(model->config().predicts == Predicts::ownToken && model->config().hasPooler);
    QVERIFY(model->config().activation == Activation::geluTanh);
    // Layers 0, 1, 2 are of the first group: 2 / 2.5 < 1.
    const auto value = [&](int layer) { return model->weights().layer(layer).mlpIn.weight(3, 4); };
    QCOMPARE(value(1), value(0));
    QCOMPARE(value(2), value(0));
    QVERIFY(value(3) != value(2));
    QCOMPARE(value(4), value(3));
    QCOMPARE(differenceOf(model), std::string());

    description.config["inner_group_num"] = "2";
    QVERIFY(problem(description).contains("inner_group_num"));
    description.config.erase("inner_group_num");
    description.config["num_hidden_groups"] = "6";
    QVERIFY(problem(description).contains("num_hidden_groups"));
}

void EncoderFolderTest::mpnetCountsDistances()
{
    ModelFolder description = like("roberta");
    rename(description, "roberta.embeddings.token_type_embeddings.weight", "mpnet.encoder.relative_attention_bias.weight");
    description.tensors["mpnet.encoder.relative_attention_bias.weight"] = {32, 5};
    for (int layer = 0; layer < 2; ++layer) {
        const std::string name = "roberta.encoder.layer." + std::to_string(layer) + ".attention.";
        for (const auto &[old, now] : {std::pair("self.query", "attn.q"), std::pair("self.key", "attn.k"),
                 std::pair("self.value", "attn.v"), std::pair("output.dense", "attn.o"), std::pair("output.LayerNorm", "LayerNorm")})
            for (const char *part : {".weight", ".bias"})
                rename(description, name + old + part, name + now + part);
    }
    for (std::size_t count = description.tensors.size(); count > 0; --count)
        rename(description, "roberta.", "mpnet.");
    description.config["model_type"] = "\"mpnet\"";
    description.config["architectures"] = "[\"MPNetForMaskedLM\"]";
    const auto model = open(description);
    QVERIFY2(model->report().unused.empty(), model->report().unused.empty() ? "" : model->report().unused.front().c_str());
    QVERIFY(model->config().has(Stage::biasedScores));
    QCOMPARE(model->config().tokenTypes, 0);
    QCOMPARE(model->config().bucketDistance, 128);
    QCOMPARE(differenceOf(model), std::string());
    description.config["relative_attention_num_buckets"] = "16";
    QVERIFY(problem(description).contains("Supported: 32"));
}

void EncoderFolderTest::t5Scale()
{
    // Tied: the output is scaled. As transformers 5 writes it, and as files said it before.
    ModelFolder description = like("t5");
    const float scale = 1 / std::sqrt(24.0f);
    QCOMPARE(open(description)->config().logitScale, scale);
    description.config.erase("scale_decoder_outputs");
    QCOMPARE(open(description)->config().logitScale, scale);
    description.config.erase("tie_word_embeddings");
    QCOMPARE(open(description)->config().logitScale, scale);
    description.config["tie_word_embeddings"] = "true";
    description.config["scale_decoder_outputs"] = "false";
    QCOMPARE(open(description)->config().logitScale, 1.0f);
    QCOMPARE(open(like("t5_gated"))->config().logitScale, 1.0f);
    QVERIFY(!open(like("t5_gated"))->config().tiedOutput);
}

void EncoderFolderTest::t5EncoderAlone()
{
    ModelFolder description = like("t5_gated");
    description.config["architectures"] = "[\"T5EncoderModel\"]";
    drop(description, "decoder.");
    drop(description, "lm_head.");
    const auto model = open(description);
    QVERIFY(!model->config().isEncoderDecoder());
    QCOMPARE(model->config().layers, 2);
    QVERIFY(model->config().predicts == Predicts::nothing);
    QVERIFY(model->report().unused.empty());
    QCOMPARE(differenceOf(model), std::string());
}

void EncoderFolderTest::t5Kinds()
{
    const TransformerConfig config = open(like("t5_gated"))->config();
    QVERIFY(config.gated && config.activation == Activation::geluTanh);
    QCOMPARE(config.layers, 4); // two, and self and cross
    QCOMPARE(config.encoderLayers, 2);
    QCOMPARE(config.headWidth, 7);
    QCOMPARE(config.layer(2).scoreDivisor, 1.0f);
    QVERIFY(config.has(Stage::biasedScores, 2) && !config.has(Stage::biasedScores, 3));
    QVERIFY(config.layer(2).causal && !config.hasMlp(2));
    QVERIFY(config.layer(3).cross && !config.layer(3).causal && config.hasMlp(3));

    ModelFolder description = like("t5");
    description.config["feed_forward_proj"] = "\"gelu\"";
    QVERIFY(open(description)->config().activation == Activation::gelu);
    description.config["model_type"] = "\"mt5\"";
    QCOMPARE(open(description)->config().logitScale, 1.0f);
}

void EncoderFolderTest::bartSiblings()
{
    const TransformerConfig bart = open(like("bart"))->config();
    QVERIFY(bart.normPlace == NormPlace::post && bart.embeddingNorm && !bart.finalNorm);
    QCOMPARE(bart.positionOffset, 2);
    QCOMPARE(bart.decoderStart, 2);

    ModelFolder description = like("bart");
    description.config["model_type"] = "\"mbart\"";
    for (const char *stack : {"model.encoder.layer_norm", "model.decoder.layer_norm"}) {
        description.tensors[std::string(stack) + ".weight"] = {30};
        description.tensors[std::string(stack) + ".bias"] = {30};
    }
    description.config["scale_embedding"] = "true";
    description.config.erase("decoder_start_token_id");
    const auto mbart = open(description);
    QVERIFY(mbart->config().normPlace == NormPlace::pre && mbart->config().embeddingNorm && mbart->config().finalNorm);
    QCOMPARE(mbart->config().embeddingScale, std::sqrt(30.0f));
    QCOMPARE(mbart->config().decoderStart, 2); // the end of a text
    QVERIFY(mbart->report().unused.empty());
    QCOMPARE(differenceOf(mbart), std::string());

    description.config["model_type"] = "\"pegasus\"";
    description.config["pad_token_id"] = "0";
    const auto pegasus = open(description);
    QVERIFY(pegasus->config().position == PositionKind::sinusoidalHalves && !pegasus->config().embeddingNorm);
    QCOMPARE(pegasus->config().decoderStart, 0);
    QCOMPARE(differenceOf(pegasus), std::string());

    description.config["model_type"] = "\"blenderbot\"";
    for (const char *stack : {"model.encoder.", "model.decoder."})
        description.tensors[std::string(stack) + "embed_positions.weight"] = {64, 30};
    const auto blenderbot = open(description);
    QVERIFY(blenderbot->config().position == PositionKind::learned && blenderbot->config().normPlace == NormPlace::pre);
    QCOMPARE(blenderbot->config().positionOffset, 0);
    QCOMPARE(differenceOf(blenderbot), std::string());
}

void EncoderFolderTest::bartWithoutOutput()
{
    ModelFolder description = like("bart");
    drop(description, "final_logits_bias");
    drop(description, "lm_head.");
    rename(description, "model.shared", "shared");
    for (std::size_t count = description.tensors.size(); count > 0; --count)
        rename(description, "model.", "");
    description.config["architectures"] = "[\"BartModel\"]";
    const auto model = open(description);
    QVERIFY(model->config().predicts == Predicts::nextToken && model->config().tiedOutput);
    QVERIFY(model->report().unused.empty());
}

void EncoderFolderTest::bartClassifier()
{
    ModelFolder description = like("bart");
    drop(description, "final_logits_bias");
    description.config["architectures"] = "[\"BartForSequenceClassification\"]";
    QVERIFY(problem(description).contains("classification_head.out_proj.weight is missing"));
    description.tensors["classification_head.dense.weight"] = {30, 30};
    description.tensors["classification_head.dense.bias"] = {30};
    description.tensors["classification_head.out_proj.weight"] = {3, 30};
    description.tensors["classification_head.out_proj.bias"] = {3};
    const auto model = open(description);
    QVERIFY(model->config().predicts == Predicts::nothing);
    QVERIFY(model->config().classHead.reads == ClassHead::Reads::lastToken);
    QVERIFY(saysSo(model->report(), "both places"));
    QCOMPARE(differenceOf(model), std::string());
}

void EncoderFolderTest::marianSharesOrNot()
{
    const TransformerConfig config = open(like("marian"))->config();
    QVERIFY(config.position == PositionKind::sinusoidalHalves && config.activation == Activation::silu);
    QCOMPARE(config.decoderStart, 117);
    QCOMPARE(config.embeddingScale, std::sqrt(30.0f));

    ModelFolder description = like("marian");
    description.words = 118; // the decoder starts with the last
    description.config["share_encoder_decoder_embeddings"] = "false";
    drop(description, "model.shared");
    description.tensors["model.encoder.embed_tokens.weight"] = {118, 30};
    description.tensors["model.decoder.embed_tokens.weight"] = {118, 30};
    const auto model = open(description);
    const ModelWeights &weights = model->weights().model();
    QVERIFY(weights.stacks[0].embedding(5, 6) != weights.stacks[1].embedding(5, 6));
    QCOMPARE(weights.unembedding.weight(6, 5), weights.stacks[1].embedding(5, 6));
    QCOMPARE(differenceOf(model), std::string());
}

QTEST_APPLESS_MAIN(EncoderFolderTest)
#include "encoder_folder_test.moc"
