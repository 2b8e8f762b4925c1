#include "src/formats/gguf_layout.h"

#include "src/formats/checkpoint.h"
#include "src/formats/shape.h"
#include "tests/src/formats/error_of.h"
#include "tests/src/formats/gguf_file.h"

#include <QtTest>
#include <algorithm>
#include <limits>

using namespace headscope;

namespace {

const std::filesystem::path kReference = sourcePath("tests/reference");

std::vector<float> floatsOf(const StoredTensor &tensor)
{
    std::vector<float> values(tensor.count());
    toFloats(tensor.dtype, tensor.bytes, values);
    return values;
}

std::vector<float> transposed(const StoredTensor &tensor)
{
    const std::vector<float> values = floatsOf(tensor);
    const auto rows = static_cast<std::size_t>(tensor.shape[0]);
    const auto cols = static_cast<std::size_t>(tensor.shape[1]);
    std::vector<float> result(values.size());
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t col = 0; col < cols; ++col)
            result[col * rows + row] = values[row * cols + col];
    return result;
}

/// Undoes the order of rows that llama.cpp wants: in each head, row 2i + s came from row i + s · half.
std::vector<float> withHalvesApart(const StoredTensor &tensor, std::size_t heads)
{
    const std::vector<float> values = floatsOf(tensor);
    const std::size_t cols = static_cast<std::size_t>(tensor.shape[1]);
    const std::size_t width = static_cast<std::size_t>(tensor.shape[0]) / heads;
    std::vector<float> result(values.size());
    for (std::size_t head = 0; head < heads; ++head)
        for (std::size_t row = 0; row < width; ++row) {
            const std::size_t to = head * width + row / 2 + row % 2 * (width / 2);
            std::copy_n(values.begin() + static_cast<std::ptrdiff_t>((head * width + row) * cols), cols,
                result.begin() + static_cast<std::ptrdiff_t>(to * cols));
        }
    return result;
}

std::shared_ptr<const GgufFile> opened(const GgufBytes &bytes)
{
    return GgufFile::read(MappedFile::holding(std::as_bytes(std::span(bytes.bytes())), "x.gguf"));
}

/// What every llama file must have; the caller adds `moreKeys` keys.
GgufBytes &startLlama(GgufBytes &bytes, std::uint64_t moreKeys, std::uint64_t tensors = 1)
{
    return bytes.start(tensors, 6 + moreKeys)
        .key("general.architecture", "llama")
        .key("llama.embedding_length", 8)
        .key("llama.block_count", 1)
        .key("llama.feed_forward_length", 16)
        .key("llama.attention.head_count", 2)
        .key("llama.context_length", 32);
}

GgufBytes &addEmbedding(GgufBytes &bytes)
{
    return bytes.text("token_embd.weight").u32(2).u64(8).u64(3).u32(0).u64(0);
}

Json llamaWith(const GgufBytes &more, std::uint64_t keys)
{
    GgufBytes bytes;
    addEmbedding(startLlama(bytes, keys).raw(more.bytes())).pad().raw(std::string(96, 0));
    return ggufConfig(*opened(bytes));
}

} // namespace

class GgufLayoutTest : public QObject {
    Q_OBJECT

private slots:
    // The same checkpoints, once as a folder of the official library, once as GGUF.
    void llamaIsTheFolderUnderTheSameNames_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("llama") << QByteArray("llama");
        QTest::newRow("llama3") << QByteArray("llama3");
    }

    void llamaIsTheFolderUnderTheSameNames()
    {
        QFETCH(QByteArray, name);
        const Checkpoint folder = Checkpoint::open(kReference / "families" / name.constData());
        const Checkpoint file = Checkpoint::open(kReference / "checkpoints" / (name.toStdString() + ".gguf"));
        QCOMPARE(file.format(), CheckpointFormat::gguf);
        QVERIFY(file.gguf());
        for (const char *field : {"hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads",
                 "max_position_embeddings", "vocab_size", "bos_token_id", "eos_token_id"})
            QCOMPARE(file.config().at(field).get<int>(), folder.config().at(field).get<int>());
        for (const char *field : {"tie_word_embeddings", "attention_bias", "mlp_bias"})
            QCOMPARE(file.config().at(field).get<bool>(), folder.config().at(field).get<bool>());
        for (const char *field : {"rms_norm_eps", "rope_theta"})
            QCOMPARE(file.config().at(field).get<float>(), folder.config().at(field).get<float>());
        for (const char *field : {"model_type", "hidden_act"})
            QCOMPARE(file.config().at(field).get<std::string>(), folder.config().at(field).get<std::string>());
        QVERIFY(file.config().at("gguf_neighbour_rotary").get<bool>());
        QCOMPARE(file.config().contains("rope_factors"), name == "llama3");
        QCOMPARE(file.config().get<int>("head_dim", 0), name == "llama3" ? 8 : 0); // 0: the width shared out among the heads
        QVERIFY(!file.config().contains("partial_rotary_factor"));

        std::size_t compared = 0;
        for (const StoredTensor &tensor : folder.tensors()) {
            if (tensor.name.ends_with("inv_freq"))
                continue;
            const StoredTensor &same = file.at(tensor.name);
            QCOMPARE(same.shape, tensor.shape);
            const bool q = tensor.name.find("q_proj") != std::string::npos;
            const bool k = tensor.name.find("k_proj") != std::string::npos;
            const int heads = folder.config().at(q ? "num_attention_heads" : "num_key_value_heads").get<int>();
            QCOMPARE(q || k ? withHalvesApart(same, static_cast<std::size_t>(heads)) : floatsOf(same), floatsOf(tensor));
            ++compared;
        }
        QCOMPARE(file.tensors().size(), compared + (name == "llama3"));
    }

    // Frequencies 20^(-i/4): those of long waves are divided by 8, short ones stay, between them a mixture.
    void rotaryFactors()
    {
        const Json config = Checkpoint::open(kReference / "checkpoints/llama3.gguf").config();
        const Json factors = config.at("rope_factors");
        QCOMPARE(factors.size(), std::size_t{4});
        QCOMPARE(factors.at(0).get<float>(), 1.0f);
        QVERIFY(factors.at(1).get<float>() > 1 && factors.at(1).get<float>() < factors.at(2).get<float>());
        QCOMPARE(factors.at(3).get<float>(), 8.0f);
    }

    void gpt2IsTheFolderTransposed()
    {
        const Checkpoint folder = Checkpoint::open(kReference / "gpt2_tiny_f16");
        const Checkpoint file = Checkpoint::open(kReference / "checkpoints/gpt2.gguf");
        for (const char *field : {"n_embd", "n_layer", "n_inner", "n_head", "n_positions", "vocab_size", "bos_token_id"})
            QCOMPARE(file.config().at(field).get<int>(), folder.config().at(field).get<int>());
        QCOMPARE(file.config().at("layer_norm_epsilon").get<float>(), 3e-5f);
        QCOMPARE(file.config().at("model_type").get<std::string>(), std::string("gpt2"));
        QVERIFY(file.config().at("conv1d_transposed").get<bool>() && file.config().at("tie_word_embeddings").get<bool>());
        std::size_t compared = 0;
        for (const StoredTensor &tensor : folder.tensors()) {
            if (tensor.name.ends_with(".attn.bias")) // the mask of older files
                continue;
            ++compared;
            const bool turned = tensor.name.find(".c_") != std::string::npos && tensor.shape.size() == 2;
            const StoredTensor &same = file.at(tensor.name);
            QCOMPARE(turned ? transposed(same) : floatsOf(same), floatsOf(tensor));
            if (turned)
                QCOMPARE(same.shape, (std::vector<std::int64_t>{tensor.shape[1], tensor.shape[0]}));
        }
        QCOMPARE(file.tensors().size(), compared);
        QCOMPARE(file.metadata().at("general.name"), std::string("tiny gpt2"));
    }

    void fieldsThatSomeFilesHave()
    {
        const Json plain = llamaWith({}, 0);
        QCOMPARE(plain.at("model_type").get<std::string>(), std::string("llama"));
        QCOMPARE(plain.at("vocab_size").get<int>(), 3);
        QVERIFY(plain.at("tie_word_embeddings").get<bool>());
        for (const char *field :
            {"num_key_value_heads", "head_dim", "rope_theta", "rope_scaling", "sliding_window", "partial_rotary_factor"})
            QVERIFY(!plain.contains(field));
        QVERIFY(!llamaWith(GgufBytes().key("llama.rope.scaling.type", "none"), 1).contains("rope_scaling"));

        const Json linear
            = llamaWith(GgufBytes().key("llama.rope.scaling.type", "linear").text("llama.rope.scaling.factor").u32(6).number(4.0f), 2);
        QCOMPARE(linear.at("rope_scaling").at("rope_type").get<std::string>(), std::string("linear"));
        QCOMPARE(linear.at("rope_scaling").at("factor").get<float>(), 4.0f);
        const Json older = llamaWith(GgufBytes().text("llama.rope.scale_linear").u32(6).number(2.0f), 1);
        QCOMPARE(older.at("rope_scaling").at("factor").get<float>(), 2.0f);
        const Json untyped = llamaWith(GgufBytes().text("llama.rope.scaling.factor").u32(6).number(4.0f), 1);
        QCOMPARE(untyped.at("rope_scaling").at("rope_type").get<std::string>(), std::string("linear"));
        QCOMPARE(untyped.at("rope_scaling").at("factor").get<float>(), 4.0f);
        const Json sliding = llamaWith(GgufBytes().key("llama.attention.sliding_window", 16), 1);
        QCOMPARE(sliding.at("model_type").get<std::string>(), std::string("mistral"));
        QCOMPARE(sliding.at("sliding_window").get<int>(), 16);
        QCOMPARE(llamaWith(GgufBytes().key("llama.rope.dimension_count", 2), 1).at("partial_rotary_factor").get<double>(), 0.5);
        QVERIFY(!llamaWith(GgufBytes().key("llama.rope.dimension_count", 4), 1).contains("partial_rotary_factor"));
        // A number for each layer, all the same.
        const Json list = llamaWith(GgufBytes().text("llama.attention.head_count_kv").u32(9).u32(4).u64(2).u32(1).u32(1), 1);
        QCOMPARE(list.at("num_key_value_heads").get<int>(), 1);
    }

    void numbersThatAreNone()
    {
        for (const float none : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
            for (const char *key :
                {"llama.attention.layer_norm_rms_epsilon", "llama.rope.freq_base", "llama.rope.scaling.factor", "llama.rope.scale_linear"})
                QVERIFY_ERROR(llamaWith(GgufBytes().text(key).u32(6).number(none), 1), key);
        }
        QVERIFY_ERROR(llamaWith(GgufBytes()
                                    .text("llama.rope.scaling.attn_factor")
                                    .u32(6)
                                    .number(std::numeric_limits<float>::quiet_NaN())
                                    .key("llama.rope.scaling.type", "linear"),
                          2),
            "llama.rope.scaling.attn_factor");
    }

    // 4294967295 is -1: none.
    void idsThatAreUnset()
    {
        const Json config = llamaWith(GgufBytes().key("tokenizer.ggml.bos_token_id", 0xffffffff).key("tokenizer.ggml.eos_token_id", 2), 2);
        QVERIFY(!config.contains("bos_token_id"));
        QCOMPARE(config.at("eos_token_id").get<int>(), 2);
        const Json wide = llamaWith(GgufBytes().text("tokenizer.ggml.eos_token_id").u32(10).u64(~std::uint64_t{0}), 1);
        QVERIFY(!wide.contains("eos_token_id"));
    }

    void refusals()
    {
        QVERIFY_ERROR(llamaWith(GgufBytes().key("llama.expert_count", 8), 1), "mixture of experts");
        QVERIFY_ERROR(llamaWith(GgufBytes().text("llama.attention.head_count_kv").u32(9).u32(4).u64(2).u32(1).u32(2), 1),
            "layers differ in “llama.attention.head_count_kv”");
        for (const char *key : {"attn_factor", "yarn_ext_factor", "yarn_attn_factor", "yarn_beta_fast", "yarn_beta_slow"}) {
            const std::string name = std::string("llama.rope.scaling.") + key;
            GgufBytes bytes;
            bytes.key("llama.rope.scaling.type", "yarn").text(name).u32(6).number(0.5f);
            QVERIFY_ERROR(llamaWith(bytes, 2), ("“" + name + "” is not supported").c_str());
        }
        QVERIFY_ERROR(
            llamaWith(GgufBytes().text("llama.rope.scaling.attn_factor").u32(6).number(2.0f), 1), "is not supported, except where it is 1");
        QVERIFY(
            llamaWith(GgufBytes().key("llama.rope.scaling.type", "yarn").text("llama.rope.scaling.yarn_beta_fast").u32(6).number(32.0f), 2)
                .contains("rope_scaling"));
        QVERIFY_ERROR(ggufConfig(*opened(GgufBytes().start(0, 0))), "“general.architecture” is missing");
        QVERIFY_ERROR(ggufConfig(*opened(GgufBytes().start(0, 1).key("general.architecture", "whale"))),
            "the architecture “whale” are not supported. Supported: llama, qwen2, qwen3, gpt2");
        GgufBytes bare;
        QVERIFY_ERROR(ggufConfig(*opened(startLlama(bare, 0, 0))), "token_embd.weight is missing");
        GgufBytes short1;
        QVERIFY_ERROR(
            ggufConfig(*opened(addEmbedding(short1.start(1, 1).key("general.architecture", "llama")).pad().raw(std::string(96, 0)))),
            "“llama.embedding_length” is missing");
        GgufBytes factors;
        addEmbedding(startLlama(factors, 0, 2)).tensor("rope_freqs.weight", 2, 0, 96).pad().raw(std::string(104, 0));
        QVERIFY_ERROR(ggufConfig(*opened(factors)), "a rotary factor is not a positive number");
    }

    void names()
    {
        const auto llama = opened(GgufBytes().start(0, 1).key("general.architecture", "qwen2"));
        QCOMPARE(ggufTensorName(*llama, "blk.12.attn_q.bias"), std::string("model.layers.12.self_attn.q_proj.bias"));
        QCOMPARE(ggufTensorName(*llama, "output_norm.weight"), std::string("model.norm.weight"));
        for (const char *unknown :
            {"rope_freqs.weight", "blk.0.attn_rot_embd.weight", "blk.0", "blk.", "", "output", "attn_q.weight", "blk.0.output.weight"})
            QCOMPARE(ggufTensorName(*llama, unknown), std::string(unknown));
        const auto gpt2 = opened(GgufBytes().start(0, 1).key("general.architecture", "gpt2"));
        QCOMPARE(ggufTensorName(*gpt2, "blk.3.attn_qkv.bias"), std::string("transformer.h.3.attn.c_attn.bias"));
        const auto other = opened(GgufBytes().start(0, 1).key("general.architecture", 5));
        QCOMPARE(ggufTensorName(*other, "output.weight"), std::string("output.weight"));
    }
};

QTEST_APPLESS_MAIN(GgufLayoutTest)
#include "gguf_layout_test.moc"
