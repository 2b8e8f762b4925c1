// First step of a tokenizer: lower case, Unicode normal forms, replacements. Offsets into the typed text are kept.
#pragma once

#include "src/formats/json.h"
#include "src/tokenizer/aligned_text.h"

#include <string>
#include <vector>

namespace headscope {

class Normalizer {
public:
    enum class Kind { nfc, nfd, nfkc, nfkd, lowercase, stripAccents, strip, prepend, replace };
    struct Step {
        Kind kind = Kind::nfc;
        std::string pattern; ///< replace: what to look for, literally
        std::string content; ///< replace, prepend: what to put
        bool left = true; ///< strip: at the start
        bool right = true; ///< strip: at the end
    };

    /// Changes nothing.
    Normalizer() = default;
    explicit Normalizer(std::vector<Step> steps);
    /// From tokenizer.json's "normalizer", which may be null. Throws Error naming a kind that is not supported.
    static Normalizer fromJson(const Json &json);

    /// Bytes that are no UTF-8 pass through every step unchanged.
    AlignedText apply(AlignedText text) const;

private:
    std::vector<Step> m_steps;
};

} // namespace headscope
