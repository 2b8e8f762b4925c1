// Choosing several heads, as a grid of them does: one more, a rectangle, all of a layer. What is chosen is Selection's head together with
// PatternChoice::others.
#pragma once

#include "ui/session/selection.h"

#include <vector>

namespace headscope {

/// This one alone.
void chooseHead(Selection &selection, HeadPlace head);
/// One more; one that is chosen already goes, but never the last.
void toggleHead(Selection &selection, HeadPlace head);
/// All between the picked head and this one, layers and heads.
void chooseHeadsTo(Selection &selection, HeadPlace head);
/// These; the picked one stays picked if it is among them.
void chooseHeads(Selection &selection, const std::vector<HeadPlace> &heads);
/// All of one layer; heads: of a layer.
void chooseLayer(Selection &selection, int layer, int heads);
/// Is it looked at, alone or with others?
bool isChosen(const Selection &selection, HeadPlace head);

} // namespace headscope
