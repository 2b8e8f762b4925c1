// Tokenizers of SentencePiece model files. How a class uses its file follows transformers (class_rules.h); a file of which nothing says
// the class is used as SentencePiece itself does.
#pragma once

#include "src/tokenizer/sentencepiece_model.h"
#include "src/tokenizer/tokenizer_class.h"
#include "src/tokenizer/tokenizer_pipeline.h"
#include "src/tokenizer/tokenizer_settings.h"

#include <memory>

namespace headscope {

/// Throws Error if the model lacks one of the tokens that the class puts around every text.
std::unique_ptr<Tokenizer> tokenizerFromSentencePiece(
    SentencePieceModel model, TokenizerClass kind, const TokenizerSettings &settings);

/// Unigram or BPE on characters.
std::unique_ptr<TokenizerPipeline> pipelineFromSentencePiece(const SentencePieceModel &model, TokenizerParts parts);
/// As SentencePiece itself computes. See Unigram::Model::spellsUnknown.
std::unique_ptr<TokenizerPipeline> sentencePieceItself(const SentencePieceModel &model, TokenizerParts parts, bool spellsUnknown);

/// Normalizer, pre-tokenizer and decoder as SentencePiece itself has them. With `eachSection`, what lies between two added tokens is
/// treated as a text of its own, which begins with a space.
TokenizerParts partsOfSentencePiece(const SentencePieceModel &model, bool eachSection = false);

/// ▁ and <0xE2> back to text; `dropsFirstSpace` for a tokenizer that puts a space before every text.
Decoder byteFallbackDecoder(bool dropsFirstSpace);

/// Pieces that no text is made of, such as <s>, become tokens that are found in a text as they are spelled.
void addOwnTokens(const SentencePieceModel &model, TokenizerParts &parts);

} // namespace headscope
