// The numbers of the What if view as one table, for a data file.
#pragma once

#include "ui/views/view.h"
#include "ui/views/whatif/what_if_figure.h"

namespace headscope {

/// Columns: layer and head (or token), from 1; what the change does to the followed word: logit change, log probability change (natural
/// logarithm), KL in bits, and its logit and probability with the change; for the words of the prediction the probability before and after
/// the edits. NaN where a row has no such number. First the words, then the sweep as far as it got, by layer and head.
/// Throws Error with the reason where the sweep could not be run.
ViewTable whatIfTable(const WhatIfFigure::Content &content);

} // namespace headscope
