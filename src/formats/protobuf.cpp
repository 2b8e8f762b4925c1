#include "src/formats/protobuf.h"

#include "src/error.h"

#include <bit>

namespace headscope {

namespace {

std::uint64_t littleEndian(std::string_view bytes)
{
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        number |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
    return number;
}

} // namespace

ProtobufReader::ProtobufReader(std::string_view message, std::string where)
    : m_rest(message)
    , m_where(std::move(where))
{
}

void ProtobufReader::fail(const char *problem) const
{
    throw Error(problem, m_where, "The file may be damaged or cut short; fetch it again");
}

std::uint64_t ProtobufReader::readVarint()
{
    std::uint64_t number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        if (m_rest.empty())
            fail("a field ends in the middle of a number");
        const auto byte = static_cast<unsigned char>(m_rest.front());
        m_rest.remove_prefix(1);
        number |= std::uint64_t{byte & 0x7fu} << shift;
        if (byte < 0x80)
            return number;
    }
    fail("a number has more than 64 bits");
}

std::string_view ProtobufReader::take(std::uint64_t size)
{
    if (size > m_rest.size())
        fail("a field is longer than the message it is in");
    const std::string_view taken = m_rest.substr(0, static_cast<std::size_t>(size));
    m_rest.remove_prefix(taken.size());
    return taken;
}

bool ProtobufReader::next()
{
    if (m_rest.empty())
        return false;
    const std::uint64_t tag = readVarint();
    constexpr std::uint64_t largestNumber = (1u << 29) - 1;
    if (tag >> 3 == 0 || tag >> 3 > largestNumber)
        fail("a field has an impossible number");
    m_number = static_cast<int>(tag >> 3);
    m_bytes = {};
    switch (tag & 7) {
    case 0:
        m_kind = Kind::varint;
        m_integer = readVarint();
        return true;
    case 1:
        m_kind = Kind::fixed64;
        m_integer = littleEndian(take(8));
        return true;
    case 2:
        m_kind = Kind::bytes;
        m_bytes = take(readVarint());
        return true;
    case 5:
        m_kind = Kind::fixed32;
        m_integer = littleEndian(take(4));
        return true;
    default: fail("a field is of a kind that does not exist");
    }
}

std::int64_t ProtobufReader::integer() const
{
    if (m_kind != Kind::varint)
        fail("a field that must be a whole number is not");
    return static_cast<std::int64_t>(m_integer);
}

float ProtobufReader::real() const
{
    if (m_kind != Kind::fixed32)
        fail("a field that must be a number is not");
    return std::bit_cast<float>(static_cast<std::uint32_t>(m_integer));
}

std::string_view ProtobufReader::bytes() const
{
    if (m_kind != Kind::bytes)
        fail("a field that must be text is not");
    return m_bytes;
}

} // namespace headscope
