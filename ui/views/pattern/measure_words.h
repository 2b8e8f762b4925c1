// What the parts of a PatternChoice are called.
#pragma once

#include "src/analysis/pattern_choice.h"

#include <QString>
#include <QStringList>

namespace headscope {

/// In the order of the enumerations.
QStringList measureNames();
QStringList unitNames();
QStringList specialTokensNames();
QStringList headRuleNames();

/// "value-weighted attention", "rollout": inside a title.
QString measureTitle(Measure measure);
/// What one picture is of: "Layer 3, head 2", or "Layer 3, all heads" where the measure is one matrix for a layer.
QString pictureTitle(const TransformerConfig &config, HeadPlace place, Measure measure);
/// "mean of 3 heads", "words", "special tokens hidden": what a title says about a choice beside its measure; empty: nothing.
QString choiceTitle(const PatternChoice &choice, HeadPlace picked);

} // namespace headscope
