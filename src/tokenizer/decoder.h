// Turns pieces back into text, by the rules of tokenizer.json's "decoder".
// Trap: these rules are not the inverse of the normalizer. WordPiece's put single spaces everywhere and then take some away.
#pragma once

#include "src/formats/json.h"
#include "src/tokenizer/split_pattern.h"

#include <optional>
#include <string>
#include <vector>

namespace headscope {

class Decoder {
public:
    enum class Kind {
        byteLevel, ///< see byte_alphabet.h
        wordPiece, ///< a space before every piece without the prefix
        metaspace, ///< ▁ is a space
        byteFallback, ///< runs of <0xE2> are bytes
        fuse, ///< joins all pieces into one
        strip, ///< takes characters from the ends of every piece
        replace,
        endOfWord ///< the suffix is a space
    };
    struct Step {
        Kind kind = Kind::fuse;
        std::string mark
            = {}; ///< wordPiece: the prefix; metaspace: the ▁; strip: the character; replace: the new text; endOfWord: the suffix
        std::optional<SplitPattern> pattern = {}; ///< replace
        int left = 0; ///< strip: so many at the start, at most
        int right = 0;
        bool dropFirst = false; ///< metaspace: the first piece loses its ▁
        bool cleanUp = false; ///< wordPiece: no space before punctuation
    };
    struct Piece {
        std::string text;
        bool added = false; ///< an added token, spelled as people read it
    };

    explicit Decoder(std::vector<Step> steps);
    /// From tokenizer.json's "decoder", which must not be null. Throws Error naming a kind that is not supported.
    static Decoder fromJson(const Json &json);

    /// Throws Error where a pattern takes too long, or the text grows beyond 16 MiB.
    std::string decode(std::vector<Piece> pieces) const;

private:
    std::vector<Step> m_steps;
};

} // namespace headscope
