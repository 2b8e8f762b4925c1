#include "ui/views/lines/lines_view.h"

#include "ui/session/pinned_pair.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/view_keys.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace headscope {

namespace {

constexpr double kMargin = 20;
constexpr double kLegendGap = 8;
constexpr double kStep = 1.25;
constexpr int kSliderSteps = 400;
constexpr double kSmallest = 1e-4; // share or part of the full weight at the slider's left end
constexpr int kManyTokens = 100; // from here on all lines that a page could show are a tangle on the screen
constexpr int kReadableOfQuery = 3; // lines of each token then
constexpr double kFaded = 0.16; // of all lines behind those that are lit

constexpr std::array<NamedValue<LinesMode>, countOf<LinesMode>()> kModes{{{LinesMode::columns, "columns"}, {LinesMode::arcs, "arcs"}}};
static_assert(hasRowForEach(kModes));
constexpr std::array<NamedValue<PairRule::Kind>, countOf<PairRule::Kind>()> kRules{
    {{PairRule::Kind::share, "share"}, {PairRule::Kind::weight, "weight"}}};
static_assert(hasRowForEach(kRules));
constexpr std::array<NamedValue<LinesAlone>, countOf<LinesAlone>()> kAlone{
    {{LinesAlone::nothing, "nothing"}, {LinesAlone::query, "query"}, {LinesAlone::key, "key"}, {LinesAlone::pair, "pair"}}};
static_assert(hasRowForEach(kAlone));

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
    : ContentView(session, selection, parent)
    , m_modes(new SegmentedControl({tr("Columns"), tr("Arcs")}, this))
    , m_kind(new ChoiceButton(tr("Which pairs have a line"), {tr("Automatic"), tr("Strongest share"), tr("From a weight on")}, this))
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_scroll(new EdgeScrollBar(this))
{
    setAccessibleName(tr("Lines from queries to keys"));
    setHints({600, 560}, {320, 260});
    setWords(
        {tr("Open a model to see its heads."), tr("Type a sentence to see where this head looks."), tr("Finding the strongest pairs…")});
    dependOn(Selection::stageChanged | Selection::filterChanged | Selection::patternChanged);
    dependOnPartial();
    m_modes->setAccessibleName(tr("Two columns or arcs"));
    m_slider->setRange(0, kSliderSteps);
    m_slider->setValue(kSliderSteps);
    m_slider->setFixedWidth(150);
    m_slider->setAccessibleName(tr("How many of the strongest pairs have a line"));
    m_slider->setToolTip(tr("Fewer or more lines"));
    connect(m_modes, &SegmentedControl::activated, this, [this](int index) { setMode(static_cast<LinesMode>(index)); });
    connect(m_kind, &ChoiceButton::chosen, this, [this](int index) {
        const double full = content() ? content()->high : 1;
        setRule(index == 0   ? LinesRule()
                : index == 1 ? LinesRule{false, {PairRule::Kind::share, 0.2}}
                             : LinesRule{false, {PairRule::Kind::weight, 0.05 * full}});
    });
    connect(m_slider, &QSlider::valueChanged, this, [this](int step) {
        const bool byShare = m_rule.automatic || m_rule.pairs.kind == PairRule::Kind::share;
        // More to the right is more lines: a smaller weight.
        const double value = byShare ? fromSlider(step) : fromSlider(kSliderSteps - step) * (content() ? content()->high : 1);
        setRule({false, {byShare ? PairRule::Kind::share : PairRule::Kind::weight, value}});
    });
    connect(m_scroll, &QScrollBar::valueChanged, this, [this] {
        m_lines.drop();
        update();
    });
}

void LinesView::selectionChanged(Selection::Changes what)
{
    View::selectionChanged(what);
    if (!dependsOn(what) && what & Selection::pinChanged && isVisible() && !m_hover.any())
        keepInSight(pinned(content().get()).row); // pinned elsewhere
}

void LinesView::contentChanged(const LinesPicture *before)
{
    const auto now = content();
    if (!before || !now || before->shown.rowLabels != now->shown.rowLabels || before->shown.columnLabels != now->shown.columnLabels) {
        m_zoom = 1;
        m_scroll->setValue(0);
        m_hover = {};
    }
    setAccessibleDescription(now ? now->shown.title + QStringLiteral(". ") + ruleText(*now) : problem());
    if (now)
        showRule();
    place();
    update();
}

void LinesView::showRule()
{
    const LinesPicture &picture = *content();
    const bool arcs = canArc(picture);
    m_modes->setEnabled(arcs);
    m_modes->setToolTip(arcs ? QString() : tr("Arcs need queries and keys of one text"));
    m_modes->setCurrent(static_cast<int>(arcs ? m_mode : LinesMode::columns));
    const PairRule &rule = m_rule.automatic ? picture.rule : m_rule.pairs;
    m_kind->setCurrent(m_rule.automatic ? 0 : 1 + static_cast<int>(rule.kind));
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(rule.kind == PairRule::Kind::share ? toSlider(rule.value)
                                                          : kSliderSteps - toSlider(picture.high > 0 ? rule.value / picture.high : 1));
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

std::vector<ViewChoice> LinesView::choices()
{
    const auto rule = [this](auto change) {
        LinesRule next = m_rule;
        change(next);
        setRule(next);
    };
    return {namedChoice<decltype(kModes), LinesMode>("mode", kModes, m_mode, [this](LinesMode mode) { setMode(mode); }),
        flagChoice("automatic", m_rule.automatic, [rule](bool on) { rule([on](LinesRule &next) { next.automatic = on; }); }),
        namedChoice<decltype(kRules), PairRule::Kind>(
            "rule", kRules, m_rule.pairs.kind, [rule](PairRule::Kind kind) { rule([kind](LinesRule &next) { next.pairs.kind = kind; }); }),
        numberChoice("least", m_rule.pairs.value, -1e30, 1e30,
            [rule](double value) { rule([value](LinesRule &next) { next.pairs.value = value; }); }),
        namedChoice<decltype(kAlone), LinesAlone>("alone", kAlone, m_alone,
            [this](LinesAlone alone) {
                m_alone = alone;
                update();
            }),
        placeChoice("zoom", m_zoom, [this](double zoom) { setZoom(zoom, 0); }),
        placeChoice("scroll", m_scroll->value(), [this](double pixels) { m_scroll->setValue(int(pixels)); })};
}

double LinesView::headHeight() const
{
    return m_place.mode == LinesMode::columns ? kColumnHeads * figureZoom() : 0;
}

double LinesView::legendHeight() const
{
    if (!content())
        return 0;
    const double zoom = figureZoom();
    const NormalFigure normal;
    return linesLegendHeight(*content(), (width() - 2 * kMargin) / zoom) * zoom;
}

QRectF LinesView::canvas() const
{
    const double legend = legendHeight();
    const double bottom = legend + 2 * kLegendGap + m_modes->sizeHint().height() + kLegendGap;
    return QRectF(kMargin, 6, width() - 2 * kMargin, std::max(40.0, height() - 6 - bottom));
}

void LinesView::place()
{
    m_lines.drop();
    const QRectF area = canvas();
    const int buttons = m_modes->sizeHint().height();
    const int y = height() - buttons - static_cast<int>(kLegendGap);
    m_modes->setGeometry(static_cast<int>(kMargin), y, m_modes->sizeHint().width(), buttons);
    m_kind->setGeometry(m_modes->geometry().right() + 14, y, m_kind->sizeHint().width(), buttons);
    m_slider->setGeometry(m_kind->geometry().right() + 10, y, m_slider->width(), buttons);
    const auto picture = content();
    for (QWidget *control : {static_cast<QWidget *>(m_modes), static_cast<QWidget *>(m_kind), static_cast<QWidget *>(m_slider)})
        control->setVisible(picture != nullptr);
    const double zoom = figureZoom();
    {
        const NormalFigure normal;
        m_place = picture ? linesLayout(*picture, m_mode, area.size() / zoom, m_zoom) : LinesLayout();
    }
    m_scroll->fit(area, m_place.size.height() * zoom + headHeight(), m_place.rowHeight * zoom);
}

QPointF LinesView::toWidget(const QPointF &point) const
{
    return point * figureZoom() + canvas().topLeft() + QPointF(0, headHeight() - m_scroll->value());
}

LitTokens LinesView::pinned(const LinesPicture *picture) const
{
    return picture ? pinnedInLines(*picture, m_selection) : LitTokens();
}

LitTokens LinesView::lit() const
{
    if (m_hover.any())
        return m_hover;
    const auto picture = content();
    if (picture && m_selection.hoverRow() >= 0) // in the token strip
        return {spanOf(picture->shown.pattern().rows(), m_selection.hoverRow()), -1};
    return keptAlone(picture.get());
}

LitTokens LinesView::keptAlone(const LinesPicture *picture) const
{
    const LitTokens pin = pinned(picture);
    switch (m_alone) {
    case LinesAlone::nothing: return {};
    case LinesAlone::query: return {pin.row, -1};
    case LinesAlone::key: return {-1, pin.column};
    case LinesAlone::pair: return pin;
    }
    return {};
}

int LinesView::mostOfQuery() const
{
    const auto picture = content();
    const bool thins = m_rule.automatic && picture && picture->shown.rowLabels.size() >= kManyTokens;
    return thins ? std::max(1, kReadableOfQuery / std::max(1, int(picture->sets.size()))) : 0;
}

void LinesView::paintScreen(QPainter &painter)
{
    const LinesPicture &picture = *content();
    const QRectF area = canvas();
    const QRectF lines = area.adjusted(0, headHeight(), 0, 0);
    const LitTokens shown = lit();
    const double zoom = figureZoom();
    const double headings = headHeight();
    const double top = m_scroll->value() / zoom;
    const double bottom = top + lines.height() / zoom;
    std::optional<NormalFigure> normal(std::in_place);
    const auto moveTo = [zoom](QPainter &moved, const QPointF &origin) {
        moved.translate(origin);
        moved.scale(zoom, zoom);
    };
    painter.save();
    painter.setClipRect(lines);
    painter.setOpacity(shown.any() ? kFaded : 1);
    m_lines.paint(painter, lines, Qt::transparent, [&](QPainter &picked) {
        moveTo(picked, lines.topLeft());
        picked.translate(0, -top);
        m_someLeftOut = paintLines(picked, picture, m_place, {}, top, bottom, mostOfQuery());
    });
    painter.setOpacity(1);
    moveTo(painter, lines.topLeft());
    painter.translate(0, -top);
    if (shown.any())
        paintLines(painter, picture, m_place, shown, top, bottom);
    paintTokens(painter, picture, m_place, shown, pinned(&picture), top, bottom);
    painter.restore();
    painter.save();
    moveTo(painter, area.topLeft());
    paintColumnHeads(painter, m_place, headings / zoom);
    painter.restore();
    painter.save();
    moveTo(painter, QPointF(kMargin, area.bottom() + kLegendGap));
    paintLinesLegend(painter, picture, QRectF(0, 0, (width() - 2 * kMargin) / zoom, height() / zoom));
    painter.restore();
    normal.reset();
    paintNote(painter);
}

void LinesView::paintNote(QPainter &painter) const
{
    QString note = content()->shown.note;
    if (isBusy())
        note = tr("Finding pairs…");
    else if (const int most = mostOfQuery(); most > 0 && m_someLeftOut && !lit().any())
        note = tr("drawn: the %n strongest of each token in sight; point at a token for all of its lines", nullptr, most);
    else if (m_someLeftOut && !lit().any())
        note = tr("the strongest %L1 in sight are drawn").arg(kMostPainted);
    if (note.isEmpty())
        return;
    painter.setFont(figureFont(12));
    painter.setPen(Theme::current().muted);
    const QRect free(m_slider->geometry().right() + 14, m_slider->y(), width() - m_slider->geometry().right() - 30, m_slider->height());
    painter.drawText(free, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        QFontMetricsF(painter.font()).elidedText(note, Qt::ElideRight, free.width()));
}

ViewFigure LinesView::wholeFigure(const FigureParts &parts) const
{
    const auto picture = contentNow();
    return linesFigure(picture, m_mode, keptAlone(picture.get()), pinned(picture.get()), parts);
}

void LinesView::pointAt(const std::optional<QPointF> &point)
{
    const LitTokens before = m_hover;
    m_hover = {};
    if (point && canvas().contains(*point)) {
        const QPointF at = (*point - toWidget({})) / figureZoom();
        m_hover = {m_place.rowAt(at), m_place.columnAt(at)};
    }
    if (m_hover == before && point)
        return;
    m_selection.hover(m_hover.row >= 0 ? content()->shown.pattern().rows()[static_cast<std::size_t>(m_hover.row)].first : -1, -1);
    update();
}

void LinesView::mousePressEvent(QMouseEvent *event)
{
    const auto picture = content();
    if (event->button() != Qt::LeftButton || !picture)
        return;
    pointAt(event->position());
    const Pattern &pattern = picture->shown.pattern();
    const LitTokens before = pinned(picture.get());
    // A second click on the same token lets all lines be seen again.
    if (m_hover.row >= 0) {
        m_alone = m_alone == LinesAlone::query && before.row == m_hover.row ? LinesAlone::nothing : LinesAlone::query;
        pinPair(m_selection, {pattern.rows()[static_cast<std::size_t>(m_hover.row)].first, -1});
    } else if (m_hover.column >= 0) {
        m_alone = m_alone == LinesAlone::key && before.column == m_hover.column ? LinesAlone::nothing : LinesAlone::key;
        const int query = std::max(0, pinnedPair(*picture->shown.trace, m_selection).row);
        pinPair(m_selection, {query, pattern.columns()[static_cast<std::size_t>(m_hover.column)].first});
    } else {
        m_alone = LinesAlone::nothing;
    }
    m_hover = {};
    update();
}

void LinesView::setZoom(double zoom, double anchor)
{
    zoom = std::clamp(zoom, 0.1, 6.0);
    const auto whole = [this] { return m_place.size.height() * figureZoom(); };
    const double before = (m_scroll->value() + anchor) / std::max(1.0, whole());
    m_zoom = zoom;
    place();
    m_scroll->setValue(static_cast<int>(before * whole() - anchor));
    update();
}

void LinesView::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier)
        setZoom(m_zoom * std::pow(kStep, event->angleDelta().y() / 120.0), event->position().y() - canvas().top() - headHeight());
    else
        m_scroll->turn(*event);
    event->accept();
}

void LinesView::keepInSight(int row)
{
    if (row < 0 || row >= static_cast<int>(m_place.rows.size()))
        return;
    const QRectF token = m_place.rows[static_cast<std::size_t>(row)];
    m_scroll->keepInSight(token.top() * figureZoom(), token.bottom() * figureZoom(), canvas().height() - headHeight());
}

void LinesView::movePin(int rows, int columns)
{
    const auto picture = content();
    if (!picture)
        return;
    const Pattern &pattern = picture->shown.pattern();
    const LitTokens now = pinned(picture.get());
    const int row = std::clamp(now.row + rows, 0, pattern.rowCount() - 1);
    // Left of the first key is no key: all of the query's lines again.
    const int column = columns == 0 ? now.column : std::clamp(now.column + columns, -1, pattern.columnCount() - 1);
    m_alone = column >= 0 ? LinesAlone::pair : LinesAlone::query;
    pinPair(m_selection,
        {pattern.rows()[static_cast<std::size_t>(row)].first,
            column >= 0 ? pattern.columns()[static_cast<std::size_t>(column)].first : -1});
    keepInSight(row);
    update();
}

void LinesView::keyPressEvent(QKeyEvent *event)
{
    using Key = ViewKey;
    const auto key = keyAmong(*event,
        {Key::up, Key::down, Key::left, Key::right, Key::first, Key::last, Key::zoomIn, Key::zoomOut, Key::wholePicture, Key::open});
    if (!key)
        return ContentView::keyPressEvent(event);
    const double middle = canvas().height() / 2;
    switch (*key) {
    case Key::up: return movePin(-1, 0);
    case Key::down: return movePin(1, 0);
    case Key::left: return movePin(0, -1);
    case Key::right: return movePin(0, 1);
    case Key::first: return m_scroll->setValue(0);
    case Key::last: return m_scroll->setValue(m_scroll->maximum());
    case Key::zoomIn: return setZoom(m_zoom * kStep, middle);
    case Key::zoomOut: return setZoom(m_zoom / kStep, middle);
    case Key::wholePicture: return setZoom(1, middle);
    case Key::open: m_alone = m_alone == LinesAlone::nothing ? LinesAlone::query : LinesAlone::nothing; return update();
    default: return;
    }
}

} // namespace headscope
