#include "src/tensor/dtype.h"

#include "src/error.h"

#include <array>
#include <cstring>
#include <string>

namespace headscope {

namespace {

struct Entry {
    std::string_view name;
    std::size_t size;
};

// In the order of DType.
constexpr std::array<Entry, 15> kTypes{{{"F32", 4}, {"F16", 2}, {"BF16", 2}, {"F64", 8}, {"I64", 8}, {"I32", 4}, {"I16", 2}, {"I8", 1},
    {"U64", 8}, {"U32", 4}, {"U16", 2}, {"U8", 1}, {"BOOL", 1}, {"F8_E4M3", 1}, {"F8_E5M2", 1}}};

template <typename Convert>
void convertHalves(std::span<const std::byte> bytes, std::span<float> values, Convert convert)
{
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::uint16_t half;
        std::memcpy(&half, bytes.data() + 2 * i, sizeof half);
        values[i] = convert(half);
    }
}

} // namespace

std::size_t sizeOf(DType type)
{
    return kTypes[static_cast<std::size_t>(type)].size;
}

std::string_view nameOf(DType type)
{
    return kTypes[static_cast<std::size_t>(type)].name;
}

std::optional<DType> dtypeNamed(std::string_view name)
{
    for (std::size_t i = 0; i < kTypes.size(); ++i)
        if (kTypes[i].name == name)
            return static_cast<DType>(i);
    return std::nullopt;
}

bool convertsToFloat(DType type)
{
    return type == DType::f32 || type == DType::f16 || type == DType::bf16;
}

std::uint16_t halfFromFloat(float value)
{
    const std::uint32_t all = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = (all >> 16) & 0x8000u;
    const std::uint32_t bits = all & 0x7fffffffu;
    if (bits >= 0x7f800000u) // infinity or NaN
        return static_cast<std::uint16_t>(sign | (bits > 0x7f800000u ? 0x7e00u : 0x7c00u));
    if (bits < 0x38800000u) {
        // Below 2^-14, a subnormal half: adding 0.5 leaves the wanted bits, rounded to nearest even, at the bottom.
        const float shifted = std::bit_cast<float>(bits) + 0.5f;
        return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(shifted) - 0x3f000000u));
    }
    const std::uint32_t odd = (bits >> 13) & 1u;
    const std::uint32_t rounded = (bits - ((127u - 15u) << 23) + 0x0fffu + odd) >> 13;
    return static_cast<std::uint16_t>(sign | (rounded < 0x7c00u ? rounded : 0x7c00u));
}

void toFloats(DType type, std::span<const std::byte> bytes, std::span<float> values)
{
    if (!convertsToFloat(type))
        throw Error(
            "numbers of type " + std::string(nameOf(type)) + " cannot be used as weights", {}, "Save the tensor as F32, F16 or BF16");
    if (bytes.size() / sizeOf(type) != values.size() || bytes.size() % sizeOf(type) != 0)
        throw Error(std::to_string(bytes.size()) + " bytes do not hold " + std::to_string(values.size()) + " numbers of type "
            + std::string(nameOf(type)));
    if (values.empty())
        return;
    switch (type) {
    case DType::f16: return convertHalves(bytes, values, floatFromHalf);
    case DType::bf16: return convertHalves(bytes, values, floatFromBfloat);
    default: std::memcpy(values.data(), bytes.data(), bytes.size());
    }
}

} // namespace headscope
