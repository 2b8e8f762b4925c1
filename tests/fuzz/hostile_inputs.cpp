#include "tests/fuzz/hostile_inputs.h"

#include "tests/src/formats/gguf_file.h"
#include "tests/src/formats/raw_bytes.h"
#include "tests/src/formats/safetensors_file.h"
#include "tests/src/formats/zip_file.h"

#include <algorithm>
#include <cstdint>

namespace headscope {

namespace {

constexpr std::size_t kDeep = 100'000;
constexpr std::uint64_t kHuge = ~std::uint64_t{0};

std::string repeated(std::string_view text, std::size_t times)
{
    std::string all;
    all.reserve(text.size() * times);
    while (times-- > 0)
        all += text;
    return all;
}

std::vector<HostileInput> jsonInputs()
{
    return {
        {"deep arrays", repeated("[", kDeep)},
        {"deep arrays, closed", repeated("[", kDeep) + repeated("]", kDeep)},
        {"deep objects", repeated("{\"a\":", kDeep)},
        {"many numbers", "[" + repeated("1,", kDeep) + "1]"},
        {"many empty arrays", "[" + repeated("[],", kDeep) + "[]]"},
        {"many members of one name", "{" + repeated("\"a\":{},", kDeep) + "\"a\":1}"},
        {"a long number", repeated("9", kDeep)},
        {"many long numbers", "[" + repeated("1000000000000000019884624838656,", kDeep / 10) + "1]"},
        {"many infinities", "[" + repeated("-Infinity,NaN,1e999,", kDeep / 10) + "1]"},
        {"a long exponent", "1e" + repeated("9", kDeep)},
        {"a long fraction", "0." + repeated("0", kDeep) + "1"},
        {"many halves of pairs", "\"" + repeated("\\ud83d", kDeep / 10) + "\""},
        {"UTF-16", "\xff\xfe" + repeated(std::string_view("[\0", 2), kDeep / 2)},
        {"a long string without end", "\"" + repeated("a", kDeep)},
        {"zeros", std::string(kDeep, '\0')},
    };
}

std::vector<HostileInput> safetensorsInputs()
{
    std::vector<HostileInput> inputs;
    for (HostileInput &json : jsonInputs())
        inputs.push_back({"header of " + json.name, safetensorsBytes(json.bytes, "12345678")});
    inputs.push_back({"header of 100 MB", rawBytes("\x00\xe1\xf5\x05\x00\x00\x00\x00{")});
    std::string same = "{";
    for (std::size_t i = 0; i < 2000; ++i)
        same += "\"" + std::to_string(i)
            + "\":{\"dtype\":\"U8\",\"shape\":[0,4611686018427387904,4611686018427387904],\"data_offsets\":[0,0]},";
    inputs.push_back({"tensors of nothing", safetensorsBytes(same + "\"z\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}", "")});
    std::string many = "{";
    for (std::size_t i = 0; i < kDeep; ++i)
        many += "\"t" + std::to_string(i) + "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},";
    inputs.push_back({"many tensors", safetensorsBytes(many + "\"z\":{\"dtype\":\"C64\",\"shape\":[0],\"data_offsets\":[0,0]}}", "")});
    inputs.push_back({"a shape of many axes",
        safetensorsBytes("{\"a\":{\"dtype\":\"U8\",\"shape\":[" + repeated("1,", kDeep) + "1],\"data_offsets\":[0,1]}}", "x")});
    return inputs;
}

std::vector<HostileInput> ggufInputs()
{
    std::vector<HostileInput> inputs;
    const auto add = [&](const char *name, const GgufBytes &bytes) { inputs.push_back({name, bytes.bytes()}); };
    add("many keys", GgufBytes().start(0, kHuge));
    add("many tensors", GgufBytes().start(kHuge, 0));
    add("as many tensors as there is room", GgufBytes().start(kDeep, 0).raw(std::string(24 * kDeep, '\0')));
    add("as many keys as there is room", GgufBytes().start(0, kDeep).raw(std::string(13 * kDeep, '\0')));
    add("an array of as many texts", GgufBytes().start(0, 1).text("k").u32(9).u32(8).u64(kDeep).raw(std::string(8 * kDeep, '\0')));
    add("an array of as many bytes", GgufBytes().start(0, 1).text("k").u32(9).u32(0).u64(kDeep).raw(std::string(kDeep, '\0')));
    GgufBytes deep;
    deep.start(0, 1).text("k").u32(9);
    for (std::size_t i = 0; i < kDeep; ++i)
        deep.u32(9).u64(1);
    add("deep arrays", deep);
    GgufBytes wide;
    wide.start(0, 1).text("k").u32(9).u32(9).u64(kDeep);
    for (std::size_t i = 0; i < kDeep; ++i)
        wide.u32(9).u64(0);
    add("many empty arrays", wide);
    GgufBytes overlapping;
    overlapping.start(2000, 1).key("general.architecture", "llama");
    for (std::uint64_t i = 0; i < 2000; ++i)
        overlapping.tensor("t" + std::to_string(i), 1000, 0, 0);
    GgufBytes many;
    many.start(kDeep, 1).key("general.architecture", "llama");
    for (std::size_t i = 0; i < kDeep; ++i)
        many.tensor("blk." + std::to_string(i) + ".attn_q.weight", 1, i % 2 == 0 ? 0 : 13, 0);
    add("many tensors", many.pad().raw(std::string(32, '\0')));
    add("tensors over each other", overlapping.pad().raw(std::string(4000, '\0')));
    return inputs;
}

std::vector<HostileInput> torchInputs()
{
    std::vector<HostileInput> inputs;
    const std::string magic = rawBytes("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.\x80\x02}.");
    const std::string keys = rawBytes("\x80\x02]U\x01\x30\x61.\x10\0\0\0\0\0\0\0");
    // In both containers.
    const auto add = [&](const std::string &name, const std::string &pickle) {
        inputs.push_back(
            {name + ", zip", ZipBytes().add("a/data.pkl", "\x80\x02" + pickle + ".").add("a/data/0", std::string(64, 'x')).bytes()});
        inputs.push_back({name + ", run", magic + "\x80\x02" + pickle + "." + keys + std::string(64, 'x')});
    };
    const std::string remember = rawBytes("q\0");
    const std::string recall = rawBytes("h\0");
    const std::string tensor = rawBytes("ctorch._utils\n_rebuild_tensor_v2\n((U\x07storagectorch\nFloatStorage\nU\x01\x30U\x03")
        + rawBytes("cpuK\x10tQK\0K\x04K\x04\x86K\x01K\x04\x86\x89NtR");
    add("a list that holds itself", "]" + remember + recall + "a");
    add("a dictionary that holds itself", "}" + remember + "U\x05model" + recall + "s");
    add("a dictionary of state dicts that hold each other", "}" + remember + "(U\x0astate_dict" + recall + "U\x05model" + recall + "u");
    add("deep lists", repeated("]", kDeep) + repeated("a", kDeep - 1));
    add("deep tuples", repeated(")", kDeep) + repeated("\x86", kDeep - 1));
    add("deep tuples of one", ")" + repeated("\x85", kDeep));
    add("deep parameters", repeated("ctorch._utils\n_rebuild_parameter\n", 3000) + tensor + repeated("\x85R", 3000));
    add("many marks", repeated("(", kDeep));
    add("many nothings", repeated("N", kDeep));
    add("a list filled with itself", "]" + remember + "(" + repeated(recall, kDeep) + "e");
    add("one tensor under many names", [&] {
        std::string pickle = "}(";
        for (std::size_t i = 0; i < 90'000; ++i)
            pickle += "U\x05" + std::to_string(10'000 + i) + (i == 0 ? tensor + remember : recall);
        return pickle + "u";
    }());
    add("one tensor under one name, often", "}(" + repeated("U\x01w" + tensor, 100) + "u");
    add("a long name", "}X" + rawBytes("\x80\x84\x1e\0") + std::string(2'000'000, 'n') + tensor + "s");
    add("a function of a long name", "c" + std::string(2'000'000, 'n') + "\nf\n");
    add("a function without an end", "c" + std::string(2'000'000, 'n'));
    add("an entry of many pairs", "ccollections\nOrderedDict\n](" + repeated("]", kDeep) + "e\x85R");
    return inputs;
}

std::vector<HostileInput> indexInputs()
{
    std::vector<HostileInput> inputs = jsonInputs();
    std::string many = "{\"weight_map\":{";
    for (int i = 0; i < 2000; ++i)
        many += "\"" + std::to_string(i) + "\":\"model-" + std::to_string(i) + ".safetensors\",";
    inputs.push_back({"many shards", many + "\"z\":\"x\"}}"});
    many = "{\"weight_map\":{";
    for (std::size_t i = 0; i < kDeep; ++i)
        many += "\"t" + std::to_string(i) + "\":\"model-00001-of-00002.safetensors\",";
    inputs.push_back({"many tensors that are not there", many + "\"z\":\"model-00002-of-00002.safetensors\"}}"});
    inputs.push_back({"itself as a shard", R"({"weight_map":{"a":"model.safetensors.index.json"}})"});
    inputs.push_back({"out of the folder", R"({"weight_map":{"a":"../../../../etc/passwd"}})"});
    return inputs;
}

/// Each whole number of each configuration, one after the other, is made as large as is allowed, or as small.
std::vector<HostileInput> configInputs(const std::vector<std::string> &seeds)
{
    std::vector<HostileInput> inputs = jsonInputs();
    for (const std::string &seed : seeds)
        for (std::size_t at = seed.find_first_of("0123456789"); at != seed.npos;) {
            const std::size_t end = std::min(seed.find_first_not_of("0123456789.e-", at), seed.size());
            for (const char *number : {"16777216", "1000000", "65536", "1", "0", "-1", "1e-300", "1e300"})
                inputs.push_back({seed.substr(at > 40 ? at - 40 : 0, 40) + number, seed.substr(0, at) + number + seed.substr(end)});
            at = seed.find_first_of("0123456789", end);
        }
    return inputs;
}

std::vector<HostileInput> tokenizerInputs()
{
    std::vector<HostileInput> inputs = jsonInputs();
    const auto add = [&](const std::string &name, const std::string &parts) {
        inputs.push_back({name, R"({"model":{"type":"BPE","vocab":{"a":0,"▁":1},"merges":[]},)" + parts + "}"});
    };
    const auto split = [](const std::string &expression) { return R"({"type":"Split","pattern":{"Regex":")" + expression + R"("}})"; };
    const auto inRow = [](const std::string &step, std::size_t times) {
        std::string steps = repeated(step + ",", times);
        steps.pop_back();
        return steps;
    };
    for (const char *expression : {"(a+)+$", "(a|a)*[bc]", "(?=.*)\\\\w+?[bc]{2}", "(?:a?){1000}a{100}b", "(?<p>a\\\\g<p>?b)"})
        add(expression, R"("pre_tokenizer":)" + split(expression));
    add("many expressions", R"("pre_tokenizer":{"type":"Sequence","pretokenizers":[)" + inRow(split("(?i)[\\\\p{L}]"), 5000) + "]}");
    add("an expression of many classes", R"("pre_tokenizer":)" + split("(?i)" + repeated("[\\\\p{L}]", 200)));
    add("a deep expression", R"("pre_tokenizer":)" + split(repeated("(?:", kDeep)));
    add("deep sequences", R"("pre_tokenizer":)" + repeated(R"({"type":"Sequence","pretokenizers":[)", 400) + repeated("]}", 400));
    add("a text that grows",
        R"("normalizer":{"type":"Sequence","normalizers":[)"
            + inRow(R"({"type":"Replace","pattern":{"String":"a"},"content":"aaaaaaaaaaaaaaaa"})", 90) + "]}");
    add("a text that is put everywhere",
        R"("normalizer":{"type":"Replace","pattern":{"Regex":""},"content":")" + std::string(kDeep, 'a') + R"("})");
    return inputs;
}

std::vector<HostileInput> sentencePieceInputs()
{
    const std::string piece = rawBytes("\x0a\x08\x0a\x01") + "a" + rawBytes("\x15\0\0\0\0");
    return {
        {"many pieces of nothing", repeated(rawBytes("\x0a\0"), kDeep)},
        {"one piece, often", repeated(piece, kDeep)},
        {"a length of many billions", "\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7f"},
        {"a number without an end", repeated("\xff", kDeep)},
        {"groups inside groups", repeated("\x0b", kDeep)},
        {"a long piece", "\x0a\xa4\x8d\x06\x0a\xa0\x8d\x06" + std::string(100'000, 'a')},
        {"zeros", std::string(kDeep, '\0')},
    };
}

std::vector<HostileInput> lineInputs()
{
    return {
        {"empty lines", std::string(kDeep, '\n')},
        {"a line without an end", std::string(kDeep, 'a')},
        {"spaces", std::string(kDeep, ' ')},
        {"one line, often", repeated("t h\n", kDeep)},
        {"zeros", std::string(kDeep, '\0')},
        {"bytes that are no text", repeated("\xff\n", kDeep)},
    };
}

std::vector<HostileInput> textInputs()
{
    std::vector<HostileInput> inputs;
    constexpr std::size_t times = 10'000;
    for (const char *part : {"a", " ", "\n", "\r\n", "a ", "<s>", "</s", "[MASK]", "é", "\u0301", "e\u0301", "漢", "😀", "\u200d", "👩\u200d",
             "▁", "\xff", "\xf0", "\xe6\xbc", "'", "'ll", "1", "1.", "가", "\u1100", "İ", "ß", "_", "##", "Ġ"})
        inputs.push_back({part, repeated(part, times)});
    inputs.push_back({"zeros", std::string(times, '\0')});
    return inputs;
}

} // namespace

std::vector<HostileInput> hostileInputs(std::string_view target, const std::vector<std::string> &seeds)
{
    if (target == "safetensors")
        return safetensorsInputs();
    if (target == "gguf" || target == "gguftokenizer" || target == "model")
        return ggufInputs();
    if (target == "torch")
        return torchInputs();
    if (target == "config")
        return configInputs(seeds);
    if (target == "tokenizer")
        return tokenizerInputs();
    if (target == "sentencepiece")
        return sentencePieceInputs();
    if (target == "vocab" || target == "merges")
        return lineInputs();
    if (target == "text")
        return textInputs();
    return target == "index" ? indexInputs() : jsonInputs();
}

} // namespace headscope
