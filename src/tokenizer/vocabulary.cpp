#include "src/tokenizer/vocabulary.h"

#include "src/error.h"

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

/// The slot that holds the piece, or the free one where it belongs.
std::size_t Vocabulary::slotOf(std::string_view piece) const
{
    const std::size_t mask = m_ids.size() - 1;
    std::size_t slot = std::hash<std::string_view>()(piece) & mask;
    while (m_ids[slot] >= 0 && textOf(m_entries[static_cast<std::size_t>(m_ids[slot])]) != piece)
        slot = (slot + 1) & mask;
    return slot;
}

void Vocabulary::growTo(std::size_t slots)
{
    if (slots <= m_ids.size())
        return;
    const std::vector<std::int32_t> old = std::exchange(m_ids, std::vector<std::int32_t>(slots, -1));
    for (const std::int32_t id : old)
        if (id >= 0)
            m_ids[slotOf(textOf(m_entries[static_cast<std::size_t>(id)]))] = id;
}

void Vocabulary::add(std::string_view piece, std::int64_t id)
{
    const auto quoted = [](std::string_view text) { return "“" + std::string(text) + "”"; };
    if (id < 0 || id > kMaxId)
        throw Error("the id " + std::to_string(id) + " of the piece " + quoted(piece) + " is out of range", m_where,
            "Ids go from 0 to " + std::to_string(kMaxId));
    if (2 * (m_pieces + 1) > m_ids.size())
        growTo(2 * m_ids.size());
    const std::size_t slot = slotOf(piece);
    if (m_ids[slot] >= 0) {
        if (m_ids[slot] == id)
            return;
        throw Error("the piece " + quoted(piece) + " has two ids, " + std::to_string(m_ids[slot]) + " and " + std::to_string(id), m_where);
    }
    const auto index = static_cast<std::size_t>(id);
    if (contains(static_cast<int>(id)))
        throw Error(
            "the pieces " + quoted(textOf(m_entries[index])) + " and " + quoted(piece) + " share the id " + std::to_string(id), m_where);
    put(piece, index, slot);
    ++m_pieces;
}

void Vocabulary::append(std::string_view piece)
{
    if (m_entries.size() > static_cast<std::size_t>(kMaxId))
        throw Error("there are more than " + std::to_string(kMaxId) + " pieces", m_where);
    if (2 * (m_pieces + 1) > m_ids.size())
        growTo(2 * m_ids.size());
    const std::size_t slot = slotOf(piece);
    if (m_ids[slot] < 0)
        ++m_pieces;
    put(piece, m_entries.size(), slot);
}

void Vocabulary::put(std::string_view piece, std::size_t id, std::size_t slot)
{
    if (m_entries.size() <= id)
        m_entries.resize(id + 1);
    m_entries[id] = {static_cast<std::uint32_t>(m_characters.size()), static_cast<std::uint32_t>(piece.size())};
    m_characters += piece;
    m_ids[slot] = static_cast<std::int32_t>(id);
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
    const std::int32_t id = m_ids[slotOf(piece)];
    return id >= 0 ? std::optional<int>(id) : std::nullopt;
}

} // namespace headscope
