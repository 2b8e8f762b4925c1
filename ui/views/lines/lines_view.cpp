#include "ui/views/lines/lines_view.h"

#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kMargin = 20;
constexpr double kHeads = 22; // "queries", "keys"
constexpr double kLegendGap = 8;
constexpr double kTitleHeight = 34;
constexpr double kStep = 1.25;
constexpr int kSliderSteps = 400;
constexpr double kSmallest = 1e-4; // share or part of the full weight at the slider's left end
constexpr double kFaded = 0.16; // of all lines behind those that are lit
constexpr double kLongestFigure = 6000; // pixels: beyond, rows shrink
constexpr double kFigureWidth = 760;

int toSlider(double value)
{
    return static_cast<int>(std::lround(kSliderSteps * (1 - std::log(std::clamp(value, kSmallest, 1.0)) / std::log(kSmallest))));
}

double fromSlider(int step)
{
    return step >= kSliderSteps ? 1 : std::pow(kSmallest, 1 - static_cast<double>(step) / kSliderSteps);
}

} // namespace

LinesView::LinesView(Session &session, Selection &selection, QWidget *parent)
    : View(session, selection, parent)
    , m_modes(new SegmentedControl({tr("Columns"), tr("Arcs")}, this))
    , m_kind(new ChoiceButton(tr("Which pairs have a line"), {tr("Automatic"), tr("Strongest share"), tr("From a weight on")}, this))
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_scroll(new QScrollBar(Qt::Vertical, this))
    , m_job(this)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Lines from queries to keys"));
    m_modes->setAccessibleName(tr("Two columns or arcs"));
    m_slider->setRange(0, kSliderSteps);
    m_slider->setValue(kSliderSteps);
    m_slider->setFixedWidth(150);
    m_slider->setAccessibleName(tr("How many of the strongest pairs have a line"));
    m_slider->setToolTip(tr("Fewer or more lines"));
    m_scroll->hide();
    connect(m_modes, &SegmentedControl::activated, this, [this](int index) { setMode(static_cast<LinesMode>(index)); });
    connect(m_kind, &ChoiceButton::chosen, this, [this](int index) {
        const double full = m_picture ? m_picture->high : 1;
        setRule(index == 0   ? LinesRule()
                : index == 1 ? LinesRule{false, {PairRule::Kind::share, 0.2}}
                             : LinesRule{false, {PairRule::Kind::weight, 0.05 * full}});
    });
    connect(m_slider, &QSlider::valueChanged, this, [this](int step) {
        const bool byShare = m_rule.automatic || m_rule.pairs.kind == PairRule::Kind::share;
        // More to the right is more lines: a smaller weight.
        const double value = byShare ? fromSlider(step) : fromSlider(kSliderSteps - step) * (m_picture ? m_picture->high : 1);
        setRule({false, {byShare ? PairRule::Kind::share : PairRule::Kind::weight, value}});
    });
    connect(m_scroll, &QScrollBar::valueChanged, this, [this] {
        m_lines = {};
        update();
    });
    connect(&session, &Session::traceChanged, this, &LinesView::renew);
    connect(&session, &Session::partialChanged, this, &LinesView::renew);
    connect(&session, &Session::modelChanged, this, [this] {
        m_picture.reset(); // also while out of sight: it holds numbers
        renew();
    });
    connect(&Appearance::instance(), &Appearance::changed, this, [this] {
        place();
        update();
    });
    connect(&selection, &Selection::changed, this, [this](Selection::Changes what) {
        if (what & (Selection::stageChanged | Selection::shownChanged | Selection::filterChanged | Selection::patternChanged))
            renew();
        else if (what & Selection::pinChanged && isVisible() && !m_hover.any())
            keepInSight(pinned().row); // pinned elsewhere
    });
}

void LinesView::renew()
{
    m_stale = true;
    m_job.stop();
    update();
}

void LinesView::rebuild()
{
    m_stale = false;
    ShownPatterns shown = shownPatterns(m_session, m_selection);
    if (isQuick(shown)) {
        m_job.stop();
        if (auto picture = linesPicture(std::move(shown), m_rule))
            take(std::move(*picture));
        return;
    }
    m_job.start([shown = std::move(shown), rule = m_rule](
                    const JobLink &link) mutable { return linesPicture(std::move(shown), rule, link.stop()); },
        [this](std::optional<LinesPicture> picture) {
            if (picture)
                take(std::move(*picture));
        },
        [this](const QString &problem) {
            LinesPicture picture;
            picture.shown.problem = problem;
            take(std::move(picture));
        });
}

void LinesView::take(LinesPicture picture)
{
    const bool sameShape
        = m_picture && m_picture->shown.rowLabels == picture.shown.rowLabels && m_picture->shown.columnLabels == picture.shown.columnLabels;
    m_picture = std::move(picture);
    if (!sameShape) {
        m_zoom = 1;
        m_scroll->setValue(0);
        m_hover = {};
    }
    setAccessibleDescription(m_picture->shown.problem.isEmpty() ? m_picture->shown.title + QStringLiteral(". ") + ruleText(*m_picture)
                                                                : m_picture->shown.problem);
    showRule();
    place();
    update();
}

void LinesView::showRule()
{
    const bool arcs = canArc(*m_picture);
    m_modes->setEnabled(arcs);
    m_modes->setToolTip(arcs ? QString() : tr("Arcs need queries and keys of one text"));
    m_modes->setCurrent(static_cast<int>(arcs ? m_mode : LinesMode::columns));
    const PairRule &rule = m_rule.automatic ? m_picture->rule : m_rule.pairs;
    m_kind->setCurrent(m_rule.automatic ? 0 : 1 + static_cast<int>(rule.kind));
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(rule.kind == PairRule::Kind::share
            ? toSlider(rule.value)
            : kSliderSteps - toSlider(m_picture->high > 0 ? rule.value / m_picture->high : 1));
}

bool LinesView::canArc(const LinesPicture &picture)
{
    return !picture.shown.crosses && picture.shown.rowLabels.size() == picture.shown.columnLabels.size();
}

void LinesView::setMode(LinesMode mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    m_modes->setCurrent(static_cast<int>(mode));
    m_zoom = 1;
    m_scroll->setValue(0);
    place();
    update();
}

void LinesView::setRule(const LinesRule &rule)
{
    if (rule == m_rule)
        return;
    m_rule = rule;
    renew();
}

double LinesView::headHeight() const
{
    return m_place.mode == LinesMode::columns ? kHeads : 0;
}

QRectF LinesView::canvas() const
{
    const double legend = m_picture && !m_picture->shown.empty() ? linesLegendHeight(*m_picture, width() - 2 * kMargin) : 0;
    const double bottom = legend + 2 * kLegendGap + m_modes->sizeHint().height() + kLegendGap;
    return QRectF(kMargin, 6, width() - 2 * kMargin, std::max(40.0, height() - 6 - bottom));
}

LinesLayout LinesView::layoutFor(const LinesPicture &picture, LinesMode mode, const QSizeF &room, double zoom) const
{
    if (picture.shown.empty())
        return {};
    if (mode == LinesMode::arcs && canArc(picture))
        return arcsLayout(picture.shown, room.width(), room.height(), zoom * Appearance::instance().zoom());
    LinesLayout layout = columnsLayout(picture.shown, room.width(), room.height() - kHeads, 0);
    if (zoom != 1)
        layout = columnsLayout(picture.shown, room.width(), room.height() - kHeads, layout.rowHeight * zoom);
    return layout;
}

void LinesView::place()
{
    m_lines = {};
    const QRectF area = canvas();
    const int buttons = m_modes->sizeHint().height();
    const int y = height() - buttons - static_cast<int>(kLegendGap);
    m_modes->setGeometry(static_cast<int>(kMargin), y, m_modes->sizeHint().width(), buttons);
    m_kind->setGeometry(m_modes->geometry().right() + 14, y, m_kind->sizeHint().width(), buttons);
    m_slider->setGeometry(m_kind->geometry().right() + 10, y, m_slider->width(), buttons);
    if (!m_picture)
        return;
    m_place = layoutFor(*m_picture, m_mode, area.size(), m_zoom);
    const int beyond = static_cast<int>(std::ceil(m_place.size.height() - (area.height() - headHeight())));
    m_scroll->setVisible(beyond > 0);
    m_scroll->setGeometry(width() - 12, static_cast<int>(area.top()), 10, static_cast<int>(area.height()));
    m_scroll->setPageStep(std::max(1, static_cast<int>(area.height())));
    m_scroll->setSingleStep(std::max(1, static_cast<int>(m_place.rowHeight)));
    m_scroll->setRange(0, std::max(0, beyond));
}

QPointF LinesView::toWidget(const QPointF &point) const
{
    return point + canvas().topLeft() + QPointF(0, headHeight() - m_scroll->value());
}

void LinesView::showEvent(QShowEvent *event)
{
    View::showEvent(event);
    m_stale = true;
}

void LinesView::resizeEvent(QResizeEvent *event)
{
    View::resizeEvent(event);
    place();
}

LitTokens LinesView::pinned() const
{
    if (!m_picture || m_picture->shown.empty())
        return {};
    const Pattern &pattern = m_picture->shown.pattern();
    return {spanOf(pattern.rows(), pinnedQuery(m_selection, m_picture->shown.trace->config())),
        spanOf(pattern.columns(), pinnedKey(m_selection))};
}

LitTokens LinesView::lit() const
{
    if (m_hover.any())
        return m_hover;
    if (m_picture && !m_picture->shown.empty() && m_selection.hoverRow() >= 0) // in the token strip
        return {spanOf(m_picture->shown.pattern().rows(), m_selection.hoverRow()), -1};
    return keptAlone();
}

LitTokens LinesView::keptAlone() const
{
    const LitTokens pin = pinned();
    switch (m_alone) {
    case Alone::nothing: return {};
    case Alone::query: return {pin.row, -1};
    case Alone::key: return {-1, pin.column};
    case Alone::pair: return pin;
    }
    return {};
}

void LinesView::paintWords(QPainter &painter, const QString &words) const
{
    painter.setFont(figureFont(14));
    painter.setPen(Theme::current().muted);
    painter.drawText(canvas(), Qt::AlignCenter | Qt::TextWordWrap, words);
}

void LinesView::paintEvent(QPaintEvent *)
{
    if (m_stale)
        rebuild();
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), theme.canvas);
    const bool empty = !m_picture || m_picture->shown.empty();
    for (QWidget *control : {static_cast<QWidget *>(m_modes), static_cast<QWidget *>(m_kind), static_cast<QWidget *>(m_slider)})
        control->setVisible(!empty);
    if (empty) {
        m_scroll->hide();
        paintWords(painter,
            m_picture && !m_picture->shown.problem.isEmpty() ? m_picture->shown.problem
                : m_job.isBusy()                             ? tr("Finding the strongest pairs…")
                : m_session.trace()                          ? tr("Type a sentence to see where this head looks.")
                                                             : tr("Open a model to see its heads."));
        return;
    }
    const QRectF area = canvas();
    const QRectF lines = area.adjusted(0, headHeight(), 0, 0);
    const double top = m_scroll->value();
    const double bottom = top + lines.height();
    if (m_lines.isNull()) {
        const double ratio = devicePixelRatioF();
        m_lines = QPixmap((lines.size() * ratio).toSize());
        m_lines.setDevicePixelRatio(ratio);
        m_lines.fill(Qt::transparent);
        QPainter pixmap(&m_lines);
        pixmap.translate(0, -top);
        m_someLeftOut = paintLines(pixmap, *m_picture, m_place, {}, top, bottom);
    }
    const LitTokens shown = lit();
    painter.save();
    painter.setClipRect(lines);
    painter.setOpacity(shown.any() ? kFaded : 1);
    painter.drawPixmap(lines.topLeft(), m_lines);
    painter.setOpacity(1);
    painter.translate(lines.left(), lines.top() - top);
    if (shown.any())
        paintLines(painter, *m_picture, m_place, shown, top, bottom);
    paintTokens(painter, *m_picture, m_place, shown, pinned(), top, bottom);
    painter.restore();
    painter.save();
    painter.translate(area.topLeft());
    paintColumnHeads(painter, m_place, headHeight());
    painter.restore();
    paintLinesLegend(painter, *m_picture, QRectF(kMargin, area.bottom() + kLegendGap, width() - 2 * kMargin, height()));
    QString note = m_picture->shown.note;
    if (m_job.isBusy())
        note = tr("Finding pairs…");
    else if (m_someLeftOut && !shown.any())
        note = tr("the strongest %L1 in sight are drawn").arg(kMostPainted);
    if (!note.isEmpty()) {
        painter.setFont(figureFont(12));
        painter.setPen(theme.muted);
        const QRect free(m_slider->geometry().right() + 14, m_slider->y(), width() - m_slider->geometry().right() - 30, m_slider->height());
        painter.drawText(free, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
            QFontMetricsF(painter.font()).elidedText(note, Qt::ElideRight, free.width()));
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.drawRoundedRect(QRectF(rect()).adjusted(2.5, 2.5, -2.5, -2.5), 8, 8);
    }
}

LinesPicture LinesView::currentPicture() const
{
    if (m_picture && !m_stale && !m_job.isBusy())
        return *m_picture;
    return linesPicture(shownPatterns(m_session, m_selection), m_rule).value_or(LinesPicture());
}

QSizeF LinesView::figureSize() const
{
    const LinesPicture picture = currentPicture();
    if (picture.shown.empty())
        return {400, 300};
    const double inner = kFigureWidth * Appearance::instance().zoom();
    LinesLayout layout = layoutFor(picture, m_mode, {inner, 0}, 1);
    const double height = std::min(layout.size.height(), kLongestFigure);
    return {inner + 2 * kMargin,
        height + (m_parts.title ? kTitleHeight : 0) + 2 * kMargin + (layout.mode == LinesMode::columns ? kHeads : 0)
            + (m_parts.legend ? kLegendGap + linesLegendHeight(picture, inner) : 0)};
}

void LinesView::paintFigure(QPainter &painter, const QRectF &area) const
{
    const LinesPicture picture = currentPicture();
    if (picture.shown.empty())
        return;
    const QSizeF size = figureSize();
    const double inner = size.width() - 2 * kMargin;
    LinesLayout layout = layoutFor(picture, m_mode, {inner, 0}, 1);
    if (layout.mode == LinesMode::columns && layout.size.height() > kLongestFigure)
        layout = columnsLayout(picture.shown, inner, 0, layout.rowHeight * kLongestFigure / layout.size.height());
    const double scale = std::min(area.width() / size.width(), area.height() / size.height());
    painter.save();
    painter.translate(area.topLeft());
    painter.scale(scale, scale);
    double y = kMargin;
    if (m_parts.title) {
        painter.setFont(figureFont(15, QFont::DemiBold));
        painter.setPen(Theme::current().text);
        painter.drawText(QRectF(kMargin, kMargin, inner, kTitleHeight), Qt::AlignLeft | Qt::AlignTop,
            QFontMetricsF(painter.font()).elidedText(picture.shown.title, Qt::ElideRight, inner));
        y += kTitleHeight;
    }
    const LitTokens alone = keptAlone();
    const double shownHeight = std::min(layout.size.height(), kLongestFigure);
    painter.save();
    painter.translate(kMargin, y);
    const double heads = layout.mode == LinesMode::columns ? kHeads : 0;
    paintColumnHeads(painter, layout, heads);
    painter.translate(0, heads);
    paintLines(painter, picture, layout, alone, 0, shownHeight);
    paintTokens(painter, picture, layout, alone, pinned(), 0, shownHeight);
    painter.restore();
    y += heads + shownHeight + kLegendGap;
    if (m_parts.legend)
        paintLinesLegend(painter, picture, QRectF(kMargin, y, inner, size.height() - y));
    painter.restore();
}

QString LinesView::figureTitle() const
{
    const ShownPatterns shown = shownPatterns(m_session, m_selection);
    return shown.title.isEmpty() ? tr("Lines") : shown.title + QStringLiteral(" · ") + tr("lines");
}

StageKey LinesView::exportKey() const
{
    return m_selection.key(measureInfo(m_selection.pattern().measure).stage);
}

void LinesView::hoverAt(const QPointF &point)
{
    const QPointF at = point - canvas().topLeft() - QPointF(0, headHeight() - m_scroll->value());
    const bool inside = canvas().contains(point);
    const LitTokens before = m_hover;
    m_hover = inside ? LitTokens{m_place.rowAt(at), m_place.columnAt(at)} : LitTokens();
    if (m_hover == before)
        return;
    const bool row = m_hover.row >= 0 && m_picture && !m_picture->shown.empty();
    m_selection.hover(row ? m_picture->shown.pattern().rows()[static_cast<std::size_t>(m_hover.row)].first : -1, -1);
    update();
}

void LinesView::mouseMoveEvent(QMouseEvent *event)
{
    hoverAt(event->position());
}

void LinesView::leaveEvent(QEvent *)
{
    m_hover = {};
    m_selection.hover(-1, -1);
    update();
}

void LinesView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_picture || m_picture->shown.empty())
        return;
    hoverAt(event->position());
    const Pattern &pattern = m_picture->shown.pattern();
    const LitTokens before = pinned();
    // A second click on the same token lets all lines be seen again.
    if (m_hover.row >= 0) {
        m_alone = m_alone == Alone::query && before.row == m_hover.row ? Alone::nothing : Alone::query;
        pinPair(m_selection, pattern.rows()[static_cast<std::size_t>(m_hover.row)].first, -1);
    } else if (m_hover.column >= 0) {
        m_alone = m_alone == Alone::key && before.column == m_hover.column ? Alone::nothing : Alone::key;
        const int query = pinnedQuery(m_selection, m_picture->shown.trace->config());
        pinPair(m_selection, std::max(0, query), pattern.columns()[static_cast<std::size_t>(m_hover.column)].first);
    } else {
        m_alone = Alone::nothing;
    }
    m_hover = {};
    update();
}

void LinesView::setZoom(double zoom, double anchor)
{
    zoom = std::clamp(zoom, 0.1, 6.0);
    const double before = (m_scroll->value() + anchor) / std::max(1.0, m_place.size.height());
    m_zoom = zoom;
    place();
    m_scroll->setValue(static_cast<int>(before * m_place.size.height() - anchor));
    update();
}

void LinesView::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier)
        setZoom(m_zoom * std::pow(kStep, event->angleDelta().y() / 120.0), event->position().y() - canvas().top() - headHeight());
    else
        m_scroll->setValue(m_scroll->value() - (event->pixelDelta().isNull() ? event->angleDelta().y() / 2 : event->pixelDelta().y()));
    event->accept();
}

void LinesView::keepInSight(int row)
{
    if (row < 0 || row >= static_cast<int>(m_place.rows.size()))
        return;
    const QRectF token = m_place.rows[static_cast<std::size_t>(row)];
    const double height = canvas().height() - headHeight();
    if (token.top() < m_scroll->value())
        m_scroll->setValue(static_cast<int>(token.top()));
    else if (token.bottom() > m_scroll->value() + height)
        m_scroll->setValue(static_cast<int>(std::ceil(token.bottom() - height)));
}

void LinesView::movePin(int rows, int columns)
{
    if (!m_picture || m_picture->shown.empty())
        return;
    const Pattern &pattern = m_picture->shown.pattern();
    const LitTokens now = pinned();
    const int row = std::clamp(now.row + rows, 0, pattern.rowCount() - 1);
    // Left of the first key is no key: all of the query's lines again.
    const int column = columns == 0 ? now.column : std::clamp(now.column + columns, -1, pattern.columnCount() - 1);
    m_alone = column >= 0 ? Alone::pair : Alone::query;
    pinPair(m_selection, pattern.rows()[static_cast<std::size_t>(row)].first,
        column >= 0 ? pattern.columns()[static_cast<std::size_t>(column)].first : -1);
    keepInSight(row);
    update();
}

void LinesView::keyPressEvent(QKeyEvent *event)
{
    const double middle = canvas().height() / 2;
    switch (event->key()) {
    case Qt::Key_Up: return movePin(-1, 0);
    case Qt::Key_Down: return movePin(1, 0);
    case Qt::Key_Left: return movePin(0, -1);
    case Qt::Key_Right: return movePin(0, 1);
    case Qt::Key_Plus:
    case Qt::Key_Equal: return setZoom(m_zoom * kStep, middle);
    case Qt::Key_Minus: return setZoom(m_zoom / kStep, middle);
    case Qt::Key_0: return setZoom(1, middle);
    case Qt::Key_Home: return m_scroll->setValue(0);
    case Qt::Key_End: return m_scroll->setValue(m_scroll->maximum());
    case Qt::Key_Return:
    case Qt::Key_Enter: m_alone = m_alone == Alone::nothing ? Alone::query : Alone::nothing; return update();
    default: View::keyPressEvent(event);
    }
}

} // namespace headscope
