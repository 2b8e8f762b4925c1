// What is said at each stage of the first walk: Blackboard and its sentence, a sentence or two a stage with the numbers that are there.
#pragma once

#include "src/trace/trace.h"

#include <QString>

namespace headscope {

/// The model and the sentence of a first start, which the words are about.
QString tourModel();
QString tourSentence();
/// With the markup of lessons (<q>, <k>, <v>, <r>, and <b> around tokens). Of another model, sentence or head, and of an edited run, the
/// first words of the stage's lesson; `row` is the token that they may name.
QString tourWords(const Trace &trace, const StageKey &key, int row);

} // namespace headscope
