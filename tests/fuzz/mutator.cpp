#include "tests/fuzz/mutator.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace headscope {

Mutator::Mutator(std::uint32_t seed, std::span<const std::string> files, std::span<const std::string> words)
    : m_random(seed)
    , m_files(files)
    , m_words(words)
{
}

std::size_t Mutator::below(std::size_t limit)
{
    return m_random() % std::max<std::size_t>(limit, 1); // not std::uniform_int_distribution, which differs between libraries
}

std::string_view Mutator::pieceOf(std::string_view bytes)
{
    const std::size_t at = below(bytes.size());
    return bytes.substr(std::min(at, bytes.size()), 1 + below(64));
}

std::string Mutator::next()
{
    std::string bytes = m_files[below(m_files.size())];
    for (std::size_t changes = 1 + below(below(8) + 1); changes-- > 0;)
        change(bytes);
    return bytes;
}

void Mutator::change(std::string &bytes)
{
    // Headers are at the beginning or the end of a file; most of what lies between is numbers.
    std::size_t at = below(bytes.size());
    const std::size_t edge = std::min<std::size_t>(bytes.size(), 2000);
    switch (below(3)) {
    case 0: at = below(edge); break;
    case 1: at = bytes.size() - edge + below(edge); break;
    default: break;
    }
    if (bytes.empty()) {
        bytes = m_words[below(m_words.size())];
        return;
    }
    switch (below(12)) {
    case 0: bytes[at] = static_cast<char>(bytes[at] ^ 1 << below(8)); return;
    case 1: bytes[at] = static_cast<char>(m_random()); return;
    case 2: bytes.resize(at); return;
    case 3: bytes.erase(at, 1 + below(16)); return;
    case 4: bytes.insert(at, m_words[below(m_words.size())]); return;
    case 5: {
        const std::string &word = m_words[below(m_words.size())];
        bytes.replace(at, word.size(), word);
        return;
    }
    case 6: bytes.insert(at, std::string(pieceOf(bytes))); return;
    case 7: bytes.insert(at, pieceOf(m_files[below(m_files.size())])); return;
    case 8: bytes.insert(at, std::string(std::size_t{1} << below(13), bytes[at])); return;
    case 9: changeDigits(bytes); return;
    default: overwriteNumber(bytes);
    }
}

void Mutator::overwriteNumber(std::string &bytes)
{
    const std::uint64_t size = bytes.size();
    const std::array<std::uint64_t, 18> numbers{0, 1, 2, 3, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
        std::uint64_t{1} << 61, std::uint64_t{1} << 63, ~std::uint64_t{0}, size, size + 1};
    const std::uint64_t number = numbers[below(numbers.size())];
    const std::size_t width = std::size_t{1} << below(4);
    const std::size_t at = below(below(2) == 0 ? std::min<std::size_t>(bytes.size(), 400) : bytes.size());
    for (std::size_t i = 0; i < width && at + i < bytes.size(); ++i)
        bytes[at + i] = static_cast<char>(number >> 8 * i & 0xff);
}

void Mutator::changeDigits(std::string &bytes)
{
    const auto isDigit = [](unsigned char c) { return std::isdigit(c); };
    const auto start = std::find_if(bytes.begin() + static_cast<std::ptrdiff_t>(below(bytes.size())), bytes.end(), isDigit);
    const auto end = std::find_if_not(start, bytes.end(), isDigit);
    constexpr std::array<std::string_view, 10> numbers{
        "0", "-1", "1", "3", "2147483647", "2147483648", "4294967296", "9223372036854775807", "1e400", "0.001"};
    if (start != end)
        bytes.replace(start, end, numbers[below(numbers.size())]);
}

} // namespace headscope
