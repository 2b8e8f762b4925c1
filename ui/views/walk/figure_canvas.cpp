#include "ui/views/walk/figure_canvas.h"

#include "ui/theme/theme.h"
#include "ui/widgets/accessible_painting.h"

#include <QEasingCurve>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr int kTransition = 180; // milliseconds
constexpr double kSlide = 26; // pixels
constexpr double kPresentedDigits = 0.024; // of the screen's height, to be read from the back row
constexpr double kLargestPerSmallest = 1.5;

constexpr std::array<NamedValue<Axis>, countOf<Axis>()> kAxes{{{Axis::query, "query"}, {Axis::key, "key"}, {Axis::feature, "feature"},
    {Axis::inner, "inner"}, {Axis::statistic, "statistic"}, {Axis::single, "single"}}};
static_assert(hasRowForEach(kAxes));

} // namespace

FigureCanvas::FigureCanvas(Session &session, Selection &selection, QWidget *parent)
    : View(session, selection, parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setHints({900, 560}, {420, 300});
    m_transition.setDuration(kTransition);
    m_transition.setStartValue(0.0);
    m_transition.setEndValue(1.0);
    m_transition.setEasingCurve(QEasingCurve::OutCubic);
    connect(&m_transition, &QVariantAnimation::valueChanged, this, qOverload<>(&QWidget::update));
    connect(&m_player, &WalkPlayer::playingChanged, this, &FigureCanvas::playingChanged);
    connect(&m_player, &WalkPlayer::progressChanged, this, [this](double progress) {
        followPlaying();
        update();
        Q_EMIT progressChanged(progress);
    });
    connect(&m_player, &WalkPlayer::finished, this, [this] {
        hover({});
        Q_EMIT finished();
    });
}

const WalkFigure &FigureCanvas::figure()
{
    prepareNow();
    return m_figure;
}

const PlacedFigure &FigureCanvas::placed()
{
    prepareNow();
    return m_placed;
}

void FigureCanvas::play()
{
    prepareNow();
    m_player.play();
}

void FigureCanvas::pause()
{
    m_player.pause();
    hover({});
}

void FigureCanvas::setSpeed(double speed)
{
    m_player.setSpeed(speed);
}

void FigureCanvas::setProgress(double progress)
{
    prepareNow();
    m_player.setProgress(progress);
}

void FigureCanvas::followPlaying()
{
    const qint64 filled = m_player.filled();
    const int columns = shape().column;
    if (!m_player.isPlaying() || filled <= 0 || columns == 0)
        return;
    const int row = int((filled - 1) / columns);
    hover({row, m_player.fillsCells() ? int((filled - 1) % columns) : pinnedCell().column});
    if (const FigurePanel *result = m_figure.resultPanel())
        scrollTo(result->rowAxis, row);
}

CellIndex FigureCanvas::shape() const
{
    return {m_figure.resultRows(), m_figure.resultColumns()};
}

std::vector<ViewChoice> FigureCanvas::choices()
{
    std::vector<ViewChoice> all{placeChoice("zoom", m_scroll.zoom, [this](double zoom) {
        m_scroll.zoom = std::max(zoom, 0.01); // the layout has its own ends
        layOutAgain();
    })};
    for (const auto &axis : kAxes) {
        int &first = m_scroll.first[std::size_t(axis.id)];
        all.push_back(placeChoice("first_" + std::string(axis.name), first, [this, &first](double index) {
            first = int(index);
            layOutAgain();
        }));
    }
    return all;
}

void FigureCanvas::layOutAgain()
{
    m_placed = layOut(m_figure, size(), m_scroll, digitSizes());
}

void FigureCanvas::setPresented(bool presented)
{
    m_presented = presented;
    if (isStale())
        return;
    layOutAgain();
    keepPinnedInView();
    update();
}

DigitSizes FigureCanvas::digitSizes() const
{
    DigitSizes sizes;
    const double zoom = std::max(1.0, Appearance::instance().zoom());
    const double smallest = m_presented ? std::max(double(sizes.smallest), kPresentedDigits * window()->height()) : sizes.smallest * zoom;
    sizes.smallest = int(std::ceil(smallest - 1e-6));
    sizes.comfortable = std::max(sizes.smallest, int(sizes.comfortable * zoom));
    sizes.largest = std::max(sizes.largest, int(sizes.smallest * kLargestPerSmallest));
    return sizes;
}

void FigureCanvas::keepPinnedInView()
{
    const FigurePanel *result = m_figure.resultPanel();
    if (!result)
        return;
    const CellIndex pinned = pinnedCell();
    const WalkMarks lit = marks();
    centre(result->rowAxis, pinned.row >= 0 ? pinned.row : lit.row);
    centre(result->columnAxis, pinned.column >= 0 ? pinned.column : lit.column);
}

void FigureCanvas::followPin()
{
    const FigurePanel *result = m_figure.resultPanel();
    if (!result || m_player.isPlaying())
        return;
    const CellIndex pinned = pinnedCell();
    scrollTo(result->rowAxis, pinned.row);
    scrollTo(result->columnAxis, pinned.column);
}

WalkMarks FigureCanvas::marks() const
{
    const int rows = m_figure.resultRows();
    const int columns = m_figure.resultColumns();
    WalkMarks marks;
    marks.filled = m_player.filled();
    if (rows > 0 && columns > 0) {
        const CellIndex cell = litCell();
        marks.row = std::min(cell.row, rows - 1);
        marks.column = std::min(cell.column, columns - 1);
    }
    return marks;
}

void FigureCanvas::describe()
{
    QString text = m_figure.heading;
    const WalkMarks lit = marks();
    const FigurePanel *result = m_figure.resultPanel();
    if (result && lit.row >= 0 && lit.column >= 0)
        text += QStringLiteral(" ") + cellTip({int(result - m_figure.panels.data()), {lit.row, lit.column}});
    if (text == accessibleDescription())
        return;
    setAccessibleDescription(text);
    if (isVisible() && !isHovering())
        announce(*this, text);
}

void FigureCanvas::startTransition(bool forward)
{
    m_forward = forward;
    // A figure of another text cannot be painted any more.
    if (!Appearance::instance().animations() || !isVisible() || isStale() || m_figure.kind == WalkFigure::Kind::empty)
        return;
    m_transition.stop();
    const double ratio = devicePixelRatioF();
    m_before = QPixmap(size() * ratio);
    m_before.setDevicePixelRatio(ratio);
    m_before.fill(background());
    QPainter painter(&m_before);
    paintCanvas(painter);
    painter.end();
    m_transition.start();
}

void FigureCanvas::paintCanvas(QPainter &painter)
{
    paintWalkFigure(painter, m_figure, m_placed, marks());
}

void FigureCanvas::paintScreen(QPainter &painter)
{
    paintCanvas(painter);
    if (m_transition.state() == QAbstractAnimation::Running) {
        const double t = m_transition.currentValue().toDouble();
        painter.setOpacity(1 - t);
        painter.drawPixmap(QPointF((m_forward ? -kSlide : kSlide) * t, 0), m_before);
        painter.setOpacity(1);
    }
}

void FigureCanvas::resizeEvent(QResizeEvent *event)
{
    View::resizeEvent(event);
    m_transition.stop();
    if (isStale())
        return;
    layOutAgain();
    keepPinnedInView();
}

} // namespace headscope
