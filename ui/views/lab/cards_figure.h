// The cards as a figure of any size, and their numbers as a table: for exports, printing and the clipboard.
#pragma once

#include "ui/session/lab_state.h"
#include "ui/views/drawn_view.h"
#include "ui/views/lab/card_maker.h"

#include <vector>

namespace headscope {

/// Cards that are not there yet are made now, without their times.
ViewFigure cardsFigure(const std::vector<ChosenMechanism> &chosen, const CardMaker &maker, const LabState &lab, const QString &title,
    const FigureParts &parts);
/// The same of cards that somebody has made, a card for each mechanism. `source`: where their numbers come from.
ViewFigure cardsFigure(const std::vector<ChosenMechanism> &chosen, std::shared_ptr<const std::vector<CardMaker::Entry>> cards,
    const QString &source, const QString &title, const FigureParts &parts);
/// Nothing without cards.
std::optional<ViewTable> cardsTable(const std::vector<ChosenMechanism> &chosen, const CardMaker &maker, const LabState &lab);
/// "Layer 1, head 2 · 9 tokens, 16 wide · not causal": where queries, keys and values come from.
QString sourceOf(const LabNumbers &numbers, const LabState &lab);

} // namespace headscope
