// What the Walk shows for one stage, before anything has a place on the screen: matrices ("panels"), how they stand to each other, and
// words. Panels stand on a grid whose rows and columns share axes: matrices on the same axis have cells of one size and scroll together.
// That is all that Falk's scheme (A left of the result, B above it), sums side by side and the strips of a softmax need.
#pragma once

#include "src/trace/trace.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/matrix_painter.h"

#include <QString>
#include <QStringList>

#include <array>
#include <optional>
#include <vector>

namespace headscope {

/// What runs along a side of a panel. Panels on the same axis scroll together.
enum class Axis { query, key, feature, inner, statistic, single };
constexpr int kAxisCount = 6;

/// Tokens are wanted as a whole; features and vocabulary entries scroll when digits would not fit.
constexpr bool isTokenAxis(Axis axis)
{
    return axis == Axis::query || axis == Axis::key;
}

/// What a row or column of a panel is for the cell being made.
enum class Link { none, row, column };

/// Ways to stand: side by side, one above the other, two above one. The layout takes the one that reads best on the canvas at hand.
constexpr int kArrangements = 3;

struct GridPlace {
    int row = 0;
    int column = 0;
};

struct FigurePanel {
    QString title; ///< "Q queries"
    QColor Theme::*color = &Theme::text; ///< of the title and of its highlight
    QString symbolBefore; ///< "+", "=", "→": painted between this panel and the one before
    MatrixPicture picture;
    Axis rowAxis = Axis::query;
    Axis columnAxis = Axis::feature;
    Link rowLink = Link::none;
    Link columnLink = Link::none;
    std::array<GridPlace, kArrangements> places{}; ///< in each of the figure's arrangements
    std::optional<StageKey> stage; ///< whose numbers these are; none for weights of the model and for differences
    bool transposed = false; ///< Kᵀ: the panel's row is the stage's column
    bool result = false; ///< the one being made: playing fills it
    bool framesRow = false; ///< highlight the whole row (A in a product)
    bool framesColumn = false;
    QString note; ///< right of the panel: "sum 4.21"
    bool sharesScale = false; ///< with other panels of the figure
    int groupSize = 0; ///< columns per head, for joined heads; 0: no groups
    int firstColumn = 0; ///< the picture's first column, where it holds a page of a matrix too large to be held whole
    int allColumns = 0; ///< then all of that matrix's columns; 0: the picture holds them all

    int columnCount() const { return allColumns > 0 ? allColumns : picture.numbers.cols(); }
};

/// One line of the notes beside the figure.
struct FigureNote {
    QString text;
    bool number = false; ///< monospaced
};

struct WalkFigure {
    enum class Kind { empty, tokens, grid };
    Kind kind = Kind::empty;
    StageKey key;
    QString heading;
    QString subheading;
    QString lead; ///< a sentence or two beneath them, as many lines as it takes; empty: none
    std::vector<FigurePanel> panels;
    bool falk = false; ///< one arrangement, with guides from row and column to the cell
    int arrangements = 1; ///< how many of FigurePanel::places are meant
    std::vector<FigureNote> notes;
    QString legendCaption;
    std::optional<ValueRange> sharedNumbers; ///< of all panels that share the result's scale, where the legend speaks for them
    std::vector<int> vocabulary; ///< ids of the result's columns, where it shows some of the vocabulary; empty: all columns
    int onlyRow = -1; ///< the stage's row that the result's only row is; −1: the result has all rows
    std::vector<int> partners; ///< of each column the one it is turned with, −1: none; empty: no rotation
    /// Where the first token looks by its own maps: what stands above the result while its row is lit, and else.
    std::optional<FigurePanel> aboveFirstRow;
    std::optional<FigurePanel> aboveOtherRows;

    const FigurePanel *resultPanel() const;
    FigurePanel *resultPanel();
    int resultRows() const;
    int resultColumns() const;
    /// A cell of the result as a cell of the stage, and the other way round; −1 where there is none.
    CellIndex stageCellOf(CellIndex resultCell) const;
    CellIndex resultCellOf(CellIndex stageCell) const;
};

/// The stage's cell behind a panel's cell, and the other way round.
CellIndex stageCell(const FigurePanel &panel, CellIndex cell);

} // namespace headscope
