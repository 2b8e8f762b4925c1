// Activation patching: numbers of a run over another sentence, put into this run as an edit. Vig et al. 2020, arXiv:2004.12265; Meng et al.
// 2022, arXiv:2202.05262.
#pragma once

#include "src/interventions/partner_tokens.h"
#include "src/stages/edits.h"
#include "src/trace/trace.h"

#include <string>
#include <vector>

namespace headscope {

/// Rows of a stage := those that `from` has for the aligned tokens. `rows` are rows of `into`, all of them if empty; those without a
/// partner stay as they are. Throws Error for different models, for n × n stages, and when no row has a partner.
Edit rowPatch(const Trace &into, const Trace &from, const StageKey &place, AlignmentRule rule, const std::vector<int> &rows = {});
/// One head's pattern := that of `from`. Throws Error unless both texts have the same number of tokens, and beyond 2,000 tokens.
Edit patternPatch(const Trace &into, const Trace &from, int layer, int head);

} // namespace headscope
