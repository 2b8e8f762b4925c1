#include "ui/views/pair/pair_view.h"

#include "ui/jobs/failure_words.h"
#include "ui/session/layer_loader.h"
#include "ui/session/pinned_pair.h"
#include "ui/session/strongest_row.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/pattern/shown_cell.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr int kBar = 12;

/// The pair under the pointer of another view, else the pinned one; the pinned query's strongest key where no key is pinned, the strongest
/// row of the head where no query is.
TokenPair shownPair(const Trace &trace, const Selection &selection)
{
    const int layer = selection.layer();
    const int head = selection.head();
    if (const TokenPair hovered = hoveredPair(trace, selection); hovered.row >= 0)
        return hovered;
    auto [row, column] = pinnedPair(trace, selection);
    if (row < 0)
        row = strongestRow(trace, layer, head);
    if (column < 0 && row >= 0)
        column = strongestKey(trace, layer, head, row);
    return {row, column};
}

} // namespace

PairView::PairView(Session &session, Selection &selection, QWidget *parent)
    : View(session, selection, parent)
    , m_order(new SegmentedControl({tr("In place"), tr("Largest first")}, this))
    , m_across(new QScrollBar(Qt::Horizontal, this))
    , m_down(new QScrollBar(Qt::Vertical, this))
{
    setAccessibleName(tr("Arithmetic of one query and one key"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    m_order->setAccessibleName(tr("Order of the channels"));
    m_order->setToolTip(tr("Channels in their place, or the largest products first"));
    m_across->setAccessibleName(tr("Scroll the channels"));
    m_down->setAccessibleName(tr("Scroll the arithmetic"));
    connect(m_order, &SegmentedControl::activated, this, [this] {
        m_stale = true;
        update();
    });
    connect(m_across, &QScrollBar::valueChanged, this, qOverload<>(&QWidget::update));
    connect(m_down, &QScrollBar::valueChanged, this, qOverload<>(&QWidget::update));
    const auto stale = [this] {
        m_stale = true;
        update();
    };
    connect(&session, &Session::traceChanged, this, stale);
    connect(&session, &Session::modelChanged, this, [this] { m_content.reset(); }); // also while out of sight: it holds numbers
    connect(&selection, &Selection::changed, this, stale);
    connect(&LayerLoader::of(session), &LayerLoader::ready, this, stale);
    connect(&Appearance::instance(), &Appearance::changed, this, [this] { place(); });
}

void PairView::setOrder(ChannelOrder order)
{
    m_order->setCurrent(order == ChannelOrder::bySize ? 1 : 0);
    m_stale = true;
    update();
}

std::optional<PairContent> PairView::made(QString &problem) const
{
    const auto trace = shownTrace(m_session, m_selection);
    const int layer = m_selection.layer();
    const int head = m_selection.head();
    if (!trace || !hasTokens(*trace) || layer >= trace->config().layers || head >= trace->config().heads)
        return std::nullopt;
    try {
        const TokenPair pair = shownPair(*trace, m_selection);
        if (pair.row < 0)
            return std::nullopt;
        const bool bySize = m_order->current() == 1;
        return pairContent(*trace, layer, head, pair.row, pair.column, bySize ? ChannelOrder::bySize : ChannelOrder::inPlace);
    } catch (...) {
        problem = failureInWords();
        return std::nullopt;
    }
}

std::optional<PairContent> PairView::made() const
{
    QString problem;
    return m_stale ? made(problem) : m_content;
}

void PairView::refresh()
{
    m_stale = false;
    m_problem.clear();
    m_content.reset();
    if (LayerLoader::of(m_session).isReady(m_selection.key(Stage::weights), m_selection.shown()))
        m_content = made(m_problem);
    else
        m_problem = tr("The text is long: the numbers of this layer are made again. One moment.");
    setAccessibleDescription(m_content ? m_content->heading : QString());
    place();
}

void PairView::place()
{
    m_order->setVisible(m_content.has_value());
    const QSize hint = m_order->sizeHint();
    m_order->setGeometry(width() - hint.width() - 24, 8, hint.width(), hint.height());
    if (!m_content) {
        m_across->hide();
        m_down->hide();
        m_lit.reset();
        return;
    }
    m_layout = layOutPair(*m_content, QSizeF(width(), height() - kBar));
    const int across = int(std::ceil(m_layout.scrollRange()));
    const int down = std::max(0, int(std::ceil(m_layout.height)) - height() + (across > 0 ? kBar : 0));
    m_across->setRange(0, across);
    m_across->setPageStep(int(m_layout.score.lanes.front().width()));
    m_across->setSingleStep(40);
    m_across->setVisible(across > 0);
    m_across->setGeometry(int(m_layout.score.lanes.front().left()), height() - kBar, int(m_layout.score.lanes.front().width()), kBar);
    m_down->setRange(0, down);
    m_down->setPageStep(height());
    m_down->setSingleStep(40);
    m_down->setVisible(down > 0);
    m_down->setGeometry(width() - kBar, 44, kBar, height() - 44 - kBar);
    m_lit = channelAt(*m_content, m_layout, m_across->value(), m_pointer + offset());
    if (!underMouse())
        m_lit.reset();
    update();
}

QPointF PairView::offset() const
{
    return {0, double(m_down->value())};
}

void PairView::showEvent(QShowEvent *event)
{
    View::showEvent(event);
    m_stale = true;
}

void PairView::resizeEvent(QResizeEvent *event)
{
    View::resizeEvent(event);
    place();
}

void PairView::paintEvent(QPaintEvent *)
{
    if (m_stale)
        refresh();
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), theme.canvas);
    if (!m_content) {
        painter.setFont(figureFont(14));
        painter.setPen(theme.muted);
        painter.drawText(rect().adjusted(24, 8, -24, -8), Qt::AlignCenter | Qt::TextWordWrap,
            !m_problem.isEmpty()    ? m_problem
                : m_session.trace() ? tr("Type a sentence to see how a score is made.")
                                    : tr("Open a model to see its heads."));
        return;
    }
    painter.save();
    painter.translate(-offset());
    paintPair(painter, *m_content, m_layout, m_across->value(), m_lit);
    painter.restore();
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.drawRoundedRect(QRectF(rect()).adjusted(2.5, 2.5, -2.5, -2.5), 8, 8);
    }
    if (m_lit)
        paintHeatmapCard(painter, channelCard(*m_content, m_lit->ofValue, m_lit->place), m_pointer, rect());
}

void PairView::mouseMoveEvent(QMouseEvent *event)
{
    m_pointer = event->position();
    m_lit = m_content ? channelAt(*m_content, m_layout, m_across->value(), m_pointer + offset()) : std::nullopt;
    update();
}

void PairView::leaveEvent(QEvent *)
{
    m_lit.reset();
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
    if (m_stale)
        refresh();
    const auto trace = shownTrace(m_session, m_selection);
    if (!m_content || !trace)
        return;
    const StageKey key = m_selection.key(Stage::weights);
    const int row = std::clamp(m_content->row + rows, 0, trace->rowCount(key) - 1);
    const int column = std::clamp(m_content->column + columns, 0, trace->columnCount(key) - 1);
    pinPair(m_selection, {row, column});
}

void PairView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Up: return move(-1, 0);
    case Qt::Key_Down: return move(1, 0);
    case Qt::Key_Left: return move(0, -1);
    case Qt::Key_Right: return move(0, 1);
    case Qt::Key_S: return setOrder(m_order->current() == 0 ? ChannelOrder::bySize : ChannelOrder::inPlace);
    case Qt::Key_Escape: return m_selection.pin(-1, -1);
    default: View::keyPressEvent(event);
    }
}

QSizeF PairView::figureSize() const
{
    const auto content = made();
    return content ? pairFigureSize(*content, m_parts.title) : QSizeF(640, 300);
}

void PairView::paintFigure(QPainter &painter, const QRectF &area) const
{
    const auto content = made();
    if (!content)
        return;
    const QSizeF canvas = pairFigureSize(*content, m_parts.title);
    painter.save();
    painter.translate(area.topLeft());
    const double scale = std::min(area.width() / canvas.width(), area.height() / canvas.height());
    painter.scale(scale, scale);
    paintPair(painter, *content, layOutPair(*content, canvas, m_parts.title), 0, std::nullopt);
    painter.restore();
}

std::optional<ViewTable> PairView::table() const
{
    const auto content = made();
    if (!content)
        return std::nullopt;
    ViewTable table;
    table.columns = {"q", "k", "q*k", "sum of q*k so far", "v", "weight*v", "sum over all keys"};
    const PairArithmetic &pair = content->numbers;
    for (std::size_t c = 0; c < pair.value.size(); ++c) {
        const Term &term = pair.raw.terms[c];
        table.rows.push_back(std::to_string(c + 1));
        for (const double value : {term.a, term.b, term.value, pair.runningSum[c], pair.value[c], pair.weighted[c], pair.sum[c]})
            table.values.push_back(static_cast<float>(value));
    }
    return table;
}

QString PairView::figureTitle() const
{
    const auto content = made();
    return content ? QStringLiteral("%1 · %2").arg(content->place, content->heading) : tr("Arithmetic");
}

} // namespace headscope
