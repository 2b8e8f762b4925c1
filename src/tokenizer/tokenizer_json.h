// Builds a tokenizer from the "tokenizer.json" of the Hugging Face tokenizers library, version 1.0.
#pragma once

#include "src/formats/json.h"
#include "src/tokenizer/tokenizer.h"

#include <memory>

namespace headscope {

/// Throws Error naming the part that is missing, broken or not supported. "truncation" and "padding" are left aside: nothing
/// typed is cut off or filled up.
std::unique_ptr<Tokenizer> tokenizerFromJson(const Json &json);

} // namespace headscope
