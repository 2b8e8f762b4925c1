// Paints the shaded text: the same code for the window and for exports. Only lines in sight are drawn.
#pragma once

#include "ui/views/text/text_layout.h"
#include "ui/views/text/text_picture.h"

#include <QPainter>

namespace headscope {

/// The text once: of a head, and in cross-attention of one of the two texts.
struct TextSection {
    QString heading; ///< may be empty
    int block = 0; ///< of the picture
    bool ofQueries = true;
    bool ofKeys = true;
    double top = 0; ///< of the heading
    double body = 0; ///< of the text
};

/// Everything placed, to be scrolled through.
struct TextDocument {
    std::vector<TextPiece> queries;
    std::vector<TextPiece> keys; ///< of cross-attention; else empty, the queries are the keys
    TextLayout queryLayout;
    TextLayout keyLayout;
    std::vector<TextSection> sections;
    double height = 0;

    const TextLayout &layout(const TextSection &section) const { return section.ofQueries ? queryLayout : keyLayout; }
    const std::vector<TextPiece> &pieces(const TextSection &section) const { return section.ofQueries ? queries : keys; }

    struct Hit {
        int section = -1;
        int piece = -1;
        bool operator==(const Hit &) const = default;
    };
    Hit at(const QPointF &point) const;
};

TextDocument textDocument(const TextPicture &picture, double width, double zoom);

/// What is between two heights of the document. `pointed` is framed lightly, the pinned query and key in their colours.
void paintText(QPainter &painter, const TextPicture &picture, const TextDocument &document, const TextDocument::Hit &pointed, double top,
    double bottom);

double textLegendHeight(const TextPicture &picture, double width);
void paintTextLegend(QPainter &painter, const TextPicture &picture, const QRectF &area);
/// "attention from “it” to each token".
QString textCaption(const TextPicture &picture);

} // namespace headscope
