// Where numbers that are none (NaN, ∞) began in a run: in a tensor of the checkpoint that holds such numbers, or in arithmetic that grew
// beyond what 32 bits hold.
#pragma once

#include "src/trace/trace.h"

#include <optional>
#include <string>
#include <vector>

namespace headscope {

/// Is anything undefined at the end of the layers that were run, one at least? Whatever becomes NaN or infinite on the way stays so in the
/// residual stream, so only its end and, behind all layers, what is foretold from it are looked at: T · D + V numbers. There must be
/// tokens.
bool endsUndefined(const Trace &trace);

struct UndefinedOrigin {
    StageKey key; ///< the first stage, in the order of computation, that holds one (but for the −∞ of the mask)
    std::vector<std::string> tensors; ///< of what makes that stage: "lm_head.weight holds 3 NaN and 1 ∞"
};
/// Looks through the stages from the first one on; of a run that does not keep everything, layers are made again for it.
std::optional<UndefinedOrigin> undefinedOrigin(const Trace &trace);

/// The note about it, for people: where, why, and what to do when an edit may be the reason.
std::string undefinedNote(const Trace &trace);

} // namespace headscope
