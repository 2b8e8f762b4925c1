#include "src/tensor/dtype.h"

#include "src/error.h"
#include "src/tensor/block_formats.h"

#include <array>
#include <cstring>
#include <limits>
#include <string>

namespace headscope {

namespace {

struct Entry {
    std::string_view name;
    std::size_t bytes;
    std::size_t numbers = 1;
};

// In the order of DType.
constexpr std::array<Entry, static_cast<std::size_t>(DType::q6_k) + 1> kTypes{{{"F32", 4}, {"F16", 2}, {"BF16", 2}, {"F64", 8}, {"I64", 8}, {"I32", 4}, {"I16", 2}, {"I8", 1},
    {"U64", 8}, {"U32", 4}, {"U16", 2}, {"U8", 1}, {"BOOL", 1}, {"F8_E4M3", 1}, {"F8_E5M2", 1}, {"Q8_0", 34, 32}, {"Q4_0", 18, 32},
    {"Q4_K", 144, 256}, {"Q6_K", 210, 256}}};
static_assert(kTypes.back().bytes > 0); // one for each type

const Entry &entryOf(DType type)
{
    return kTypes[static_cast<std::size_t>(type)];
}

template <typename Stored, typename Convert>
void convertNumbers(std::span<const std::byte> bytes, std::span<float> values, Convert convert)
{
    const std::byte *from = bytes.data();
    float *to = values.data();
    for (std::size_t i = 0; i < values.size(); ++i) {
        Stored number;
        std::memcpy(&number, from + sizeof number * i, sizeof number);
        to[i] = convert(number);
    }
}

} // namespace

std::size_t blockNumbers(DType type)
{
    return entryOf(type).numbers;
}

std::size_t blockBytes(DType type)
{
    return entryOf(type).bytes;
}

std::size_t bytesOf(DType type, std::size_t count)
{
    const Entry &entry = entryOf(type);
    if (count % entry.numbers != 0)
        throw Error(std::to_string(count) + " numbers are no whole number of " + std::string(entry.name) + " blocks of "
            + std::to_string(entry.numbers));
    if (count / entry.numbers > std::numeric_limits<std::size_t>::max() / entry.bytes)
        throw Error(std::to_string(count) + " numbers are more than any file can hold");
    return count / entry.numbers * entry.bytes;
}

std::string_view nameOf(DType type)
{
    return entryOf(type).name;
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
    return type <= DType::f64 || type >= DType::q8_0;
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
    const Entry &entry = entryOf(type);
    if (bytes.size() % entry.bytes != 0 || values.size() % entry.numbers != 0
        || bytes.size() / entry.bytes != values.size() / entry.numbers)
        throw Error(std::to_string(bytes.size()) + " bytes do not hold " + std::to_string(values.size()) + " numbers of type "
            + std::string(nameOf(type)));
    if (values.empty())
        return;
    switch (type) {
    case DType::f16: return convertNumbers<std::uint16_t>(bytes, values, floatFromHalf);
    case DType::bf16: return convertNumbers<std::uint16_t>(bytes, values, floatFromBfloat);
    case DType::f64: return convertNumbers<double>(bytes, values, [](double value) { return static_cast<float>(value); });
    case DType::q8_0: return floatsFromQ8_0(bytes, values);
    case DType::q4_0: return floatsFromQ4_0(bytes, values);
    case DType::q4_k: return floatsFromQ4K(bytes, values);
    case DType::q6_k: return floatsFromQ6K(bytes, values);
    default: std::memcpy(values.data(), bytes.data(), bytes.size());
    }
}

} // namespace headscope
