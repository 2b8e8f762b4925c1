// What shades the text: how much one token looks at each (a row of the pattern), how much each looks at it (a column), or what each gets or
// gives in all (totals).
#pragma once

#include "ui/views/shared/matrix/value_range.h"
#include "ui/views/shared/pattern/shown_patterns.h"

#include <optional>
#include <stop_token>
#include <vector>

namespace headscope {

enum class TextMode { from, to, both, received, given };

/// The text once, for one head.
struct TextBlock {
    QString name; ///< of the head; empty when there is just one
    int colorIndex = -1;
    std::vector<float> keys; ///< one number for each column: looked at; empty in modes without it
    std::vector<float> queries; ///< one for each row: looking
};

struct TextPicture {
    ShownPatterns shown;
    TextMode mode = TextMode::from;
    int row = -1; ///< the token that looks; −1: none
    int column = -1; ///< the token that is looked at
    std::vector<TextBlock> blocks;
    /// What the colours span: 0 … 1 for weights, so that a weight looks the same whatever else is shown.
    double low = 0;
    double high = 1;
    ValueRange numbers; ///< what shows

    /// 0 … 1; −1 for what may not be looked at (−∞) or is not there. NaN stays NaN.
    double strength(float number) const;
};

/// row, column: of the pattern. Nothing when stopped.
std::optional<TextPicture> textPicture(ShownPatterns shown, TextMode mode, int row, int column, const std::stop_token &stop = {});

} // namespace headscope
