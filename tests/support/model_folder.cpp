#include "tests/support/model_folder.h"

#include "src/formats/checkpoint.h"
#include "src/formats/json.h"
#include "src/formats/json_writer.h"
#include "src/tensor/dtype.h"

#include <cstring>
#include <fstream>
#include <random>

namespace headscope {

namespace {

std::string bytesOf(const std::string &dtype, const std::string &name, std::int64_t count, const std::map<std::int64_t, float> &given)
{
    std::seed_seq seed(name.begin(), name.end());
    std::mt19937 random(seed);
    std::normal_distribution<float> distribution(0, 0.5f);
    std::string bytes;
    for (std::int64_t i = 0; i < count; ++i) {
        const float drawn = distribution(random);
        const auto found = given.find(i);
        const float value = found == given.end() ? drawn : found->second;
        const std::uint16_t half = halfFromFloat(value);
        const std::int64_t whole = i;
        if (dtype == "F32")
            bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
        else if (dtype == "F16")
            bytes.append(reinterpret_cast<const char *>(&half), sizeof half);
        else
            bytes.append(reinterpret_cast<const char *>(&whole), sizeof whole);
    }
    return bytes;
}

std::string jsonText(const Json &value)
{
    JsonWriter writer;
    const auto write = [&](const Json &part, const auto &again) -> void {
        switch (part.kind()) {
        case Json::Kind::null: writer.null(); return;
        case Json::Kind::boolean: writer.value(part.get<bool>()); return;
        case Json::Kind::number: writer.value(part.get<double>()); return;
        case Json::Kind::string: writer.value(part.get<std::string_view>()); return;
        case Json::Kind::array:
            writer.beginArray();
            for (const Json element : part.elements())
                again(element, again);
            writer.endArray();
            return;
        case Json::Kind::object:
            writer.beginObject();
            for (const auto &[name, member] : part.members()) {
                writer.key(name);
                again(member, again);
            }
            writer.endObject();
        }
    };
    write(value, write);
    return writer.text();
}

std::string braced(const std::map<std::string, std::string> &fields)
{
    std::string text = "{";
    for (const auto &[name, value] : fields)
        text += (text.size() > 1 ? ", " : "") + ("\"" + name + "\": ") + value;
    return text + "}";
}

} // namespace

ModelFolder ModelFolder::gpt2(const std::string &prefix)
{
    ModelFolder folder;
    folder.config = {{"model_type", "\"gpt2\""}, {"n_layer", "2"}, {"n_head", "2"}, {"n_embd", "8"}, {"n_inner", "12"}, {"vocab_size", "7"},
        {"n_positions", "6"}};
    folder.tensors
        = {{prefix + "wte.weight", {7, 8}}, {prefix + "wpe.weight", {6, 8}}, {prefix + "ln_f.weight", {8}}, {prefix + "ln_f.bias", {8}}};
    for (const char *layer : {"h.0.", "h.1."}) {
        const std::string name = prefix + layer;
        for (const char *norm : {"ln_1", "ln_2"}) {
            folder.tensors[name + norm + ".weight"] = {8};
            folder.tensors[name + norm + ".bias"] = {8};
        }
        const auto map = [&](const char *part, std::int64_t in, std::int64_t out) {
            folder.tensors[name + part + ".weight"] = {in, out};
            folder.tensors[name + part + ".bias"] = {out};
        };
        map("attn.c_attn", 8, 24);
        map("attn.c_proj", 8, 8);
        map("mlp.c_fc", 8, 12);
        map("mlp.c_proj", 12, 8);
    }
    return folder;
}

ModelFolder ModelFolder::blackboard()
{
    ModelFolder folder;
    folder.config = {{"model_type", "\"blackboard\""}, {"num_hidden_layers", "1"}, {"num_attention_heads", "2"}, {"hidden_size", "6"},
        {"intermediate_size", "4"}, {"vocab_size", "7"}, {"max_position_embeddings", "9"}};
    folder.tensors = {{"embed.weight", {7, 6}}, {"position.weight", {9, 6}}, {"blocks.0.attn.q.weight", {6, 6}},
        {"blocks.0.attn.k.weight", {6, 6}}, {"blocks.0.attn.v.weight", {6, 6}}, {"blocks.0.attn.o.weight", {6, 6}},
        {"blocks.0.mlp.in.weight", {6, 4}}, {"blocks.0.mlp.out.weight", {4, 6}}};
    return folder;
}

ModelFolder ModelFolder::llama(const Sizes &sizes)
{
    ModelFolder folder;
    const auto text = [](int number) { return std::to_string(number); };
    folder.config = {{"model_type", "\"llama\""}, {"architectures", "[\"LlamaForCausalLM\"]"}, {"hidden_act", "\"silu\""},
        {"num_hidden_layers", text(sizes.layers)}, {"num_attention_heads", text(sizes.heads)},
        {"num_key_value_heads", text(sizes.keyValueHeads)}, {"head_dim", text(sizes.headWidth)}, {"hidden_size", text(sizes.width)},
        {"intermediate_size", text(sizes.inner)}, {"vocab_size", text(sizes.vocabulary)}, {"max_position_embeddings", "4096"},
        {"rms_norm_eps", "1e-5"}, {"rope_theta", "10000.0"}, {"tie_word_embeddings", "true"}};
    folder.tensors = {{"model.embed_tokens.weight", {sizes.vocabulary, sizes.width}}, {"model.norm.weight", {sizes.width}}};
    for (int layer = 0; layer < sizes.layers; ++layer) {
        const std::string name = "model.layers." + std::to_string(layer) + ".";
        const auto map = [&](const char *part, std::int64_t in, std::int64_t out) { folder.tensors[name + part + ".weight"] = {out, in}; };
        map("self_attn.q_proj", sizes.width, sizes.heads * sizes.headWidth);
        map("self_attn.k_proj", sizes.width, sizes.keyValueHeads * sizes.headWidth);
        map("self_attn.v_proj", sizes.width, sizes.keyValueHeads * sizes.headWidth);
        map("self_attn.o_proj", sizes.heads * sizes.headWidth, sizes.width);
        map("mlp.gate_proj", sizes.width, sizes.inner);
        map("mlp.up_proj", sizes.width, sizes.inner);
        map("mlp.down_proj", sizes.inner, sizes.width);
        folder.tensors[name + "input_layernorm.weight"] = {sizes.width};
        folder.tensors[name + "post_attention_layernorm.weight"] = {sizes.width};
    }
    for (const auto &[name, shape] : folder.tensors)
        folder.dtypes[name] = "F16";
    return folder;
}

ModelFolder ModelFolder::like(const std::filesystem::path &folder)
{
    ModelFolder result;
    for (const auto &[name, value] : Json::read(folder / "config.json").members())
        result.config[std::string(name)] = jsonText(value);
    const Checkpoint checkpoint = Checkpoint::open(folder);
    for (const StoredTensor &tensor : checkpoint.tensors())
        result.tensors[tensor.name] = tensor.shape;
    return result;
}

void ModelFolder::write(const std::filesystem::path &folder) const
{
    std::filesystem::create_directories(folder);
    std::map<std::string, std::string> entries;
    std::string data;
    for (const auto &[name, shape] : tensors) {
        std::int64_t count = 1;
        std::string sizes;
        for (std::int64_t size : shape) {
            count *= size;
            sizes += (sizes.empty() ? "" : ", ") + std::to_string(size);
        }
        const auto found = dtypes.find(name);
        const std::string dtype = found == dtypes.end() ? "F32" : found->second;
        const std::size_t begin = data.size();
        const auto given = numbers.find(name);
        data += bytesOf(dtype, name, count, given == numbers.end() ? std::map<std::int64_t, float>() : given->second);
        entries[name] = "{\"dtype\": \"" + dtype + "\", \"shape\": [" + sizes + "], \"data_offsets\": [" + std::to_string(begin) + ", "
            + std::to_string(data.size()) + "]}";
    }
    std::string header = braced(entries);
    header.append((8 - header.size() % 8) % 8 + static_cast<std::size_t>(headerPadding), ' ');
    const std::uint64_t length = header.size();
    std::ofstream file(folder / "model.safetensors", std::ios::binary);
    file.write(reinterpret_cast<const char *>(&length), sizeof length);
    file << header << data;

    std::map<std::string, std::string> vocabulary;
    for (int i = 0; i < words; ++i)
        vocabulary["w" + std::to_string(i)] = std::to_string(i);
    std::ofstream(folder / "config.json") << braced(config);
    // Words as they are, whatever tokenizer the family's own class would make.
    std::ofstream(folder / "tokenizer_config.json") << R"({"tokenizer_class": "PreTrainedTokenizerFast"})";
    std::ofstream(folder / "tokenizer.json")
        << R"({"version": "1.0", "added_tokens": [], "normalizer": null, "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": null, )"
        << R"("decoder": null, "model": {"type": "WordLevel", "unk_token": "w0", "vocab": )" << braced(vocabulary) << "}}";
}

} // namespace headscope
