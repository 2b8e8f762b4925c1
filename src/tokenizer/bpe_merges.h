// Byte-pair encoding: neighbouring pieces are joined, always the pair that was learned first. Sennrich et al. 2016,
// arXiv:1508.07909.
// Trap: looking for the best pair anew after every merge takes time that grows with the square of the word's length, and
// a "word" may be 100 KB of one letter. Here candidates wait in a heap.
#pragma once

#include "src/tokenizer/text_work.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace headscope {

/// One piece of a word that is being merged.
struct BpeSymbol {
    int id = 0;
    std::size_t begin = 0; ///< bytes of the text that the word is part of
    std::size_t end = 0;
};

class BpeMerges {
public:
    /// Prepares for that many merges.
    explicit BpeMerges(std::size_t count);

    /// Later merges have lower priority. Adding a pair a second time lowers it to its new place, as the official library does.
    void add(int left, int right, int result);

    /// Joins neighbours until no pair of them can be joined. O(n log n) for n symbols. Throws as
    /// TextWork::spend() does.
    void apply(std::vector<BpeSymbol> &symbols, TextWork &work) const;

private:
    struct Slot {
        std::uint64_t pair = kFree;
        std::uint32_t rank = 0;
        int result = 0;
    };
    static constexpr std::uint64_t kFree = ~std::uint64_t{0};

    static std::uint64_t pairOf(int left, int right);
    std::size_t slotOf(std::uint64_t pair) const;
    const Slot *find(int left, int right) const;

    std::vector<Slot> m_slots; // hash table, open addressing; its size is a power of two
    std::uint32_t m_added = 0;
};

} // namespace headscope
