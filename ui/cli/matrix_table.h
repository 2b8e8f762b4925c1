// Prints one stage of a trace for people: a heading with shape and formula, tokens as labels, aligned numbers.
#pragma once

#include "src/trace/trace.h"
#include "ui/cli/command.h"

#include <string>
#include <vector>

namespace headscope {

/// `full` prints every row and column; otherwise what fits the terminal, with a line that says what was left out.
void printStage(const Trace &trace, const StageKey &key, bool full, Terminal &terminal);
/// The tokens with their ids, bytes and notes.
void printTokens(const std::vector<Token> &tokens, Terminal &terminal);
/// The tokens of the text, and of an encoder-decoder the decoder's.
void printTexts(const Trace &trace, Terminal &terminal);
/// Rows of the last text whose logits are worth telling: the last one, or those of hidden words.
std::vector<int> predictedRows(const Trace &trace);
/// What the model expects after the last token or in the place of hidden words, and the classes it finds.
void printPredictions(const Trace &trace, Terminal &terminal);
/// Does printPredictions print numbers, which need all layers? To be asked of a trace with tokens.
bool printsPredictions(const Trace &trace);

/// A number with three decimals, with as few digits as keep it legible when it is large; "-inf" where a query may not look.
std::string shortNumber(float value);

} // namespace headscope
