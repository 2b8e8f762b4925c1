#include "ui/views/text/text_view.h"

#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kMargin = 26;
constexpr double kTop = 10;
constexpr double kGap = 10;
constexpr double kTitleHeight = 36;
constexpr double kStep = 1.15;
constexpr double kWidestText = 820; // longer lines are hard to read
constexpr int kShort = 600; // tokens: longer texts never fill half of the height with large letters
constexpr double kFigureWidth = 760;
constexpr double kLongestFigure = 12'000; // pixels; what lies beyond is left out, and said

} // namespace

TextView::TextView(Session &session, Selection &selection, QWidget *parent)
    : View(session, selection, parent)
    , m_modes(new SegmentedControl({tr("From"), tr("To"), tr("Both"), tr("Received in all"), tr("Given in all")}, this))
    , m_scroll(new QScrollBar(Qt::Vertical, this))
    , m_job(this)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("The text, shaded by attention"));
    m_modes->setAccessibleName(tr("Attention from the pinned token, to it, or in all"));
    m_scroll->hide();
    connect(m_modes, &SegmentedControl::activated, this, [this](int index) { setMode(static_cast<TextMode>(index)); });
    connect(m_scroll, &QScrollBar::valueChanged, this, qOverload<>(&QWidget::update));
    connect(&session, &Session::traceChanged, this, [this] { renew(true); });
    connect(&session, &Session::partialChanged, this, [this] { renew(true); });
    connect(&session, &Session::modelChanged, this, [this] {
        m_picture.reset(); // also while out of sight: they hold numbers
        m_shown = {};
        renew(true);
    });
    connect(&Appearance::instance(), &Appearance::changed, this, [this] {
        place();
        update();
    });
    connect(&selection, &Selection::changed, this, [this](Selection::Changes what) {
        if (what & (Selection::stageChanged | Selection::shownChanged | Selection::filterChanged | Selection::patternChanged))
            renew(true);
        else if (what & (Selection::pinChanged | Selection::hoverChanged))
            renew(false);
    });
}

void TextView::renew(bool patternsToo)
{
    m_stale = true;
    m_patternsStale |= patternsToo;
    update();
}

TextView::Tokens TextView::pinned(const ShownPatterns &shown) const
{
    if (shown.empty())
        return {};
    const int query = pinnedQuery(m_selection, shown.trace->config());
    Tokens tokens{spanOf(shown.pattern().rows(), query), -1};
    // Within one text the pinned token both looks and is looked at; a hidden query may still be a key that is not.
    tokens.column = spanOf(shown.pattern().columns(), shown.crosses ? pinnedKey(m_selection) : query);
    return tokens;
}

TextView::Tokens TextView::tokens(const ShownPatterns &shown) const
{
    Tokens tokens = pinned(shown);
    if (shown.empty())
        return tokens;
    if (m_pointed.piece >= 0) {
        const TextSection &section = m_document.sections[static_cast<std::size_t>(m_pointed.section)];
        if (section.ofQueries)
            tokens.row = std::min(m_pointed.piece, shown.pattern().rowCount() - 1);
        if (section.ofKeys)
            tokens.column = std::min(m_pointed.piece, shown.pattern().columnCount() - 1);
    } else if (m_selection.hoverRow() >= 0) { // in the token strip
        tokens.row = spanOf(shown.pattern().rows(), m_selection.hoverRow());
        if (!shown.crosses)
            tokens.column = spanOf(shown.pattern().columns(), m_selection.hoverRow());
    }
    return tokens;
}

void TextView::rebuild()
{
    if (m_patternsStale) {
        m_shown = shownPatterns(m_session, m_selection);
        m_pointed = {};
    }
    const bool sameTokens = m_picture && !m_patternsStale && m_picture->mode == m_mode;
    m_stale = m_patternsStale = false;
    const Tokens wanted = tokens(m_shown);
    if (sameTokens && m_picture->row == wanted.row && m_picture->column == wanted.column)
        return;
    if (isQuick(m_shown)) {
        m_job.stop();
        if (auto picture = textPicture(m_shown, m_mode, wanted.row, wanted.column))
            take(std::move(*picture));
        return;
    }
    m_job.start([shown = m_shown, mode = m_mode, wanted](
                    const JobLink &link) { return textPicture(shown, mode, wanted.row, wanted.column, link.stop()); },
        [this](std::optional<TextPicture> picture) {
            if (picture)
                take(std::move(*picture));
        },
        [this](const QString &problem) {
            TextPicture picture;
            picture.shown.problem = problem;
            take(std::move(picture));
        });
}

void TextView::take(TextPicture picture)
{
    const bool sameText = m_picture && m_picture->shown.rowLabels == picture.shown.rowLabels
        && m_picture->shown.columnLabels == picture.shown.columnLabels && m_picture->blocks.size() == picture.blocks.size()
        && m_picture->shown.trace == picture.shown.trace;
    const bool sameLegend = m_picture && m_picture->mode == picture.mode && m_picture->numbers.undefined == picture.numbers.undefined;
    const bool otherRow = !m_picture || m_picture->row != picture.row;
    m_picture = std::move(picture);
    setAccessibleDescription(m_picture->shown.problem.isEmpty() ? m_picture->shown.title + QStringLiteral(". ") + textCaption(*m_picture)
                                                                : m_picture->shown.problem);
    m_modes->setCurrent(static_cast<int>(m_mode));
    if (!sameText) {
        m_scroll->setValue(0);
        m_pointed = {};
    }
    if (!sameText || !sameLegend)
        place(); // else only the colours are others
    if ((otherRow || !sameText) && m_pointed.piece < 0) // pinned, or pointed at in the token strip
        keepInSight(m_picture->row);
    update();
}

void TextView::setMode(TextMode mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    m_modes->setCurrent(static_cast<int>(mode));
    renew(false);
}

QRectF TextView::canvas() const
{
    const double wide = width() - 2 * kMargin;
    const double legend = m_picture && !m_picture->shown.empty() ? textLegendHeight(*m_picture, wide) + kGap : 0;
    const double bottom = legend + m_modes->sizeHint().height() + 2 * kGap;
    return QRectF(kMargin, kTop, wide, std::max(40.0, height() - kTop - bottom));
}

void TextView::place()
{
    const QRectF area = canvas();
    const int buttons = m_modes->sizeHint().height();
    m_modes->setGeometry(static_cast<int>(kMargin) - 3, height() - buttons - static_cast<int>(kGap), m_modes->sizeHint().width(), buttons);
    if (!m_picture)
        return;
    // A short text is read from afar: the largest letters with which it takes half of the height.
    double zoom = Appearance::instance().zoom();
    const bool isShort = m_picture->shown.rowLabels.size() + m_picture->shown.columnLabels.size() < kShort;
    for (const double larger : {2.0, 1.6, 1.3, 1.0}) {
        if (larger > 1 && !isShort)
            continue;
        const double tried = Appearance::instance().zoom() * larger;
        m_document = textDocument(*m_picture, std::min(area.width(), kWidestText * tried), tried);
        zoom = tried * m_zoom;
        if (m_document.height <= area.height() / 2)
            break;
    }
    if (m_zoom != 1)
        m_document = textDocument(*m_picture, std::min(area.width(), kWidestText * zoom), zoom);
    const int beyond = static_cast<int>(std::ceil(m_document.height - area.height()));
    m_scroll->setVisible(beyond > 0);
    m_scroll->setGeometry(width() - 12, static_cast<int>(area.top()), 10, static_cast<int>(area.height()));
    m_scroll->setPageStep(std::max(1, static_cast<int>(area.height())));
    m_scroll->setSingleStep(static_cast<int>(m_document.queryLayout.lineHeight));
    m_scroll->setRange(0, std::max(0, beyond));
}

QPointF TextView::toWidget(const QPointF &point) const
{
    return point + canvas().topLeft() - QPointF(0, m_scroll->value());
}

void TextView::showEvent(QShowEvent *event)
{
    View::showEvent(event);
    renew(true);
}

void TextView::resizeEvent(QResizeEvent *event)
{
    View::resizeEvent(event);
    place();
}

void TextView::paintEvent(QPaintEvent *)
{
    if (m_stale)
        rebuild();
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), theme.canvas);
    const bool empty = !m_picture || m_picture->shown.empty();
    m_modes->setVisible(!empty);
    if (empty) {
        m_scroll->hide();
        painter.setFont(figureFont(14));
        painter.setPen(theme.muted);
        painter.drawText(canvas(), Qt::AlignCenter | Qt::TextWordWrap,
            m_picture && !m_picture->shown.problem.isEmpty() ? m_picture->shown.problem
                : m_job.isBusy()                             ? tr("Looking where this head looks…")
                : m_session.trace()                          ? tr("Type a sentence to see where this head looks.")
                                                             : tr("Open a model to see its heads."));
        return;
    }
    const QRectF area = canvas();
    const double top = m_scroll->value();
    painter.save();
    painter.setClipRect(area.adjusted(-4, -4, 4, 0));
    painter.translate(area.left(), area.top() - top);
    paintText(painter, *m_picture, m_document, m_pointed, top - 4, top + area.height());
    painter.restore();
    paintTextLegend(painter, *m_picture, QRectF(kMargin, area.bottom() + kGap, area.width(), textLegendHeight(*m_picture, area.width())));
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(2.5, 2.5, -2.5, -2.5), 8, 8);
    }
}

TextPicture TextView::currentPicture() const
{
    ShownPatterns shown = shownPatterns(m_session, m_selection);
    const Tokens wanted = pinned(shown);
    return textPicture(std::move(shown), m_mode, wanted.row, wanted.column).value_or(TextPicture());
}

QSizeF TextView::figureSize() const
{
    const TextPicture picture = currentPicture();
    if (picture.shown.empty())
        return {400, 300};
    const double zoom = Appearance::instance().zoom();
    const double inner = kFigureWidth * zoom;
    return {inner + 2 * kMargin,
        std::min(textDocument(picture, inner, zoom).height, kLongestFigure) + (m_parts.title ? kTitleHeight : 0) + 2 * kMargin
            + (m_parts.legend ? kGap + textLegendHeight(picture, inner) : 0)};
}

void TextView::paintFigure(QPainter &painter, const QRectF &area) const
{
    const TextPicture picture = currentPicture();
    if (picture.shown.empty())
        return;
    const QSizeF size = figureSize();
    const double inner = size.width() - 2 * kMargin;
    const TextDocument document = textDocument(picture, inner, Appearance::instance().zoom());
    const double shownHeight = std::min(document.height, kLongestFigure);
    const double scale = std::min(area.width() / size.width(), area.height() / size.height());
    painter.save();
    painter.translate(area.topLeft());
    painter.scale(scale, scale);
    painter.translate(kMargin, kMargin);
    if (m_parts.title) {
        painter.setFont(figureFont(15, QFont::DemiBold));
        painter.setPen(Theme::current().text);
        QString title = picture.shown.title;
        if (document.height > kLongestFigure)
            title = tr("%1 (the beginning)").arg(title);
        painter.drawText(QRectF(0, 0, inner, kTitleHeight), Qt::AlignLeft | Qt::AlignTop,
            QFontMetricsF(painter.font()).elidedText(title, Qt::ElideRight, inner));
        painter.translate(0, kTitleHeight);
    }
    paintText(painter, picture, document, {}, 0, shownHeight);
    if (m_parts.legend)
        paintTextLegend(painter, picture, QRectF(0, shownHeight + kGap, inner, textLegendHeight(picture, inner)));
    painter.restore();
}

QString TextView::figureTitle() const
{
    const ShownPatterns shown = shownPatterns(m_session, m_selection);
    return shown.title.isEmpty() ? tr("Text") : shown.title + QStringLiteral(" · ") + tr("text");
}

StageKey TextView::exportKey() const
{
    return m_selection.key(measureInfo(m_selection.pattern().measure).stage);
}

void TextView::pointAt(const QPointF &point)
{
    const QRectF area = canvas();
    const TextDocument::Hit before = m_pointed;
    m_pointed = area.contains(point) && m_picture && !m_picture->shown.empty()
        ? m_document.at(point - area.topLeft() + QPointF(0, m_scroll->value()))
        : TextDocument::Hit();
    if (m_pointed == before)
        return;
    const bool query = m_pointed.piece >= 0 && m_document.sections[static_cast<std::size_t>(m_pointed.section)].ofQueries;
    m_selection.hover(query ? m_picture->shown.pattern().rows()[static_cast<std::size_t>(m_pointed.piece)].first : -1, -1);
    renew(false);
}

void TextView::mouseMoveEvent(QMouseEvent *event)
{
    pointAt(event->position());
}

void TextView::leaveEvent(QEvent *)
{
    m_pointed = {};
    m_selection.hover(-1, -1);
    renew(false);
}

void TextView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    pointAt(event->position());
    if (m_pointed.piece < 0)
        return;
    const TextSection &section = m_document.sections[static_cast<std::size_t>(m_pointed.section)];
    const auto piece = static_cast<std::size_t>(m_pointed.piece);
    const ShownPatterns &shown = m_picture->shown; // a newer one may be on its way
    if (section.ofQueries)
        pinPair(m_selection, shown.pattern().rows()[piece].first, shown.crosses ? pinnedKey(m_selection) : -1);
    else
        pinPair(m_selection, std::max(0, pinnedQuery(m_selection, shown.trace->config())), shown.pattern().columns()[piece].first);
}

void TextView::setZoom(double zoom)
{
    m_zoom = std::clamp(zoom, 0.5, 4.0);
    const double before = m_scroll->maximum() > 0 ? double(m_scroll->value()) / m_scroll->maximum() : 0;
    m_pointed = {};
    place();
    m_scroll->setValue(static_cast<int>(before * m_scroll->maximum()));
    update();
}

void TextView::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier)
        setZoom(m_zoom * std::pow(kStep, event->angleDelta().y() / 120.0));
    else
        m_scroll->setValue(m_scroll->value() - (event->pixelDelta().isNull() ? event->angleDelta().y() / 2 : event->pixelDelta().y()));
    event->accept();
}

void TextView::movePin(int step)
{
    if (m_shown.empty())
        return;
    const int count = m_shown.pattern().rowCount();
    const int row = std::clamp(pinned(m_shown).row + step, 0, count - 1);
    pinPair(m_selection, m_shown.pattern().rows()[static_cast<std::size_t>(row)].first, m_shown.crosses ? pinnedKey(m_selection) : -1);
    keepInSight(row);
}

void TextView::keepInSight(int row)
{
    for (const TextSection &section : m_document.sections) {
        if (!section.ofQueries || row < 0 || row >= static_cast<int>(m_document.queryLayout.boxes.size()))
            continue;
        const QRectF box = m_document.queryLayout.boxes[static_cast<std::size_t>(row)].translated(0, section.body);
        if (box.top() < m_scroll->value())
            m_scroll->setValue(static_cast<int>(box.top()) - 4);
        else if (box.bottom() > m_scroll->value() + canvas().height())
            m_scroll->setValue(static_cast<int>(std::ceil(box.bottom() - canvas().height())) + 4);
        break;
    }
}

void TextView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left: return movePin(-1);
    case Qt::Key_Right: return movePin(1);
    case Qt::Key_Up: return m_scroll->triggerAction(QAbstractSlider::SliderSingleStepSub);
    case Qt::Key_Down: return m_scroll->triggerAction(QAbstractSlider::SliderSingleStepAdd);
    case Qt::Key_Home: return movePin(-1'000'000);
    case Qt::Key_End: return movePin(1'000'000);
    case Qt::Key_Plus:
    case Qt::Key_Equal: return setZoom(m_zoom * kStep);
    case Qt::Key_Minus: return setZoom(m_zoom / kStep);
    case Qt::Key_0: return setZoom(1);
    default: View::keyPressEvent(event);
    }
}

} // namespace headscope
