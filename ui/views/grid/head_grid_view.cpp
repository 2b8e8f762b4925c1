#include "ui/views/grid/head_grid_view.h"

#include "src/analysis/largest_pool.h"
#include "ui/theme/color_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/grid/head_words.h"
#include "ui/views/matrix/figure_font.h"
#include "ui/views/matrix/number_text.h"
#include "ui/views/matrix/value_range.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kSmallest = 20;
constexpr double kLargest = 132;
constexpr double kMargin = 4; // room for the frame of the picked head
constexpr double kFigureSide = 72; // of a picture in an export
constexpr double kRadius = 3;

double labelWidth()
{
    return std::ceil(QFontMetricsF(figureMono(11)).horizontalAdvance(QStringLiteral("00"))) + 8;
}

double labelHeight()
{
    return std::ceil(QFontMetricsF(figureMono(11)).height()) + 4;
}

double gapFor(double side)
{
    return side >= 60 ? 10 : side >= 32 ? 6 : 4;
}

} // namespace

HeadGridView::HeadGridView(Session &session, Selection &selection, QWidget *parent)
    : View(session, selection, parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("All heads, layers downward, heads to the right"));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);

    connect(&session, &Session::traceChanged, this, &HeadGridView::lookAgain);
    // Typing goes first: the survey of an outdated run would only take the processor from the new one.
    connect(&session, &Session::busyChanged, this, [this](bool busy) {
        if (busy)
            m_survey.cancel();
        else
            lookAgain();
    });
    connect(&selection, &Selection::changed, this, [this](Selection::Changes what) {
        if (what & Selection::shownChanged)
            lookAgain();
        if (what & Selection::stageChanged)
            describePicked();
    });
    connect(&m_survey, &HeadSurvey::headReady, this, qOverload<>(&QWidget::update));
    connect(&m_survey, &HeadSurvey::finished, this, [this] {
        update();
        describePicked();
        Q_EMIT surveyChanged();
    });
}

void HeadGridView::showEvent(QShowEvent *event)
{
    View::showEvent(event);
    lookAgain();
}

void HeadGridView::lookAgain()
{
    if (!isVisible() || m_session.isBusy())
        return;
    const int layers = m_survey.layers();
    const int heads = m_survey.heads();
    const bool original = m_selection.shown() == Shown::original;
    m_survey.start(
        original ? m_session.original() : m_session.trace(), m_selection.shown() == Shown::difference ? m_session.original() : nullptr);
    if (layers != m_survey.layers() || heads != m_survey.heads()) {
        updateGeometry();
        Q_EMIT surveyChanged();
    }
    update();
}

HeadGridView::Geometry HeadGridView::geometry(double width) const
{
    const int heads = std::max(1, m_survey.heads());
    const QPointF origin(labelWidth() + kMargin, labelHeight() + kMargin);
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
    return {int(labelWidth() + 2 * kMargin + std::max(1, m_survey.heads()) * pitch), int(labelHeight() + 2 * kMargin + pitch)};
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
    LargestPool pool(head.rows, head.rows, mostPixels, mostPixels);
    pool.addRows(0, {head.values.data(), head.rows, head.rows, head.rows, 1});
    const bool difference = m_survey.isDifference();
    const ColorScale scale = difference ? ColorScale::currentDiverging() : ColorScale::currentSequential();
    const double most = m_survey.largest();
    const ValueRange range = difference ? ValueRange{-most, most} : ValueRange{0, 1};
    QImage image(pool.cols(), pool.rows(), QImage::Format_RGB32);
    for (int r = 0; r < pool.rows(); ++r) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(r));
        for (int c = 0; c < pool.cols(); ++c) {
            const float value = pool.view()(r, c);
            line[c] = std::isfinite(value) ? scale.rgb(range.position(value, difference)) : Theme::current().emptyCell.rgb();
        }
    }
    return image;
}

void HeadGridView::paintGrid(QPainter &painter, const Geometry &place, double pixelRatio, bool interactive) const
{
    const Theme &theme = Theme::current();
    const int layers = m_survey.layers();
    const int heads = m_survey.heads();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(figureMono(11));
    for (int head = 0; head < heads; ++head) {
        const QRectF cell = headRect(place, 0, head);
        const bool picked = interactive && head == m_selection.head();
        painter.setPen(picked ? theme.accent : theme.muted);
        painter.drawText(QRectF(cell.left() - 4, 0, cell.width() + 8, labelHeight()), Qt::AlignCenter, QString::number(head + 1));
    }
    for (int layer = 0; layer < layers; ++layer) {
        const QRectF cell = headRect(place, layer, 0);
        const bool picked = interactive && layer == m_selection.layer();
        painter.setPen(picked ? theme.accent : theme.muted);
        painter.drawText(
            QRectF(0, cell.top(), labelWidth() - 4, cell.height()), Qt::AlignRight | Qt::AlignVCenter, QString::number(layer + 1));
    }

    const int mostPixels = std::max(1, int(place.side * pixelRatio));
    const QRectF clip = painter.hasClipping() ? painter.clipBoundingRect() : QRectF();
    for (int layer = 0; layer < layers; ++layer) {
        for (int head = 0; head < heads; ++head) {
            const QRectF cell = headRect(place, layer, head);
            if (!clip.isNull() && !clip.intersects(cell.adjusted(-4, -4, 4, 4)))
                continue;
            painter.setPen(Qt::NoPen);
            if (const SurveyedHead *one = m_survey.head(layer, head)) {
                painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
                painter.drawImage(cell, picture(*one, mostPixels));
            } else {
                painter.fillRect(cell, theme.emptyCell);
            }
            const bool hovered = interactive && layer * heads + head == m_hovered;
            const bool picked = interactive && layer == m_selection.layer() && head == m_selection.head();
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(hovered ? theme.muted : theme.line, 1));
            painter.drawRect(cell.adjusted(-0.5, -0.5, 0.5, 0.5));
            if (picked) {
                painter.setPen(QPen(theme.accent, hasFocus() ? 3 : 2));
                painter.drawRoundedRect(cell.adjusted(-2, -2, 2, 2), kRadius, kRadius);
            }
        }
    }
}

void HeadGridView::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.setClipRect(event->rect());
    if (m_survey.layers() == 0) {
        painter.setPen(Theme::current().muted);
        painter.setFont(figureFont(13));
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, tr("Open a model to see its heads."));
        return;
    }
    paintGrid(painter, geometry(width()), devicePixelRatioF(), true);
}

QSizeF HeadGridView::figureSize() const
{
    const double pitch = kFigureSide + gapFor(kFigureSide);
    return {labelWidth() + 2 * kMargin + std::max(1, m_survey.heads()) * pitch,
        labelHeight() + 2 * kMargin + std::max(1, m_survey.layers()) * pitch + 60};
}

void HeadGridView::paintFigure(QPainter &painter, const QRectF &area) const
{
    const QSizeF size = figureSize();
    const double scale = std::min(area.width() / size.width(), area.height() / size.height());
    painter.save();
    painter.translate(area.topLeft());
    painter.scale(scale, scale);
    painter.setPen(Theme::current().text);
    painter.setFont(figureFont(13, QFont::DemiBold));
    painter.drawText(QRectF(0, 0, size.width(), 24), Qt::AlignLeft | Qt::AlignVCenter, figureTitle());
    painter.translate(0, 30);
    const double side = kFigureSide;
    paintGrid(painter, {QPointF(labelWidth() + kMargin, labelHeight() + kMargin), side, side + gapFor(side)},
        HeadSurvey::kMostPixels / side, false);
    painter.setPen(Theme::current().muted);
    painter.setFont(figureFont(11));
    painter.drawText(QRectF(0, size.height() - 54, size.width(), 24), Qt::AlignLeft | Qt::AlignVCenter, legendText());
    painter.restore();
}

QString HeadGridView::figureTitle() const
{
    const auto model = m_session.model();
    return tr("%1 · all heads").arg(model ? QString::fromStdString(model->name()) : tr("No model"));
}

QString HeadGridView::legendText() const
{
    const SurveyedHead *first = m_survey.head(0, 0);
    const QString what
        = m_survey.isDifference() ? tr("change of weight, −%1 … %1").arg(numberText(m_survey.largest(), {3, false})) : tr("weights, 0 … 1");
    return first && first->pooled ? tr("%1; each pixel the largest of a patch").arg(what) : what;
}

void HeadGridView::pick(int layer, int head)
{
    m_selection.setKey({m_selection.stage(), layer, head});
}

void HeadGridView::mousePressEvent(QMouseEvent *event)
{
    const int index = headAt(event->position());
    if (index >= 0 && event->button() == Qt::LeftButton)
        pick(index / m_survey.heads(), index % m_survey.heads());
}

void HeadGridView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (headAt(event->position()) >= 0 && event->button() == Qt::LeftButton)
        Q_EMIT opened();
}

void HeadGridView::mouseMoveEvent(QMouseEvent *event)
{
    const int hovered = headAt(event->position());
    if (hovered == m_hovered)
        return;
    m_hovered = hovered;
    setCursor(hovered >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void HeadGridView::leaveEvent(QEvent *)
{
    m_hovered = -1;
    update();
}

void HeadGridView::focusInEvent(QFocusEvent *event)
{
    View::focusInEvent(event);
    describePicked();
}

void HeadGridView::keyPressEvent(QKeyEvent *event)
{
    const int layer = m_selection.layer();
    const int head = m_selection.head();
    const int lastLayer = std::max(0, m_survey.layers() - 1);
    const int lastHead = std::max(0, m_survey.heads() - 1);
    switch (event->key()) {
    case Qt::Key_Left: return pick(layer, std::max(0, head - 1));
    case Qt::Key_Right: return pick(layer, std::min(lastHead, head + 1));
    case Qt::Key_Up: return pick(std::max(0, layer - 1), head);
    case Qt::Key_Down: return pick(std::min(lastLayer, layer + 1), head);
    case Qt::Key_Home: return pick(event->modifiers() & Qt::ControlModifier ? 0 : layer, 0);
    case Qt::Key_End: return pick(event->modifiers() & Qt::ControlModifier ? lastLayer : layer, lastHead);
    case Qt::Key_Return:
    case Qt::Key_Enter: Q_EMIT opened(); return;
    default: View::keyPressEvent(event);
    }
}

void HeadGridView::describePicked()
{
    const SurveyedHead *one = m_survey.head(m_selection.layer(), m_selection.head());
    setAccessibleDescription(
        headName(m_selection.layer(), m_selection.head()) + (one ? QStringLiteral(": ") + scoreLines(one->scores) : QString()));
}

bool HeadGridView::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return View::event(event);
    auto *help = static_cast<QHelpEvent *>(event);
    const int index = headAt(help->pos());
    if (index < 0) {
        QToolTip::hideText();
        event->ignore();
        return true;
    }
    const int layer = index / m_survey.heads();
    const int head = index % m_survey.heads();
    const SurveyedHead *one = m_survey.head(layer, head);
    QString text = QStringLiteral("<b>%1</b>").arg(headName(layer, head));
    if (const auto model = m_session.model()) {
        const auto &descriptions = model->config().headDescriptions;
        if (layer < int(descriptions.size()) && head < int(descriptions[layer].size()) && !descriptions[layer][head].empty())
            text += QStringLiteral("<br>") + QString::fromStdString(descriptions[layer][head]).toHtmlEscaped();
    }
    if (one)
        text += QStringLiteral("<br>") + scoreLines(one->scores).replace(QLatin1Char('\n'), QStringLiteral("<br>"));
    QToolTip::showText(help->globalPos(), text, this, headRect(layer, head).toRect());
    return true;
}

} // namespace headscope
