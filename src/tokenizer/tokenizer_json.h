// Builds a tokenizer from the "tokenizer.json" of the Hugging Face tokenizers library, version 1.0.
#pragma once

#include "src/formats/json.h"
#include "src/tokenizer/tokenizer.h"
#include "src/tokenizer/tokenizer_class.h"
#include "src/tokenizer/tokenizer_settings.h"

#include <memory>

namespace headscope {

/// Throws Error naming the part that is missing, broken or not supported. "truncation" and "padding" are left aside: nothing
/// typed is cut off or filled up. `settings` may add tokens and name the mask.
std::unique_ptr<Tokenizer> tokenizerFromJson(const Json &json, const TokenizerSettings &settings = {});
/// As a class makes it, which may take no more than the vocabulary from the file.
std::unique_ptr<Tokenizer> tokenizerFromJson(const Json &json, TokenizerClass kind, const TokenizerSettings &settings);

} // namespace headscope
