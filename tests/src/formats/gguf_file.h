// Builds GGUF files byte by byte, right and wrong ones.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

class GgufBytes {
public:
    template <typename T>
    GgufBytes &number(T value)
    {
        m_bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
        return *this;
    }
    GgufBytes &u32(std::uint32_t value) { return number(value); }
    GgufBytes &u64(std::uint64_t value) { return number(value); }
    /// Length and characters.
    GgufBytes &text(std::string_view text)
    {
        u64(text.size());
        m_bytes += text;
        return *this;
    }
    GgufBytes &raw(std::string_view text)
    {
        m_bytes += text;
        return *this;
    }
    GgufBytes &start(std::uint64_t tensors, std::uint64_t keys, std::uint32_t version = 3)
    {
        return raw("GGUF").u32(version).u64(tensors).u64(keys);
    }
    /// A tensor of one axis.
    GgufBytes &tensor(std::string_view name, std::uint64_t size, std::uint32_t type, std::uint64_t offset)
    {
        return text(name).u32(1).u64(size).u32(type).u64(offset);
    }
    GgufBytes &key(std::string_view name, std::string_view value) { return text(name).u32(8).text(value); }
    GgufBytes &key(std::string_view name, std::uint32_t value) { return text(name).u32(4).u32(value); }
    GgufBytes &pad(std::size_t alignment = 32)
    {
        m_bytes.resize((m_bytes.size() + alignment - 1) / alignment * alignment);
        return *this;
    }
    const std::string &bytes() const { return m_bytes; }

private:
    std::string m_bytes;
};
