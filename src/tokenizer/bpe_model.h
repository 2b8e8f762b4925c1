// What a byte-pair encoding model consists of, whatever its symbols are, and the files it is read from.
#pragma once

#include "src/formats/json.h"
#include "src/tokenizer/bpe_merges.h"
#include "src/tokenizer/vocabulary.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace headscope {

struct BpeModel {
    Vocabulary vocabulary;
    BpeMerges merges;
    std::optional<int> unknown = {}; ///< for a symbol without a piece; without it such a text throws Error
    bool fuseUnknown = false; ///< neighbouring unknown symbols are one token
    bool byteFallback = false; ///< a symbol without a piece becomes its bytes, <0xE2>
    bool wholeWords = false; ///< a word that is a piece itself is taken without merging ("ignore_merges")
    std::string prefix = {}; ///< pieces inside a word start with it
    std::string suffix = {}; ///< pieces at the end of a word end with it, as CLIP has </w>

    /// From tokenizer.json's "model". Throws Error for merges that do not fit the vocabulary, and for options that are not supported.
    static BpeModel fromJson(const Json &model, const std::string &where);
    /// GPT-2's original pair of files.
    static BpeModel fromFiles(const std::filesystem::path &vocabularyFile, const std::filesystem::path &mergesFile);
    /// From merges as lines, "a b".
    static BpeModel fromMerges(Vocabulary vocabulary, std::span<const std::string_view> merges);
    /// SentencePiece writes down no merges: every way to put a piece together from two others is one. `order` has the pieces that
    /// may be put together, best first; with `onlyOfThese`, only of each other. Throws Error for a piece of more than 256 bytes.
    static BpeModel fromPieces(Vocabulary vocabulary, std::span<const int> order, bool onlyOfThese = false);
};

} // namespace headscope
