#include "tests/fuzz/targets.h"

#include "src/engine.h"
#include "src/error.h"
#include "src/formats/checkpoint.h"
#include "src/formats/gguf_layout.h"
#include "src/formats/safetensors.h"
#include "src/formats/torch_file.h"
#include "src/sessions/session_file.h"
#include "tests/fuzz/catching_errors.h"
#include "tests/fuzz/scratch_folder.h"
#include "tests/fuzz/tokenizer_targets.h"
#include "tests/src/formats/raw_bytes.h"
#include "tests/src/sessions/many_sided_session.h"
#include "tests/support/source_path.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace headscope {

namespace {

const std::filesystem::path kReference = sourcePath("tests/reference");

/// Keeps the compiler from leaving out a read whose result nobody needs.
volatile unsigned char readResult;

void readAll(std::span<const StoredTensor> tensors)
{
    std::vector<float> values;
    for (const StoredTensor &tensor : tensors) {
        unsigned char all = 0;
        for (const std::byte byte : tensor.bytes)
            all ^= std::to_integer<unsigned char>(byte);
        readResult = all;
        if (!convertsToFloat(tensor.dtype))
            continue;
        values.resize(tensor.count());
        toFloats(tensor.dtype, tensor.bytes, values);
    }
}

void visit(const Json &value)
{
    readResult = static_cast<unsigned char>(value.size());
    if (value.isArray())
        for (const Json element : value.elements())
            visit(element);
    else if (value.isObject())
        for (const auto &[name, member] : value.members())
            visit(member);
    else if (value.isNumber())
        catchingErrors([&] { readResult = static_cast<unsigned char>(value.get<std::int64_t>()); });
}

void readValues(const GgufFile &file)
{
    for (const auto &entry : file.metadata()) {
        const GgufValue &value = entry.second;
        catchingErrors([&] { value.integer(); });
        catchingErrors([&] { value.number(); });
        catchingErrors([&] { value.flag(); });
        catchingErrors([&] { readResult = static_cast<unsigned char>(value.text().size()); });
        catchingErrors([&] { value.texts(); });
        catchingErrors([&] { value.integers(); });
        catchingErrors([&] { value.numbers(); });
    }
}

// Recorded models whose config.json is tried; one of each way of reading it.
constexpr std::array<std::string_view, 10> kModels{"gpt2_tiny", "families/llama", "families/llama3", "families/gpt_neox",
    "families/gpt_neo", "families/bloom", "families/opt", "families/gemma2", "families/phi", "families/qwen3"};

/// The model whose name stands in the configuration, the longest such name; else the first.
std::string_view modelFor(std::string_view config)
{
    std::string_view best = kModels.front();
    std::size_t longest = 0;
    for (const std::string_view model : kModels) {
        const std::string_view name = model.substr(model.find('/') + 1);
        if (name.size() > longest && config.find(name) != config.npos) {
            best = model;
            longest = name.size();
        }
    }
    return best;
}

} // namespace

bool trySafetensors(std::span<const std::byte> bytes)
{
    return catchingErrors([&] { readAll(SafetensorsFile::read(MappedFile::holding(bytes, "model.safetensors"))->tensors()); });
}

bool tryGguf(std::span<const std::byte> bytes)
{
    return catchingErrors([&] {
        const auto file = GgufFile::read(MappedFile::holding(bytes, "model.gguf"));
        readAll(file->tensors());
        readValues(*file);
        for (const StoredTensor &tensor : file->tensors())
            ggufTensorName(*file, tensor.name);
        catchingErrors([&] { visit(ggufConfig(*file)); });
    });
}

bool tryTorch(std::span<const std::byte> bytes)
{
    return catchingErrors([&] { readAll(TorchFile::read(MappedFile::holding(bytes, "pytorch_model.bin"))->tensors()); });
}

bool tryJson(std::span<const std::byte> bytes)
{
    return catchingErrors([&] { visit(Json::parse(textOf(bytes), "x.json")); });
}

bool tryConfig(std::span<const std::byte> bytes)
{
    static ScratchFolder folder;
    static std::string_view linked;
    const std::string_view model = modelFor(textOf(bytes));
    if (model != linked) {
        folder.clear();
        folder.linkFilesOf(kReference / model);
    }
    linked = model;
    folder.write("config.json", bytes);
    return catchingErrors([&] {
        const auto opened = openModel(folder.path());
        Engine(opened).run({.text = "The mill"});
    });
}

bool tryModel(std::span<const std::byte> bytes)
{
    static ScratchFolder folder;
    static const bool once = [] {
        const auto tokenizer = MappedFile::open(kReference / "families/llama3/tokenizer.json");
        folder.write("tokenizer.json", tokenizer->bytes());
        return true;
    }();
    static_cast<void>(once);
    folder.write("model.gguf", bytes);
    return catchingErrors([&] {
        const auto opened = openModel(folder.path());
        Engine(opened).run({.text = "The mill"});
    });
}

bool tryIndex(std::span<const std::byte> bytes)
{
    static ScratchFolder folder;
    static const bool once = [] {
        folder.linkFilesOf(kReference / "gpt2_tiny_bf16_sharded");
        folder.linkFilesOf(kReference / "checkpoints/sharded_bin");
        return true;
    }();
    static_cast<void>(once);
    folder.write("model.safetensors.index.json", bytes);
    return catchingErrors([&] { readAll(Checkpoint::open(folder.path()).tensors()); });
}

bool trySession(std::span<const std::byte> bytes)
{
    static const auto model = openModel(kReference / "gpt2_tiny");
    return catchingErrors([&] {
        const SessionState state = parseSession(textOf(bytes), "x.headscope");
        if (state != parseSession(sessionJson(state), "written.headscope"))
            throw std::logic_error("another session after it was written and read");
        catchingErrors([&] { Engine(model).run({.text = "The mill", .edits = state.run.edits}); });
    });
}

std::vector<std::string> seedsOf(const FuzzTarget &target)
{
    std::vector<std::string> seeds;
    for (const std::string &path : target.seeds)
        seeds.emplace_back(MappedFile::open(kReference / path)->text());
    seeds.insert(seeds.end(), target.made.begin(), target.made.end());
    return seeds;
}

const std::vector<std::string> &wordsOfJson()
{
    static const std::vector<std::string> words{"{", "}", "[", "]", "\"", ":", ",", "null", "true", "-1", "0", "1e308", "1e-308",
        "9223372036854775807", "-9223372036854775808", "18446744073709551615", "4294967296", "16777216", "\\u0000", "\\ud800", "[[[[[[[[",
        "0.5", "NaN", "Infinity", "-Infinity", "1e999", "1000000000000000019884624838656", "\\ud83d\\ude00", "\xef\xbb\xbf", "\xff\xfe"};
    return words;
}

const std::vector<FuzzTarget> &fuzzTargets()
{
    const std::vector<std::string> &jsonWords = wordsOfJson();
    static const std::vector<FuzzTarget> targets = [&jsonWords] {
        std::vector<FuzzTarget> list;
        list.push_back({.name = "safetensors",
            .run = trySafetensors,
            .seeds = {"checkpoints/torch.safetensors", "checkpoints/blocks.safetensors"},
            .words = jsonWords,
            .rounds = 100000});
        for (const char *word : {"\"dtype\":\"BF16\"", "\"shape\":[]", "\"data_offsets\":[0,0]", "__metadata__", "\"BOOL\""})
            list.back().words.push_back(word);
        list.push_back({.name = "gguf",
            .run = tryGguf,
            .seeds = {"checkpoints/types.gguf", "checkpoints/llama.gguf", "checkpoints/gpt2.gguf", "checkpoints/llama3.gguf"},
            .words = {"GGUF", "general.alignment", "general.architecture", "llama", "qwen2", "gpt2", "rope_freqs.weight",
                "token_embd.weight", "blk.0."},
            .rounds = 15000});
        list.push_back({.name = "torch",
            .run = tryTorch,
            .seeds = {"checkpoints/zip.bin", "checkpoints/zip_protocol5.bin", "checkpoints/run.bin", "checkpoints/run_protocol4.bin",
                "checkpoints/nested.bin"},
            .words = {rawBytes("]q\0h\0a"), rawBytes("h\0"), "(", "t", "e", "u", "R", "Q", ")", "]", "}", "cos\nsystem\n",
                "ctorch._utils\n_rebuild_tensor_v2\n", "ccollections\nOrderedDict\n", "ctorch\nLongStorage\n",
                "\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f", rawBytes("K\0"), "K\1\x85", "N", "\x88"},
            .rounds = 90000});
        list.push_back({.name = "json",
            .run = tryJson,
            .seeds = {"gpt2_tiny/config.json", "gpt2_tiny/tokenizer.json", "checkpoints/sharded_bin/pytorch_model.bin.index.json"},
            .words = jsonWords,
            .rounds = 150000});
        appendTokenizerTargets(list);
        list.push_back({.name = "config", .run = tryConfig, .seeds = {}, .words = jsonWords, .rounds = 10000});
        for (const std::string_view model : kModels)
            list.back().seeds.push_back(std::string(model) + "/config.json");
        list.push_back({.name = "model",
            .run = tryModel,
            .seeds = {"checkpoints/llama.gguf", "checkpoints/gpt2.gguf", "checkpoints/llama3.gguf"},
            .words = {"GGUF", "general.alignment", "llama", "qwen2", "qwen3", "gpt2", "rope_freqs.weight", "output.weight", "blk.1."},
            .rounds = 7000});
        list.push_back({.name = "index",
            .run = tryIndex,
            .seeds = {"gpt2_tiny_bf16_sharded/model.safetensors.index.json", "checkpoints/sharded_bin/pytorch_model.bin.index.json"},
            .words = jsonWords,
            .rounds = 36000});
        list.push_back({.name = "session",
            .run = trySession,
            .seeds = {},
            .words = jsonWords,
            .made = {sessionJson(manySidedSession())},
            .rounds = 20000});
        for (const char *word :
            {"\"headscope_session\":1", "\"kind\":\"set-rows\"", "\"layer\":0", "\"rows\":[1]", "\"values\":[[1]]", "\"2.3\""})
            list.back().words.push_back(word);
        return list;
    }();
    return targets;
}

} // namespace headscope
