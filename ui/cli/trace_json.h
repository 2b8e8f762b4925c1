// A trace as JSON for scripts: text, tokens, the numbers of chosen stages and the predictions.
#pragma once

#include "src/trace/trace.h"

#include <string>
#include <vector>

namespace headscope {

/// {"model", "text", "tokens": [{"id", "piece", "display", "begin", "end", "special", "note"?}],
///  "stages": [{"stage", "hook", "layer"?, "head"?, "shape", "values": rows}],
///  "generated", "generated_text"?: what was made, as text, "predictions": [{"id", "display", "logit", "probability"}], "notes"}. layer and
/// head count from 1; −∞ is null.
std::string traceJson(const Trace &trace, const std::vector<StageKey> &keys, const std::string &generatedText = {});
std::string tokensJson(const std::vector<Token> &tokens);

} // namespace headscope
