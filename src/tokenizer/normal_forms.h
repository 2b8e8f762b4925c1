// Unicode's normal forms (UAX #15), with the places in the typed text kept.
// Trap: marks may change their order and join their letter, so a letter and all its marks are changed together, and each of the
// resulting bytes came from all of them.
#pragma once

#include "src/tokenizer/aligned_text.h"

namespace headscope {

enum class NormalForm { nfc, nfd, nfkc, nfkd };

/// Bytes that are no UTF-8 stay as they are.
AlignedText toNormalForm(const AlignedText &text, NormalForm form);

} // namespace headscope
