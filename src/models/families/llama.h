// LLaMA and the models built like it: RMS norm, turned queries and keys, shared keys and values, gated MLP. Touvron et al. 2023,
// arXiv:2302.13971; Mistral, Jiang et al. 2023, arXiv:2310.06825; Qwen2 and Qwen3, Yang et al. 2024 and 2025, arXiv:2407.10671 and
// 2505.09388; Gemma, Gemma Team 2024 and 2025, arXiv:2403.08295, 2408.00118 and 2503.19786; Phi-3, Abdin et al. 2024, arXiv:2404.14219.
// Names and fields as in Hugging Face transformers. What makes one of them different from another is a row of the table in llama.cpp.
// Trap: files of the Gemma models store norm gains less 1.
#pragma once

#include "src/models/families/family.h"

#include <span>

namespace headscope {

/// llama, mistral, qwen2, qwen3, gemma, gemma2, gemma3_text, phi3.
std::span<const Family> llamaFamilies();

} // namespace headscope
