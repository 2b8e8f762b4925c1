// Decoders of GPT-2's build, each of them a row: what its config.json calls things, what its tensors are called, and what else is its own.
// (LLaMA and its like, which differ in other things, are rows of llama.cpp.) Names and fields as in Hugging Face transformers.
// GPT-2, Radford et al. 2019. GPT-Neo and GPT-NeoX (Pythia), Black et al. 2021 and 2022, arXiv:2204.06745. GPT-J, Wang & Komatsuzaki 2021.
// OPT and Galactica, Zhang et al. 2022, arXiv:2205.01068. BLOOM, Le Scao et al. 2022, arXiv:2211.05100. Phi-1, Phi-1.5 and Phi-2, Gunasekar
// et al. 2023, arXiv:2306.11644 (Phi-3 is built like LLaMA).
#pragma once

#include "src/models/families/family.h"

#include <span>

namespace headscope {

std::span<const Family> decoderFamilies();

} // namespace headscope
