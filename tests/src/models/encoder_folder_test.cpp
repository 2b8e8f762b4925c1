// Folders of encoders as they are found in the world: heads by "architectures" and by tensors, names of old files, fields that change the
// computation, and those that are refused.

#include "tests/support/changed_folder.h"

#include <QTest>

#include <cmath>

using namespace headscope;

class EncoderFolderTest : public QObject, protected ChangedFolder {
    Q_OBJECT

private slots:
    void init() { renew(); }
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
};

void EncoderFolderTest::everythingIsUnderstood_data()
{
    QTest::addColumn<QString>("family");
    for (const char *family : {"albert", "mpnet", "minilm", "bert", "bert_questions", "bert_classifier", "bert_tokens", "roberta",
             "distilbert", "electra_generator", "electra_discriminator", "longformer_classifier", "bigbird"})
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

QTEST_APPLESS_MAIN(EncoderFolderTest)
#include "encoder_folder_test.moc"
