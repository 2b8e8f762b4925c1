// A GGUF file seen as a Hugging Face folder: its metadata as config.json has it, and its tensors' names as the official
// implementations have them. Two translations of names; what they mean is left to the families.
// Trap: in files of architecture "llama" the rows of q and k are stored so that rotary positions turn neighbouring channels,
// not channels half a head apart as in Hugging Face files. The data stays as it is; the configuration says "gguf_neighbour_rotary".
// Trap: GPT-2's linear maps are stored [out, in] here and [in, out] by Hugging Face: "conv1d_transposed".
#pragma once

#include "src/formats/gguf.h"
#include "src/formats/json.h"

#include <string>
#include <string_view>

namespace headscope {

/// The configuration, with Hugging Face's field names and these of our own: "gguf_neighbour_rotary" and "conv1d_transposed" (above)
/// and "rope_factors", numbers by which the rotary frequencies are divided one by one (a tensor of newer llama files).
/// Throws Error for an architecture that is not supported, naming those that are, and for missing or senseless metadata.
Json ggufConfig(const GgufFile &file);

/// "blk.0.attn_q.weight" → "model.layers.0.self_attn.q_proj.weight". A name that is not known stays as it is.
std::string ggufTensorName(const GgufFile &file, std::string_view name);

} // namespace headscope
