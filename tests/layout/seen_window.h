// What a person sees of a window, text by text: a window is painted once more onto a device that keeps a record, so that no painter has to
// know of it. Trap: what a view keeps as a picture of its own is one picture here, and its letters are not seen; SeenWindow::pictures has
// them, and audited_window_test says which there may be.
#pragma once

#include <QPointer>
#include <QPolygonF>
#include <QRectF>
#include <QString>
#include <QWidget>

#include <vector>

namespace headscope {

/// One text in one font on one line, in the window's own pixels.
struct SeenText {
    QString text;
    QPolygonF ink; ///< the four corners of what its letters cover, turned as they are
    QRectF shown; ///< bounds of the ink as far as clips and scrolling let it be seen
    double pixels = 0; ///< of the font, as it appears
    const QWidget *widget = nullptr; ///< that painted it
    double cut = 0; ///< pixels of it that a clip or the window's edge hides at one side; what scrolls into sight does not count
    double covered = 0; ///< pixels of its length that were painted over

    QRectF place() const { return ink.boundingRect(); }
};

/// A cell, frame, line, bar or image.
struct SeenShape {
    QRectF place;
    const QWidget *widget = nullptr;
};

struct SeenWindow {
    std::vector<SeenText> texts; ///< of which something shows
    std::vector<SeenShape> shapes;
    std::vector<SeenShape> pictures; ///< pixmaps, and glyphs without their text: letters in them are not seen

    /// Of this widget and those in it.
    std::vector<const SeenText *> textsIn(const QWidget &widget) const;
};

/// Paints a window that is laid out. Its widgets must outlive the result.
SeenWindow seenWindow(QWidget &window);

} // namespace headscope
