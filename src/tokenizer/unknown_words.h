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
        suffix,      ///< ends in `value` and is longer than it
        capitalised, ///< starts with a capital letter as it was typed
        digits,      ///< decimal digits only
        punctuation, ///< punctuation marks and symbols only
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

    /// The first guess whose rule holds, or nullptr. `word` has gone through the normalizer, `typed` has not.
    const Guess *guess(std::string_view word, std::string_view typed) const;

private:
    std::vector<Guess> m_guesses;
};

} // namespace headscope
