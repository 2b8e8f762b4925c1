// What a screen reader is told of the arithmetic of a pair: its rows of bars, channel by channel, and the steps between them.
#include "ui/views/pair/pair_view.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/number_text.h"

namespace headscope {

int PairView::accessibleTables() const
{
    return content() ? 3 : 0;
}

AccessibleTable PairView::accessibleTable(int index) const
{
    return index == 1 ? accessibleSteps() : accessibleGroup(index == 2);
}

AccessibleTable PairView::accessibleGroup(bool ofValue) const
{
    const auto content = this->content();
    const auto group = [content, ofValue]() -> const PairGroup & { return ofValue ? content->value : content->score; };
    AccessibleTable table;
    table.name = group().title;
    table.rows = int(group().lanes.size());
    table.columns = int(group().channels.size());
    table.rowName = [group](int row) { return group().lanes[std::size_t(row)].name; };
    table.columnName = [group](int column) { return tr("channel %1").arg(group().channels[std::size_t(column)] + 1); };
    table.cell = [group](int row, int column) {
        const PairLane &lane = group().lanes[std::size_t(row)];
        return tr("%1, channel %2, %3")
            .arg(lane.detail.isEmpty() ? lane.name : QStringLiteral("%1, %2").arg(lane.name, lane.detail),
                QString::number(group().channels[std::size_t(column)] + 1), exactText(float(lane.values[std::size_t(column)])));
    };
    table.rect = [this, ofValue](int row, int column) {
        const std::vector<QRectF> &lanes = (ofValue ? m_layout.value : m_layout.score).lanes;
        if (std::size_t(row) >= lanes.size())
            return QRectF();
        const QRectF lane = lanes[std::size_t(row)];
        const QRectF bar(
            lane.left() + column * m_layout.channelWidth - m_across->value(), lane.top(), m_layout.channelWidth, lane.height());
        return onScreen(bar & lane);
    };
    return table;
}

QRectF PairView::onScreen(const QRectF &placed) const
{
    const double zoom = figureZoom();
    return {(placed.topLeft() - offset()) * zoom, placed.size() * zoom};
}

AccessibleTable PairView::accessibleSteps() const
{
    const auto content = this->content();
    AccessibleTable table;
    table.name = tr("From the score to the weight");
    table.rows = int(content->steps.size());
    table.cell = [content](int row, int) {
        const PairStep &step = content->steps[std::size_t(row)];
        return QStringLiteral("%1, %2, %3").arg(step.title, step.number, step.how);
    };
    table.rect = [this](int row, int) {
        return std::size_t(row) < m_layout.steps.size() ? onScreen(m_layout.steps[std::size_t(row)]) : QRectF();
    };
    return table;
}

} // namespace headscope
