#include "ui/views/pair/pair_view.h"

#include "ui/session/layer_loader.h"
#include "ui/session/pinned_pair.h"
#include "ui/session/shown_trace.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/view_keys.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr int kBar = 12;
constexpr double kHeadingHeight = 44;

constexpr std::array<NamedValue<ChannelOrder>, countOf<ChannelOrder>()> kOrders{
    {{ChannelOrder::inPlace, "in-place"}, {ChannelOrder::bySize, "by-size"}}};
static_assert(hasRowForEach(kOrders));
} // namespace

PairView::PairView(Session &session, Selection &selection, QWidget *parent)
    : ContentView(session, selection, parent)
    , m_order(new SegmentedControl({tr("In place"), tr("Largest first")}, this))
    , m_across(new QScrollBar(Qt::Horizontal, this))
    , m_down(new QScrollBar(Qt::Vertical, this))
{
    setAccessibleName(tr("Arithmetic of one query and one key"));
    setHints({}, {420, 300});
    setWords({tr("Open a model to see its heads."), tr("Type a sentence to see how a score is made.")});
    dependOn(Selection::stageChanged | Selection::pinChanged | Selection::hoverChanged);
    m_order->setAccessibleName(tr("Order of the channels"));
    m_order->setToolTip(tr("Channels in their place, or the largest products first"));
    m_across->setAccessibleName(tr("Scroll the channels"));
    m_down->setAccessibleName(tr("Scroll the arithmetic"));
    connect(m_order, &SegmentedControl::activated, this, &PairView::renew);
    connect(m_across, &QScrollBar::valueChanged, this, qOverload<>(&QWidget::update));
    connect(m_down, &QScrollBar::valueChanged, this, qOverload<>(&QWidget::update));
    connect(&LayerLoader::of(session), &LayerLoader::ready, this, &PairView::renew);
}

void PairView::setOrder(ChannelOrder order)
{
    m_order->setCurrent(order == ChannelOrder::bySize ? 1 : 0);
    renew();
}

std::vector<ViewChoice> PairView::choices()
{
    return {namedChoice<decltype(kOrders), ChannelOrder>(
                "order", kOrders, kOrders[std::size_t(m_order->current())].id, [this](ChannelOrder order) { setOrder(order); }),
        placeChoice("across", m_across->value(), [this](double pixels) { m_across->setValue(int(pixels)); }),
        placeChoice("down", m_down->value(), [this](double pixels) { m_down->setValue(int(pixels)); })};
}

ContentOrder<PairContent> PairView::order() const
{
    const auto order = pairOrder(m_session, m_selection, m_order->current() == 1 ? ChannelOrder::bySize : ChannelOrder::inPlace);
    if (order.work && !LayerLoader::of(m_session).isReady(m_selection.key(Stage::weights), m_selection.shown()))
        return {.refusal = tr("The text is long: the numbers of this layer are made again. One moment.")};
    return order;
}

void PairView::contentChanged(const PairContent *)
{
    setAccessibleDescription(content() ? content()->heading : QString());
    place();
}

void PairView::place()
{
    const auto content = this->content();
    m_order->setVisible(content != nullptr);
    const QSize hint = m_order->sizeHint();
    m_order->setGeometry(width() - hint.width() - 24, 8, hint.width(), hint.height());
    if (!content) {
        m_across->hide();
        m_down->hide();
        m_lit.reset();
        return;
    }
    const double zoom = figureZoom(); // scroll bars count what is of normal size
    {
        const NormalFigure normal;
        m_layout = layOutPair(*content, QSizeF(width(), height() - kBar) / zoom, true, true);
    }
    const QRectF lanes = m_layout.score.lanes.front();
    const int across = int(std::ceil(m_layout.scrollRange()));
    const int down = std::max(0, int(std::ceil(m_layout.height - (height() - (across > 0 ? kBar : 0)) / zoom)));
    m_across->setRange(0, across);
    m_across->setPageStep(int(lanes.width()));
    m_across->setSingleStep(40);
    m_across->setVisible(across > 0);
    m_across->setGeometry(int(lanes.left() * zoom), height() - kBar, int(lanes.width() * zoom), kBar);
    m_down->setRange(0, down);
    m_down->setPageStep(int(height() / zoom));
    m_down->setSingleStep(40);
    m_down->setVisible(down > 0);
    const int top = int(kHeadingHeight * zoom);
    m_down->setGeometry(width() - kBar, top, kBar, height() - top - kBar);
    m_lit = underMouse() ? litAt(m_pointer) : std::nullopt;
    update();
}

QPointF PairView::offset() const
{
    return {0, double(m_down->value())};
}

std::optional<ChannelPlace> PairView::litAt(const QPointF &position) const
{
    const QPointF at = position / figureZoom() + offset();
    const NormalFigure normal;
    return channelAt(*content(), m_layout, m_across->value(), at);
}

void PairView::paintScreen(QPainter &painter)
{
    painter.save();
    const double zoom = figureZoom();
    const NormalFigure normal;
    painter.scale(zoom, zoom);
    painter.translate(-offset());
    paintPair(painter, *content(), m_layout, m_across->value(), m_lit);
    painter.restore();
}

void PairView::paintOver(QPainter &painter)
{
    if (m_lit)
        paintHeatmapCard(painter, channelCard(*content(), m_lit->ofValue, m_lit->place), m_pointer, rect());
}

void PairView::pointAt(const std::optional<QPointF> &at)
{
    m_pointer = at.value_or(m_pointer);
    m_lit = at && content() ? litAt(m_pointer) : std::nullopt;
    update();
}

void PairView::wheelEvent(QWheelEvent *event)
{
    const QPoint turned = event->angleDelta();
    const bool sideways = (event->modifiers() & Qt::ShiftModifier) || turned.x() != 0 || m_down->maximum() == 0;
    QScrollBar *bar = sideways ? m_across : m_down;
    bar->setValue(bar->value() - (turned.x() != 0 ? turned.x() : turned.y()));
    event->setAccepted(bar->maximum() > 0);
}

void PairView::move(int rows, int columns)
{
    prepareNow();
    const auto content = this->content();
    if (!content)
        return;
    const auto trace = shownTrace(m_session, m_selection);
    const StageKey key = m_selection.key(Stage::weights);
    const int row = std::clamp(content->row + rows, 0, trace->rowCount(key) - 1);
    const int column = std::clamp(content->column + columns, 0, trace->columnCount(key) - 1);
    pinPair(m_selection, {row, column});
}

void PairView::keyPressEvent(QKeyEvent *event)
{
    using Key = ViewKey;
    const auto key = keyAmong(*event, {Key::up, Key::down, Key::left, Key::right, Key::order});
    if (!key)
        return ContentView::keyPressEvent(event);
    switch (*key) {
    case Key::up: return move(-1, 0);
    case Key::down: return move(1, 0);
    case Key::left: return move(0, -1);
    case Key::right: return move(0, 1);
    case Key::order: return setOrder(m_order->current() == 0 ? ChannelOrder::bySize : ChannelOrder::inPlace);
    default: return;
    }
}

} // namespace headscope
