// The pieces of a vocabulary as a tree of bytes: walking along a text finds all pieces it starts with, in one go.
// Trap: looking up every possible length in a hash table instead takes time that grows with the square of the piece's length.
#pragma once

#include "src/tokenizer/vocabulary.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace headscope {

class PieceTrie {
public:
    using Node = std::uint32_t;
    static constexpr Node kRoot = 0;
    static constexpr Node kNowhere = 0xffffffff;

    /// All pieces that the vocabulary has now, but for those that `hidden` marks, by their ids. Throws Error for a piece of more than 1024
    /// bytes: a text could then take time that grows with its square.
    explicit PieceTrie(const Vocabulary &vocabulary, const std::vector<bool> &hidden = {});

    /// The node behind one more byte, or kNowhere if no piece goes on like this.
    Node next(Node node, char byte) const;
    /// The node behind several more bytes, or kNowhere.
    Node next(Node node, std::string_view bytes) const;
    /// The piece that ends at a node, or -1.
    int idAt(Node node) const { return m_nodes[node].id; }

private:
    struct Piece {
        std::uint64_t start = 0; ///< its first eight bytes, for comparing
        std::string_view text;
        int id = 0;
    };
    /// Pieces that share their first bytes.
    struct Group {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
    };
    struct Entry {
        std::uint32_t children = 0; ///< the first of them; they stand side by side, sorted by byte
        std::int32_t id = -1;
        std::uint16_t childCount = 0;
        std::uint8_t byte = 0;
    };

    static std::vector<Piece> sortedPieces(const Vocabulary &vocabulary, const std::vector<bool> &hidden);
    void build(const std::vector<Piece> &pieces);
    void openChildren(Node node, Group group, std::size_t depth, const std::vector<Piece> &pieces, std::vector<Group> &groups);

    std::vector<Entry> m_nodes;
};

} // namespace headscope
