#include "src/mechanisms/state_mask.h"

#include "src/error.h"

#include <string>

namespace headscope {

StateMask stateMaskOf(const MechanismInput &input, bool byNature)
{
    const Mask &mask = input.mask;
    const int keys = input.k.rows();
    if (mask.window > 0)
        throw Error("a sum over keys cannot let a window of " + std::to_string(mask.window) + " tokens move along", {},
            "Let it see all tokens, or take a mechanism that keeps its keys");
    StateMask state{.causal = byNature || mask.causal, .hidden = std::vector<bool>(static_cast<std::size_t>(keys))};
    if (state.causal && input.q.rows() != keys)
        throw Error("it reads one text from left to right; there are " + std::to_string(input.q.rows()) + " queries and "
                + std::to_string(keys) + " keys",
            {}, "Take queries and keys of the same text");
    for (const Mask::HiddenKey &hidden : mask.hidden) {
        if (hidden.query != Mask::HiddenKey::kEveryQuery)
            throw Error("a sum over keys cannot hide token " + std::to_string(hidden.key) + " from one query alone", {},
                "Hide it from all, or take a mechanism that keeps its keys");
        if (hidden.key >= 0 && hidden.key < keys)
            state.hidden[static_cast<std::size_t>(hidden.key)] = true;
    }
    return state;
}

} // namespace headscope
