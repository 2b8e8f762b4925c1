// One value of a GGUF file's metadata, read in place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

class ByteReader;

/// The numbers are those of the files.
enum class GgufType : std::uint32_t { u8, i8, u16, i16, u32, i32, f32, boolean, text, array, u64, i64, f64 };

/// One value of the metadata, not copied: it points into the file and is valid as long as the
/// GgufFile lives.
/// Every Error names the file and the key.
class GgufValue {
public:
    /// Reads type and value, going over all elements of an array. `where` is the file's name, which must outlive the value.
    /// Throws Error for an unknown type and for a value that ends beyond the file.
    static GgufValue read(ByteReader &reader, std::string_view key, const std::string &where);

    /// For an array, GgufType::array.
    GgufType type() const { return m_type; }
    bool isText() const { return m_type == GgufType::text; }
    bool isArray() const { return m_type == GgufType::array; }

    /// A whole number. Throws Error for another kind of value and for one beyond 64 bits with sign.
    std::int64_t integer() const;
    /// Whether it is the id of no token: −1, in files with unsigned ids too (4294967295).
    bool isUnsetId() const;
    /// A number, whole or not.
    double number() const;
    bool flag() const;
    std::string_view text() const;

    /// Elements of an array; 0 for any other value.
    std::size_t size() const { return m_size; }
    /// The elements of an array of texts, of whole numbers, of numbers. Throws Error for another kind of value.
    std::vector<std::string_view> texts() const;
    std::vector<std::int64_t> integers() const;
    std::vector<float> numbers() const;

private:
    void requireArray(bool fits, const char *wanted) const;
    [[noreturn]] void fail(const char *wanted) const;

    GgufType m_type = GgufType::u8;
    GgufType m_elementType = GgufType::u8; ///< of an array
    std::size_t m_size = 0;
    std::span<const std::byte> m_bytes; ///< without type and count
    std::string_view m_key;
    const std::string *m_where = nullptr; ///< the file's name
};

} // namespace headscope
