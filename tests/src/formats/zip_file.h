// Builds zip archives byte by byte, right and wrong ones.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

class ZipBytes {
public:
    /// What to get wrong.
    std::uint16_t method = 0;
    std::uint16_t flags = 0;
    bool zip64 = false;
    std::string localName; ///< instead of the entry's name
    std::string comment;

    ZipBytes &add(std::string_view name, std::string_view content)
    {
        const std::size_t header = m_bytes.size();
        number(m_bytes, 0x04034b50, 4);
        number(m_bytes, 45, 2);
        number(m_bytes, flags, 2);
        number(m_bytes, method, 2);
        number(m_bytes, 0, 16); // time, date, checksum, sizes: the directory's count
        number(m_bytes, localName.empty() ? name.size() : localName.size(), 2);
        number(m_bytes, 5, 2);
        m_bytes += localName.empty() ? name : std::string_view(localName);
        m_bytes.append(5, 'x'); // padding, as PyTorch has it
        m_bytes += content;

        number(m_directory, 0x02014b50, 4);
        number(m_directory, 45, 4);
        number(m_directory, flags, 2);
        number(m_directory, method, 2);
        number(m_directory, 0, 8);
        number(m_directory, zip64 ? 0xffffffff : content.size(), 4);
        number(m_directory, zip64 ? 0xffffffff : content.size(), 4);
        number(m_directory, name.size(), 2);
        number(m_directory, zip64 ? 4 + 2 + 4 + 24 : 0, 2);
        number(m_directory, 0, 10);
        number(m_directory, zip64 ? 0xffffffff : header, 4);
        m_directory += name;
        if (zip64) {
            number(m_directory, 0x7855, 2); // another field before it
            number(m_directory, 2, 2);
            m_directory += "..";
            number(m_directory, 1, 2);
            number(m_directory, 24, 2);
            number(m_directory, content.size(), 8);
            number(m_directory, content.size(), 8);
            number(m_directory, header, 8);
        }
        ++m_entries;
        return *this;
    }

    std::string bytes() const
    {
        std::string all = m_bytes + m_directory;
        if (zip64) {
            const std::size_t end = all.size();
            number(all, 0x06064b50, 4);
            number(all, 44, 8);
            number(all, 0, 12);
            number(all, m_entries, 8);
            number(all, m_entries, 8);
            number(all, m_directory.size(), 8);
            number(all, m_bytes.size(), 8);
            number(all, 0x07064b50, 4);
            number(all, 0, 4);
            number(all, end, 8);
            number(all, 1, 4);
        }
        number(all, 0x06054b50, 4);
        number(all, 0, 4);
        number(all, zip64 ? 0xffff : m_entries, 2);
        number(all, zip64 ? 0xffff : m_entries, 2);
        number(all, zip64 ? 0xffffffff : m_directory.size(), 4);
        number(all, zip64 ? 0xffffffff : m_bytes.size(), 4);
        number(all, comment.size(), 2);
        return all + comment;
    }

private:
    static void number(std::string &text, std::uint64_t value, int bytes)
    {
        for (int i = 0; i < bytes; ++i)
            text += static_cast<char>(i < 8 ? value >> 8 * i & 0xff : 0);
    }

    std::string m_bytes;
    std::string m_directory;
    std::uint64_t m_entries = 0;
};
