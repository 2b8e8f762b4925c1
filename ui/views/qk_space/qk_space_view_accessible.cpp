// What a screen reader is told of the plane: every query and key with its place, and the pairs that have lines.
#include "src/trace/number_words.h"
#include "ui/session/pinned_pair.h"
#include "ui/views/qk_space/qk_space_view.h"
#include "ui/views/shared/matrix/number_text.h"
#include "ui/views/shared/pattern/spoken_pattern.h"

namespace headscope {

int QkSpaceView::accessibleTables() const
{
    return content() ? (lineCount(*content(), m_options.lines) > 0 ? 2 : 1) : 0;
}

AccessibleTable QkSpaceView::accessibleTable(int index) const
{
    return index == 0 ? accessiblePoints() : accessibleLines();
}

AccessibleTable QkSpaceView::accessiblePoints() const
{
    const auto content = this->content();
    AccessibleTable table;
    table.name = tr("Queries and keys");
    table.rows = int(content->points.size());
    table.currentRow = pinnedPoint();
    table.cell = [content](int row, int) {
        const QkPoint &point = content->points[std::size_t(row)];
        const auto number = [](double value) { return QString::fromStdString(roundedNumber(value)); };
        return tr("%1, at %2, %3, length %4")
            .arg(point.isKey ? spokenKey(content->nameOf(point)) : spokenQuery(content->nameOf(point)), number(point.at.x()),
                number(point.at.y()), number(point.length));
    };
    table.rect = [this, content](int row, int) {
        constexpr double radius = 6;
        const QPointF at = m_place.toScreen(content->points[std::size_t(row)].at);
        return QRectF(at - QPointF(radius, radius), QSizeF(2 * radius, 2 * radius)) & m_place.plot;
    };
    table.choose = [this](int row, int) { pinPoint(row); };
    return table;
}

AccessibleTable QkSpaceView::accessibleLines() const
{
    const auto content = this->content();
    AccessibleTable table;
    table.name = linesText(*content, m_options.lines);
    table.rows = lineCount(*content, m_options.lines);
    table.cell = [content, what = spokenNumber(m_source.choice.measure)](int row, int) {
        const StrongPair &pair = content->pairs.pairs[std::size_t(row)];
        return QStringLiteral("%1, %2, %3 %4")
            .arg(spokenQuery(content->nameOf(content->points[std::size_t(pair.row)])),
                spokenKey(content->nameOf(content->points[std::size_t(pair.column)])), what, exactText(pair.value));
    };
    table.rect = [this, content](int row, int) {
        const StrongPair &pair = content->pairs.pairs[std::size_t(row)];
        const QPointF from = m_place.toScreen(content->points[std::size_t(pair.row)].at);
        const QPointF to = m_place.toScreen(content->points[std::size_t(pair.column)].at);
        return QRectF(from, to).normalized().adjusted(-1, -1, 1, 1) & m_place.plot;
    };
    table.choose = [this, content](int row, int) {
        const StrongPair &pair = content->pairs.pairs[std::size_t(row)];
        pinPair(m_selection, {content->points[std::size_t(pair.row)].token, content->points[std::size_t(pair.column)].token});
    };
    return table;
}

} // namespace headscope
