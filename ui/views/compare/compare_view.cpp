#include "ui/views/compare/compare_view.h"

#include "ui/session/pinned_pair.h"
#include "ui/session/shown_trace.h"
#include "ui/theme/theme.h"
#include "ui/widgets/flow_layout.h"

#include <QMouseEvent>

#include <algorithm>
#include <array>

namespace headscope {

namespace {

constexpr double kMargin = 24;
constexpr std::array<NamedValue<CompareShows>, countOf<CompareShows>()> kShows{
    {{CompareShows::all, "all"}, {CompareShows::sideBySide, "side-by-side"}, {CompareShows::difference, "difference"}}};
static_assert(hasRowForEach(kShows));

} // namespace

CompareView::CompareView(Session &session, Selection &selection, QWidget *parent)
    : ContentView(session, selection, parent)
    , m_controls(makeControls())
{
    setAccessibleName(tr("Comparison of A and B"));
    setFocusRing(0);
    setHints({}, {420, 320});
    setWords({tr("Open a model to compare its heads."),
        tr("Pin what you look at as A, then go on to another head, sentence or model, or change a number: it is B.\n\n"
           "With edits and nothing pinned, A is the original and B the edited run."),
        tr("Comparing …")});
    dependOn(Selection::stageChanged | Selection::patternChanged);
    connect(this, &CompareView::pinsChanged, this, &CompareView::followPins);
    followPins();
}

QWidget *CompareView::makeControls()
{
    auto *bar = new QWidget(this);
    auto *row = new FlowLayout(8, 6);
    row->setContentsMargins(0, 0, 0, 0);
    bar->setLayout(row);
    m_shows = new SegmentedControl({tr("All"), tr("A, B"), tr("B − A")}, bar);
    m_shows->setAccessibleName(tr("What is shown"));
    row->addWidget(m_shows);
    connect(m_shows, &SegmentedControl::activated, this, [this] { place(); });
    const auto button = [&](const QString &text, const QString &tip, auto slot) {
        auto *made = new QPushButton(text, bar);
        made->setToolTip(tip);
        row->addWidget(made);
        connect(made, &QPushButton::clicked, this, slot);
        return made;
    };
    m_pinA = button(tr("Pin A"), tr("Keep what is looked at now as A (A)"), &CompareView::pinA);
    m_pinB = button(tr("Pin B"), tr("Keep what is looked at now as B (B); until then B follows you"), &CompareView::pinB);
    m_swap = button(QStringLiteral("⇄"), tr("Swap: A becomes B and B becomes A"), &CompareView::swapSides);
    m_swap->setAccessibleName(tr("Swap A and B"));
    m_unpin = button(tr("Unpin"), tr("Let go of A and B and of the runs they keep in memory"), &CompareView::unpin);
    m_memory = new QLabel(bar);
    m_memory->setProperty("role", QStringLiteral("muted"));
    m_memory->setTextFormat(Qt::PlainText);
    row->addWidget(m_memory);
    return bar;
}

void CompareView::setA(std::optional<PinnedHead> pinned)
{
    m_pinned.a = std::move(pinned);
    Q_EMIT pinsChanged();
}

void CompareView::setB(std::optional<PinnedHead> pinned)
{
    m_pinned.b = std::move(pinned);
    Q_EMIT pinsChanged();
}

void CompareView::setShows(CompareShows shows)
{
    m_shows->setCurrent(int(shows));
    place();
}

std::vector<ViewChoice> CompareView::choices()
{
    return {namedChoice<decltype(kShows), CompareShows>(
        "shows", kShows, kShows[std::size_t(m_shows->current())].id, [this](CompareShows shows) { setShows(shows); })};
}

void CompareView::pinA()
{
    if (auto now = headLookedAt(m_session, m_selection))
        setA(std::move(now));
}

void CompareView::pinB()
{
    if (auto now = headLookedAt(m_session, m_selection))
        setB(std::move(now));
}

void CompareView::swapSides()
{
    auto [a, b] = sides();
    if (!a || !b)
        return;
    m_pinned = {std::move(b), std::move(a)};
    Q_EMIT pinsChanged();
}

void CompareView::unpin()
{
    m_pinned = {};
    drop();
    Q_EMIT pinsChanged();
}

void CompareView::followPins()
{
    const auto &[a, b] = m_pinned;
    m_unpin->setEnabled(a || b);
    std::size_t bytes = 0;
    if (a)
        bytes += a->trace->statistics().bytes;
    if (b && !(a && a->trace == b->trace))
        bytes += b->trace->statistics().bytes;
    m_memory->setText(bytes == 0 ? QString() : tr("%1 MiB kept").arg(double(bytes) / (1 << 20), 0, 'f', 1));
    m_memory->setToolTip(bytes == 0 ? QString() : tr("The numbers of the pinned runs stay in memory until they are unpinned"));
    renew();
}

void CompareView::prepare()
{
    CompareSides wanted = sides();
    m_swap->setEnabled(wanted.a && wanted.b);
    if (wanted == m_source && maker().isInForce())
        return;
    m_source = std::move(wanted);
    ContentView::prepare();
}

void CompareView::drop()
{
    ContentView::drop();
    m_source = {};
    m_hovered = {};
}

void CompareView::contentChanged(const CompareContent *)
{
    m_hovered = {};
    setAccessibleDescription(content() ? summaryOf(*content()).join(QLatin1Char(' ')) : QString());
    place();
}

QRectF CompareView::area() const
{
    return QRectF(rect()).adjusted(kMargin, 8.0 + m_controls->height() + 14, -kMargin, -14);
}

void CompareView::place()
{
    const int across = std::max(60, width() - 2 * int(kMargin));
    m_controls->setGeometry(int(kMargin), 8, across, m_controls->heightForWidth(across));
    m_picture.drop();
    if (content())
        m_layout = layOutCompare(*content(), shows(), area(), CellShape::filling);
    update();
}

CellIndex CompareView::pinnedCell() const
{
    const auto &[a, b] = m_source;
    if (!content() || !a || !b)
        return {};
    // The pin belongs to the run that is looked at: B, unless A is that one.
    const auto shown = shownTrace(m_session, m_selection);
    const bool ofB = b->trace == shown;
    if (!ofB && a->trace != shown)
        return {};
    const TokenPair pinned = pinnedPair(*shown, m_selection);
    return cellOf(*content(), ofB, pinned.row, pinned.column);
}

void CompareView::paintScreen(QPainter &painter)
{
    m_picture.paint(painter, rect(), background(), [this](QPainter &picture) { paintCompare(picture, *content(), m_layout); });
    paintCompareCell(painter, *content(), m_layout, pinnedCell(), true);
}

void CompareView::paintOver(QPainter &painter)
{
    if (m_hovered.row < 0)
        return;
    paintCompareCell(painter, *content(), m_layout, m_hovered, false);
    paintHeatmapCard(painter, compareCard(*content(), m_hovered), m_pointer, rect());
}

void CompareView::pointAt(const std::optional<QPointF> &at)
{
    m_pointer = at.value_or(m_pointer);
    m_hovered = at && content() ? compareCellAt(m_layout, m_pointer).value_or(CellIndex()) : CellIndex();
    update();
}

void CompareView::mouseReleaseEvent(QMouseEvent *event)
{
    if (const auto cell = content() && event->button() == Qt::LeftButton ? compareCellAt(m_layout, event->position()) : std::nullopt)
        pin(*cell);
}

/// In the run that is looked at, where that is one of the two and a cell is one pair.
void CompareView::pin(CellIndex cell) const
{
    const auto content = this->content();
    const auto &[a, b] = m_source;
    if (content->step > 1 || !a || !b)
        return;
    const auto shown = shownTrace(m_session, m_selection);
    const bool ofB = b->trace == shown;
    if (!ofB && a->trace != shown)
        return;
    const CompareSide &side = ofB ? content->b : content->a;
    const AlignedUnit row = content->axes->rows[std::size_t(cell.row)];
    const AlignedUnit column = content->axes->columns[std::size_t(cell.column)];
    const int query = ofB ? row.b : row.a;
    const int key = ofB ? column.b : column.a;
    if (query >= 0 && key >= 0)
        pinPair(m_selection, {side.pattern->rows()[std::size_t(query)].first, side.pattern->columns()[std::size_t(key)].first});
}

ViewFigure CompareView::wholeFigure(const FigureParts &parts) const
{
    return compareFigure(contentNow(), shows(), figureTitle(), parts);
}

} // namespace headscope
