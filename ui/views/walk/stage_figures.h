// The figures of the stages, by how they are made. Each fills panels and places; heading and subheading are the builder's.
#pragma once

#include "ui/views/walk/walk_figure.h"

namespace headscope {

/// A · B (+ bias) in Falk's scheme.
void fillProduct(WalkFigure &figure, const Trace &trace);
/// Another page of B, where it is held in pages: the one that shows column `column`.
void turnPage(WalkFigure &figure, const Trace &trace, int column);
/// One row of the vocabulary: the entries `columns` only.
void fillVocabulary(WalkFigure &figure, const Trace &trace, int row, const std::vector<int> &columns);
/// What is before and what is after, one symbol between them: scaling, cap, mask, activation.
void fillBeforeAfter(WalkFigure &figure, const Trace &trace, const StageKey &before, const QString &symbol);
/// What is before and what is after, and which columns are turned together.
void fillRotation(WalkFigure &figure, const Trace &trace, const StageKey &before);
/// Row, its mean and variance, and the row normalised.
void fillNorm(WalkFigure &figure, const Trace &trace, const StageKey &before);
/// terms added up = sum; `figure.key` is one of them.
void fillSum(WalkFigure &figure, const Trace &trace, const std::vector<StageKey> &terms, const StageKey &sum);
/// Scores, what is added for the distance, and their sum.
void fillScoreBias(WalkFigure &figure, const Trace &trace, const StageKey &before);
/// The activated gate times what waits behind it.
void fillGate(WalkFigure &figure, const Trace &trace, const StageKey &gate, const StageKey &behind);
/// One matrix; for looked up rows with the ids before it.
void fillLookup(WalkFigure &figure, const Trace &trace);
void fillJoinedHeads(WalkFigure &figure, const Trace &trace);
/// One row of scores, its exponentials and weights as strips above all weights.
void fillSoftmax(WalkFigure &figure, const Trace &trace);
/// original, edited, and edited − original.
void fillDifference(WalkFigure &figure, const Trace &original, const Trace &edited);

} // namespace headscope
