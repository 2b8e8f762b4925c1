// Pieces and their ids, in both directions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

class Vocabulary {
public:
    /// `where` names the file for messages.
    explicit Vocabulary(std::string where);

    /// Prepares for that many pieces of that many characters together.
    void reserve(std::size_t pieces, std::size_t characters);
    /// Adding the same pair again changes nothing. Throws Error if the piece has another id or the id another piece already, and
    /// for ids below 0 or above 4 million (no real vocabulary comes near; a broken file could ask for all memory).
    void add(std::string_view piece, std::int64_t id);
    /// The next piece of a list, in which a piece may stand twice: find() then gives the last.
    void append(std::string_view piece);

    /// The highest id plus one. Ids in between may be without a piece.
    int size() const { return static_cast<int>(m_entries.size()); }
    /// How many ids have a piece.
    int pieces() const;
    bool contains(int id) const;
    /// Throws Error for an id without a piece. Valid until the next add.
    std::string_view piece(int id) const;
    std::optional<int> find(std::string_view piece) const;
    /// The ids of many pieces, -1 where there is none. Faster than one find() after the other, since it does not wait for the memory
    /// of each. Both spans have the same size.
    void find(std::span<const std::string_view> pieces, std::span<int> ids) const;
    /// The file, as given to the constructor.
    const std::string &where() const { return m_where; }

private:
    struct Entry {
        std::uint32_t begin = 0;
        std::uint32_t size = kUnused;
    };
    /// A place in the hash table. The hash is kept, so that most of what is not meant is passed over without a look at its text.
    struct Slot {
        std::int32_t id = kFree;
        std::uint32_t hash = 0;
    };
    static constexpr std::uint32_t kUnused = 0xffffffff;
    static constexpr std::int32_t kFree = -1;

    static std::uint32_t hashOf(std::string_view piece);
    std::size_t slotOf(std::string_view piece, std::uint32_t hash) const;
    std::string_view textOf(const Entry &entry) const;
    void put(std::string_view piece, std::size_t id, Slot &slot, std::uint32_t hash);
    void growTo(std::size_t slots);

    std::string m_where;
    std::string m_characters;
    std::vector<Entry> m_entries; // by id
    std::vector<Slot> m_slots; // hash table, open addressing; its size is a power of two
    std::size_t m_pieces = 0;
};

} // namespace headscope
