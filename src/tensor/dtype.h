// Number formats of stored tensors, and the conversions to and from float.
// Some formats store blocks: a few numbers with a common scale, as GGUF files have them. Their layouts and formulas are ggml's
// (https://github.com/ggml-org/ggml); `d` and `m` below are halves of the block, `s` small integers.
// Trap: stored bytes need not be aligned to the number's size (a safetensors header may have any length), so every
// conversion copies bytes instead of casting pointers.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace headscope {

/// Floats and blocks can be computed with (through toFloats); the others are recognised so that reports can name them.
enum class DType {
    f32,
    f16,
    bf16,
    f64,
    i64,
    i32,
    i16,
    i8,
    u64,
    u32,
    u16,
    u8,
    boolean,
    f8e4m3,
    f8e5m2,
    q8_0, ///< 32 numbers: d·q, q of 8 bits with sign
    q4_0, ///< 32 numbers: d·(q − 8), q of 4 bits
    q4_k, ///< 256 numbers, 8 groups: d·s·q − m·t, q of 4 bits, s and t of 6 bits for each group
    q6_k, ///< 256 numbers, 16 groups: d·s·(q − 32), q of 6 bits, s of 8 bits with sign for each group
};

/// Numbers that are stored together: 1, or 32 or 256 for the block types.
std::size_t blockNumbers(DType type);
/// Bytes of one block; of one number where a block is one number.
std::size_t blockBytes(DType type);
/// Bytes of `count` numbers. Throws Error where that is no whole number of blocks, or more than a computer can address.
std::size_t bytesOf(DType type, std::size_t count);
/// As safetensors spells it: "F32", "BF16", "I64", "BOOL" …; blocks as GGUF tools do: "Q8_0", "Q4_K" …
std::string_view nameOf(DType type);
/// The reverse of nameOf; nothing for a name that is not known.
std::optional<DType> dtypeNamed(std::string_view name);
/// True for f32, f16, bf16, f64 and the block types. All but f64 (rounded to the nearest float) convert without a loss.
bool convertsToFloat(DType type);

/// Exact for every value: infinities, both zeros, subnormals; a NaN stays a NaN.
inline float floatFromHalf(std::uint16_t half)
{
    constexpr std::uint32_t exponentMask = 0x7c00u << 13;
    constexpr std::uint32_t biasStep = (127u - 15u) << 23;
    const std::uint32_t stored = (half & 0x7fffu) << 13;
    const std::uint32_t exponent = stored & exponentMask;
    // Choices by masks: the compiler turns a loop of these into vector instructions, and one of branches it does not.
    const std::uint32_t isInfinite = 0u - static_cast<std::uint32_t>(exponent == exponentMask);
    const std::uint32_t isSubnormal = 0u - static_cast<std::uint32_t>(exponent == 0);
    const std::uint32_t ordinary = stored + biasStep + (isInfinite & biasStep);
    // A subnormal: let the subtraction normalise it. Both operands are normal floats, so flush-to-zero modes do no harm.
    constexpr float smallestNormal = 6.103515625e-05f; // 2^-14
    const float subnormal = std::bit_cast<float>(stored + biasStep + (1u << 23)) - smallestNormal;
    const std::uint32_t bits = (ordinary & ~isSubnormal) | (std::bit_cast<std::uint32_t>(subnormal) & isSubnormal);
    return std::bit_cast<float>(bits | (half & 0x8000u) << 16);
}

inline float floatFromBfloat(std::uint16_t bfloat)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(bfloat) << 16);
}

/// Nearest half, ties to even; too large becomes infinity, a NaN stays a NaN.
std::uint16_t halfFromFloat(float value);

/// Converts `values.size()` stored numbers, whole blocks only. `bytes` must hold exactly that many. Throws Error for another
/// length, or for a type that convertsToFloat refuses.
void toFloats(DType type, std::span<const std::byte> bytes, std::span<float> values);

} // namespace headscope
