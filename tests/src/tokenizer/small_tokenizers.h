// Small tokenizers for tests, written as tokenizer.json would have them.
#pragma once

#include "src/formats/json.h"
#include "src/formats/json_writer.h"
#include "src/tokenizer/byte_alphabet.h"
#include "src/tokenizer/tokenizer_json.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

using SmallTokenizer = std::unique_ptr<headscope::Tokenizer>;

inline SmallTokenizer tokenizerFromText(std::string_view json)
{
    return headscope::tokenizerFromJson(headscope::Json::parse(json, "tokenizer.json"));
}

/// Byte-level BPE: the 256 bytes, then one piece for each merge "a b". `rest` is put beside the model, e.g. R"("normalizer":null)".
inline std::string byteLevelJson(const std::vector<std::string> &merges,
    std::string_view rest = R"("pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false})", std::string_view modelRest = {})
{
    headscope::JsonWriter vocabulary;
    vocabulary.beginObject();
    int id = 0;
    for (int byte = 0; byte < 256; ++byte)
        vocabulary.key(headscope::byteCharacter(static_cast<unsigned char>(byte))).value(id++);
    headscope::JsonWriter list;
    list.beginArray();
    for (const std::string &merge : merges) {
        std::string piece = merge;
        piece.erase(piece.find(' '), 1);
        vocabulary.key(piece).value(id++);
        list.value(merge);
    }
    vocabulary.endObject();
    list.endArray();
    return std::string(R"({"model":{"type":"BPE","vocab":)")
        .append(vocabulary.text())
        .append(R"(,"merges":)")
        .append(list.text())
        .append(modelRest)
        .append("},")
        .append(rest)
        .append("}");
}

/// Whole words with ids in order; the first is the unknown token.
inline std::string wordLevelJson(const std::vector<std::string> &words,
    std::string_view rest = R"("normalizer":{"type":"Lowercase"},"pre_tokenizer":{"type":"Whitespace"})")
{
    headscope::JsonWriter vocabulary;
    vocabulary.beginObject();
    int id = 0;
    for (const std::string &word : words)
        vocabulary.key(word).value(id++);
    vocabulary.endObject();
    return std::string(R"({"model":{"type":"WordLevel","unk_token":")")
        .append(words.front())
        .append(R"(","vocab":)")
        .append(vocabulary.text())
        .append("},")
        .append(rest)
        .append("}");
}

/// Pieces with a bar between, e.g. "the|Ġcat".
inline std::string piecesOf(const headscope::Tokenizer &tokenizer, std::string_view text)
{
    std::string pieces;
    for (const headscope::Token &token : tokenizer.encode(text)) {
        if (!pieces.empty())
            pieces += '|';
        pieces += token.piece;
    }
    return pieces;
}
