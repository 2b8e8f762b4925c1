// Number formats of stored tensors, and the exact conversions to and from float.
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

/// f32, f16 and bf16 can be computed with (through toFloats); the others are recognised so that reports can name them.
enum class DType { f32, f16, bf16, f64, i64, i32, i16, i8, u64, u32, u16, u8, boolean, f8e4m3, f8e5m2 };

/// Bytes of one number.
std::size_t sizeOf(DType type);
/// As safetensors spells it: "F32", "BF16", "I64", "BOOL" …
std::string_view nameOf(DType type);
/// The reverse of nameOf; nothing for a name that is not known.
std::optional<DType> dtypeNamed(std::string_view name);
/// True for f32, f16 and bf16.
bool convertsToFloat(DType type);

/// Exact for every value: infinities, both zeros, subnormals; a NaN stays a NaN.
inline float floatFromHalf(std::uint16_t half)
{
    constexpr std::uint32_t exponentMask = 0x7c00u << 13;
    std::uint32_t bits = (half & 0x7fffu) << 13;
    const std::uint32_t exponent = bits & exponentMask;
    bits += (127u - 15u) << 23;
    const std::uint32_t infinite = bits + ((128u - 16u) << 23);
    // A subnormal: let the subtraction normalise it. Both operands are normal floats, so flush-to-zero modes do no harm.
    constexpr float smallestNormal = 6.103515625e-05f; // 2^-14
    const float subnormal = std::bit_cast<float>(bits + (1u << 23)) - smallestNormal;
    bits = exponent == exponentMask ? infinite : exponent == 0 ? std::bit_cast<std::uint32_t>(subnormal) : bits;
    return std::bit_cast<float>(bits | (half & 0x8000u) << 16);
}

inline float floatFromBfloat(std::uint16_t bfloat)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(bfloat) << 16);
}

/// Nearest half, ties to even; too large becomes infinity, a NaN stays a NaN.
std::uint16_t halfFromFloat(float value);

/// Converts `values.size()` stored numbers. `bytes` must hold exactly that many. Throws Error for another length, or for a
/// type that convertsToFloat refuses.
void toFloats(DType type, std::span<const std::byte> bytes, std::span<float> values);

} // namespace headscope
