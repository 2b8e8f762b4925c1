#include "src/tokenizer/bpe_merges.h"

#include <bit>
#include <queue>
#include <utility>

namespace headscope {

namespace {

constexpr std::uint32_t kNone = 0xffffffff;
constexpr std::uint64_t kStepsOfMerge = 50;

struct Candidate {
    std::uint32_t rank = 0;
    std::uint32_t position = 0; // of the left symbol
    int result = 0;

    /// For std::priority_queue, whose top is the greatest: the lowest rank, then the leftmost.
    bool operator<(const Candidate &other) const { return std::pair(rank, position) > std::pair(other.rank, other.position); }
};

struct Link {
    std::uint32_t previous = kNone;
    std::uint32_t next = kNone;
    bool merged = false; // into its left neighbour
};

} // namespace

BpeMerges::BpeMerges(std::size_t count)
    : m_slots(std::bit_ceil(count + count / 2 + 2))
{
}

std::uint64_t BpeMerges::pairOf(int left, int right)
{
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 | static_cast<std::uint32_t>(right);
}

std::size_t BpeMerges::slotOf(std::uint64_t pair) const
{
    const std::size_t mask = m_slots.size() - 1;
    // Fibonacci hashing: the high bits of the product depend on all bits of the pair.
    std::size_t slot = (pair * 0x9e3779b97f4a7c15u) >> 32 & mask;
    while (m_slots[slot].pair != kFree && m_slots[slot].pair != pair)
        slot = (slot + 1) & mask;
    return slot;
}

const BpeMerges::Slot *BpeMerges::find(int left, int right) const
{
    const Slot &slot = m_slots[slotOf(pairOf(left, right))];
    return slot.pair == kFree ? nullptr : &slot;
}

void BpeMerges::add(int left, int right, int result)
{
    if (3 * (m_added + std::size_t{1}) > 2 * m_slots.size()) {
        const std::vector<Slot> old = std::exchange(m_slots, std::vector<Slot>(2 * m_slots.size()));
        for (const Slot &slot : old)
            if (slot.pair != kFree)
                m_slots[slotOf(slot.pair)] = slot;
    }
    m_slots[slotOf(pairOf(left, right))] = {pairOf(left, right), m_added++, result};
}

void BpeMerges::apply(std::vector<BpeSymbol> &symbols, TextWork &work) const
{
    if (symbols.size() < 2)
        return;
    std::vector<Link> links(symbols.size());
    std::vector<Candidate> candidates;
    candidates.reserve(symbols.size());
    for (std::uint32_t i = 0; i < symbols.size(); ++i) {
        links[i].previous = i == 0 ? kNone : i - 1;
        links[i].next = i + 1 == symbols.size() ? kNone : i + 1;
        if (links[i].next == kNone)
            continue;
        if (const Slot *merge = find(symbols[i].id, symbols[i + 1].id))
            candidates.push_back({merge->rank, i, merge->result});
    }
    std::priority_queue<Candidate> queue(std::less<Candidate>(), std::move(candidates));
    const auto consider = [&](std::uint32_t left) {
        if (left == kNone || links[left].next == kNone)
            return;
        if (const Slot *merge = find(symbols[left].id, symbols[links[left].next].id))
            queue.push({merge->rank, left, merge->result});
    };

    while (!queue.empty()) {
        work.spend(kStepsOfMerge, "merging pieces", {});
        const Candidate best = queue.top();
        queue.pop();
        const std::uint32_t left = best.position;
        const std::uint32_t right = links[left].next;
        if (links[left].merged || right == kNone)
            continue;
        // The candidate is out of date if one of its two symbols has grown since.
        const Slot *merge = find(symbols[left].id, symbols[right].id);
        if (!merge || merge->rank != best.rank)
            continue;
        symbols[left].id = best.result;
        symbols[left].end = symbols[right].end;
        links[right].merged = true;
        links[left].next = links[right].next;
        if (links[left].next != kNone)
            links[links[left].next].previous = left;
        consider(links[left].previous);
        consider(left);
    }

    std::size_t kept = 0;
    for (std::uint32_t i = 0; i != kNone; i = links[i].next)
        symbols[kept++] = symbols[i];
    symbols.resize(kept);
}

} // namespace headscope
