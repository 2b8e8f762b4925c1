// The tokenizer inside a GGUF file's metadata: "llama" (SentencePiece BPE by scores) and "gpt2" (byte-level BPE by merges), as llama.cpp
// uses them. Keys: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md#tokenizer
// Trap: how a byte-level tokenizer cuts words is not in the file, only the name of a way to do so ("tokenizer.ggml.pre").
#pragma once

#include "src/formats/gguf.h"
#include "src/tokenizer/tokenizer.h"

#include <memory>

namespace headscope {

bool hasTokenizer(const GgufFile &file);

/// Throws Error naming the key that is missing, broken or not supported.
std::unique_ptr<Tokenizer> ggufTokenizer(const GgufFile &file);

} // namespace headscope
