// Our own extension of tokenizer.json for the small hand-made models: what a word that is not in the vocabulary is taken
// for, and why, in words. "unknown_words": [{"rule": "suffix", "value": "ing", "token": "[verb]", "says": "ends in -ing …"}, …]
#pragma once

#include "src/formats/json.h"
#include "src/tokenizer/vocabulary.h"

#include <string>
#include <string_view>
#include <vector>

namespace headscope {

class UnknownWords {
public:
    enum class Rule {
        suffix, ///< ends in `value`
        capitalised, ///< starts with a capital letter as it was typed, and is not the text's first word
        digits, ///< decimal digits only
        punctuation, ///< has no letter or number
        any
    };
    struct Guess {
        Rule rule = Rule::any;
        std::string value = {};
        int id = 0;
        std::string says = {};
    };

    /// From the list, which may be null. Throws Error for a rule that is not known and a token that the vocabulary lacks.
    static UnknownWords fromJson(const Json &json, const Vocabulary &vocabulary);

    struct Word {
        std::string_view text; ///< behind the normalizer
        std::string_view typed; ///< as it was typed
        bool first = false; ///< no other word is before it
    };
    /// The first guess whose rule holds, or nullptr.
    const Guess *guess(const Word &word) const;

private:
    std::vector<Guess> m_guesses;
};

} // namespace headscope
