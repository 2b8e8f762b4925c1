// What is fuzzed: everything that reads bytes other people made. Each target takes the bytes of one file and must come back:
// with a result or with an Error, within two seconds, and without taking much more memory than the file is large.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

struct FuzzTarget {
    std::string_view name;
    /// Whether the bytes were accepted. Lets no Error out; any other exception is a find.
    bool (*run)(std::span<const std::byte> bytes);
    /// Files to start from, below tests/reference.
    std::vector<std::string> seeds;
    /// Words of the format, to be put in anywhere.
    std::vector<std::string> words;
    /// More to start from, made here.
    std::vector<std::string> made = {};
    bool refuses = true; ///< some bytes; there is no text that a tokenizer with bytes does not take
    /// Memory that a file of any size may take.
    std::size_t freeBytes = std::size_t{4} << 20;
    int rounds = 1000; ///< of the ordinary test: one to two seconds of the processor's time for each target
};

const std::vector<FuzzTarget> &fuzzTargets();

/// Words for JSON.
const std::vector<std::string> &wordsOfJson();

/// The content of the target's seeds.
std::vector<std::string> seedsOf(const FuzzTarget &target);

bool trySafetensors(std::span<const std::byte> bytes);
bool tryGguf(std::span<const std::byte> bytes);
bool tryTorch(std::span<const std::byte> bytes);
bool tryJson(std::span<const std::byte> bytes);
/// tokenizer.json, and texts through the tokenizer it describes.
bool tryTokenizer(std::span<const std::byte> bytes);
/// tokenizer.model, and texts through it.
bool trySentencePiece(std::span<const std::byte> bytes);
/// The tokenizer in a GGUF file, and texts through it.
bool tryGgufTokenizer(std::span<const std::byte> bytes);
/// vocab.txt.
bool tryVocab(std::span<const std::byte> bytes);
/// merges.txt, beside a vocab.json.
bool tryMerges(std::span<const std::byte> bytes);
/// tokenizer_config.json, special_tokens_map.json and added_tokens.json, one after the other, beside tokenizers of three kinds.
bool tryTokenizerSettings(std::span<const std::byte> bytes);
/// A text that is typed, through tokenizers of every kind. Every token must know its place.
bool tryText(std::span<const std::byte> bytes);
/// config.json, beside the weights and the tokenizer of the recorded model of the same type, and a short run.
bool tryConfig(std::span<const std::byte> bytes);
/// A GGUF file as a whole model, and a short run.
bool tryModel(std::span<const std::byte> bytes);
/// model.safetensors.index.json and pytorch_model.bin.index.json, beside recorded shards.
bool tryIndex(std::span<const std::byte> bytes);
/// A session, and a short run with its edits. What is accepted comes back the same when it is written and read.
bool trySession(std::span<const std::byte> bytes);

} // namespace headscope
