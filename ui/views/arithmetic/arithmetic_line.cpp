#include "ui/views/arithmetic/arithmetic_line.h"

#include <QFontMetricsF>

#include <algorithm>

namespace headscope {

namespace {

using Line = std::vector<ColoredText>;

Line joined(const Line &before, const QString &between, const Line &after)
{
    if (before.empty())
        return after;
    Line line = before;
    line.push_back({between, &Theme::muted});
    line.insert(line.end(), after.begin(), after.end());
    return line;
}

bool isResult(const Line &line)
{
    return std::ranges::any_of(line, [](const ColoredText &part) { return part.color == &Theme::result; });
}

/// The terms of the sheet's sum: the largest `count` and what stays always, and how many there are besides.
Line sumOf(const ArithmeticSheet &sheet, std::size_t count)
{
    const QString plus = QStringLiteral(" %1 ").arg(sheet.between);
    const ArithmeticSheet few = shortened(sheet, count);
    Line line;
    for (const TermBlock &block : few.blocks)
        line = joined(line, plus, block.isRest ? Line{{block.label, &Theme::muted}} : block.parts);
    return line;
}

} // namespace

std::vector<ColoredText> sheetLine(const ArithmeticSheet &sheet, const QFont &font, double width)
{
    const QFontMetricsF metrics(font);
    const auto fits = [&](const Line &line) {
        double sum = 0;
        for (const ColoredText &part : line)
            sum += metrics.horizontalAdvance(part.text);
        return sum <= width;
    };
    if (sheet.lines.empty())
        return {};
    // From the result backwards: what does not fit is left out, and so is all before it.
    const QString apart = QStringLiteral("   ·   ");
    const auto result = std::ranges::find_if(sheet.lines.rbegin(), sheet.lines.rend(), isResult);
    auto first = result == sheet.lines.rend() ? sheet.lines.end() - 1 : result.base() - 1;
    Line line;
    for (auto after = first; after != sheet.lines.end(); ++after)
        line = joined(line, apart, *after);
    while (first != sheet.lines.begin() && fits(joined(*(first - 1), apart, line)))
        line = joined(*--first, apart, line);
    if (first != sheet.lines.begin() || sheet.between.isEmpty())
        return line;
    ArithmeticSheet bySize = sheet;
    sortBySize(bySize); // once: what is sorted already is sorted quickly
    const auto with = [&](std::size_t count) { return joined(sumOf(bySize, count), QStringLiteral(" "), line); };
    Line best = with(sheet.blocks.size());
    if (fits(best)) // all of a short sum may be shorter than the words for its rest
        return best;
    best = line;
    for (std::size_t count = 1; count < sheet.blocks.size(); ++count) {
        Line longer = with(count);
        if (!fits(longer))
            break;
        best = std::move(longer);
    }
    return best;
}

} // namespace headscope
