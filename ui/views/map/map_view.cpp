#include "ui/views/map/map_view.h"

#include "ui/session/model_words.h"
#include "ui/theme/theme.h"
#include "ui/views/map/map_painter.h"
#include "ui/views/map/map_words.h"
#include "ui/views/view_keys.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>

namespace headscope {

namespace {

constexpr double kLargest = 2.5; // words are not larger than a heading

} // namespace

MapView::MapView(Session &session, Selection &selection, QWidget *parent)
    : View(session, selection, parent)
{
    setAccessibleName(tr("Map of the model"));
    setWords({tr("Open a model to see how it is built."), {}});
    dependOn(Selection::stageChanged);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
}

QString MapView::figureTitle() const
{
    const auto model = m_session.model();
    return model ? tr("Map of %1").arg(modelTitle(*model)) : tr("Map");
}

void MapView::prepare()
{
    const auto trace = m_session.trace();
    if (!trace)
        return drop();
    const TransformerConfig &config = trace->config();
    const int layer = m_selection.layer();
    const bool isOther = trace->modelPointer() != m_model;
    if (isOther)
        m_open = openLayersFor(config, layer);
    m_model = trace->modelPointer();
    m_open[static_cast<std::size_t>(config.stackOf(layer))] = layer;
    m_map = modelMap(config, m_open);
    m_present = m_map.boxOf(config, m_selection.key());
    m_hovered = -1;
    place();
    if (m_present < 0)
        return;
    const MapBox &box = m_map.boxes[static_cast<std::size_t>(m_present)];
    setAccessibleDescription(tr("%1, %2").arg(box.title, box.detail));
    if (isOther || box.key != m_presentKey) // while somebody types, the map stays where it was scrolled to
        Q_EMIT presentMoved(onScreen(box).toRect());
    m_presentKey = box.key;
}

void MapView::drop()
{
    m_map = {};
    m_model.reset();
    m_present = m_hovered = -1;
}

void MapView::place()
{
    if (m_map.boxes.empty())
        return;
    // Words keep their size: what does not fit is scrolled.
    setMinimumSize(m_map.size.toSize());
    m_scale = std::clamp(std::min(width() / m_map.size.width(), height() / m_map.size.height()), 1.0, kLargest);
    update();
}

QPointF MapView::offset() const
{
    const QSizeF left = QSizeF(size()) - m_map.size * m_scale;
    return {std::max(0.0, left.width() / 2), std::max(0.0, left.height() / 2)};
}

QRectF MapView::onScreen(const MapBox &box) const
{
    return {offset() + box.rect.topLeft() * m_scale, box.rect.size() * m_scale};
}

void MapView::paintScreen(QPainter &painter)
{
    painter.translate(offset());
    painter.scale(m_scale, m_scale);
    paintModelMap(painter, m_map, {m_present, m_hovered});
}

void MapView::pointAt(const std::optional<QPointF> &at)
{
    const int hovered = at ? m_map.boxAt((*at - offset()) / m_scale) : -1;
    if (hovered == m_hovered)
        return;
    m_hovered = hovered;
    setCursor(hovered >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

bool MapView::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return View::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int box = m_map.boxAt((QPointF(help->pos()) - offset()) / m_scale);
    QToolTip::showText(help->globalPos(), box >= 0 ? m_map.boxes[static_cast<std::size_t>(box)].tip : QString(), this);
    return true;
}

void MapView::mousePressEvent(QMouseEvent *event)
{
    const int box = m_map.boxAt((event->position() - offset()) / m_scale);
    if (event->button() == Qt::LeftButton && box >= 0)
        go(m_map.boxes[static_cast<std::size_t>(box)]);
}

void MapView::keyPressEvent(QKeyEvent *event)
{
    if (isKey(*event, ViewKey::open) && m_present >= 0)
        Q_EMIT chosen();
    else
        View::keyPressEvent(event);
}

void MapView::go(const MapBox &box)
{
    const MapBox::Kind kind = box.kind; // the map is another behind the next line
    m_selection.setKey({box.key.stage, box.key.layer, m_selection.head()});
    if (kind == MapBox::Kind::stage)
        Q_EMIT chosen();
}

AccessibleTable MapView::accessibleTable(int) const
{
    AccessibleTable table;
    table.name = figureTitle();
    table.rows = int(m_map.boxes.size());
    table.currentRow = m_present;
    table.cell = [this](int row, int) {
        const MapBox &box = m_map.boxes[std::size_t(row)];
        return box.detail.isEmpty() ? box.title : QStringLiteral("%1, %2").arg(box.title, box.detail);
    };
    table.rect = [this](int row, int) { return onScreen(m_map.boxes[std::size_t(row)]); };
    table.choose = [view = const_cast<MapView *>(this)](int row, int) { view->go(view->m_map.boxes[std::size_t(row)]); };
    return table;
}

ViewFigure MapView::wholeFigure(const FigureParts &parts) const
{
    const auto trace = m_session.trace();
    if (!trace)
        return {QSizeF(640, 300), {}};
    OpenLayers open = trace->modelPointer() == m_model ? m_open : openLayersFor(trace->config(), m_selection.layer());
    open[static_cast<std::size_t>(trace->config().stackOf(m_selection.layer()))] = m_selection.layer();
    const QString heading = parts.title ? modelHeading(trace->model()) : QString();
    const auto map = std::make_shared<ModelMap>(modelMap(trace->config(), open, heading));
    return {map->size, [map, present = map->boxOf(trace->config(), m_selection.key())](QPainter &painter) {
                paintModelMap(painter, *map, {present, -1});
            }};
}

} // namespace headscope
