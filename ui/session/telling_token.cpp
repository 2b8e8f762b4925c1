#include "ui/session/telling_token.h"

#include <algorithm>

namespace headscope {

int tellingToken(const Trace &trace, int stack)
{
    const Edits &edits = trace.edits();
    const std::vector<Token> &tokens = trace.stackTokens(stack);
    const auto count = static_cast<int>(tokens.size());
    const TransformerConfig &config = trace.config();
    const auto isHere = [&](const Edit &edit) {
        return edit.row > 0 && edit.row < count && (edit.layer == Edit::kAll || config.stackOf(edit.layer) == stack);
    };
    if (const auto edit = std::find_if(edits.rbegin(), edits.rend(), isHere); edit != edits.rend())
        return edit->row;
    const auto typed = std::find_if(tokens.rbegin(), tokens.rend(), [](const Token &token) { return !token.special; });
    return typed == tokens.rend() ? count - 1 : static_cast<int>(tokens.rend() - typed) - 1;
}

} // namespace headscope
