// Tokens that are found in the text before anything else happens to it, such as <|endoftext|> or [MASK].
// Trap: where two begin at the same place the longer one counts, whatever their order in the file.
#pragma once

#include "src/formats/json.h"
#include "src/tokenizer/aligned_text.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace headscope {

struct AddedToken {
    static constexpr int kNoIdYet = -1;

    int id = 0; ///< kNoIdYet: that of the piece with this text, else the next free one
    std::string content = {};
    bool special = false; ///< has a meaning of its own instead of being text
    bool singleWord = false; ///< only where no word character touches it
    bool lstrip = false; ///< takes the white space before it
    bool rstrip = false; ///< takes the white space after it
    bool normalized = true; ///< is looked for after the normalizer has run

    bool operator==(const AddedToken &) const = default;

    /// One entry of tokenizer.json's "added_tokens". Throws Error for missing or wrong fields and absurd lengths.
    static AddedToken fromJson(const Json &json);
};

/// Finds any of several tokens in a text, in time that grows with the text's length.
class AddedTokenFinder {
public:
    /// A text between two added tokens, or an added token.
    struct Part {
        TextSpan span;
        const AddedToken *token = nullptr; ///< nullptr: text
    };

    /// `content` is looked for as it is given here; it may differ from token.content by normalisation.
    void add(AddedToken token, std::string_view content);

    /// Parts in order without gaps, none empty. The pointers stay valid until the next add.
    std::vector<Part> split(std::string_view text) const;

private:
    struct Node {
        std::vector<std::pair<char, std::uint32_t>> next;
        std::int32_t token = -1;
    };

    std::uint32_t child(std::uint32_t node, char byte) const;
    /// The longest token that starts at text[at], or nullptr; `length` is its length in the text.
    const AddedToken *longestAt(std::string_view text, std::size_t at, std::size_t &length) const;

    std::vector<AddedToken> m_tokens;
    std::vector<Node> m_nodes = std::vector<Node>(1); // a tree of bytes; 0 is its root
};

} // namespace headscope
