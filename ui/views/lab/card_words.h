// The words of a card: what is known of the mechanism, and what was counted and measured.
#pragma once

#include "ui/views/lab/card_maker.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace headscope {

struct CardFact {
    QString label; ///< "cost"
    QString value;
    QString widest; ///< the longest that may stand there: cards keep their size while numbers arrive
    QString meaning; ///< of the label, in a sentence

    bool operator==(const CardFact &) const = default;
};

struct CardWords {
    std::string name; ///< of the mechanism
    QString title;
    QString source; ///< "Beltagy et al. 2020 · Pairs"
    QStringList badges; ///< "implied", "untrained"
    QString idea;
    std::vector<CardFact> facts;
    QString note; ///< where its numbers come from; empty: it needs none
    QString state; ///< in the place of the picture: why there is none; empty: there is one
    bool isProblem = false; ///< state says why it cannot be had
    bool pinned = false;

    bool operator==(const CardWords &) const = default;
};

CardWords cardWords(const ChosenMechanism &chosen, const CardMaker::Entry *entry, const CardMaker &maker, bool pinned);
/// "Local window, reach = 3": the title with the parameter that matters most, and those that are not what a sentence is given.
QString titleOf(const ChosenMechanism &chosen);
/// "Pairs": short, for chips and cards.
QString groupName(MechanismGroup group);
QString groupTitle(MechanismGroup group);
/// "arXiv:2004.05150 · Beltagy et al. 2020"
QString paperOf(const MechanismInfo &mechanism);
QString words(std::string_view text);
/// "4,210", "18.4 k", "3.02 M": three digits are enough to compare by.
QString countText(double count);
QString bytesText(double bytes);

} // namespace headscope
