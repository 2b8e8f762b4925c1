// Where the cards of the Lab stand, and what is in them: as many columns as give the largest pictures without scrolling, else as many as
// can be read. Depends on words that are known before anything was counted, so that nothing moves while numbers arrive.
#pragma once

#include "ui/views/lab/card_words.h"

#include <QRectF>
#include <QSizeF>

#include <vector>

namespace headscope {

struct CardPlace {
    QRectF card;
    QRectF title; ///< without the mark of a pinned one, which stands at its right
    QRectF mark;
    QRectF source;
    QRectF badges; ///< their line; empty: there are none
    QRectF picture; ///< the pattern, labels included
    QRectF idea;
    std::vector<QRectF> facts;
    double labels = 0; ///< width of the facts' labels
    QRectF note;
};

struct CardsLayout {
    std::vector<CardPlace> places;
    QSizeF size; ///< of all
    int columns = 1;

    /// The card at a point; −1: none.
    int cardAt(const QPointF &at) const;
};

/// For a screen of this size; higher where not all fit.
CardsLayout layOutCards(const std::vector<CardWords> &cards, const QSizeF &area);
/// For a page.
CardsLayout layOutCardsOnPage(const std::vector<CardWords> &cards);

} // namespace headscope
