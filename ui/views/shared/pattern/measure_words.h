// What the parts of a PatternChoice are called.
#pragma once

#include "src/patterns/pattern_choice.h"

#include <QString>
#include <QStringList>

#include <string_view>

namespace headscope {

/// Words of the engine's tables (measures, rules, units …), which are English, in the language of the window.
QString tableWords(std::string_view words);
/// The titles of all rows of a table, in its order.
template <typename Rows>
QStringList titlesOf(const Rows &rows)
{
    QStringList titles;
    for (const auto &row : rows)
        titles << tableWords(row.title);
    return titles;
}

/// "value-weighted attention", "rollout": inside a title.
QString measureTitle(Measure measure);
/// What one picture is of: "Layer 3, head 2", or "Layer 3, all heads" where the measure is one matrix for a layer.
QString pictureTitle(const TransformerConfig &config, HeadPlace place, Measure measure);
/// "layer 3, head 2", or of several "mean of 3 heads (3.1, 3.2, 3.4)": all that are looked at by name, of many the first and how many.
QString headsTitle(const TransformerConfig &config, HeadPlace picked, const PatternChoice &choice);
/// "words", "special tokens hidden": what a title says about a choice beside its heads and measure; empty: nothing.
QString choiceTitle(const PatternChoice &choice);

} // namespace headscope
