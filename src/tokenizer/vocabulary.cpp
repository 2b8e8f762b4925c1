#include "src/tokenizer/vocabulary.h"

#include "src/error.h"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <utility>

namespace headscope {

namespace {

constexpr std::int64_t kMaxId = 4'000'000;

} // namespace

Vocabulary::Vocabulary(std::string where)
    : m_where(std::move(where))
{
    growTo(16);
}

void Vocabulary::reserve(std::size_t pieces, std::size_t characters)
{
    m_entries.reserve(pieces);
    m_characters.reserve(characters);
    growTo(std::bit_ceil(2 * pieces));
}

std::string_view Vocabulary::textOf(const Entry &entry) const
{
    return std::string_view(m_characters).substr(entry.begin, entry.size);
}

std::uint32_t Vocabulary::hashOf(std::string_view piece)
{
    return static_cast<std::uint32_t>(std::hash<std::string_view>()(piece));
}

/// The slot that holds the piece, or the free one where it belongs.
std::size_t Vocabulary::slotOf(std::string_view piece, std::uint32_t hash) const
{
    const std::size_t mask = m_slots.size() - 1;
    const auto isMeant
        = [&](const Slot &slot) { return slot.hash == hash && textOf(m_entries[static_cast<std::size_t>(slot.id)]) == piece; };
    std::size_t slot = hash & mask;
    while (m_slots[slot].id != kFree && !isMeant(m_slots[slot]))
        slot = (slot + 1) & mask;
    return slot;
}

void Vocabulary::growTo(std::size_t slots)
{
    if (slots <= m_slots.size())
        return;
    const std::vector<Slot> old = std::exchange(m_slots, std::vector<Slot>(slots));
    for (const Slot &moved : old) {
        if (moved.id == kFree)
            continue;
        std::size_t slot = moved.hash & (slots - 1);
        while (m_slots[slot].id != kFree)
            slot = (slot + 1) & (slots - 1);
        m_slots[slot] = moved;
    }
}

void Vocabulary::add(std::string_view piece, std::int64_t id)
{
    const auto quoted = [](std::string_view text) { return "“" + std::string(text) + "”"; };
    if (id < 0 || id > kMaxId)
        throw Error("the id " + std::to_string(id) + " of the piece " + quoted(piece) + " is out of range", m_where,
            "Ids go from 0 to " + std::to_string(kMaxId));
    if (2 * (m_pieces + 1) > m_slots.size())
        growTo(2 * m_slots.size());
    const std::uint32_t hash = hashOf(piece);
    Slot &slot = m_slots[slotOf(piece, hash)];
    if (slot.id != kFree) {
        if (slot.id == id)
            return;
        throw Error("the piece " + quoted(piece) + " has two ids, " + std::to_string(slot.id) + " and " + std::to_string(id), m_where);
    }
    const auto index = static_cast<std::size_t>(id);
    if (contains(static_cast<int>(id)))
        throw Error(
            "the pieces " + quoted(textOf(m_entries[index])) + " and " + quoted(piece) + " share the id " + std::to_string(id), m_where);
    put(piece, index, slot, hash);
    ++m_pieces;
}

void Vocabulary::append(std::string_view piece)
{
    if (m_entries.size() > static_cast<std::size_t>(kMaxId))
        throw Error("there are more than " + std::to_string(kMaxId) + " pieces", m_where);
    if (2 * (m_pieces + 1) > m_slots.size())
        growTo(2 * m_slots.size());
    const std::uint32_t hash = hashOf(piece);
    Slot &slot = m_slots[slotOf(piece, hash)];
    if (slot.id == kFree)
        ++m_pieces;
    put(piece, m_entries.size(), slot, hash);
}

void Vocabulary::put(std::string_view piece, std::size_t id, Slot &slot, std::uint32_t hash)
{
    if (m_entries.size() <= id)
        m_entries.resize(id + 1);
    m_entries[id] = {static_cast<std::uint32_t>(m_characters.size()), static_cast<std::uint32_t>(piece.size())};
    m_characters += piece;
    slot = {static_cast<std::int32_t>(id), hash};
}

int Vocabulary::pieces() const
{
    return static_cast<int>(std::ranges::count_if(m_entries, [](const Entry &entry) { return entry.size != kUnused; }));
}

bool Vocabulary::contains(int id) const
{
    return id >= 0 && id < size() && m_entries[static_cast<std::size_t>(id)].size != kUnused;
}

std::string_view Vocabulary::piece(int id) const
{
    if (!contains(id))
        throw Error("there is no token with the id " + std::to_string(id), m_where,
            "Ids of this vocabulary go from 0 to " + std::to_string(size() - 1));
    return textOf(m_entries[static_cast<std::size_t>(id)]);
}

std::optional<int> Vocabulary::find(std::string_view piece) const
{
    const std::int32_t id = m_slots[slotOf(piece, hashOf(piece))].id;
    return id != kFree ? std::optional<int>(id) : std::nullopt;
}

void Vocabulary::find(std::span<const std::string_view> pieces, std::span<int> ids) const
{
    constexpr std::size_t atATime = 64;
    std::array<std::uint32_t, atATime> hashes{};
    for (std::size_t begin = 0; begin < pieces.size(); begin += atATime) {
        const std::size_t count = std::min(atATime, pieces.size() - begin);
        const auto placeOf = [&](std::size_t i) -> const Slot & { return m_slots[hashes[i] & (m_slots.size() - 1)]; };
        for (std::size_t i = 0; i < count; ++i) {
            hashes[i] = hashOf(pieces[begin + i]);
            __builtin_prefetch(&placeOf(i));
        }
        for (std::size_t i = 0; i < count; ++i)
            if (placeOf(i).id != kFree)
                __builtin_prefetch(&m_entries[static_cast<std::size_t>(placeOf(i).id)]);
        for (std::size_t i = 0; i < count; ++i)
            if (placeOf(i).id != kFree)
                __builtin_prefetch(m_characters.data() + m_entries[static_cast<std::size_t>(placeOf(i).id)].begin);
        for (std::size_t i = 0; i < count; ++i)
            ids[begin + i] = m_slots[slotOf(pieces[begin + i], hashes[i])].id;
    }
}

} // namespace headscope
