#include "src/tokenizer/piece_trie.h"

#include "src/error.h"

#include <algorithm>

namespace headscope {

namespace {

// Real ones have up to some 100 bytes.
constexpr std::size_t kLongestPiece = 1024;

} // namespace

PieceTrie::PieceTrie(const Vocabulary &vocabulary, const std::vector<bool> &hidden)
{
    std::vector<Piece> pieces;
    pieces.reserve(static_cast<std::size_t>(vocabulary.size()));
    std::size_t bytes = 0;
    for (int id = 0; id < vocabulary.size(); ++id) {
        if (const auto index = static_cast<std::size_t>(id); index < hidden.size() && hidden[index])
            continue;
        if (!vocabulary.contains(id) || vocabulary.find(vocabulary.piece(id)) != id)
            continue;
        pieces.push_back({vocabulary.piece(id), id});
        bytes += pieces.back().text.size();
        if (pieces.back().text.size() > kLongestPiece)
            throw Error("the piece with the id " + std::to_string(id) + " has " + std::to_string(pieces.back().text.size()) + " bytes",
                vocabulary.where(), "At most " + std::to_string(kLongestPiece) + " are supported");
    }
    m_nodes.reserve(bytes / 3 + 1); // most pieces share the beginning of another
    build(pieces);
}

void PieceTrie::build(std::vector<Piece> &pieces)
{
    m_nodes.assign(1, {});
    std::vector<Group> level{{0, static_cast<std::uint32_t>(pieces.size())}};
    Node first = kRoot;
    for (std::size_t depth = 0; !level.empty(); ++depth) {
        std::vector<Group> nextLevel;
        const auto nextFirst = static_cast<Node>(m_nodes.size());
        for (std::size_t i = 0; i < level.size(); ++i)
            openChildren(first + static_cast<Node>(i), level[i], depth, pieces, nextLevel);
        level = std::move(nextLevel);
        first = nextFirst;
    }
    m_nodes.shrink_to_fit();
}

/// Sorts a group by its byte at `depth` and makes one child for each.
void PieceTrie::openChildren(Node node, const Group &group, std::size_t depth, std::vector<Piece> &pieces, std::vector<Group> &groups)
{
    const auto place = [&](std::uint32_t i) { return pieces.begin() + static_cast<std::ptrdiff_t>(i); };
    const auto key
        = [depth](const Piece &piece) { return piece.text.size() == depth ? -1 : static_cast<unsigned char>(piece.text[depth]); };
    std::sort(place(group.begin), place(group.end), [&](const Piece &a, const Piece &b) { return key(a) < key(b); });
    std::uint32_t begin = group.begin;
    if (begin < group.end && key(pieces[begin]) < 0)
        m_nodes[node].id = pieces[begin++].id;
    m_nodes[node].children = static_cast<std::uint32_t>(m_nodes.size());
    while (begin < group.end) {
        const int byte = key(pieces[begin]);
        std::uint32_t end = begin + 1;
        while (end < group.end && key(pieces[end]) == byte)
            ++end;
        m_nodes.push_back({.byte = static_cast<std::uint8_t>(byte)});
        groups.push_back({begin, end});
        begin = end;
    }
    m_nodes[node].childCount = static_cast<std::uint16_t>(m_nodes.size() - m_nodes[node].children);
}

PieceTrie::Node PieceTrie::next(Node node, char byte) const
{
    const Entry &entry = m_nodes[node];
    const auto wanted = static_cast<std::uint8_t>(byte);
    const auto begin = m_nodes.begin() + entry.children;
    const auto end = begin + entry.childCount;
    const auto found = std::lower_bound(begin, end, wanted, [](const Entry &child, std::uint8_t value) { return child.byte < value; });
    return found != end && found->byte == wanted ? static_cast<Node>(found - m_nodes.begin()) : kNowhere;
}

PieceTrie::Node PieceTrie::next(Node node, std::string_view bytes) const
{
    for (std::size_t i = 0; i < bytes.size() && node != kNowhere; ++i)
        node = next(node, bytes[i]);
    return node;
}

} // namespace headscope
