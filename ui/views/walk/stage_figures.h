// The figures of the stages, by how they are made. Each fills panels and places; heading and subheading are the builder's.
#pragma once

#include "ui/views/walk/walk_figure.h"

namespace headscope {

struct Product; // src/trace/product.h

/// A · B (+ bias) in Falk's scheme; `product` is what productOf gave.
void fillProduct(WalkFigure &figure, const Trace &trace, const Product &product);
/// What is before and what is after, one symbol between them: scaling, mask, activation.
void fillBeforeAfter(WalkFigure &figure, const Trace &trace, const StageKey &before, const QString &symbol);
/// Row, its mean and variance, and the row normalised.
void fillNorm(WalkFigure &figure, const Trace &trace, const StageKey &before);
/// first + second = third; `figure.key` is one of the three.
void fillSum(WalkFigure &figure, const Trace &trace, const StageKey &first, const StageKey &second, const StageKey &third);
/// One matrix; for looked up rows with the ids before it.
void fillLookup(WalkFigure &figure, const Trace &trace);
void fillJoinedHeads(WalkFigure &figure, const Trace &trace);
/// One row of scores, its exponentials and weights as strips above all weights.
void fillSoftmax(WalkFigure &figure, const Trace &trace);
/// original, edited, and edited − original.
void fillDifference(WalkFigure &figure, const Trace &original, const Trace &edited);

} // namespace headscope
