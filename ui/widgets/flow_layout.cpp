#include "ui/widgets/flow_layout.h"

#include <QWidget>

#include <algorithm>

namespace headscope {

FlowLayout::FlowLayout(int horizontalGap, int verticalGap)
    : m_horizontalGap(horizontalGap)
    , m_verticalGap(verticalGap)
{
}

FlowLayout::~FlowLayout()
{
    qDeleteAll(m_items);
}

QLayoutItem *FlowLayout::takeAt(int index)
{
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

void FlowLayout::setGeometry(const QRect &area)
{
    QLayout::setGeometry(area);
    place(area, true);
}

QSize FlowLayout::sizeHint() const
{
    int width = 0;
    int height = 0;
    for (const QLayoutItem *item : m_items) {
        if (item->isEmpty())
            continue;
        width += item->sizeHint().width() + (width > 0 ? m_horizontalGap : 0);
        height = std::max(height, item->sizeHint().height());
    }
    const QMargins margins = contentsMargins();
    return {width + margins.left() + margins.right(), height + margins.top() + margins.bottom()};
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const QLayoutItem *item : m_items)
        if (!item->isEmpty())
            size = size.expandedTo(item->minimumSize());
    const QMargins margins = contentsMargins();
    return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom());
}

int FlowLayout::place(const QRect &whole, bool move) const
{
    const QRect area = whole.marginsRemoved(contentsMargins());
    int x = area.x();
    int y = area.y();
    int line = 0;
    for (QLayoutItem *item : m_items) {
        if (item->isEmpty()) // a hidden widget
            continue;
        QSize size = item->sizeHint().expandedTo(item->minimumSize());
        const bool expands = item->expandingDirections() & Qt::Horizontal;
        if (expands) // takes what its line has left, rather than a line of its own
            size.setWidth(std::clamp(area.right() + 1 - x, item->minimumSize().width(), size.width()));
        if (x > area.x() && x + size.width() > area.right() + 1) {
            x = area.x();
            y += line + m_verticalGap;
            line = 0;
        }
        if (expands)
            size.setWidth(std::min(std::max(size.width(), area.right() + 1 - x), item->maximumSize().width()));
        if (move)
            item->setGeometry(QRect(QPoint(x, y), QSize(std::min(size.width(), area.width()), size.height())));
        x += size.width() + m_horizontalGap;
        line = std::max(line, size.height());
    }
    return y + line - area.y() + contentsMargins().top() + contentsMargins().bottom();
}

} // namespace headscope
