#include "ui/views/heatmap/tile_painter.h"

#include "ui/theme/theme.h"

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kDigitsFrom = 4; // pixels of a cell from which it is painted as one, with gap, hatching and digits

int levelOf(int step)
{
    int level = 0;
    while ((1 << level) < step)
        ++level;
    return level;
}

ValueRange rangeFor(const HeatmapContent &content, int level, float largest)
{
    // The size of the largest number pooled is the pattern's own; means and sums depend on how many numbers a cell stands for.
    if (level == 0 || content.request.rule == PoolRule::largest || content.diverging)
        return content.picture.range;
    return {std::min(0.0, content.picture.range.low), largest > 0 ? double(largest) : 1.0};
}

/// Of numbers that stand for `step` rows each, from `first` on.
QImage imageOf(const HeatmapContent &content, const float *values, int rows, int columns, const ValueRange &range, int first, int step)
{
    MatrixPicture picture;
    picture.scale = content.picture.scale;
    picture.range = range;
    picture.contrast = content.picture.contrast;
    picture.rowLargest = content.rowLargest(first, rows, step);
    picture.numbers.view = {values, rows, columns, columns, 1};
    return matrixImage(picture, {0, rows}, {0, columns});
}

/// Where rows and columns of the pattern lie on the figure.
QRectF rectOf(const MatrixLayout &layout, int firstRow, int endRow, int firstColumn, int endColumn)
{
    const QPointF first = layout.cellRect(firstRow, firstColumn).topLeft();
    return {first, layout.cellRect(endRow - 1, endColumn - 1).bottomRight()};
}

struct Painting {
    QPainter &painter;
    const HeatmapContent &content;
    const MatrixLayout &layout;
    PatternTiles *tiles;

    std::vector<PatternTile> placesOf(int level) const
    {
        const int cells = PatternTile::kSide << level;
        const IndexSpan rows = layout.visibleRows();
        const IndexSpan columns = layout.visibleColumns();
        std::vector<PatternTile> places;
        for (int row = rows.first / cells; row * cells < rows.last; ++row)
            for (int column = columns.first / cells; column * cells < columns.last; ++column)
                places.push_back({level, row, column});
        // From the middle outwards: that is where people look.
        const auto distance = [&](const PatternTile &place) {
            const double middleRow = (place.row + 0.5) * cells - (rows.first + rows.last) / 2.0;
            const double middleColumn = (place.column + 0.5) * cells - (columns.first + columns.last) / 2.0;
            return middleRow * middleRow + middleColumn * middleColumn;
        };
        std::ranges::sort(places, {}, distance);
        return places;
    }

    /// The picture that the content holds, made coarser where its cells would be smaller than a pixel.
    PooledView paintHeld(int level) const
    {
        const MatrixPicture &held = content.picture;
        const int factor = std::max(1, (1 << level) / content.step);
        PatternPool pool(
            content.request.rule, PoolAxis::steps(held.numbers.rows(), factor), PoolAxis::steps(held.numbers.cols(), factor), 0);
        pool.addRows(0, held.numbers.view);
        const int rows = pool.rows();
        const int columns = pool.columns();
        const std::vector<float> values = pool.take();
        float largest = 0;
        for (const float value : values)
            if (std::isfinite(value))
                largest = std::max(largest, std::abs(value));
        const PooledView view{double(content.step) * factor, content.request.rule, rangeFor(content, level, largest), true};
        painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
        // The last cell may stand for fewer numbers than the others; it is drawn as large and cut off.
        const QRectF first = layout.cellRect(0, 0);
        painter.drawImage(QRectF(first.left(), first.top(), first.width() * view.step * columns, first.height() * view.step * rows),
            imageOf(content, values.data(), rows, columns, view.range, 0, int(view.step)));
        return view;
    }

    void paintTile(const PatternTile &place, PatternTiles::Tile &tile, const ValueRange &range) const
    {
        const int step = 1 << place.level;
        const int row = place.row * PatternTile::kSide * step;
        const int column = place.column * PatternTile::kSide * step;
        if (tile.image.isNull() || tile.imageRange != float(range.high)) {
            tile.image = imageOf(content, tile.numbers.values.data(), tile.numbers.rows, tile.numbers.columns, range, row, step);
            tile.imageRange = float(range.high);
        }
        painter.drawImage(rectOf(layout, row, row + tile.numbers.rows * step, column, column + tile.numbers.columns * step), tile.image);
    }

    /// The visible numbers themselves, with digits where they fit; false when some are not there yet.
    bool paintNumbers(const std::vector<PatternTile> &places) const
    {
        const IndexSpan rows = layout.visibleRows();
        const IndexSpan columns = layout.visibleColumns();
        auto values = std::make_shared<std::vector<float>>(std::size_t(rows.size()) * std::size_t(columns.size()));
        for (const PatternTile &place : places) {
            const PatternTiles::Tile *tile = tiles->find(place);
            if (!tile)
                return false;
            const int top = place.row * PatternTile::kSide;
            const int left = place.column * PatternTile::kSide;
            for (int r = std::max(rows.first, top); r < std::min(rows.last, top + tile->numbers.rows); ++r)
                for (int c = std::max(columns.first, left); c < std::min(columns.last, left + tile->numbers.columns); ++c)
                    (*values)[std::size_t(r - rows.first) * std::size_t(columns.size()) + std::size_t(c - columns.first)]
                        = tile->numbers.values[std::size_t(r - top) * std::size_t(tile->numbers.columns) + std::size_t(c - left)];
        }
        MatrixPicture part = content.picture;
        part.rowLabels.clear();
        part.columnLabels.clear();
        part.rowLargest = content.rowLargest(rows.first, rows.size(), 1);
        part.numbers = {{values->data(), rows.size(), columns.size(), columns.size(), 1}, values};
        MatrixLayout shifted = layout;
        shifted.rows = rows.size();
        shifted.columns = columns.size();
        shifted.first = layout.first - QPointF(columns.first, rows.first);
        paintMatrix(painter, part, shifted);
        return true;
    }
};

} // namespace

int levelFor(double cellPixels)
{
    int level = 0;
    while (level < 30 && cellPixels * double(1 << level) < 1 - 1e-9)
        ++level;
    return level;
}

PooledView paintPooledCells(
    QPainter &painter, const HeatmapContent &content, const MatrixLayout &layout, double pixelRatio, PatternTiles *tiles)
{
    const Painting painting{painter, content, layout, tiles};
    const int held = levelOf(content.step);
    const int level = levelFor(std::min(layout.cell.width(), layout.cell.height()) * (pixelRatio > 0 ? pixelRatio : 1));
    painter.save();
    painter.setClipRect(layout.frame, Qt::IntersectClip);
    PooledView view;
    if (level >= held || !tiles) {
        if (tiles)
            tiles->want({});
        view = painting.paintHeld(std::max(level, held));
    } else {
        const std::vector<PatternTile> places = painting.placesOf(level);
        const bool complete = std::ranges::all_of(places, [&](const PatternTile &place) { return tiles->find(place) != nullptr; });
        tiles->want(places);
        view = {double(1 << level), content.request.rule, rangeFor(content, level, tiles->largestOf(level)), complete};
        const bool numbers = complete && level == 0 && layout.cell.width() >= kDigitsFrom;
        if (!numbers || !painting.paintNumbers(places)) {
            if (!complete) {
                const PooledView beneath = painting.paintHeld(held);
                if (content.request.rule != PoolRule::largest)
                    view = beneath;
                for (int coarser = held - 1; coarser > level; --coarser)
                    for (const PatternTile &place : painting.placesOf(coarser))
                        if (PatternTiles::Tile *tile = tiles->find(place))
                            painting.paintTile(place, *tile, rangeFor(content, coarser, tiles->largestOf(coarser)));
            }
            for (const PatternTile &place : places)
                if (PatternTiles::Tile *tile = tiles->find(place))
                    painting.paintTile(place, *tile, rangeFor(content, level, tiles->largestOf(level)));
        }
    }
    painter.restore();
    return view;
}

} // namespace headscope
