// Hiding a word from a masked-language model, as an edit: its token is run as the model's [MASK], the typed text stays.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"

namespace headscope {

/// Does the model guess hidden words, and has it a token for them?
bool canMask(const Model &model);
/// Is this token masked by an edit? (A [MASK] that was typed is not.)
bool isMasked(const Session &session, int token);
/// Masks the token, or shows its word again; undoable. Nothing happens where canMask says no, or the text has no such token.
void toggleMask(Session &session, int token);

} // namespace headscope
