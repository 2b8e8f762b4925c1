// The targets that concern tokenizers: their files, their settings, and the texts that go through them.
#pragma once

#include "tests/fuzz/targets.h"

namespace headscope {

void appendTokenizerTargets(std::vector<FuzzTarget> &list);

} // namespace headscope
