#include "ui/views/text/text_picture.h"

#include "src/tensor/missing_number.h"

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr int kRowsAtOnce = 64;

std::vector<float> rowOf(const Pattern &pattern, int row)
{
    if (row < 0)
        return {};
    std::vector<float> numbers(static_cast<std::size_t>(pattern.columnCount()));
    pattern.block(row, 0, {numbers.data(), 1, pattern.columnCount(), pattern.columnCount()});
    return numbers;
}

std::vector<float> columnOf(const Pattern &pattern, int column)
{
    if (column < 0)
        return {};
    std::vector<float> numbers(static_cast<std::size_t>(pattern.rowCount()));
    pattern.block(0, column, {numbers.data(), pattern.rowCount(), 1, 1});
    return numbers;
}

/// Sums of rows or of columns, without the −∞ of what may not be looked at; nothing when stopped.
std::optional<std::vector<float>> totals(const Pattern &pattern, bool ofColumns, const std::stop_token &stop)
{
    std::vector<double> sums(static_cast<std::size_t>(ofColumns ? pattern.columnCount() : pattern.rowCount()));
    std::vector<float> numbers;
    for (int first = 0; first < pattern.rowCount(); first += kRowsAtOnce) {
        if (stop.stop_requested())
            return std::nullopt;
        const int count = std::min(kRowsAtOnce, pattern.rowCount() - first);
        const int reach = pattern.reach(first, count);
        numbers.resize(static_cast<std::size_t>(count) * static_cast<std::size_t>(reach));
        const MutableMatrixView block{numbers.data(), count, reach, reach};
        pattern.block(first, 0, block);
        for (int r = 0; r < count; ++r)
            for (int c = 0; c < reach; ++c)
                if (block(r, c) != -HUGE_VALF)
                    sums[static_cast<std::size_t>(ofColumns ? c : first + r)] += block(r, c);
    }
    return std::vector<float>(sums.begin(), sums.end());
}

/// Fills the block's numbers; false when stopped.
bool fill(TextBlock &block, const Pattern &pattern, const TextPicture &picture, const std::stop_token &stop)
{
    switch (picture.mode) {
    case TextMode::from: block.keys = rowOf(pattern, picture.row); return true;
    case TextMode::to: block.queries = columnOf(pattern, picture.column); return true;
    case TextMode::both:
        block.keys = rowOf(pattern, picture.row);
        block.queries = columnOf(pattern, picture.column);
        return true;
    case TextMode::received:
    case TextMode::given: {
        const bool received = picture.mode == TextMode::received;
        auto sums = totals(pattern, received, stop);
        if (!sums)
            return false;
        (received ? block.keys : block.queries) = std::move(*sums);
        return true;
    }
    }
    return true;
}

} // namespace

double TextPicture::strength(float number) const
{
    if (number == -HUGE_VALF || isMissing(number))
        return -1;
    return high > low ? std::clamp(ValueRange{low, high}.position(number, false), 0.0, 1.0) : number * 0;
}

std::optional<TextPicture> textPicture(ShownPatterns shown, TextMode mode, int row, int column, const std::stop_token &stop)
{
    TextPicture picture;
    picture.shown = std::move(shown);
    picture.mode = mode;
    picture.row = row;
    picture.column = column;
    for (const ShownHead &head : picture.shown.heads) {
        TextBlock block{picture.shown.heads.size() > 1 ? head.name : QString(), head.colorIndex, {}, {}};
        if (stop.stop_requested() || !fill(block, *head.pattern, picture, stop))
            return std::nullopt;
        picture.blocks.push_back(std::move(block));
    }
    for (const TextBlock &block : picture.blocks)
        for (const std::vector<float> *numbers : {&block.keys, &block.queries})
            picture.numbers = picture.numbers.with(rangeOf(MatrixView{numbers->data(), 1, int(numbers->size()), int(numbers->size()), 1}));
    const MeasureScale scale = measureInfo(picture.shown.choice.measure).scale;
    const bool total = mode == TextMode::received || mode == TextMode::given;
    if (total || scale != MeasureScale::unit) {
        picture.low = scale == MeasureScale::diverging ? picture.numbers.low : std::min(0.0, picture.numbers.low);
        picture.high = std::max(picture.low, picture.numbers.high);
    }
    return picture;
}

} // namespace headscope
