// The words of the Walk canvas, one place for all stages: the question each stage answers, the name of each matrix, short notes.
#pragma once

#include "src/trace/trace.h"
#include "ui/theme/theme.h"

#include <QString>

namespace headscope {

/// "How well does each query match each key?"
QString stageQuestion(const TransformerConfig &config, const StageKey &key);
/// "Q queries": symbol and a plain word.
QString matrixTitle(Stage stage);
/// The colour that stands for this stage everywhere: Q blue, K orange, V green, the rest pink when made and plain when used.
QColor Theme::*stageColor(Stage stage);
/// "layer 1 of 4, head 2 of 4", as far as the stage's scope needs them; who shares a key or value head.
QString placeText(const TransformerConfig &config, const StageKey &key);
/// "6 × 4".
QString shapeText(int rows, int columns);
/// How one number of the stage comes about, in a short sentence.
QString howText(const TransformerConfig &config, const StageKey &key);

} // namespace headscope
