// Two layers of attention without norms and MLPs, set by hand so that every weight is known: what "induction head" means, in its purest
// form. Elhage et al. 2021, transformer-circuits.pub/2021/framework.
//     layer 0, head 0: looks at the token before, and notes which one that was
//     layer 0, head 1: looks at all alike, says nothing
//     layer 1, head 0: induction; looks at every token whose note is the query's own token, and copies the token found there
//     layer 1, head 1: looks at all alike, takes back what it finds: copies with the opposite sign
// The first token has none before it and notes itself, so that a query with the same token looks there, too.
#pragma once

#include "src/models/model.h"

#include <memory>

namespace headscope {

inline constexpr int kInductionLetters = 26; ///< V: a … z
inline constexpr int kInductionContext = 64;

/// Texts are letters a … z, one token each.
std::shared_ptr<const Model> handMadeInduction();

} // namespace headscope
