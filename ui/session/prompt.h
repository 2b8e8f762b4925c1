// What is run: the texts as typed, and what the model generated behind the last of them.
#pragma once

#include "src/engine.h"

#include <QString>

#include <optional>
#include <vector>

namespace headscope {

struct Prompt {
    QString text;
    std::optional<QString> pair; ///< the second sentence; nothing: there is none
    QString target; ///< the decoder's text of an encoder-decoder
    std::vector<int> generated; ///< ids behind the text (of an encoder-decoder: behind the target)

    bool operator==(const Prompt &) const = default;
};

/// Does this model read two sentences as one input?
bool takesPairs(const Model &model);
/// Does it foretell the next token, so that text can be generated?
bool canGenerate(const Model &model);
/// Without the parts that this model cannot take: they stay with the session, for a model that can.
Prompt promptFor(const Model &model, Prompt prompt);
RunRequest requestOf(const Prompt &prompt);
/// What the ids say when they follow the tokens that the trace was typed with; tokens that only end a text say nothing.
QString textOf(const Trace &trace, const std::vector<int> &generated);
/// Was there anything to run? An encoder-decoder needs a token on both sides.
bool hasTokens(const Trace &trace);

} // namespace headscope
