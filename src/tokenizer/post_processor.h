// Last step of a tokenizer: the tokens that are put around one text or between two, such as [CLS] and [SEP].
// Trap: RoBERTa separates two texts by two tokens and gives all of them type 0; BERT separates by one and counts types.
#pragma once

#include "src/formats/json.h"

#include <optional>
#include <string>
#include <vector>

namespace headscope {

struct PostProcessor {
    /// A place in a template: special tokens, or a text.
    struct Part {
        enum class Kind { special, first, second };
        Kind kind = Kind::special;
        std::vector<int> ids = {}; ///< special: one or more
        std::vector<std::string> names = {}; ///< instead of ids, while the vocabulary is not known
        int segment = 0; ///< token type id of all tokens here
    };

    std::vector<Part> single{{.kind = Part::Kind::first}}; ///< has the first text once
    std::vector<Part> pair{{.kind = Part::Kind::first}, {.kind = Part::Kind::second, .segment = 1}}; ///< has each text once

    using Names = std::vector<std::string>;
    /// `before` and `after` around one text; between two stands `between`.
    static PostProcessor around(std::vector<int> before, std::vector<int> between, std::vector<int> after, int secondSegment);
    static PostProcessor aroundNamed(Names before, Names between, Names after, int secondSegment);
    /// The same tokens around each text, as LLaMA has it; either may be missing.
    static PostProcessor framed(std::optional<int> before, std::optional<int> after);
    static PostProcessor framed(const std::optional<std::string> &before, const std::optional<std::string> &after);
    /// From tokenizer.json's "post_processor", which may be null. Throws Error naming a kind that is not supported.
    static PostProcessor fromJson(const Json &json);

    /// Whether the template for pairs has a token between the two texts.
    bool separatesPairs() const;
};

} // namespace headscope
