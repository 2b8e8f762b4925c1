// What decoders' config.json files may say: every field is understood, impossible ones are refused by name, and sizes that no tensor
// confirms take neither memory nor time.

#include "src/error.h"
#include "src/models/families/family.h"
#include "tests/support/family_folders.h"

#include <QFile>
#include <QTest>

#include <random>

#include <sys/resource.h>

using namespace headscope;

namespace {

const std::vector<std::string> kDecoders{"bloom", "gemma", "gemma2", "gemma3", "gpt2_inverse_layer", "gpt_neo", "gpt_neox",
    "gpt_neox_sequential", "gptj", "llama", "llama3", "llama_linear_rope", "llama_wide_heads", "mistral", "opt", "opt_350m", "phi", "phi3",
    "phi_normed", "qwen2", "qwen3"};

// The folder's config.json and further fields: of two with the same name the last counts.
Json configOf(const std::string &folder, const QString &fields = {})
{
    QFile file(QString::fromStdString((kFamilyFolders / folder / "config.json").string()));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no config.json in %s", folder.c_str());
    QByteArray text = file.readAll().trimmed();
    text.chop(1);
    if (!fields.isEmpty())
        text += "," + fields.toUtf8();
    return Json::parse((text + "}").toStdString(), "config.json");
}

struct Opened {
    TransformerConfig config;
    LoadReport report;
    std::vector<std::string> unread;
    std::unique_ptr<const Weights> weights;
};

// As openModel, without the tokenizer.
Opened open(const std::string &folder, const QString &fields = {})
{
    const ConfigReader reader(configOf(folder, fields));
    const Family &family = *familyOf(reader, "config.json").family;
    Opened opened;
    opened.config = family.readConfig(reader);
    TensorBinder binder(Checkpoint::open(kFamilyFolders / folder));
    opened.weights = family.bindWeights(reader, binder, opened.config, opened.report);
    binder.describe(opened.report);
    opened.unread = reader.unread();
    return opened;
}

QString problemOf(const std::string &folder, const QString &fields)
{
    try {
        open(folder, fields);
    } catch (const Error &error) {
        return QString::fromStdString(error.what());
    }
    return {};
}

QString joined(const std::vector<std::string> &words)
{
    QStringList list;
    for (const std::string &word : words)
        list += QString::fromStdString(word);
    return list.join(", ");
}

bool hasPositionTable(const QString &family)
{
    return open(family.toStdString()).config.position == PositionKind::learned;
}

// Most memory that this process ever had, in MiB.
long peakMemory()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

} // namespace

class DecoderFieldsTest : public QObject {
    Q_OBJECT

private slots:
    void allUnderstood_data();
    void allUnderstood();
    void refused_data();
    void refused();
    void absurdSizes_data();
    void absurdSizes();
    void anyThreeFields_data();
    void anyThreeFields();
    void endOfText();
    void windows();
    void scoresAndCaps();
    void bothSides();
    void geluOfTheFirstGemma();
    void normsWithoutWeights();
    void classes();
    void architectureDecides();
    void unsupportedFamilies();
};

void DecoderFieldsTest::allUnderstood_data()
{
    QTest::addColumn<QString>("family");
    for (const std::string &name : kDecoders)
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

void DecoderFieldsTest::allUnderstood()
{
    QFETCH(QString, family);
    const Opened opened = open(family.toStdString());
    QCOMPARE(joined(opened.unread), QString());
    QCOMPARE(joined(opened.report.unused), QString());
    QCOMPARE(opened.config.layerConfigs.size(), static_cast<std::size_t>(opened.config.layers));
    // One that nobody knows is told.
    QCOMPARE(joined(open(family.toStdString(), R"("head_gain": 3)").unread), QString("head_gain"));
}

void DecoderFieldsTest::refused_data()
{
    QTest::addColumn<QString>("family");
    QTest::addColumn<QString>("fields");
    QTest::addColumn<QString>("named");
    const auto add = [](const char *family, const char *fields, const char *named) {
        QTest::addRow("%s: %s", family, fields) << family << fields << named;
    };
    add("gpt2_inverse_layer", R"("add_cross_attention": true)", "add_cross_attention");
    add("gpt2_inverse_layer", R"("n_head": 7)", "n_embd");
    add("gpt2_inverse_layer", R"("conv1d_transposed": "no")", "conv1d_transposed");
    add("gpt2_inverse_layer", R"("conv1d_transposed": true)", "attn.c_attn.weight has shape [30, 90]");
    add("gpt_neo", R"("attention_types": [[["global"], 1]])", "for 1 layers");
    add("gpt_neo", R"("attention_types": [[["global", "local"], 2000000000]])", "attention_types");
    add("gpt_neo", R"("attention_types": [[["global", "distant"], 1]])", "distant");
    add("gpt_neo", R"("attention_types": [["global"]])", "attention_types");
    add("gpt_neo", R"("attention_types": "global")", "attention_types");
    add("gpt_neo", R"("window_size": 0)", "window_size");
    add("gpt_neox", R"("num_attention_heads": 3)", "hidden_size");
    add("gpt_neox", R"("rotary_pct": 2)", "rotary_pct");
    add("gpt_neox", R"("use_parallel_residual": 1)", "use_parallel_residual");
    add("gpt_neox", R"("hidden_act": "relu6")", "Supported: gelu");
    add("gptj", R"("rotary_dim": 3)", "rotary_dim");
    add("gptj", R"("rotary_dim": 400)", "rotary_dim");
    add("bloom", R"("apply_residual_connection_post_layernorm": true)", "apply_residual_connection_post_layernorm");
    add("bloom", R"("pretraining_tp": 2, "slow_but_exact": true)", "slow_but_exact");
    add("bloom", R"("n_inner": 3)", "n_inner");
    add("bloom", R"("n_head": 4)", "n_head");
    add("opt", R"("enable_bias": 1)", "enable_bias");
    add("opt_350m", R"("word_embed_proj_dim": 7)", "embed_tokens.weight has shape [293, 20], the configuration says [293, 7]");
    add("opt_350m", R"("architectures": ["OPTForSequenceClassification"])", "OPTForSequenceClassification");
    add("phi", R"("num_key_value_heads": 2)", "num_key_value_heads");
    add("phi", R"("qk_layernorm": true)", "q_layernorm.weight is missing");
    add("llama", R"("num_key_value_heads": 4)", "num_key_value_heads");
    add("llama", R"("head_dim": 5)", "even");
    add("llama", R"("head_dim": 8)", "q_proj.weight has shape [24, 24], the configuration says [48, 24]");
    add("llama", R"("attention_bias": true)", "q_proj.bias is missing");
    add("llama", R"("mlp_bias": true)", "up_proj.bias is missing");
    add("llama", R"("rms_norm_eps": -1)", "rms_norm_eps");
    add("llama", R"("layer_types": ["full_attention", "sliding_attention"])", "sliding_window");
    add("llama", R"("use_bidirectional_attention": true)", "use_bidirectional_attention");
    add("llama_linear_rope", R"("attention_bias": false, "tie_word_embeddings": false)", "lm_head.weight is missing");
    add("mistral", R"("sliding_window": 0)", "sliding_window");
    add("mistral", R"("sliding_window": -4)", "sliding_window");
    add("qwen2", R"("layer_types": ["full_attention"])", "layer_types");
    add("qwen2", R"("layer_types": ["full_attention", "linear_attention"])", "linear_attention");
    add("qwen3", R"("sliding_window": null)", "sliding_window");
    add("gemma", R"("head_dim": null)", "[768, 24]");
    add("gemma2", R"("query_pre_attn_scalar": 0)", "query_pre_attn_scalar");
    add("gemma2", R"("attn_logit_softcapping": -3)", "attn_logit_softcapping");
    add("gemma2", R"("final_logit_softcapping": "30")", "final_logit_softcapping");
    add("gemma3", R"("sliding_window_pattern": 0)", "sliding_window_pattern");
    add("gemma3", R"("rope_local_base_freq": 0)", "rope_local_base_freq");
    add("phi3", R"("intermediate_size": 40)", "gate_up_proj.weight has shape [82, 24], the configuration says [80, 24]");
    add("phi3", R"("num_key_value_heads": 3)", "qkv_proj.weight");
}

void DecoderFieldsTest::refused()
{
    QFETCH(QString, family);
    QFETCH(QString, fields);
    QFETCH(QString, named);
    const QString problem = problemOf(family.toStdString(), fields);
    QVERIFY2(problem.contains(named), qPrintable(problem));
}

void DecoderFieldsTest::absurdSizes_data()
{
    allUnderstood_data();
}

void DecoderFieldsTest::absurdSizes()
{
    QFETCH(QString, family);
    constexpr std::array fields{"n_layer", "num_layers", "num_hidden_layers", "n_head", "num_heads", "num_attention_heads",
        "num_key_value_heads", "n_embd", "hidden_size", "head_dim", "n_inner", "intermediate_size", "ffn_dim", "vocab_size", "n_positions",
        "max_position_embeddings", "word_embed_proj_dim", "rotary_dim"};
    const Json own = configOf(family.toStdString());
    const long before = peakMemory();
    int tried = 0;
    for (const char *field : fields) {
        if (!own.contains(field))
            continue;
        for (const char *value : {"0", "-1", "4096", "8192", "16777216", "16777217", "2147483647", "9223372036854775807", "1e300", "2.5",
                 "\"8\"", "[8]", "true"}) {
            const QString problem = problemOf(family.toStdString(), QString(R"("%1": %2)").arg(field, value));
            // Without a table of positions nothing contradicts a longer context.
            const bool ofContext = QByteArray(field) == "max_position_embeddings" || QByteArray(field) == "n_positions";
            const bool possible = ofContext && !hasPositionTable(family) && QString(value).toInt() > 0;
            QVERIFY2(!problem.isEmpty() || possible, qPrintable(QString("%1 = %2").arg(field, value)));
            ++tried;
        }
    }
    QVERIFY(tried >= 13 * 4);
    QVERIFY2(peakMemory() - before < (kKeepsFreedMemory ? 512 : 64), qPrintable(QString("%1 MiB more").arg(peakMemory() - before)));
}

void DecoderFieldsTest::anyThreeFields_data()
{
    allUnderstood_data();
}

// Whatever three fields say, the folder opens or is refused: no crash, no memory, no hang.
void DecoderFieldsTest::anyThreeFields()
{
    QFETCH(QString, family);
    std::vector<std::string> fields{"rope_scaling", "rope_parameters", "rope_factors", "layer_types", "id2label", "architectures"};
    for (const auto &[name, value] : configOf(family.toStdString()).members())
        fields.emplace_back(name);
    constexpr std::array values{"0", "1", "2", "3", "-1", "4096", "8192", "16777216", "2147483648", "1e300", "1e-300", "0.5", "true",
        "false", "null", "[]", "{}", "\"x\"", "[1, 2]", "[\"full_attention\", \"sliding_attention\"]",
        R"({"rope_type": "yarn", "factor": 1e15})",
        R"({"rope_type": "llama3", "factor": 1e-9, "low_freq_factor": 1e-9, "high_freq_factor": 1e9})",
        R"({"type": "linear", "factor": 1e-12})", R"({"full_attention": {"rope_type": "yarn"}, "sliding_attention": 3})"};
    std::mt19937 random(331);
    const auto any = [&](const auto &list) { return QString::fromStdString(std::string(list[random() % list.size()])); };
    const long before = peakMemory();
    int refusals = 0;
    for (int i = 0; i < 300; ++i) {
        QStringList said;
        for (int field = 0; field < 3; ++field)
            said += QString(R"("%1": %2)").arg(any(fields), any(values));
        refusals += !problemOf(family.toStdString(), said.join(", ")).isEmpty();
    }
    QVERIFY2(refusals > 100 && refusals < 300, qPrintable(QString::number(refusals)));
    QVERIFY2(peakMemory() - before < (kKeepsFreedMemory ? 512 : 96), qPrintable(QString("%1 MiB more").arg(peakMemory() - before)));
}

void DecoderFieldsTest::endOfText()
{
    QCOMPARE(open("llama").config.endOfText, std::vector<int>{2});
    QCOMPARE(open("llama", R"("eos_token_id": [2, 5])").config.endOfText, (std::vector<int>{2, 5}));
    QVERIFY(open("llama", R"("eos_token_id": null)").config.endOfText.empty());
    QVERIFY(open("llama", R"("eos_token_id": -1)").config.endOfText.empty());
    QVERIFY(problemOf("llama", R"("eos_token_id": "</s>")").contains("eos_token_id"));
}

void DecoderFieldsTest::windows()
{
    const auto windowsOf = [](const char *family, const char *fields) {
        std::vector<int> windows;
        for (const LayerConfig &layer : open(family, fields).config.layerConfigs)
            windows.push_back(layer.window);
        return windows;
    };
    using List = std::vector<int>;
    QCOMPARE(windowsOf("mistral", ""), (List{5, 5}));
    QCOMPARE(windowsOf("mistral", R"("sliding_window": null)"), (List{0, 0}));
    QCOMPARE(windowsOf("qwen2", R"("sliding_window": 9)"), (List{0, 0})); // not used unless said so
    QCOMPARE(windowsOf("qwen2", R"("sliding_window": 9, "use_sliding_window": true)"), (List{0, 9}));
    QCOMPARE(windowsOf("qwen2", R"("sliding_window": 9, "use_sliding_window": true, "max_window_layers": 0)"), (List{9, 9}));
    QCOMPARE(windowsOf("qwen3", R"("layer_types": ["sliding_attention", "full_attention"])"), (List{5, 0}));
    QCOMPARE(windowsOf("gemma2", R"("layer_types": null)"), (List{5, 0}));
    QCOMPARE(windowsOf("gemma2", R"("layer_types": null, "sliding_window_pattern": 1)"), (List{0, 0}));
    QCOMPARE(windowsOf("gemma3", R"("sliding_window_pattern": 6)"), (List{5, 5}));
    QCOMPARE(windowsOf("gpt_neo", ""), (List{0, 5}));
    QCOMPARE(windowsOf("gpt_neo", R"("attention_types": null)"), (List{0, 5}));
    QCOMPARE(windowsOf("gpt_neo", R"("attention_types": null, "attention_layers": ["local", "local"])"), (List{5, 5}));
    QCOMPARE(windowsOf("gpt_neo", R"("attention_types": [[["local"], 1], [["global"], 1]])"), (List{5, 0}));
    QCOMPARE(windowsOf("phi3", R"("sliding_window": null)"), (List{0, 0}));
    QCOMPARE(windowsOf("llama", R"("layer_types": ["full_attention", "full_attention"])"), (List{0, 0}));
}

void DecoderFieldsTest::scoresAndCaps()
{
    const auto divisor
        = [](const char *family, const char *fields, int layer = 0) { return open(family, fields).config.layer(layer).scoreDivisor; };
    QCOMPARE(divisor("gpt2_inverse_layer", "", 2), 3 * std::sqrt(6.0f));
    QCOMPARE(divisor("gpt2_inverse_layer", R"("scale_attn_by_inverse_layer_idx": false)", 2), std::sqrt(6.0f));
    QCOMPARE(divisor("gpt2_inverse_layer", R"("scale_attn_weights": false)", 1), 2.0f);
    QCOMPARE(divisor("gpt_neo", ""), 1.0f);
    QCOMPARE(divisor("gemma2", ""), std::sqrt(7.0f));
    QCOMPARE(divisor("gemma2", R"("query_pre_attn_scalar": null)"), 16.0f);

    // Null is none; missing is what Gemma 2 usually has. Gemma 3 has a field for the scores and does not compute it.
    QCOMPARE(open("gemma2").config.scoreCap, 4.0f);
    QCOMPARE(open("gemma2", R"("attn_logit_softcapping": null)").config.scoreCap, 0.0f);
    QCOMPARE(open("gemma2", R"("final_logit_softcapping": null)").config.logitCap, 0.0f);
    QCOMPARE(open("gemma3", R"("attn_logit_softcapping": 9, "final_logit_softcapping": 8)").config.scoreCap, 0.0f);
    QCOMPARE(open("gemma3", R"("attn_logit_softcapping": 9, "final_logit_softcapping": 8)").config.logitCap, 8.0f);
}

// EmbeddingGemma: a Gemma 3 that looks to both sides, its window divided between them.
void DecoderFieldsTest::bothSides()
{
    const TransformerConfig config = open("gemma3", R"("use_bidirectional_attention": true, "sliding_window": 8)").config;
    QVERIFY(!config.layer(0).causal && !config.layer(1).causal);
    QCOMPARE(config.layer(0).window, 4);
    QCOMPARE(config.layer(1).window, 0);
    QCOMPARE(config.predicts, Predicts::nothing);
}

void DecoderFieldsTest::geluOfTheFirstGemma()
{
    QCOMPARE(open("gemma", R"("hidden_act": "gelu")").config.activation, Activation::geluTanh);
    QCOMPARE(open("gemma2", R"("hidden_activation": "gelu")").config.activation, Activation::gelu);
    QCOMPARE(open("gpt2_inverse_layer").config.activation, Activation::gelu);
}

void DecoderFieldsTest::normsWithoutWeights()
{
    const Opened opened = open("opt", R"("layer_norm_elementwise_affine": false)");
    const NormWeights &norm = opened.weights->layer(1).mlpNorm;
    QCOMPARE(norm.gain.cols, 30);
    for (int i = 0; i < 30; ++i)
        QCOMPARE(norm.gain(0, i), 1.0f);
    QVERIFY(norm.shift.empty());
    QCOMPARE(opened.weights->model().stacks[0].finalNorm.gain.data, norm.gain.data);
    QCOMPARE(opened.report.unused.size(), std::size_t(2 * (2 * 2 + 1))); // the file has some all the same
}

void DecoderFieldsTest::classes()
{
    const auto labelsOf = [](const char *fields) { return joined(open("llama_classifier", fields).config.classHead.labels); };
    const TransformerConfig config = open("llama_classifier").config;
    QCOMPARE(config.predicts, Predicts::nothing);
    QVERIFY(config.hasPooler && !config.classHead.hasDense && !config.has(Stage::logits));
    QCOMPARE(config.classHead.reads, ClassHead::Reads::lastToken);
    QCOMPARE(config.classHead.classes, 3);
    QCOMPARE(labelsOf(R"("id2label": null)"), QString("LABEL_0, LABEL_1, LABEL_2"));
    QCOMPARE(labelsOf(R"("id2label": {"2": "good", "1": "so-so", "0": "bad"})"), QString("bad, so-so, good"));
    // Ids that are none, and names that are none, harm nobody.
    QCOMPARE(labelsOf(R"("id2label": {"99999999999": "beyond", "-1": "below", "x": "none"})"), QString("LABEL_0, LABEL_1, LABEL_2"));
    QCOMPARE(labelsOf(R"("id2label": {"0": 5, "1": "fair", "2": null})"), QString("LABEL_0, fair, LABEL_2"));
    QVERIFY(problemOf("llama_classifier", R"("id2label": {"0": "yes", "1": "no"})").contains("score.weight has shape [3, "));
    QVERIFY(problemOf("llama_classifier", R"("architectures": ["LlamaForTokenClassification"])").contains("score.bias is missing"));
    QCOMPARE(open("gpt2_tokens").config.classHead.reads, ClassHead::Reads::everyToken);
    QVERIFY(problemOf("llama", R"("architectures": ["LlamaForSequenceClassification"])").contains("score.weight is missing"));
    QVERIFY(problemOf("llama_classifier", R"("architectures": ["LlamaForCausalLM"], "tie_word_embeddings": false)")
                .contains("lm_head.weight is missing"));
    // The model by itself: nothing to foretell with, and nothing made up.
    const Opened bare = open("llama_classifier", R"("architectures": ["LlamaModel"], "tie_word_embeddings": false)");
    QCOMPARE(bare.config.predicts, Predicts::nothing);
    QVERIFY(!bare.config.hasPooler && joined(bare.report.notes).contains("There is no lm_head.weight"));
}

void DecoderFieldsTest::architectureDecides()
{
    const auto familyFor = [](const char *architecture) {
        const std::string text = std::string(R"({"architectures": [")") + architecture + R"("]})";
        return std::string(familyOf(ConfigReader(Json::parse(text, "config.json")), "config.json").family->modelType);
    };
    QCOMPARE(familyFor("GPT2LMHeadModel"), std::string("gpt2"));
    QCOMPARE(familyFor("GPTNeoForCausalLM"), std::string("gpt_neo"));
    QCOMPARE(familyFor("GPTNeoXForCausalLM"), std::string("gpt_neox"));
    QCOMPARE(familyFor("LlamaForSequenceClassification"), std::string("llama"));
    QCOMPARE(familyFor("PhiForCausalLM"), std::string("phi"));
    QCOMPARE(familyFor("Phi3ForCausalLM"), std::string("phi3"));
    QCOMPARE(familyFor("Gemma2Model"), std::string("gemma2"));
    QCOMPARE(familyFor("Gemma3TextModel"), std::string("gemma3_text"));

    const Json config = Json::parse(R"({"architectures": ["BloomModel"]})", "config.json");
    QCOMPARE(familyOf(ConfigReader(config), "config.json").reason, std::string("architecture is BloomModel"));
}

void DecoderFieldsTest::unsupportedFamilies()
{
    const auto problem = [](const char *fields) {
        try {
            familyOf(ConfigReader(Json::parse(fields, "config.json")), "config.json");
        } catch (const Error &error) {
            return QString::fromStdString(error.what());
        }
        return QString();
    };
    for (const char *fields :
        {R"({"model_type": "mamba"})", R"({"architectures": ["Phi4ForCausalLM"]})", R"({"model_type": "gemma3"})", "{}"}) {
        const QString said = problem(fields);
        QVERIFY2(said.contains("config.json") && said.contains("llama") && said.contains("gpt_neox"), qPrintable(said));
    }
    QVERIFY(problem(R"({"model_type": "mamba", "architectures": ["LlamaForCausalLM"]})").contains("\"mamba\" is not supported"));
    QVERIFY(problem(R"({"model_type": 7})").contains("model_type"));
}

QTEST_APPLESS_MAIN(DecoderFieldsTest)
#include "decoder_fields_test.moc"
