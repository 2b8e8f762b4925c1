// The rules of a readable window, and what breaks them.
#pragma once

#include "src/enum_rows.h"
#include "tests/layout/seen_window.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace headscope {

enum class FaultKind {
    overlap, ///< two texts lie on each other
    cut, ///< a clip, the window's edge or something painted over it hides a part of a text
    small, ///< letters of less than 11 pixels
    elided, ///< a widget's text ends with “…”
    digits, ///< the explained cell has no digits, or they are too small
    desert ///< the figure leaves the canvas empty, and its digits are not large
};
struct FaultName {
    FaultKind id;
    std::string_view name;
};
inline constexpr std::array<FaultName, countOf<FaultKind>()> kFaultNames{{{FaultKind::overlap, "overlap"}, {FaultKind::cut, "cut"},
    {FaultKind::small, "small"}, {FaultKind::elided, "elided"}, {FaultKind::digits, "digits"}, {FaultKind::desert, "desert"}}};
static_assert(hasRowForEach(kFaultNames));

struct Fault {
    FaultKind kind = FaultKind::overlap;
    QString place; ///< the stage or view of the canvas, or the class of another part of the window
    QString words; ///< what is wrong, with the text and where
};

inline constexpr double kSmallestText = 11; ///< pixels
inline constexpr double kSmallestPresentedDigits = 0.024; ///< of the window's height
inline constexpr double kLargeDigits = 22; ///< pixels; of a figure that need not fill its canvas
inline constexpr double kFilled = 0.9; ///< of the canvas in the direction that limits a figure
inline constexpr double kFilledTolerance = 0.01; ///< what hangs together is found on a grid of 8 pixels

/// Overlapping, cut, small and elided texts, of the whole window. `canvas`: its own texts belong to `place`.
std::vector<Fault> textFaults(const SeenWindow &seen, const QWidget &canvas, const QString &place);

/// The figure is the largest group of shapes and texts on the canvas that hang together. How much of the canvas is filled, with what stands
/// above, beneath and beside it and the usual gaps.
struct FilledCanvas {
    QRectF figure;
    double across = 0; ///< share of the canvas's width, 0 … 1
    double down = 0; ///< of its height
    /// In the direction that limits it.
    double share() const { return std::max(across, down); }
};
FilledCanvas filledCanvas(const SeenWindow &seen, const QWidget &canvas);

/// Does it end with “…”?
bool isShortened(const QString &text);
bool isNumber(const QString &text);
/// Pixels of the number that stands in a cell, which is in the window's pixels; 0: there is none.
double digitsIn(const QRectF &cell, const std::vector<const SeenText *> &texts);

/// The part of the window that a widget is in, by its class: "TopBar", "RightDock".
QString partOf(const QWidget &widget);

} // namespace headscope
