// Folders of encoder-decoders as they are found in the world: T5 in its versions, BART and its siblings, MarianMT; and fields that are
// refused.

#include "tests/support/changed_folder.h"

#include <QTest>

#include <cmath>

using namespace headscope;

class EncoderDecoderFolderTest : public QObject, protected ChangedFolder {
    Q_OBJECT

private slots:
    void init() { renew(); }
    void everythingIsUnderstood_data();
    void everythingIsUnderstood();
    void refusals_data();
    void refusals();
    void t5Scale();
    void t5EncoderAlone();
    void t5Kinds();
    void bartSiblings();
    void bartWithoutOutput();
    void bartClassifier();
    void marianSharesOrNot();
};

void EncoderDecoderFolderTest::everythingIsUnderstood_data()
{
    QTest::addColumn<QString>("family");
    for (const char *family : {"t5", "t5_gated", "bart", "marian"})
        QTest::addRow("%s", family) << family;
}

void EncoderDecoderFolderTest::everythingIsUnderstood()
{
    QFETCH(QString, family);
    const auto model = open(like(qPrintable(family)));
    const LoadReport &report = model->report();
    QVERIFY2(report.unused.empty(), report.unused.empty() ? "" : report.unused.front().c_str());
    QVERIFY2(report.unknownFields.empty(), report.unknownFields.empty() ? "" : report.unknownFields.front().c_str());
}

void EncoderDecoderFolderTest::refusals_data()
{
    QTest::addColumn<QString>("family");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("said");
    const auto add = [](const char *family, const char *field, const char *value, const char *said) {
        QTest::addRow("%s: %s = %s", family, field, value) << family << field << value << said;
    };
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

void EncoderDecoderFolderTest::refusals()
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

void EncoderDecoderFolderTest::t5Scale()
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

void EncoderDecoderFolderTest::t5EncoderAlone()
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

void EncoderDecoderFolderTest::t5Kinds()
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

void EncoderDecoderFolderTest::bartSiblings()
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

void EncoderDecoderFolderTest::bartWithoutOutput()
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

void EncoderDecoderFolderTest::bartClassifier()
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

void EncoderDecoderFolderTest::marianSharesOrNot()
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

QTEST_APPLESS_MAIN(EncoderDecoderFolderTest)
#include "encoder_decoder_folder_test.moc"
