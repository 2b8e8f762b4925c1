#include "src/formats/gguf_value.h"

#include "src/formats/byte_reader.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>

namespace headscope {

namespace {

constexpr const char *kDamaged = "The file is damaged or cut short; fetch it again";
constexpr int kDeepest = 4; // arrays of arrays; no file of today has any

/// Bytes of one value; 0 for texts and arrays, whose length is in the file.
std::size_t sizeOf(GgufType type)
{
    switch (type) {
    case GgufType::u8:
    case GgufType::i8:
    case GgufType::boolean: return 1;
    case GgufType::u16:
    case GgufType::i16: return 2;
    case GgufType::u32:
    case GgufType::i32:
    case GgufType::f32: return 4;
    case GgufType::u64:
    case GgufType::i64:
    case GgufType::f64: return 8;
    case GgufType::text:
    case GgufType::array: return 0;
    }
    return 0;
}

bool isInteger(GgufType type)
{
    return sizeOf(type) != 0 && type != GgufType::f32 && type != GgufType::f64 && type != GgufType::boolean;
}

bool isNumber(GgufType type)
{
    return isInteger(type) || type == GgufType::f32 || type == GgufType::f64;
}

template <typename T>
T numberAt(const std::byte *bytes)
{
    T value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

/// Nothing for a number above the range of int64.
std::optional<std::int64_t> integerAt(GgufType type, const std::byte *bytes)
{
    switch (type) {
    case GgufType::u8: return numberAt<std::uint8_t>(bytes);
    case GgufType::i8: return numberAt<std::int8_t>(bytes);
    case GgufType::u16: return numberAt<std::uint16_t>(bytes);
    case GgufType::i16: return numberAt<std::int16_t>(bytes);
    case GgufType::u32: return numberAt<std::uint32_t>(bytes);
    case GgufType::i32: return numberAt<std::int32_t>(bytes);
    case GgufType::i64: return numberAt<std::int64_t>(bytes);
    case GgufType::u64: {
        const auto value = numberAt<std::uint64_t>(bytes);
        if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return static_cast<std::int64_t>(value);
        return std::nullopt;
    }
    default: return std::nullopt;
    }
}

double doubleAt(GgufType type, const std::byte *bytes)
{
    switch (type) {
    case GgufType::f32: return numberAt<float>(bytes);
    case GgufType::f64: return numberAt<double>(bytes);
    case GgufType::u64: return static_cast<double>(numberAt<std::uint64_t>(bytes));
    default: return static_cast<double>(integerAt(type, bytes).value_or(0));
    }
}

std::string_view readText(ByteReader &reader)
{
    return reader.text(reader.number<std::uint64_t>());
}

GgufType readType(ByteReader &reader, const std::string &where)
{
    const auto number = reader.number<std::uint32_t>();
    if (number > static_cast<std::uint32_t>(GgufType::f64))
        throw Error("the metadata has a value of the unknown type " + std::to_string(number), where, kDamaged);
    return static_cast<GgufType>(number);
}

/// Goes over the elements of an array and returns their bytes.
std::span<const std::byte> skipElements(ByteReader &reader, GgufType type, std::uint64_t count, int depth, const std::string &where)
{
    // The fewest bytes of an element: a text's length; an array's type and length.
    const std::size_t least = type == GgufType::text ? 8 : type == GgufType::array ? 12 : sizeOf(type);
    if (count > reader.left() / least)
        throw Error("an array claims " + std::to_string(count) + " elements, more than the file has room for", where, kDamaged);
    ByteReader start = reader;
    if (type == GgufType::text) {
        while (count-- > 0)
            readText(reader);
    } else if (type == GgufType::array) {
        if (depth == kDeepest)
            throw Error("the metadata has arrays nested deeper than " + std::to_string(kDeepest) + " levels", where, kDamaged);
        while (count-- > 0) {
            const GgufType inner = readType(reader, where);
            skipElements(reader, inner, reader.number<std::uint64_t>(), depth + 1, where);
        }
    } else {
        reader.bytes(count * least);
    }
    return start.bytes(reader.position() - start.position());
}

} // namespace

GgufValue GgufValue::read(ByteReader &reader, std::string_view key, const std::string &where)
{
    GgufValue value;
    value.m_key = key;
    value.m_where = &where;
    value.m_type = readType(reader, where);
    if (value.isArray()) {
        value.m_elementType = readType(reader, where);
        value.m_size = static_cast<std::size_t>(reader.number<std::uint64_t>());
        value.m_bytes = skipElements(reader, value.m_elementType, value.m_size, 1, where);
    } else {
        value.m_bytes = reader.bytes(value.isText() ? reader.number<std::uint64_t>() : sizeOf(value.m_type));
    }
    return value;
}

void GgufValue::fail(const char *wanted) const
{
    throw Error(
        std::string("expected ") + wanted, *m_where + ", at " + std::string(m_key), "The file may come from another version of its writer");
}

void GgufValue::requireArray(bool fits, const char *wanted) const
{
    if (!isArray() || (!fits && m_size > 0))
        fail(wanted);
}

std::int64_t GgufValue::integer() const
{
    const std::optional<std::int64_t> value = isInteger(m_type) ? integerAt(m_type, m_bytes.data()) : std::nullopt;
    if (!value)
        fail("a whole number that fits 64 bits");
    return *value;
}

bool GgufValue::isUnsetId() const
{
    constexpr std::byte ones{0xff};
    return isInteger(m_type) && m_bytes.size() >= 4 && std::all_of(m_bytes.begin(), m_bytes.end(), [](std::byte byte) { return byte == ones; });
}

double GgufValue::number() const
{
    if (!isNumber(m_type))
        fail("a number");
    return doubleAt(m_type, m_bytes.data());
}

bool GgufValue::flag() const
{
    if (m_type != GgufType::boolean)
        fail("true or false");
    return std::to_integer<int>(m_bytes.front()) != 0;
}

std::string_view GgufValue::text() const
{
    if (!isText())
        fail("a text");
    return {reinterpret_cast<const char *>(m_bytes.data()), m_bytes.size()};
}

std::vector<std::string_view> GgufValue::texts() const
{
    requireArray(m_elementType == GgufType::text, "an array of texts");
    ByteReader reader(m_bytes, *m_where);
    std::vector<std::string_view> texts(m_size);
    for (std::string_view &text : texts)
        text = readText(reader);
    return texts;
}

std::vector<std::int64_t> GgufValue::integers() const
{
    requireArray(isInteger(m_elementType), "an array of whole numbers");
    std::vector<std::int64_t> numbers(m_size);
    for (std::size_t i = 0; i < m_size; ++i) {
        const std::optional<std::int64_t> value = integerAt(m_elementType, m_bytes.data() + i * sizeOf(m_elementType));
        if (!value)
            fail("an array of whole numbers that fit 64 bits");
        numbers[i] = *value;
    }
    return numbers;
}

std::vector<float> GgufValue::numbers() const
{
    requireArray(isNumber(m_elementType), "an array of numbers");
    std::vector<float> numbers(m_size);
    for (std::size_t i = 0; i < m_size; ++i)
        numbers[i] = static_cast<float>(doubleAt(m_elementType, m_bytes.data() + i * sizeOf(m_elementType)));
    return numbers;
}

} // namespace headscope
