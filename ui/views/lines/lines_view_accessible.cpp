// What a screen reader is told of the lines: of each head a list of them, the strongest first.
#include "ui/session/pinned_pair.h"
#include "ui/views/lines/lines_view.h"
#include "ui/views/shared/matrix/number_text.h"
#include "ui/views/shared/pattern/spoken_pattern.h"

namespace headscope {

int LinesView::accessibleTables() const
{
    const auto picture = content();
    return picture ? int(picture->sets.size()) : 0;
}

AccessibleTable LinesView::accessibleTable(int index) const
{
    const auto picture = content();
    const LineSet &set = picture->sets[std::size_t(index)];
    const auto pairOf = [picture, index](int row) -> const RuledPair & {
        const std::vector<RuledPair> &pairs = picture->sets[std::size_t(index)].pairs;
        return pairs[pairs.size() - 1 - std::size_t(row)]; // they are drawn weakest first
    };
    AccessibleTable table;
    table.name = set.name.isEmpty() ? ruleText(*picture) : set.name;
    table.rows = int(set.pairs.size());
    table.cell = [picture, pairOf](int row, int) {
        const RuledPair &pair = pairOf(row);
        return QStringLiteral("%1, %2, %3 %4")
            .arg(spokenQuery(picture->shown.rowLabels.value(pair.row)), spokenKey(picture->shown.columnLabels.value(pair.column)),
                spokenNumber(picture->shown.choice.measure), exactText(pair.weight));
    };
    const LitTokens now = pinned(picture.get());
    for (int row = 0; row < table.rows && table.currentRow < 0 && now.column >= 0; ++row)
        if (pairOf(row).row == now.row && pairOf(row).column == now.column)
            table.currentRow = row;
    table.rect = [this, pairOf](int row, int) {
        const RuledPair &pair = pairOf(row);
        const QRectF line = m_place.path(pair.row, pair.column).boundingRect().adjusted(-1, -1, 1, 1);
        return QRectF(toWidget(line.topLeft()), toWidget(line.bottomRight())) & canvas();
    };
    table.choose = [this, picture, pairOf](int row, int) {
        const Pattern &pattern = picture->shown.pattern();
        pinPair(
            m_selection, {pattern.rows()[std::size_t(pairOf(row).row)].first, pattern.columns()[std::size_t(pairOf(row).column)].first});
    };
    return table;
}

} // namespace headscope
