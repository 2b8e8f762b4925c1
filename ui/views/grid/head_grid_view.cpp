#include "ui/views/grid/head_grid_view.h"

#include "src/patterns/pooled_pattern.h"
#include "ui/session/model_words.h"
#include "ui/session/shown_trace.h"
#include "ui/theme/color_scale.h"
#include "ui/theme/head_color.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/figure_words.h"
#include "ui/views/shared/matrix/matrix_painter.h"
#include "ui/views/shared/matrix/number_text.h"
#include "ui/views/shared/matrix/value_range.h"
#include "ui/views/shared/pattern/head_choice.h"
#include "ui/views/shared/scores/score_words.h"

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kSmallest = 20;
constexpr double kLargest = 132;
constexpr double kMargin = 4; // room for the frame of the picked head
constexpr double kFigureSide = 72; // of a picture in an export
constexpr double kPageEdge = 24; // around an exported page
constexpr double kPageTitle = 30;
constexpr double kPageLegend = 28;
constexpr double kRadius = 3;
constexpr double kLabelGap = 4;

double lineHeight()
{
    return std::ceil(QFontMetricsF(figureMono(11)).height());
}

/// A head's picture is made in a hundredth of a second.
bool isQuick(const Trace &trace)
{
    const StageKey key{Stage::weights, 0, 0};
    return double(trace.rowCount(key)) * trace.columnCount(key) * trace.config().headWidth <= 1e8;
}

double gapFor(double side)
{
    return side >= 60 ? 10 : side >= 32 ? 6 : 4;
}

} // namespace

HeadGridView::HeadGridView(Session &session, Selection &selection, const HeadScoreSource *scores, QWidget *parent)
    : View(session, selection, parent)
    , m_scores(scores)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("All heads, layers downward, heads to the right"));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);

    dependOnPartial();
    // Typing goes first: the survey of an outdated run would only take the processor from the new one.
    connect(&session, &Session::busyChanged, this, [this](bool busy) {
        if (busy)
            m_survey.cancel();
        else
            renew();
    });
    if (scores) {
        connect(scores, &HeadScoreSource::changed, this, [this] {
            if (m_scores->colour() || !m_scores->filter().isEmpty())
                update();
        });
        connect(scores, &HeadScoreSource::filterChanged, this, qOverload<>(&QWidget::update));
        connect(scores, &HeadScoreSource::colourChanged, this, qOverload<>(&QWidget::update));
    }
    connect(&m_survey, &HeadSurvey::headReady, this, [this](int layer, int head) {
        if (m_survey.isDifference())
            m_pictures.clear(); // their colours span the largest change so far
        else
            m_pictures.remove(layer * m_survey.heads() + head);
        update(headRect(layer, head).toAlignedRect().adjusted(-4, -4, 4, 4));
    });
    connect(&m_survey, &HeadSurvey::finished, this, [this] {
        update();
        describePicked();
        Q_EMIT surveyChanged();
    });
}

void HeadGridView::drop()
{
    m_survey.clear();
    m_pictures.clear();
}

void HeadGridView::selectionChanged(Selection::Changes what)
{
    View::selectionChanged(what);
    if (what & Selection::stageChanged)
        describePicked();
}

void HeadGridView::moveEvent(QMoveEvent *event)
{
    View::moveEvent(event);
    update(); // the names at the edges stay where they are
}

std::shared_ptr<const Model> HeadGridView::model() const
{
    return m_survey.layers() > 0 ? m_session.model() : nullptr;
}

bool HeadGridView::hasGroups() const
{
    const auto model = this->model();
    return model && model->config().groups() < model->config().heads;
}

double HeadGridView::labelWidth() const
{
    QString widest = QStringLiteral("00");
    if (const auto model = this->model(); model && model->config().isEncoderDecoder())
        widest = QStringLiteral("D%1×").arg(model->config().layers / 2);
    return std::ceil(QFontMetricsF(figureMono(11)).horizontalAdvance(widest)) + 8;
}

double HeadGridView::headerHeight() const
{
    return lineHeight() + kLabelGap + (hasGroups() ? lineHeight() + 4 : 0);
}

void HeadGridView::prepare()
{
    // The layers that a long run has done, where looking at them takes nothing from the run.
    const auto partial = m_session.partial();
    if (m_session.isBusy() && !(partial && partial->doneLayers() > 0 && isQuick(*partial)))
        return;
    const int layers = m_survey.layers();
    const int heads = m_survey.heads();
    if (m_session.isBusy())
        m_survey.start(partial, nullptr);
    else
        m_survey.start(shownTrace(m_session, m_selection), m_selection.shown() == Shown::difference ? m_session.original() : nullptr);
    if (layers != m_survey.layers() || heads != m_survey.heads()) {
        m_pictures.clear();
        updateGeometry();
        Q_EMIT surveyChanged();
    }
}

HeadGridView::Geometry HeadGridView::geometry(double width) const
{
    const int heads = std::max(1, m_survey.heads());
    const QPointF origin(labelWidth() + kMargin, headerHeight() + kMargin);
    const double room = width - origin.x() - kMargin;
    // The widest gap that its pictures are large enough for.
    double side = kLargest;
    double gap = 0;
    for (const double wanted : {kLargest, 40.0, kSmallest}) {
        gap = gapFor(wanted);
        side = std::clamp(std::floor(room / heads - gap), kSmallest, kLargest);
        if (gapFor(side) >= gap)
            break;
    }
    return {origin, side, side + gap};
}

int HeadGridView::heightForWidth(int width) const
{
    const Geometry place = geometry(width);
    return int(std::ceil(place.origin.y() + std::max(1, m_survey.layers()) * place.pitch + kMargin));
}

QSize HeadGridView::sizeHint() const
{
    return {360, heightForWidth(360)};
}

QSize HeadGridView::minimumSizeHint() const
{
    const double pitch = kSmallest + gapFor(kSmallest);
    return {int(labelWidth() + 2 * kMargin + std::max(1, m_survey.heads()) * pitch), int(headerHeight() + 2 * kMargin + pitch)};
}

QRectF HeadGridView::headRect(const Geometry &place, int layer, int head) const
{
    return {place.origin.x() + head * place.pitch, place.origin.y() + layer * place.pitch, place.side, place.side};
}

QRectF HeadGridView::headRect(int layer, int head) const
{
    return headRect(geometry(width()), layer, head);
}

int HeadGridView::headAt(const QPointF &position) const
{
    const Geometry place = geometry(width());
    const int head = int(std::floor((position.x() - place.origin.x()) / place.pitch));
    const int layer = int(std::floor((position.y() - place.origin.y()) / place.pitch));
    if (head < 0 || layer < 0 || head >= m_survey.heads() || layer >= m_survey.layers() || !headRect(place, layer, head).contains(position))
        return -1;
    return layer * m_survey.heads() + head;
}

QImage HeadGridView::picture(const SurveyedHead &head, int mostPixels) const
{
    PatternPool pool(PoolRule::largest, PoolAxis::atMost(head.rows, mostPixels), PoolAxis::atMost(head.columns, mostPixels), 0);
    pool.addRows(0, {head.values.data(), head.rows, head.columns, head.columns, 1});
    const std::vector<float> values = pool.take();
    const bool difference = m_survey.isDifference();
    const ColorScale scale = difference ? ColorScale::currentDiverging() : ColorScale::currentSequential();
    const double most = m_survey.largest();
    const ValueRange range = difference ? ValueRange{-most, most} : ValueRange{0, 1};
    QImage image(pool.columns(), pool.rows(), QImage::Format_RGB32);
    for (int r = 0; r < pool.rows(); ++r) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(r));
        for (int c = 0; c < pool.columns(); ++c) {
            line[c] = cellColor(scale, range, values[std::size_t(r) * std::size_t(pool.columns()) + std::size_t(c)]);
        }
    }
    return image;
}

const QImage &HeadGridView::keptPicture(int index, const SurveyedHead &head, int mostPixels) const
{
    if (mostPixels != m_picturePixels)
        m_pictures.clear();
    m_picturePixels = mostPixels;
    auto kept = m_pictures.find(index);
    if (kept == m_pictures.end())
        kept = m_pictures.insert(index, picture(head, mostPixels));
    return *kept;
}

HeadRegion HeadGridView::regionIn(const QRectF &area) const
{
    const Geometry place = geometry(width());
    const auto first = [&](double from, double origin) { return int(std::floor((from - origin) / place.pitch)); };
    return {first(area.top(), place.origin.y()), first(area.bottom(), place.origin.y()) + 1, first(area.left(), place.origin.x()),
        first(area.right(), place.origin.x()) + 1};
}

void HeadGridView::paintPictures(QPainter &painter, const Geometry &place, const QRectF &area, double pixelRatio, bool interactive) const
{
    const Theme &theme = Theme::current();
    const int heads = m_survey.heads();
    const int mostPixels = std::max(1, int(place.side * pixelRatio));
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    const bool several = interactive && !m_selection.pattern().others.empty();
    for (int layer = 0; layer < m_survey.layers(); ++layer) {
        for (int head = 0; head < heads; ++head) {
            const QRectF cell = headRect(place, layer, head);
            if (!area.intersects(cell.adjusted(-4, -4, 4, 4)))
                continue;
            const int index = layer * heads + head;
            if (m_scores && m_scores->colour())
                paintScoreCell(painter, cell, layer, head, *m_scores->colour());
            else if (const SurveyedHead *one = m_survey.head(layer, head))
                painter.drawImage(cell, interactive ? keptPicture(index, *one, mostPixels) : picture(*one, mostPixels));
            else
                painter.fillRect(cell, theme.emptyCell);
            if (isLeftOut(layer, head)) {
                QColor veil = theme.window;
                veil.setAlphaF(0.82F);
                painter.fillRect(cell, veil);
            }
            const bool picked = interactive && layer == m_selection.layer() && head == m_selection.head();
            const bool together = several && isChosen(m_selection, {layer, head});
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(interactive && index == m_hovered ? theme.muted : theme.line, 1));
            painter.drawRect(cell.adjusted(-0.5, -0.5, 0.5, 0.5));
            if (picked || together) { // several: each in the colour it has in every view
                const bool thick = picked && (together || hasFocus());
                painter.setPen(QPen(together ? headColor(index, theme.dark) : theme.accent, thick ? 3 : 2));
                painter.drawRoundedRect(cell.adjusted(-2, -2, 2, 2), kRadius, kRadius);
            }
        }
    }
}

bool HeadGridView::isLeftOut(int layer, int head) const
{
    const std::size_t index = std::size_t(layer) * std::size_t(m_survey.heads()) + std::size_t(head);
    return m_scores && !m_scores->filter().isEmpty() && index < m_scores->rows().size()
        && !m_scores->filter().takes(m_scores->rows()[index]);
}

void HeadGridView::paintScoreCell(QPainter &painter, const QRectF &cell, int layer, int head, ScoreId id) const
{
    const std::size_t index = std::size_t(layer) * std::size_t(m_survey.heads()) + std::size_t(head);
    const double value = index < m_scores->rows().size() ? m_scores->rows()[index].value(id) : kMissing;
    if (isMissing(value)) {
        painter.fillRect(cell, Theme::current().emptyCell);
        return;
    }
    const auto [low, high] = m_scores->rangeOf(id);
    const bool isSigned = low < 0;
    const ColorScale scale = isSigned ? ColorScale::currentDiverging() : ColorScale::currentSequential();
    const double place = isSigned ? value / high : high > low ? (value - low) / (high - low) : value * 0;
    painter.fillRect(cell, scale.color(place));
    const QString text = scoreText(value);
    for (const double pixels : {11.0, 10.0, 9.0}) {
        painter.setFont(figureMono(pixels));
        if (QFontMetricsF(painter.font()).horizontalAdvance(text) > cell.width() - 2)
            continue;
        painter.setPen(scale.textOn(place));
        painter.drawText(cell, Qt::AlignCenter, text);
        return;
    }
}

void HeadGridView::paintGroups(QPainter &painter, const Geometry &place, double top) const
{
    const Theme &theme = Theme::current();
    const TransformerConfig &config = model()->config();
    const int size = config.heads / config.groups();
    const double height = lineHeight();
    painter.setFont(figureMono(10));
    const QFontMetricsF metrics(painter.font());
    for (int group = 0; group < config.groups(); ++group) {
        const QRectF first = headRect(place, 0, group * size);
        const QRectF last = headRect(place, 0, group * size + size - 1);
        const QRectF band(first.left(), top, last.right() - first.left(), height);
        QColor fill = theme.key;
        fill.setAlphaF(config.groupOf(m_selection.head()) == group ? 0.3F : 0.14F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawRoundedRect(band, 3, 3);
        QString name = tr("K/V %1").arg(group + 1);
        if (metrics.horizontalAdvance(name) > band.width() - 4)
            name = QString::number(group + 1);
        painter.setPen(theme.key);
        painter.drawText(band, Qt::AlignCenter, name);
    }
}

void HeadGridView::paintNames(QPainter &painter, const Geometry &place, const QPointF &corner, bool interactive) const
{
    const Theme &theme = Theme::current();
    const auto model = this->model();
    const double left = corner.x() + labelWidth() + kMargin - 4;
    const double top = corner.y() + headerHeight() + kMargin - 4;
    const QFont font = figureMono(11);
    painter.setFont(font);
    const double advance = QFontMetricsF(font).horizontalAdvance(QStringLiteral("00")) + 3;
    const int step = place.pitch >= advance ? 1 : int(std::ceil(advance / place.pitch));

    painter.save();
    painter.setClipRect(QRectF(left, corner.y(), 1e6, top - corner.y()), Qt::IntersectClip);
    painter.fillRect(QRectF(left, corner.y(), 1e6, top - corner.y()), theme.window);
    if (hasGroups())
        paintGroups(painter, place, corner.y());
    painter.setFont(font);
    const double line = top - kLabelGap - lineHeight();
    for (int head = 0; head < m_survey.heads(); ++head) {
        const bool picked = interactive && head == m_selection.head();
        if (head % step != 0 && !picked)
            continue;
        const QRectF cell = headRect(place, 0, head);
        painter.setPen(picked ? theme.accent : theme.muted);
        painter.drawText(QRectF(cell.left() - 6, line, cell.width() + 12, lineHeight()), Qt::AlignCenter, QString::number(head + 1));
    }
    painter.restore();

    painter.save();
    painter.setClipRect(QRectF(corner.x(), top, left - corner.x(), 1e6), Qt::IntersectClip);
    painter.fillRect(QRectF(corner.x(), top, left - corner.x(), 1e6), theme.window);
    painter.setFont(font);
    for (int layer = 0; layer < m_survey.layers(); ++layer) {
        const QRectF cell = headRect(place, layer, 0);
        const bool picked = interactive && layer == m_selection.layer();
        painter.setPen(picked ? theme.accent : theme.muted);
        painter.drawText(QRectF(corner.x(), cell.top(), labelWidth() - 4, cell.height()), Qt::AlignRight | Qt::AlignVCenter,
            model ? QString::fromStdString(model->config().shortLayerName(layer)) : QString::number(layer + 1));
    }
    painter.restore();
    painter.fillRect(QRectF(corner.x(), corner.y(), left - corner.x(), top - corner.y()), theme.window);
}

void HeadGridView::paintEvent(QPaintEvent *event)
{
    prepareNow();
    QPainter painter(this);
    if (m_survey.layers() == 0) {
        paintInstead(painter, rect(), tr("Open a model to see its heads."), 13);
        return;
    }
    painter.setClipRect(event->rect());
    painter.setRenderHint(QPainter::Antialiasing);
    const QRect visible = visibleRegion().boundingRect();
    m_survey.setView(regionIn(visible));
    const Geometry place = geometry(width());
    paintPictures(painter, place, event->rect(), devicePixelRatioF(), true);
    paintNames(painter, place, visible.topLeft(), true);
}

ViewFigure HeadGridView::wholeFigure(const FigureParts &parts) const
{
    const double side = kFigureSide;
    const Geometry place{QPointF(labelWidth() + kMargin, headerHeight() + kMargin), side, side + gapFor(side)};
    const double width = labelWidth() + 2 * kMargin + std::max(1, m_survey.heads()) * place.pitch;
    const double height = headerHeight() + 2 * kMargin + std::max(1, m_survey.layers()) * place.pitch;
    const QSizeF size(2 * kPageEdge + width, 2 * kPageEdge + (parts.title ? kPageTitle : 0) + height + (parts.legend ? kPageLegend : 0));
    return {size, [=, this](QPainter &painter) {
                painter.translate(kPageEdge, kPageEdge);
                if (parts.title) {
                    painter.setPen(Theme::current().text);
                    painter.setFont(figureFont(13, QFont::DemiBold));
                    painter.drawText(QRectF(0, 0, width, 24), Qt::AlignLeft | Qt::AlignVCenter, figureTitle());
                    painter.translate(0, kPageTitle);
                }
                painter.save();
                painter.setClipRect(QRectF(0, 0, width, height), Qt::IntersectClip);
                paintPictures(painter, place, QRectF(0, 0, width, height), HeadSurvey::kMostPixels / side, false);
                paintNames(painter, place, {}, false);
                painter.restore();
                if (parts.legend) {
                    painter.setPen(Theme::current().muted);
                    painter.setFont(figureFont(11));
                    painter.drawText(QRectF(0, height, width, kPageLegend), Qt::AlignLeft | Qt::AlignVCenter, legendText());
                }
            }};
}

QString HeadGridView::figureTitle() const
{
    const auto model = m_session.model();
    return tr("%1 · all heads").arg(model ? modelTitle(*model) : tr("No model"));
}

QString HeadGridView::legendText() const
{
    if (m_scores && m_scores->colour()) {
        const ScoreId id = *m_scores->colour();
        const auto [low, high] = m_scores->rangeOf(id);
        return m_scores->hasAny(id) ? tr("%1: %2 … %3").arg(scoreTitle(id), scoreText(low), scoreTextWithUnit(id, high))
                                    : tr("%1: not measured yet").arg(scoreTitle(id));
    }
    if (!m_survey.problem().isEmpty())
        return m_survey.problem();
    QString text
        = m_survey.isDifference() ? tr("change of weight, −%1 … %1").arg(numberText(m_survey.largest(), {3, false})) : tr("weights, 0 … 1");
    const SurveyedHead *first = m_survey.head(m_selection.layer(), m_selection.head());
    if (!first)
        first = m_survey.head(0, 0);
    if (first && first->pooled)
        text = tr("%1; each pixel the largest of a patch").arg(text);
    const int all = m_survey.layers() * m_survey.heads();
    if (m_survey.isFinished() && m_survey.count() > 0 && m_survey.count() < all)
        text = tr("%1 of %2 looked at; %3").arg(m_survey.count()).arg(all).arg(text);
    return text;
}

} // namespace headscope
