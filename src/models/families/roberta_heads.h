// RoBERTa's heads, which Longformer and MPNet have too.
#pragma once

#include "src/models/families/encoder_heads.h"

#include <string>

namespace headscope {

/// `prefix` is that of the body's tensors.
EncoderHeads robertaHeads(const std::string &prefix);

} // namespace headscope
