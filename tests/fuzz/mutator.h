// Changes files at random, the same way for the same seed: bits, bytes, lengths, numbers in text, words of the format, pieces cut
// out, doubled, or taken from another file.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>

namespace headscope {

class Mutator {
public:
    /// `files` and `words` must not be empty and must outlive this.
    Mutator(std::uint32_t seed, std::span<const std::string> files, std::span<const std::string> words);

    /// One of the files with one to eight changes.
    std::string next();

private:
    void change(std::string &bytes);
    void overwriteNumber(std::string &bytes);
    void changeDigits(std::string &bytes);
    std::size_t below(std::size_t limit);
    /// A piece of at most 64 bytes, somewhere.
    std::string_view pieceOf(std::string_view bytes);

    std::mt19937 m_random;
    std::span<const std::string> m_files;
    std::span<const std::string> m_words;
};

} // namespace headscope
