#include "ui/views/qk_space/qk_space_view.h"

#include "src/trace/number_words.h"
#include "ui/session/pinned_pair.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/pattern/heatmap_card.h"
#include "ui/views/view_keys.h"
#include "ui/widgets/flow_layout.h"

#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace headscope {

namespace {

constexpr double kMargin = 24;
constexpr double kDragFrom = 5; // pixels the pointer may shake during a click
constexpr double kStep = 1.25;
constexpr double kMostZoom = 400;
constexpr int kMostListed = 4;
constexpr std::array<NamedValue<QkColor>, countOf<QkColor>()> kColors{
    {{QkColor::kind, "kind"}, {QkColor::position, "position"}, {QkColor::length, "length"}, {QkColor::token, "token"}}};
static_assert(hasRowForEach(kColors));
constexpr std::array<NamedValue<QkLines>, countOf<QkLines>()> kLines{{{QkLines::none, "none"}, {QkLines::strongest50, "strongest-50"},
    {QkLines::strongest500, "strongest-500"}, {QkLines::above50, "from-0.5"}, {QkLines::above20, "from-0.2"},
    {QkLines::above5, "from-0.05"}, {QkLines::halfOfAll, "half-of-all"}}};
static_assert(hasRowForEach(kLines));

} // namespace

QkSpaceView::QkSpaceView(Session &session, Selection &selection, QWidget *parent)
    : ContentView(session, selection, parent)
    , m_controls(makeControls())
{
    setAccessibleName(tr("Queries and keys of one head as points"));
    setHints({}, {420, 320});
    setWords({tr("Open a model to see its heads."), tr("Type a sentence to see its queries and keys."),
        tr("Looking for the strongest pairs …")});
    dependOn(Selection::stageChanged | Selection::patternChanged);
    readControls();
}

QWidget *QkSpaceView::makeControls()
{
    auto *bar = new QWidget(this);
    auto *row = new FlowLayout(10, 6);
    row->setContentsMargins(0, 0, 0, 0);
    bar->setLayout(row);
    m_color = new QComboBox(bar);
    m_color->addItems({tr("Query or key"), tr("Place in the text"), tr("Length"), tr("Token")});
    m_color->setAccessibleName(tr("Colour of the points"));
    m_color->setToolTip(tr("What the colour of a point says"));
    m_lines = new QComboBox(bar);
    m_lines->addItems({tr("No lines"), tr("50 strongest"), tr("500 strongest"), tr("From 0.5 up"), tr("From 0.2 up"), tr("From 0.05 up"),
        tr("Half of all attention")});
    m_lines->setCurrentIndex(int(QkLines::strongest50));
    m_lines->setAccessibleName(tr("Which pairs have a line"));
    m_lines->setToolTip(tr("Which pairs of query and key have a line"));
    m_centre = new QCheckBox(tr("Centre apart"), bar);
    m_centre->setToolTip(tr("Centre queries and keys separately: all keys are moved by one vector onto the mean of the queries.\n"
                            "The scores of a row all change by the same number, so no weight changes."));
    m_lengths = new QCheckBox(tr("Equal lengths"), bar);
    m_lengths->setToolTip(tr("Queries are divided, keys multiplied by one number, so that both are equally long on average.\n"
                             "No score changes."));
    for (QComboBox *choice : {m_color, m_lines}) {
        choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        row->addWidget(choice);
        connect(choice, &QComboBox::activated, this, &QkSpaceView::readControls);
    }
    for (QCheckBox *box : {m_centre, m_lengths}) {
        row->addWidget(box);
        connect(box, &QCheckBox::clicked, this, &QkSpaceView::readControls);
    }
    return bar;
}

void QkSpaceView::readControls()
{
    setOptions({{m_centre->isChecked(), m_lengths->isChecked()}, static_cast<QkColor>(m_color->currentIndex()),
        static_cast<QkLines>(m_lines->currentIndex())});
}

void QkSpaceView::setOptions(const QkOptions &options)
{
    m_options = options;
    m_color->setCurrentIndex(int(options.color));
    m_lines->setCurrentIndex(int(options.lines));
    m_centre->setChecked(options.space.centreSeparately);
    m_lengths->setChecked(options.space.equalLengths);
    place();
    renew();
}

std::vector<ViewChoice> QkSpaceView::choices()
{
    const auto options = [this](auto change) {
        QkOptions next = m_options;
        change(next);
        setOptions(next);
    };
    const auto camera = [this](auto change) {
        change(m_camera);
        place();
    };
    return {namedChoice<decltype(kColors), QkColor>(
                "color", kColors, m_options.color, [options](QkColor color) { options([color](QkOptions &next) { next.color = color; }); }),
        namedChoice<decltype(kLines), QkLines>(
            "lines", kLines, m_options.lines, [options](QkLines lines) { options([lines](QkOptions &next) { next.lines = lines; }); }),
        flagChoice("centre_apart", m_options.space.centreSeparately,
            [options](bool on) { options([on](QkOptions &next) { next.space.centreSeparately = on; }); }),
        flagChoice("equal_lengths", m_options.space.equalLengths,
            [options](bool on) { options([on](QkOptions &next) { next.space.equalLengths = on; }); }),
        placeChoice("zoom", m_camera.zoom,
            [camera](double zoom) { camera([zoom](QkCamera &now) { now.zoom = std::clamp(zoom, 1.0, kMostZoom); }); }),
        placeChoice("centre_x", m_camera.centre.x(), [camera](double x) { camera([x](QkCamera &now) { now.centre.setX(x); }); }),
        placeChoice("centre_y", m_camera.centre.y(), [camera](double y) { camera([y](QkCamera &now) { now.centre.setY(y); }); })};
}

void QkSpaceView::prepare()
{
    const QkSource wanted = source();
    if (wanted == m_source && maker().isInForce())
        return;
    if (wanted.trace != m_source.trace || wanted.head != m_source.head || wanted.options != m_source.options)
        m_camera = {};
    m_source = wanted;
    ContentView::prepare();
}

void QkSpaceView::drop()
{
    ContentView::drop();
    m_source = {};
    m_camera = {};
    m_hovered = -1;
}

void QkSpaceView::contentChanged(const QkContent *)
{
    m_hovered = -1;
    setAccessibleDescription(content() ? projectionText(*content()) : QString());
    place();
}

QRectF QkSpaceView::area() const
{
    return QRectF(rect()).adjusted(kMargin, 10.0 + m_controls->height() + 10, -kMargin, -14);
}

void QkSpaceView::place()
{
    const int across = std::max(60, width() - 2 * int(kMargin));
    m_controls->setGeometry(int(kMargin), 8, across, m_controls->heightForWidth(across));
    m_picture.drop();
    if (content())
        m_place = placeQk(*content(), m_options, area(), m_camera);
    update();
}

int QkSpaceView::pinnedPoint() const
{
    const auto content = this->content();
    if (!content)
        return -1;
    const TokenPair pinned = pinnedPair(*m_source.trace, m_selection);
    const auto is = [&](const QkPoint &point) { return !point.isKey && point.token == pinned.row; };
    const auto found = std::ranges::find_if(content->points, is);
    return pinned.row < 0 || found == content->points.end() ? -1 : int(found - content->points.begin());
}

void QkSpaceView::paintScreen(QPainter &painter)
{
    const QkContent &content = *this->content();
    const int pinned = pinnedPoint();
    if (std::exchange(m_pinnedPainted, pinned) != pinned)
        m_picture.drop(); // its labels keep off that of the pinned point
    m_picture.paint(painter, rect(), background(), [&](QPainter &points) {
        paintQkPoints(points, content, m_options, m_place, pinned);
        paintQkWords(points, content, m_options, m_place);
    });
    if (pinned >= 0)
        paintQkPoint(painter, content, m_place, pinned, true);
    if (m_hovered >= 0)
        paintQkPoint(painter, content, m_place, m_hovered, false);
}

void QkSpaceView::paintOver(QPainter &painter)
{
    if (m_hovered < 0 || m_dragged)
        return;
    const QkContent &content = *this->content();
    const QkPoint &point = content.points[std::size_t(m_hovered)];
    const auto number = [](double value) { return QString::fromStdString(roundedNumber(value)); };
    HeatmapCard card;
    card.heading = content.nameOf(point);
    card.lines << (point.isKey ? tr("key %1 · ‖k‖ %2") : tr("query %1 · ‖q‖ %2")).arg(point.token + 1).arg(number(point.length));
    card.lines << tr("at %1, %2").arg(number(point.at.x()), number(point.at.y()));
    int listed = 0;
    for (const StrongPair &pair : content.pairs.pairs) {
        if ((point.isKey ? pair.column : pair.row) != m_hovered || listed == kMostListed)
            continue;
        ++listed;
        const QkPoint &other = content.points[std::size_t(point.isKey ? pair.row : pair.column)];
        card.lines << (point.isKey ? tr("← %1 %2") : tr("→ %1 %2")).arg(content.nameOf(other), number(double(pair.value)));
    }
    paintHeatmapCard(painter, card, m_pointer, rect());
}

void QkSpaceView::hoverPoint(int point)
{
    m_hovered = point;
    if (point < 0) {
        m_selection.hover(-1, -1);
    } else if (const QkPoint &shown = content()->points[std::size_t(point)]; !shown.isKey) {
        m_selection.hover(shown.token, -1);
    } else {
        const TokenPair pinned = pinnedPair(*m_source.trace, m_selection);
        m_selection.hover(pinned.row, pinned.row < 0 ? -1 : shown.token);
    }
    update();
}

void QkSpaceView::pointAt(const std::optional<QPointF> &at)
{
    if (!at || !content())
        return hoverPoint(-1);
    m_pointer = *at;
    if (m_down && (m_dragged || (m_pointer - m_pressed).manhattanLength() > kDragFrom)) {
        m_dragged = true;
        setCursor(Qt::ClosedHandCursor);
        const QPointF moved = m_pointer - m_pressed;
        m_camera.centre = m_pressedCentre - QPointF(moved.x(), -moved.y()) / m_place.scale;
        place();
        return;
    }
    hoverPoint(headscope::pointAt(*content(), m_place, m_pointer));
}

void QkSpaceView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_down = true;
    m_dragged = false;
    m_pressed = event->position();
    m_pressedCentre = m_place.centre;
}

void QkSpaceView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_down)
        return;
    const bool clicked = !m_dragged;
    m_down = m_dragged = false;
    unsetCursor();
    const int point = clicked && content() ? headscope::pointAt(*content(), m_place, event->position()) : -1;
    if (point >= 0)
        pinPoint(point);
}

void QkSpaceView::pinPoint(int point) const
{
    const QkPoint &shown = content()->points[std::size_t(point)];
    const TokenPair pinned = pinnedPair(*m_source.trace, m_selection);
    if (!shown.isKey)
        pinPair(m_selection, {shown.token, -1});
    else if (pinned.row >= 0)
        pinPair(m_selection, {pinned.row, shown.token});
}

void QkSpaceView::setZoom(double zoom, const QPointF &anchor)
{
    if (!content())
        return;
    const QPointF under = m_place.toPlane(anchor);
    m_camera.zoom = std::clamp(zoom, 1.0, kMostZoom);
    m_camera.centre = m_place.centre;
    m_place = placeQk(*content(), m_options, area(), m_camera);
    m_camera.centre = m_place.centre + under - m_place.toPlane(anchor);
    place();
}

void QkSpaceView::wheelEvent(QWheelEvent *event)
{
    setZoom(m_camera.zoom * std::pow(kStep, event->angleDelta().y() / 120.0), event->position());
    event->accept();
}

void QkSpaceView::keyPressEvent(QKeyEvent *event)
{
    using Key = ViewKey;
    const auto key = keyAmong(*event, {Key::zoomIn, Key::zoomOut, Key::wholePicture});
    if (!key)
        return ContentView::keyPressEvent(event);
    setZoom(key == Key::wholePicture ? 1 : m_camera.zoom * (key == Key::zoomIn ? kStep : 1 / kStep), m_place.plot.center());
}

} // namespace headscope
