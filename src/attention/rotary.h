// Rotary position embedding: turns each query and key by angles that grow with the token's position, so that their product depends on
// the distance between tokens. Su et al. 2021, arXiv:2104.09864.
// Trap: Hugging Face LLaMA weights pair channel i with i + dims/2, the paper (and GPT-J, GGUF files) pairs neighbours. The wrong pairing
// still gives plausible pictures, so it is said explicitly.
#pragma once

#include "src/tensor/mutable_matrix_view.h"

#include <vector>

namespace headscope {

enum class RotaryPairing { halves, neighbours };

/// One layer's rotation. The first `dims` channels of each head turn, the others stay.
struct Rotary {
    int dims = 0; ///< even; 0: no rotation
    RotaryPairing pairing = RotaryPairing::halves;
    std::vector<float> frequencies; ///< [dims / 2] radians per token, scaling included
    float factor = 1; ///< multiplies sine and cosine (YaRN's temperature)

    bool turns() const { return dims > 0; }
    bool operator==(const Rotary &) const = default;
};

/// base^(−2i/dims) for every 2i < dims, in single precision as the models were trained with.
std::vector<float> rotaryFrequencies(float base, int dims);

/// How far a token's pair of channels is turned, and which channels those are.
struct RotaryPair {
    int first = 0;
    int second = 0;
    float cosine = 1;
    float sine = 0;
};
/// The pair that a channel belongs to, for the token at `position`. channel < rotary.dims.
RotaryPair rotaryPair(const Rotary &rotary, int channel, int position);

/// Cosines, then sines, of every position: out [T, dims].
void rotaryTable(const Rotary &rotary, MutableMatrixView out);

/// x'(first) = x(first)·cos − x(second)·sin, x'(second) = x(second)·cos + x(first)·sin for every pair, in place, in each of the heads
/// that stand side by side. rows [R, n · headWidth]; table [R, dims]: the rows of rotaryTable that belong to them.
void rotate(const Rotary &rotary, MatrixView table, int headWidth, MutableMatrixView rows);

} // namespace headscope
