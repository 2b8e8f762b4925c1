// First step of a tokenizer: lower case, Unicode normal forms, replacements. Offsets into the typed text are kept.
#pragma once

#include "src/formats/json.h"
#include "src/tokenizer/aligned_text.h"
#include "src/tokenizer/charsmap.h"
#include "src/tokenizer/split_pattern.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace headscope {

class Normalizer {
public:
    enum class Kind {
        nfc,
        nfd,
        nfkc,
        nfkd,
        lowercase,
        stripAccents, ///< all marks
        stripBertAccents, ///< the marks that take no room of their own
        strip, ///< white space at the ends
        prepend,
        replace,
        cleanText, ///< BERT: no control characters, all white space is a plain space
        spaceAroundHan, ///< BERT: every Chinese character is a word
        nmt, ///< SentencePiece: as cleanText, with a list of its own
        charsmap, ///< SentencePiece: see charsmap.h
        byteAlphabet ///< see byte_alphabet.h
    };
    struct Step {
        Kind kind = Kind::nfc;
        std::string content = {}; ///< replace, prepend: what to put
        std::optional<SplitPattern> pattern = {}; ///< replace: what to look for
        std::shared_ptr<const Charsmap> charsmap = {}; ///< charsmap
        bool onlyAtStart = false; ///< prepend: not in texts that begin in the middle of the typed one
        bool left = true; ///< strip: at the start
        bool right = true; ///< strip: at the end
    };

    /// Changes nothing.
    Normalizer() = default;
    explicit Normalizer(std::vector<Step> steps);
    /// From tokenizer.json's "normalizer", which may be null. Throws Error naming a kind that is not supported.
    static Normalizer fromJson(const Json &json);
    /// BERT's. Accents are taken away unless `stripAccents` says otherwise, when there is only lower case.
    static Normalizer bert(bool cleanText, bool spaceAroundHan, std::optional<bool> stripAccents, bool lowercase);

    static Step charsmapStep(std::string_view bytes, Charsmap::Matching matching, const std::string &where);
    static Step replaceStep(SplitPattern pattern, std::string content);

    /// Bytes that are no UTF-8 pass through every step unchanged. Throws as TextWork::spend() does.
    AlignedText apply(AlignedText text, TextWork &work) const;
    AlignedText apply(AlignedText text) const; ///< with work of its own

    /// Whether it spells bytes in the byte alphabet.
    bool makesByteAlphabet() const;

private:
    std::vector<Step> m_steps;
};

} // namespace headscope
