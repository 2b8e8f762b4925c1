// Reads little-endian numbers and runs of bytes one after the other, never past the end.
#pragma once

#include "src/error.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace headscope {

static_assert(std::endian::native == std::endian::little, "checkpoint files store little-endian numbers, used in place");

class ByteReader {
public:
    /// `where` names the file in messages. Neither is copied; both must outlive the reader.
    ByteReader(std::span<const std::byte> bytes, const std::string &where)
        : m_bytes(bytes)
        , m_where(where)
    {
    }

    std::size_t position() const { return m_position; }
    std::size_t left() const { return m_bytes.size() - m_position; }

    /// The next number. Throws Error where the bytes end before it does.
    template <typename T>
    T number()
    {
        T value;
        std::memcpy(&value, bytes(sizeof value).data(), sizeof value);
        return value;
    }

    /// The next `count` bytes, in place. Throws Error where there are fewer.
    std::span<const std::byte> bytes(std::uint64_t count)
    {
        if (count > left())
            throw Error("at byte " + std::to_string(m_position) + ", " + std::to_string(count) + " bytes are needed and "
                    + std::to_string(left()) + " are left",
                m_where, "The file is damaged or cut short; fetch it again");
        const std::span<const std::byte> run = m_bytes.subspan(m_position, static_cast<std::size_t>(count));
        m_position += run.size();
        return run;
    }

    std::string_view text(std::uint64_t count)
    {
        const std::span<const std::byte> run = bytes(count);
        return {reinterpret_cast<const char *>(run.data()), run.size()};
    }

private:
    std::span<const std::byte> m_bytes;
    const std::string &m_where;
    std::size_t m_position = 0;
};

} // namespace headscope
