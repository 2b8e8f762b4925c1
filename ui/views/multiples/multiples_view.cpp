#include "ui/views/multiples/multiples_view.h"

#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/number_text.h"
#include "ui/views/shared/pattern/head_choice.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>

namespace headscope {

namespace {

constexpr double kMargin = 24;
constexpr double kStatus = 26; // the line that tells a cell's numbers
constexpr double kTitleHeight = 34;

} // namespace

MultiplesView::MultiplesView(Session &session, Selection &selection, QWidget *parent)
    : View(session, selection, parent)
    , m_job(this)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Heatmaps of the chosen heads side by side"));
    connect(&session, &Session::traceChanged, this, &MultiplesView::renew);
    connect(&session, &Session::partialChanged, this, &MultiplesView::renew);
    connect(&session, &Session::modelChanged, this, [this] {
        m_picture.reset(); // also while out of sight: it holds numbers
        renew();
    });
    connect(&Appearance::instance(), &Appearance::changed, this, [this] { place(); });
    connect(&selection, &Selection::changed, this, [this](Selection::Changes what) {
        if (what & (Selection::stageChanged | Selection::shownChanged | Selection::patternChanged))
            renew();
    });
}

void MultiplesView::renew()
{
    m_stale = true;
    m_job.stop();
    update();
}

void MultiplesView::rebuild()
{
    m_stale = false;
    ShownPatterns shown = shownPatterns(m_session, m_selection);
    if (isQuick(shown)) {
        m_job.stop();
        if (auto picture = multiplesPicture(std::move(shown)))
            take(std::move(*picture));
        return;
    }
    m_job.start([shown = std::move(shown)](const JobLink &link) mutable { return multiplesPicture(std::move(shown), link.stop()); },
        [this](std::optional<MultiplesPicture> picture) {
            if (picture)
                take(std::move(*picture));
        },
        [this](const QString &problem) {
            MultiplesPicture picture;
            picture.shown.problem = problem;
            take(std::move(picture));
        });
}

void MultiplesView::take(MultiplesPicture picture)
{
    m_picture = std::move(picture);
    m_pointed = {};
    setAccessibleDescription(m_picture->shown.problem.isEmpty() ? m_picture->shown.title : m_picture->shown.problem);
    place();
    update();
}

void MultiplesView::place()
{
    if (m_picture)
        m_place = placeMultiples(*m_picture, QRectF(rect()).adjusted(kMargin, 8, -kMargin, -8 - kStatus));
}

int MultiplesView::pinnedRow(const ShownPatterns &shown) const
{
    return shown.empty() ? -1 : spanOf(shown.pattern().rows(), pinnedQuery(m_selection, shown.trace->config()));
}

void MultiplesView::showEvent(QShowEvent *event)
{
    View::showEvent(event);
    m_stale = true;
}

void MultiplesView::resizeEvent(QResizeEvent *event)
{
    View::resizeEvent(event);
    place();
}

QString MultiplesView::cellText() const
{
    if (!m_picture || m_pointed.row < 0)
        return {};
    QStringList numbers;
    for (const ShownHead &head : m_picture->shown.heads) {
        float number = 0;
        head.pattern->block(m_pointed.row, m_pointed.column, {&number, 1, 1, 1});
        numbers << QStringLiteral("%1 %2").arg(head.shortName, numberText(number, {3, false}));
    }
    return tr("%1 → %2:  %3")
        .arg(m_picture->shown.rowLabels[m_pointed.row], m_picture->shown.columnLabels[m_pointed.column],
            numbers.join(QStringLiteral("  ·  ")));
}

void MultiplesView::paintEvent(QPaintEvent *)
{
    if (m_stale)
        rebuild();
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), theme.canvas);
    if (!m_picture || m_picture->pools.empty()) {
        painter.setFont(figureFont(14));
        painter.setPen(theme.muted);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
            m_picture && !m_picture->shown.problem.isEmpty() ? m_picture->shown.problem
                : m_job.isBusy()                             ? tr("Looking where these heads look…")
                                                             : tr("Type a sentence to see where these heads look."));
        return;
    }
    const int row = m_pointed.row >= 0 ? m_pointed.row : pinnedRow(m_picture->shown);
    paintMultiples(painter, *m_picture, m_place, row, m_pointed.column);
    painter.setFont(figureFont(12));
    painter.setPen(theme.text);
    const QRectF status(kMargin, height() - 8 - kStatus, width() - 2 * kMargin, kStatus);
    painter.drawText(status, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter),
        QFontMetricsF(painter.font()).elidedText(cellText(), Qt::ElideRight, status.width()));
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(2.5, 2.5, -2.5, -2.5), 8, 8);
    }
}

MultiplesPicture MultiplesView::currentPicture() const
{
    if (m_picture && isSettled())
        return *m_picture;
    return multiplesPicture(shownPatterns(m_session, m_selection)).value_or(MultiplesPicture());
}

QSizeF MultiplesView::figureSize() const
{
    const auto heads = static_cast<double>(std::max<std::size_t>(1, shownPatterns(m_session, m_selection).heads.size()));
    const double columns = std::ceil(std::sqrt(heads));
    return {columns * 300 + 2 * kMargin, std::ceil(heads / columns) * 330 + 70 + kTitleHeight + 2 * kMargin};
}

void MultiplesView::paintFigure(QPainter &painter, const QRectF &area) const
{
    const MultiplesPicture picture = currentPicture();
    if (picture.pools.empty())
        return;
    const QSizeF size = figureSize();
    const double scale = std::min(area.width() / size.width(), area.height() / size.height());
    painter.save();
    painter.translate(area.topLeft());
    painter.scale(scale, scale);
    const QRectF inner = QRectF(QPointF(0, 0), size).adjusted(kMargin, kMargin, -kMargin, -kMargin);
    painter.setFont(figureFont(15, QFont::DemiBold));
    painter.setPen(Theme::current().text);
    painter.drawText(inner, static_cast<int>(Qt::AlignLeft | Qt::AlignTop),
        QFontMetricsF(painter.font()).elidedText(picture.shown.title, Qt::ElideRight, inner.width()));
    paintMultiples(painter, picture, placeMultiples(picture, inner.adjusted(0, kTitleHeight, 0, 0)), pinnedRow(picture.shown), -1);
    painter.restore();
}

QString MultiplesView::figureTitle() const
{
    const ShownPatterns shown = shownPatterns(m_session, m_selection);
    return shown.title.isEmpty() ? tr("Heads side by side") : shown.title;
}

StageKey MultiplesView::exportKey() const
{
    return m_selection.key(measureInfo(m_selection.pattern().measure).stage);
}

void MultiplesView::mouseMoveEvent(QMouseEvent *event)
{
    const MultiplesPlacement::Cell before = m_pointed;
    m_pointed = m_picture && !m_picture->pools.empty() ? m_place.cellAt(*m_picture, event->position()) : MultiplesPlacement::Cell();
    if (m_pointed == before)
        return;
    setCursor(m_pointed.head >= 0 && m_pointed.row < 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    m_selection.hover(m_pointed.row >= 0 ? m_picture->shown.pattern().rows()[static_cast<std::size_t>(m_pointed.row)].first : -1, -1);
    update();
}

void MultiplesView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_picture || m_picture->pools.empty())
        return;
    const MultiplesPlacement::Cell cell = m_place.cellAt(*m_picture, event->position());
    const ShownPatterns &shown = m_picture->shown;
    if (cell.head >= 0 && cell.row < 0)
        chooseHead(m_selection, shown.heads[static_cast<std::size_t>(cell.head)].place);
    else if (cell.head >= 0)
        pinPair(m_selection, shown.pattern().rows()[static_cast<std::size_t>(cell.row)].first,
            shown.pattern().columns()[static_cast<std::size_t>(cell.column)].first);
}

void MultiplesView::leaveEvent(QEvent *)
{
    m_pointed = {};
    m_selection.hover(-1, -1);
    update();
}

void MultiplesView::keyPressEvent(QKeyEvent *event)
{
    const int step = event->key() == Qt::Key_Up ? -1 : event->key() == Qt::Key_Down ? 1 : 0;
    if (step == 0 || !m_picture || m_picture->pools.empty())
        return View::keyPressEvent(event);
    const Pattern &pattern = m_picture->shown.pattern();
    const int row = std::clamp(pinnedRow(m_picture->shown) + step, 0, pattern.rowCount() - 1);
    pinPair(m_selection, pattern.rows()[static_cast<std::size_t>(row)].first, -1);
}

} // namespace headscope
