#include "ui/views/heatmap/heatmap_view.h"

#include "ui/session/pinned_pair.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/pattern/measure_words.h"

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kMargin = 20;
constexpr int kGlideMilliseconds = 140;
constexpr double kAtOnce = 3e7; // multiplications: some milliseconds
constexpr int kShowProgressAfter = 500; // milliseconds
constexpr int kProgressMilliseconds = 100;

bool isQuick(const HeatmapRequest &request)
{
    return numbersOf(*request.trace, request.place, request.choice) * request.trace->config().headWidth <= kAtOnce;
}

} // namespace

HeatmapView::HeatmapView(Session &session, Selection &selection, QWidget *parent)
    : View(session, selection, parent)
    , m_maker(
          this, [this](const HeatmapContent *) { contentChanged(); }, Job::Newer::atOnce) // rollout notices late
    , m_multiples(session, selection, *this)
    , m_ruleControl(new SegmentedControl(titlesOf(kPoolRules), this))
    , m_contrastControl(new SegmentedControl(titlesOf(kContrasts), this))
    , m_find(new TokenFind(this))
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setFocusRing(1);
    setHints({600, 560}, {260, 240});
    setWords({tr("Open a model to see its heads."), tr("Type a sentence to see where this head looks.")});
    dependOn(Selection::stageChanged | Selection::filterChanged | Selection::patternChanged);
    dependOnPartial();
    setAccessibleName(tr("Heatmap of one head: queries downward, keys to the right"));
    m_ruleControl->setAccessibleName(tr("What a cell shows that stands for several numbers"));
    m_ruleControl->setToolTip(tr("There are more tokens than pixels: each cell shows the largest, the mean or the sum of several numbers"));
    m_ruleControl->hide();
    connect(m_ruleControl, &SegmentedControl::activated, this, [this](int index) { setPoolRule(kPoolRules[std::size_t(index)].id); });

    m_contrastControl->setAccessibleName(tr("Contrast of the colours"));
    m_contrastControl->setToolTip(
        tr("How sizes become colours: evenly over the whole scale, each row up to its largest number, or by powers "
           "of ten"));
    m_contrastControl->hide();
    connect(m_contrastControl, &SegmentedControl::activated, this, [this](int index) { setContrast(kContrasts[std::size_t(index)].id); });

    m_glide.setDuration(kGlideMilliseconds);
    m_glide.setEasingCurve(QEasingCurve::OutCubic);
    connect(&m_glide, &QVariantAnimation::valueChanged, this, [this](const QVariant &value) {
        if (m_glide.state() == QAbstractAnimation::Running)
            applyZoom(std::exp(value.toDouble()), m_anchor);
    });
    connect(&m_glide, &QVariantAnimation::finished, this, [this] { applyZoom(m_wantedZoom, m_anchor); });
    m_tick.setInterval(kProgressMilliseconds);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (!m_maker.isBusy())
            return m_tick.stop();
        update();
    });
    connect(m_find, &TokenFind::moved, this, &HeatmapView::showFound);
    connect(m_find, &TokenFind::closed, this, [this] {
        setFocus(Qt::OtherFocusReason);
        place();
        hoverUnderPointer();
        update();
    });
    connect(&m_tiles, &PatternTiles::failed, this, [this](const QString &problem) {
        update(); // the coarser picture stays
        Q_EMIT m_session.failed(problem);
    });
    connect(&m_tiles, &PatternTiles::arrived, this, [this] {
        m_cells.drop();
        update();
    });
}

void HeatmapView::setPoolRule(PoolRule rule)
{
    m_rule = rule;
    m_ruleControl->setCurrent(static_cast<int>(rule));
    renew();
}

std::vector<ViewChoice> HeatmapView::choices()
{
    return {namedChoice<decltype(kPoolRules), PoolRule>("pool", kPoolRules, m_rule, [this](PoolRule rule) { setPoolRule(rule); }),
        namedChoice<decltype(kContrasts), Contrast>(
            "contrast", kContrasts, m_contrast, [this](Contrast contrast) { setContrast(contrast); }),
        placeChoice("zoom", m_wantedZoom, [this](double zoom) { setZoom(zoom, m_place.matrix.frame.center()); }),
        placeChoice("first_row", m_first.y(),
            [this](double row) {
                scrollTo({m_first.x(), row});
            }),
        placeChoice("first_column", m_first.x(), [this](double column) {
            scrollTo({column, m_first.y()});
        })};
}

void HeatmapView::setContrast(Contrast contrast)
{
    m_contrast = contrast;
    m_contrastControl->setCurrent(static_cast<int>(contrast));
    if (m_content)
        m_content->setContrast(contrast);
    m_multiples.setContrast(contrast);
    restyle();
    update();
}

void HeatmapView::stop()
{
    m_maker.stop();
    m_multiples.stop();
}

void HeatmapView::drop()
{
    m_maker.drop();
    m_request.reset();
    m_tiles.show(nullptr, m_rule);
    m_content.reset();
    m_multiples.drop();
}

void HeatmapView::restyle()
{
    if (m_content) {
        m_tiles.show(nullptr, m_rule); // their images have the old colours
        m_content->dress();
        m_minimap = {};
    }
    place();
}

void HeatmapView::prepare()
{
    if (isSideBySide()) {
        m_maker.stop();
        setAccessibleName(tr("Heatmaps of the chosen heads side by side"));
        place();
        return m_multiples.prepare();
    }
    m_multiples.stop();
    setAccessibleName(tr("Heatmap of one head: queries downward, keys to the right"));
    const auto request = heatmapRequest(m_session, m_selection, m_rule);
    if (request && m_content && m_content->request == *request) {
        m_maker.stop();
        setAccessibleDescription(m_content->title);
        return place();
    }
    if (m_maker.isBusy() && request == m_request)
        return; // it goes on
    m_request = request;
    m_maker.make(order(request));
    if (m_maker.isBusy())
        m_tick.start();
}

ContentOrder<HeatmapContent> HeatmapView::order(const std::optional<HeatmapRequest> &request)
{
    if (!request)
        return {};
    m_rowsDone = std::make_shared<std::atomic<int>>(0);
    m_rows = std::max(1, request->trace->rowCount({Stage::weights, request->place.layer, request->place.head})) * (request->before ? 3 : 1);
    m_clock.start();
    return {[wanted = *request, rows = m_rowsDone](const std::stop_token &stop) { return heatmapContent(wanted, stop, rows.get()); },
        isQuick(*request)};
}

double HeatmapView::progress() const
{
    if (!m_maker.isBusy() || m_clock.elapsed() < kShowProgressAfter)
        return -1;
    return std::min(1.0, double(m_rowsDone->load()) / m_rows);
}

void HeatmapView::contentChanged()
{
    const auto made = m_maker.content();
    m_request.reset(); // it holds a trace
    if (!made) {
        m_content.reset();
        hideControls();
        setAccessibleDescription(m_maker.problem());
        return update();
    }
    const HeatmapContent &content = *made;
    const bool sameSize = m_content && m_content->rowCount() == content.rowCount() && m_content->columnCount() == content.columnCount();
    m_content = content;
    m_content->setContrast(m_contrast);
    m_content->dress();
    m_minimap = {};
    m_find->setLabels(m_content->picture.rowLabels, m_content->picture.columnLabels,
        !content.request.trace->config().layer(content.request.place.layer).cross);
    m_tiles.show(content.isPooled() ? content.pattern : nullptr, content.request.rule);
    if (!sameSize) {
        m_glide.stop();
        m_zoom = m_wantedZoom = 1; // another text: the old place means nothing
        m_first = {};
    }
    setAccessibleDescription(content.title);
    place();
    update();
}

bool HeatmapView::isBusy() const
{
    return isSideBySide() ? m_multiples.isBusy() : m_maker.isBusy() || m_tiles.isBusy();
}

void HeatmapView::place()
{
    m_cells.drop();
    m_multiples.place();
    if (isSideBySide()) {
        m_ruleControl->hide();
        if (const MultiplesPlacement &side = m_multiples.placement(); !side.frames.empty())
            putControl(m_contrastControl, side.legend, side.right());
        else
            m_contrastControl->hide();
        m_find->hide();
        return;
    }
    if (!m_content)
        return;
    const double top = m_find->isHidden() ? 8 : 8 + m_find->height();
    m_place = placeHeatmap(*m_content, QRectF(rect()).adjusted(kMargin, top, -kMargin, -8), m_zoom, m_first, CellShape::filling);
    m_first = m_place.matrix.first;
    placeControls();
}

void HeatmapView::hideControls()
{
    m_ruleControl->hide();
    m_contrastControl->hide();
}

void HeatmapView::placeControls()
{
    // Beneath a legend that stands beside the cells, else at its right; one beneath the other.
    QRectF legend = m_place.legend;
    if (m_place.legendBeside)
        legend = QRectF(legend.left() - 17, legend.bottom() + 12, 1, 1);
    const double right = m_place.legendBeside ? 0 : m_place.matrix.frame.right();
    if (!m_content->isPooled())
        m_ruleControl->hide();
    else if (putControl(m_ruleControl, legend, right))
        legend.translate(0, m_ruleControl->height() + 4);
    putControl(m_contrastControl, legend, right);
    m_find->move(std::max(0, width() - m_find->width() - 10), 8);
}

/// At the right of the legend, or further right as far as the cells. Where it has no room the menu of the right button has the choice.
bool HeatmapView::putControl(SegmentedControl *control, const QRectF &legend, double cellsRight)
{
    const QSize size = control->sizeHint();
    const double right = std::max(cellsRight, legend.right() + 16 + size.width());
    control->setGeometry(QRect(QPoint(int(right) - size.width(), int(legend.top()) - 2), size));
    const bool fits = !legend.isEmpty() && right <= width() - 4 && control->geometry().bottom() <= height() - 2;
    control->setVisible(fits);
    return fits;
}

void HeatmapView::find()
{
    if (!m_content)
        return;
    m_find->open();
    place();
    hoverUnderPointer();
    update();
}

void HeatmapView::showFound()
{
    if (!m_content)
        return;
    placeControls();
    const FoundToken found = m_find->current();
    if (found.row < 0 && found.column < 0)
        return update();
    stopHovering(); // what was found is looked at, until the pointer moves
    // Large enough to read it and to see its neighbours.
    constexpr double legibleCell = 16;
    if (m_place.matrix.cell.width() < legibleCell)
        setZoom(m_zoom * legibleCell / m_place.matrix.cell.width(), m_place.matrix.frame.center());
    const MatrixLayout &layout = m_place.matrix;
    QPointF first = m_first;
    if (found.column >= 0)
        first.setX(found.column + 0.5 - layout.frame.width() / layout.cell.width() / 2);
    if (found.row >= 0)
        first.setY(found.row + 0.5 - layout.frame.height() / layout.cell.height() / 2);
    scrollTo(first);
}

void HeatmapView::resizeEvent(QResizeEvent *event)
{
    View::resizeEvent(event);
    hoverUnderPointer();
}

CellIndex HeatmapView::pinned() const
{
    if (!m_content)
        return {};
    const TokenPair pair = pinnedPair(*m_content->request.trace, m_selection);
    return {m_content->rowOf(pair.row), m_content->columnOf(pair.column)};
}

CellIndex HeatmapView::highlight() const
{
    if (!m_content)
        return {};
    const bool hovered = m_selection.hoverRow() >= 0;
    if (const FoundToken found = m_find->current(); !hovered && (found.row >= 0 || found.column >= 0))
        return {found.row, found.column};
    const CellIndex lit
        = hovered ? CellIndex{m_content->rowOf(m_selection.hoverRow()), m_content->columnOf(m_selection.hoverColumn())} : pinned();
    return {lit.row, lit.row >= 0 ? lit.column : -1};
}

QString HeatmapView::wordsInstead() const
{
    return isSideBySide() ? m_multiples.wordsInstead() : View::wordsInstead();
}

QRectF HeatmapView::wordsArea() const
{
    return isSideBySide() ? QRectF(rect()) : QRectF(rect().adjusted(24, 24, -24, -24));
}

void HeatmapView::paintFound(QPainter &painter) const
{
    const Theme &theme = Theme::current();
    const FoundToken found = m_find->current();
    painter.setBrush(Qt::NoBrush);
    if (found.row >= 0 && found.row != highlight().row) { // else it is framed already
        painter.setPen(QPen(theme.accent, 1.5));
        painter.drawRect(m_place.matrix.rowRect(found.row));
    }
    if (found.column >= 0) {
        painter.setPen(QPen(theme.key, 1.5));
        painter.drawRect(m_place.matrix.columnRect(found.column));
    }
}

void HeatmapView::paintProgress(QPainter &painter) const
{
    const double progress = this->progress();
    if (progress < 0)
        return;
    const Theme &theme = Theme::current();
    if (m_content) { // the picture of before must not pass for the one that was asked for
        QColor veil = theme.canvas;
        veil.setAlphaF(0.7F);
        painter.fillRect(rect(), veil);
    }
    const QRectF bar(rect().center().x() - 110.0, rect().center().y() + 14.0, 220, 6);
    painter.setFont(figureFont(13));
    painter.setPen(theme.text);
    painter.drawText(QRectF(0, bar.top() - 36, width(), 28), Qt::AlignCenter, tr("Looking at every pair of tokens …"));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.line);
    painter.drawRoundedRect(bar, 3, 3);
    painter.setBrush(theme.accent);
    painter.drawRoundedRect(QRectF(bar.topLeft(), QSizeF(std::max(6.0, bar.width() * progress), bar.height())), 3, 3);
}

void HeatmapView::paintScreen(QPainter &painter)
{
    if (isSideBySide())
        return m_multiples.paint(painter);
    if (!m_content) // being made: paintOver says so
        return;
    m_cells.paint(painter, QRectF(m_place.matrix.frame.toAlignedRect()), background(),
        [this](QPainter &cells) { m_pooled = paintHeatmapCells(cells, *m_content, m_place, devicePixelRatioF(), &m_tiles); });
    paintHeatmapFrame(painter, *m_content, m_place, highlight(), m_pooled);
    paintFound(painter);
    if (const QRectF map = minimap(); !map.isEmpty()) {
        if (m_minimap.isNull())
            m_minimap = minimapImage(*m_content);
        paintMinimap(painter, m_minimap, map, m_place.matrix);
    }
}

void HeatmapView::paintOver(QPainter &painter)
{
    if (isSideBySide())
        return;
    if (m_content && m_inside && !m_dragged && m_selection.hoverRow() >= 0 && m_selection.hoverColumn() >= 0) {
        const HeatmapCard card = heatmapCard(*m_content, highlight());
        if (!card.heading.isEmpty())
            paintHeatmapCard(painter, card, m_pointer, rect());
    }
    paintProgress(painter);
}

std::optional<HeatmapContent> HeatmapView::figureContent() const
{
    const auto request = heatmapRequest(m_session, m_selection, m_rule);
    if (request && m_content && m_content->request == *request)
        return m_content;
    auto content = heatmapNow(request);
    if (content)
        content->setContrast(m_contrast);
    return content;
}

ViewFigure HeatmapView::wholeFigure(const FigureParts &parts) const
{
    if (isSideBySide())
        return m_multiples.figure(isSettled(), parts);
    auto content = figureContent();
    const int pinned = content ? pinnedPair(*content->request.trace, m_selection).row : -1;
    return heatmapFigure(std::move(content), pinned, parts);
}

QString HeatmapView::figureTitle() const
{
    return isSideBySide() ? multiplesTitle(m_session, m_selection) : heatmapTitle(figureContent());
}

} // namespace headscope
