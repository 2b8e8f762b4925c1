// Reads protocol buffers field by field, without a schema: a message is a list of numbered fields, each an integer, a number or bytes,
// which may be a message again (protobuf.dev/programming-guides/encoding).
// Trap: fields come in any order, may be missing or repeated, and unknown ones must be passed over.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace headscope {

/// `for (ProtobufReader field(message, where); field.next();) switch (field.number()) …`
class ProtobufReader {
public:
    /// `message` must outlive the reader. `where` names the file for messages.
    ProtobufReader(std::string_view message, std::string where);

    /// Goes to the next field; false at the end. Throws Error for a message that is cut short or damaged.
    bool next();

    int number() const { return m_number; }
    /// The value of this field. Throw Error if it is of another kind.
    std::int64_t integer() const;
    bool boolean() const { return integer() != 0; }
    float real() const;
    std::string_view bytes() const;

private:
    enum class Kind { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

    std::uint64_t readVarint();
    std::string_view take(std::uint64_t size);
    [[noreturn]] void fail(const char *problem) const;

    std::string_view m_rest;
    std::string m_where;
    int m_number = 0;
    Kind m_kind = Kind::varint;
    std::uint64_t m_integer = 0;
    std::string_view m_bytes;
};

} // namespace headscope
