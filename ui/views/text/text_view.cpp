#include "ui/views/text/text_view.h"

#include "ui/session/pinned_pair.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/view_keys.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <array>
#include <cmath>

namespace headscope {

namespace {

constexpr double kMargin = 26;
constexpr double kTop = 10;
constexpr double kGap = 10;
constexpr double kStep = 1.15;
constexpr double kWidestText = 820; // longer lines are hard to read
constexpr int kShort = 600; // tokens: longer texts are never all in sight in large letters
constexpr double kMostFilled = 0.92; // of the canvas's height by large letters

constexpr std::array<NamedValue<TextMode>, countOf<TextMode>()> kModes{{{TextMode::from, "from"}, {TextMode::to, "to"},
    {TextMode::both, "both"}, {TextMode::received, "received"}, {TextMode::given, "given"}}};
static_assert(hasRowForEach(kModes));

} // namespace

TextView::TextView(Session &session, Selection &selection, QWidget *parent)
    : ContentView(session, selection, parent)
    , m_modes(new SegmentedControl({tr("From"), tr("To"), tr("Both"), tr("Received in all"), tr("Given in all")}, this))
    , m_scroll(new EdgeScrollBar(this))
{
    setAccessibleName(tr("The text, shaded by attention"));
    setHints({600, 560}, {320, 260});
    setWords(
        {tr("Open a model to see its heads."), tr("Type a sentence to see where this head looks."), tr("Looking where this head looks…")});
    dependOn(Selection::stageChanged | Selection::filterChanged | Selection::patternChanged);
    dependOnPartial();
    m_modes->setAccessibleName(tr("Attention from the pinned token, to it, or in all"));
    connect(m_modes, &SegmentedControl::activated, this, [this](int index) { setMode(static_cast<TextMode>(index)); });
    connect(m_scroll, &QScrollBar::valueChanged, this, qOverload<>(&QWidget::update));
}

void TextView::renew()
{
    m_patternsStale = true;
    ContentView::renew();
}

/// Other tokens of the same patterns.
void TextView::renewTokens()
{
    ContentView::renew();
}

void TextView::selectionChanged(Selection::Changes what)
{
    if (!dependsOn(what) && what & (Selection::pinChanged | Selection::hoverChanged))
        renewTokens();
    else
        ContentView::selectionChanged(what);
}

void TextView::drop()
{
    m_shown = {};
    ContentView::drop();
}

TextTokens TextView::tokens(const ShownPatterns &shown) const
{
    TextTokens tokens = pinnedInText(shown, m_selection);
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

void TextView::prepare()
{
    const auto picture = content();
    const bool samePatterns = picture && !m_patternsStale && picture->mode == m_mode;
    if (m_patternsStale) {
        m_shown = shownPatterns(m_session, m_selection);
        m_pointed = {};
        m_patternsStale = false;
    }
    if (samePatterns && TextTokens{picture->row, picture->column} == tokens(m_shown))
        return maker().stop();
    ContentView::prepare();
}

void TextView::contentChanged(const TextPicture *before)
{
    const auto now = content();
    const bool sameText = before && now && before->shown.rowLabels == now->shown.rowLabels
        && before->shown.columnLabels == now->shown.columnLabels && before->blocks.size() == now->blocks.size()
        && before->shown.trace == now->shown.trace;
    const bool sameLegend = before && now && before->mode == now->mode && before->numbers.undefined == now->numbers.undefined;
    setAccessibleDescription(now ? now->shown.title + QStringLiteral(". ") + textCaption(*now) : problem());
    m_modes->setCurrent(static_cast<int>(m_mode));
    if (!sameText) {
        m_scroll->setValue(0);
        m_pointed = {};
    }
    if (!sameText || !sameLegend)
        place(); // else only the colours are others
    if (now && (!sameText || before->row != now->row) && m_pointed.piece < 0) // pinned, or pointed at in the token strip
        keepInSight(now->row);
    update();
}

void TextView::setMode(TextMode mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    m_modes->setCurrent(static_cast<int>(mode));
    renewTokens();
}

std::vector<ViewChoice> TextView::choices()
{
    return {namedChoice<decltype(kModes), TextMode>("mode", kModes, m_mode, [this](TextMode mode) { setMode(mode); }),
        placeChoice("zoom", m_zoom, [this](double zoom) { setZoom(zoom); }),
        placeChoice("scroll", m_scroll->value(), [this](double pixels) { m_scroll->setValue(int(pixels)); })};
}

double TextView::legendHeight() const
{
    const double zoom = figureZoom();
    const NormalFigure normal;
    return textLegendHeight(*content(), (width() - 2 * kMargin) / zoom) * zoom;
}

QRectF TextView::canvas() const
{
    const double wide = width() - 2 * kMargin;
    const double legend = content() ? legendHeight() + kGap : 0;
    const double bottom = legend + m_modes->sizeHint().height() + 2 * kGap;
    return QRectF(kMargin, kTop, wide, std::max(40.0, height() - kTop - bottom));
}

void TextView::place()
{
    const QRectF area = canvas();
    const int buttons = m_modes->sizeHint().height();
    m_modes->setGeometry(static_cast<int>(kMargin) - 3, height() - buttons - static_cast<int>(kGap), m_modes->sizeHint().width(), buttons);
    const auto picture = content();
    m_modes->setVisible(picture != nullptr);
    m_document = {};
    if (!picture)
        return m_scroll->fit(area, 0, 1);
    // The largest letters with which all of it is in sight, so that a short text is read from afar.
    double zoom = Appearance::instance().zoom();
    const bool isShort = picture->shown.rowLabels.size() + picture->shown.columnLabels.size() < kShort;
    for (const double larger : {2.6, 2.2, 1.9, 1.6, 1.4, 1.2, 1.0}) {
        if (larger > 1 && !isShort)
            continue;
        const double tried = Appearance::instance().zoom() * larger;
        m_document = textDocument(*picture, std::min(area.width(), kWidestText * tried), tried);
        zoom = tried * m_zoom;
        if (m_document.height <= area.height() * kMostFilled)
            break;
    }
    if (m_zoom != 1)
        m_document = textDocument(*picture, std::min(area.width(), kWidestText * zoom), zoom);
    m_scroll->fit(area, m_document.height, m_document.queryLayout.lineHeight);
}

QPointF TextView::toWidget(const QPointF &point) const
{
    return point + canvas().topLeft() - QPointF(0, m_scroll->value());
}

void TextView::paintScreen(QPainter &painter)
{
    const TextPicture &picture = *content();
    const QRectF area = canvas();
    const double top = m_scroll->value();
    painter.save();
    painter.setClipRect(area.adjusted(-4, -4, 4, 0));
    painter.translate(area.left(), area.top() - top);
    paintText(painter, picture, m_document, m_pointed, top - 4, top + area.height());
    painter.restore();
    const double zoom = figureZoom();
    const QSizeF legend = QSizeF(area.width(), legendHeight()) / zoom;
    const NormalFigure normal;
    painter.save();
    painter.translate(kMargin, area.bottom() + kGap);
    painter.scale(zoom, zoom);
    paintTextLegend(painter, picture, QRectF(QPointF(), legend));
    painter.restore();
}

ViewFigure TextView::wholeFigure(const FigureParts &parts) const
{
    const ShownPatterns shown = shownPatterns(m_session, m_selection);
    return textFigure(madeNow(textOrder(shown, m_mode, pinnedInText(shown, m_selection))), parts);
}

void TextView::pointAt(const std::optional<QPointF> &point)
{
    const TextDocument::Hit before = m_pointed;
    m_pointed = point && canvas().contains(*point) ? m_document.at(*point - toWidget({})) : TextDocument::Hit();
    if (m_pointed == before && point)
        return;
    const bool query = m_pointed.piece >= 0 && m_document.sections[static_cast<std::size_t>(m_pointed.section)].ofQueries;
    m_selection.hover(query ? content()->shown.pattern().rows()[static_cast<std::size_t>(m_pointed.piece)].first : -1, -1);
    renewTokens();
}

void TextView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    pointAt(event->position());
    if (m_pointed.piece < 0)
        return;
    pinPiece(m_document.sections[static_cast<std::size_t>(m_pointed.section)], m_pointed.piece);
}

void TextView::pinPiece(const TextSection &section, int index) const
{
    const auto piece = static_cast<std::size_t>(index);
    const ShownPatterns &shown = content()->shown; // a newer one may be on its way
    const TokenPair before = pinnedPair(*shown.trace, m_selection);
    if (section.ofQueries)
        pinPair(m_selection, {shown.pattern().rows()[piece].first, shown.crosses ? before.column : -1});
    else
        pinPair(m_selection, {std::max(0, before.row), shown.pattern().columns()[piece].first});
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
        m_scroll->turn(*event);
    event->accept();
}

void TextView::movePin(int step)
{
    if (m_shown.empty())
        return;
    const int count = m_shown.pattern().rowCount();
    const int row = std::clamp(pinnedInText(m_shown, m_selection).row + step, 0, count - 1);
    pinPair(m_selection,
        {m_shown.pattern().rows()[static_cast<std::size_t>(row)].first,
            m_shown.crosses ? pinnedPair(*m_shown.trace, m_selection).column : -1});
    keepInSight(row);
}

void TextView::keepInSight(int row)
{
    for (const TextSection &section : m_document.sections) {
        if (!section.ofQueries || row < 0 || row >= static_cast<int>(m_document.queryLayout.boxes.size()))
            continue;
        const QRectF box = m_document.queryLayout.boxes[static_cast<std::size_t>(row)].translated(0, section.body);
        m_scroll->keepInSight(box.top(), box.bottom(), canvas().height(), 4);
        break;
    }
}

void TextView::keyPressEvent(QKeyEvent *event)
{
    using Key = ViewKey;
    const auto key = keyAmong(
        *event, {Key::left, Key::right, Key::up, Key::down, Key::first, Key::last, Key::zoomIn, Key::zoomOut, Key::wholePicture});
    if (!key)
        return ContentView::keyPressEvent(event);
    switch (*key) {
    case Key::left: return movePin(-1);
    case Key::right: return movePin(1);
    case Key::up: return m_scroll->triggerAction(QAbstractSlider::SliderSingleStepSub);
    case Key::down: return m_scroll->triggerAction(QAbstractSlider::SliderSingleStepAdd);
    case Key::first: return movePin(-1'000'000);
    case Key::last: return movePin(1'000'000);
    case Key::zoomIn: return setZoom(m_zoom * kStep);
    case Key::zoomOut: return setZoom(m_zoom / kStep);
    case Key::wholePicture: return setZoom(1);
    default: return;
    }
}

} // namespace headscope
