#include "src/tokenizer/piece_trie.h"

#include "src/error.h"

#include <algorithm>

namespace headscope {

namespace {

// Real ones have up to some 100 bytes.
constexpr std::size_t kLongestPiece = 1024;

/// The first eight bytes as a number that is greater for a text that comes later.
std::uint64_t startOf(std::string_view text)
{
    std::uint64_t start = 0;
    for (std::size_t i = 0; i < sizeof start; ++i)
        start = start << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0);
    return start;
}

} // namespace

PieceTrie::PieceTrie(const Vocabulary &vocabulary, const std::vector<bool> &hidden)
{
    std::vector<Piece> pieces = sortedPieces(vocabulary, hidden);
    // Side by side in this order, the texts are gone through without waiting for memory.
    std::string texts;
    for (const Piece &piece : pieces)
        texts += piece.text;
    std::size_t at = 0;
    for (Piece &piece : pieces) {
        piece.text = std::string_view(texts).substr(at, piece.text.size());
        at += piece.text.size();
    }
    m_nodes.reserve(texts.size() / 3 + 1); // most pieces share the beginning of another
    build(pieces);
}

std::vector<PieceTrie::Piece> PieceTrie::sortedPieces(const Vocabulary &vocabulary, const std::vector<bool> &hidden)
{
    std::vector<Piece> pieces;
    pieces.reserve(static_cast<std::size_t>(vocabulary.size()));
    for (int id = 0; id < vocabulary.size(); ++id) {
        const auto index = static_cast<std::size_t>(id);
        if (!vocabulary.contains(id) || (index < hidden.size() && hidden[index]))
            continue;
        const std::string_view text = vocabulary.piece(id);
        if (text.size() > kLongestPiece)
            throw Error("the piece with the id " + std::to_string(id) + " has " + std::to_string(text.size()) + " bytes",
                vocabulary.where(), "At most " + std::to_string(kLongestPiece) + " are supported");
        pieces.push_back({startOf(text), text, id});
    }
    std::sort(pieces.begin(), pieces.end(), [](const Piece &a, const Piece &b) {
        if (a.start != b.start)
            return a.start < b.start;
        return a.text != b.text ? a.text < b.text : a.id < b.id;
    });
    return pieces;
}

void PieceTrie::build(const std::vector<Piece> &pieces)
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

/// Makes one child of a node for each byte that its pieces have at `depth`.
void PieceTrie::openChildren(Node node, Group group, std::size_t depth, const std::vector<Piece> &pieces, std::vector<Group> &groups)
{
    while (group.begin < group.end && pieces[group.begin].text.size() == depth)
        m_nodes[node].id = pieces[group.begin++].id; // of equal pieces the last counts
    m_nodes[node].children = static_cast<std::uint32_t>(m_nodes.size());
    while (group.begin < group.end) {
        const char byte = pieces[group.begin].text[depth];
        std::uint32_t end = group.begin + 1;
        while (end < group.end && pieces[end].text[depth] == byte)
            ++end;
        m_nodes.push_back({.byte = static_cast<std::uint8_t>(byte)});
        groups.push_back({group.begin, end});
        group.begin = end;
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
