#include "ui/views/walk/walk_view.h"

#include "src/error.h"
#include "ui/session/layer_loader.h"
#include "ui/session/model_words.h"
#include "ui/session/shown_trace.h"
#include "ui/views/shared/pattern/shown_cell.h"
#include "ui/views/walk/cell_editor.h"
#include "ui/views/walk/panel_builder.h"
#include "ui/views/walk/stage_figures.h"
#include "ui/views/walk/walk_message.h"
#include "ui/views/walk/word_search.h"
#include "ui/widgets/accessible_painting.h"

#include <QEasingCurve>

#include <algorithm>
#include <cmath>
#include <utility>

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

WalkView::WalkView(Session &session, Selection &selection, QWidget *parent)
    : View(session, selection, parent)
    , m_editor(new CellEditor(this))
    , m_search(new WordSearch(this))
    , m_key(selection.key())
{
    connect(&m_session, &Session::failed, this, qOverload<>(&QWidget::update)); // no model is being opened any more
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Walk canvas"));
    setHints({900, 560}, {420, 300});
    m_transition.setDuration(kTransition);
    m_transition.setStartValue(0.0);
    m_transition.setEndValue(1.0);
    m_transition.setEasingCurve(QEasingCurve::OutCubic);
    connect(&m_transition, &QVariantAnimation::valueChanged, this, qOverload<>(&QWidget::update));
    connect(&m_session.logitRows(), &LogitRows::ready, this, [this] {
        if (stageInfo(m_selection.stage()).colAxis == 'V')
            View::renew();
    });
    connect(&LayerLoader::of(m_session), &LayerLoader::ready, this, [this] { View::renew(); });
    connect(&m_player, &WalkPlayer::playingChanged, this, &WalkView::playingChanged);
    connect(&m_player, &WalkPlayer::progressChanged, this, [this](double progress) {
        followPlaying();
        update();
        Q_EMIT progressChanged(progress);
    });
    connect(&m_player, &WalkPlayer::finished, this, [this] {
        m_selection.hover(-1, -1);
        Q_EMIT finished();
    });
    connect(m_editor, &CellEditor::accepted, this, &WalkView::commit);
    m_search->hide();
    connect(m_search, &QLineEdit::textEdited, this, [this](const QString &word) {
        if (const auto model = m_session.model())
            m_search->look(model, word);
    });
    connect(m_search, &WordSearch::found, this, [this](const std::shared_ptr<const Model> &model, const std::vector<int> &entries) {
        if (model == m_session.model() && !m_search->isHidden())
            seek(entries);
    });
    connect(m_search, &WordSearch::failed, &m_session, &Session::failed);
    connect(m_search, &QLineEdit::returnPressed, this, [this] { setFocus(Qt::OtherFocusReason); });
    connect(m_search, &WordSearch::left, this, [this] { setFocus(Qt::OtherFocusReason); });
    dependOn(Selection::stageChanged);
}

WordSearch &WalkView::search()
{
    prepareNow();
    return *m_search;
}

const WalkFigure &WalkView::figure()
{
    prepareNow();
    return m_figure;
}

const PlacedFigure &WalkView::placed()
{
    prepareNow();
    return m_placed;
}

void WalkView::play()
{
    prepareNow();
    m_player.play();
}

void WalkView::pause()
{
    m_player.pause();
    m_selection.hover(-1, -1);
}

void WalkView::setSpeed(double speed)
{
    m_player.setSpeed(speed);
}

void WalkView::setProgress(double progress)
{
    prepareNow();
    m_player.setProgress(progress);
}

void WalkView::renew()
{
    m_editor->hide();
    m_isNewPlace = true;
    View::renew();
}

void WalkView::prepare()
{
    rebuild();
    if (std::exchange(m_isNewPlace, false))
        keepPinnedInView();
    if (std::exchange(m_isNewPin, false))
        followPin();
}

void WalkView::drop()
{
    m_figure = {};
    m_placed = {};
    m_sought.clear();
}

bool WalkView::isAhead(const StageKey &key, const StageKey &before) const
{
    if (key.layer != before.layer)
        return key.layer > before.layer;
    const auto trace = m_session.trace();
    const std::vector<Stage> walk = trace ? trace->config().stages(key.layer) : std::vector<Stage>();
    return std::find(walk.begin(), walk.end(), key.stage) >= std::find(walk.begin(), walk.end(), before.stage);
}

void WalkView::selectionChanged(Selection::Changes what)
{
    if (dependsOn(what)) {
        if (what & Selection::stageChanged) {
            m_forward = isAhead(m_selection.key(), m_key);
            startTransition();
            m_scroll = {};
            m_player.reset();
            m_sought.clear();
            m_isNewPlace = true;
            m_isNewPin = false;
        }
        m_key = m_selection.key();
        m_editor->hide();
        return View::renew();
    }
    m_isNewPin |= bool(what & Selection::pinChanged);
    if (isStale() || !isVisible())
        return View::renew();
    update();
    setRow();
    if (std::exchange(m_isNewPin, false))
        followPin();
    describe();
}

void WalkView::followPin()
{
    if (m_figure.kind == WalkFigure::Kind::tokens) {
        // The table shows the pinned token.
        const int row = m_selection.row();
        int &first = m_scroll.first[std::size_t(Axis::query)];
        if (row >= 0 && (row < m_tokens.first || row >= m_tokens.first + m_tokens.capacity())) {
            first = std::clamp(row - m_tokens.capacity() / 2, 0, std::max(0, m_tokens.count - m_tokens.capacity()));
            layOutAgain();
        }
    }
    const FigurePanel *result = m_figure.resultPanel();
    if (!result || m_player.isPlaying())
        return;
    const CellIndex pinned = m_figure.resultCellOf({m_selection.row(), m_selection.column()});
    scrollTo(result->rowAxis, pinned.row);
    scrollTo(result->columnAxis, pinned.column);
}

std::vector<ViewChoice> WalkView::choices()
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

FigureSource WalkView::source() const
{
    return {m_session.trace(), m_session.original(), m_selection.shown(), true, m_sought};
}

bool WalkView::isReady() const
{
    const auto trace = shownTrace(m_session, m_selection);
    const StageKey key = m_selection.key();
    if (!trace || !hasTokens(*trace) || !showsSomeWords(*trace, key.stage))
        return true;
    return m_session.logitRows().at(trace, shownRow(*trace, key, m_selection.row()));
}

// Of a long run a layer's numbers may have to be made again first.
bool WalkView::layerIsReady() const
{
    return LayerLoader::of(m_session).isReady(m_selection.key(), m_selection.shown());
}

void WalkView::rebuild()
{
    const FigureSource source = this->source();
    const StageKey key = m_selection.key();
    m_row = -1;
    m_figure = {};
    m_figure.key = key;
    m_problem.clear();
    if (source.trace && hasTokens(*source.trace) && isReady() && layerIsReady()) {
        const bool words = showsSomeWords(source.shownTrace(), key.stage);
        m_row = shownRow(source.shownTrace(), key, words ? m_selection.row() : m_selection.activeRow());
        try {
            m_figure = buildFigure(source, key, m_row);
        } catch (const Error &error) { // of a stage that was not kept: the model's file was changed since
            m_figure.key = key;
            m_problem = QString::fromUtf8(error.what());
            Q_EMIT m_session.failed(m_problem);
        }
    }
    if (m_figure.kind == WalkFigure::Kind::tokens)
        m_player.setShape(source.trace->rowCount(key), 1);
    else
        m_player.setShape(m_figure.resultRows(), m_figure.resultColumns());
    layOutAgain();
    describe();
    update();
}

void WalkView::seek(const std::vector<int> &words)
{
    m_sought = words;
    View::renew();
    prepareNow();
    if (!words.empty())
        m_selection.pin(std::max(0, m_row), words.front());
}

void WalkView::layOutAgain()
{
    m_placed = layOut(m_figure, size(), m_scroll, digitSizes());
    turnPages();
    placeSearch();
    if (m_figure.kind == WalkFigure::Kind::tokens) {
        const QRectF area(m_placed.heading.left(), m_placed.subheading.bottom() + 16, m_placed.heading.width(),
            std::max(40.0, height() - m_placed.subheading.bottom() - 44));
        m_tokens = layOutTokensOnScreen(m_session.trace()->rowTokens(m_figure.key), area, m_scroll.first[std::size_t(Axis::query)]);
    }
}

void WalkView::setPresented(bool presented)
{
    m_presented = presented;
    if (isStale())
        return;
    layOutAgain();
    keepPinnedInView();
    update();
}

DigitSizes WalkView::digitSizes() const
{
    DigitSizes sizes;
    const double zoom = std::max(1.0, Appearance::instance().zoom());
    const double smallest = m_presented ? std::max(double(sizes.smallest), kPresentedDigits * window()->height()) : sizes.smallest * zoom;
    sizes.smallest = int(std::ceil(smallest - 1e-6));
    sizes.comfortable = std::max(sizes.smallest, int(sizes.comfortable * zoom));
    sizes.largest = std::max(sizes.largest, int(sizes.smallest * kLargestPerSmallest));
    return sizes;
}

void WalkView::keepPinnedInView()
{
    const FigurePanel *result = m_figure.resultPanel();
    if (!result)
        return;
    const CellIndex pinned = m_figure.resultCellOf({m_selection.row(), m_selection.column()});
    const WalkMarks lit = marks();
    centre(result->rowAxis, pinned.row >= 0 ? pinned.row : lit.row);
    centre(result->columnAxis, pinned.column >= 0 ? pinned.column : lit.column);
}

void WalkView::placeSearch()
{
    const bool wanted = m_figure.onlyRow >= 0;
    m_search->setVisible(wanted);
    if (!wanted) {
        m_search->clear();
        return;
    }
    const QSize hint = m_search->sizeHint();
    const QRectF heading = m_placed.heading;
    const int left = int(std::max(heading.right(), m_placed.subheading.right())) - hint.width();
    m_search->setGeometry(left, int(heading.center().y() - hint.height() / 2.0), hint.width(), hint.height());
    for (QRectF *words : {&m_placed.heading, &m_placed.subheading}) {
        if (words->intersects(QRectF(m_search->geometry())))
            words->setRight(std::max(words->left(), left - 12.0)); // they are cut, not covered
    }
}

void WalkView::turnPages()
{
    const FigurePanel *paged = m_figure.panels.size() > 1 && m_figure.panels[1].allColumns > 0 ? &m_figure.panels[1] : nullptr;
    if (!paged || m_placed.panels.size() < 2)
        return;
    const IndexSpan visible = m_placed.panels[1].layout.visibleColumns();
    if (visible.first < paged->firstColumn || visible.last > paged->firstColumn + paged->picture.numbers.cols())
        turnPage(m_figure, source().shownTrace(), (visible.first + visible.last) / 2);
}

void WalkView::setRow()
{
    const FigureSource source = this->source();
    if (!source.trace || !hasTokens(*source.trace))
        return;
    if (showsSomeWords(source.shownTrace(), m_selection.stage())) { // another row is another figure
        if (shownRow(source.shownTrace(), m_selection.key(), m_selection.row()) != m_row)
            rebuild();
        return;
    }
    const int row = shownRow(source.shownTrace(), m_selection.key(), m_selection.activeRow());
    if (row == m_row || source.showsDifference())
        return;
    m_row = row;
    setFigureRow(m_figure, source.shownTrace(), row);
}

WalkMarks WalkView::marks() const
{
    const int rows = m_figure.resultRows();
    const int columns = m_figure.resultColumns();
    WalkMarks marks;
    marks.filled = m_player.filled();
    if (rows > 0 && columns > 0) {
        const CellIndex cell = m_figure.resultCellOf(shownCell(m_session, m_selection));
        marks.row = std::min(cell.row, rows - 1);
        marks.column = std::min(cell.column, columns - 1);
    }
    return marks;
}

void WalkView::followPlaying()
{
    const qint64 filled = m_player.filled();
    const int columns = m_figure.kind == WalkFigure::Kind::tokens ? 1 : m_figure.resultColumns();
    if (!m_player.isPlaying() || filled <= 0 || columns == 0)
        return;
    const int row = int((filled - 1) / columns);
    const int column = m_player.fillsCells() ? int((filled - 1) % columns) : m_selection.column();
    const CellIndex made
        = m_player.fillsCells() ? m_figure.stageCellOf({row, column}) : CellIndex{m_figure.stageCellOf({row, 0}).row, column};
    m_selection.hover(made.row, made.column);
    if (const FigurePanel *result = m_figure.resultPanel())
        scrollTo(result->rowAxis, row);
}

void WalkView::describe()
{
    QString text = m_figure.heading;
    const WalkMarks lit = marks();
    const FigurePanel *result = m_figure.resultPanel();
    if (result && lit.row >= 0 && lit.column >= 0)
        text += QStringLiteral(" ") + cellTip({int(result - m_figure.panels.data()), {lit.row, lit.column}});
    if (text == accessibleDescription())
        return;
    setAccessibleDescription(text);
    if (isVisible() && m_selection.hoverRow() < 0)
        announce(*this, text);
}

void WalkView::startTransition()
{
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

WalkMessage WalkView::message() const
{
    return messageInstead(m_session, m_selection, m_problem, isReady(), layerIsReady());
}

QString WalkView::whyNoPicture() const
{
    return m_figure.kind == WalkFigure::Kind::empty ? message().heading : QString();
}

void WalkView::paintCanvas(QPainter &painter) const
{
    switch (m_figure.kind) {
    case WalkFigure::Kind::empty: paintMessage(painter, rect(), message()); break;
    case WalkFigure::Kind::tokens: {
        paintHeading(painter, m_figure, m_placed);
        const qint64 filled = m_player.filled();
        paintTokens(painter, tokenTable(), m_tokens, m_selection.activeRow(), filled < 0 ? m_tokens.count : int(filled));
        break;
    }
    case WalkFigure::Kind::grid: paintWalkFigure(painter, m_figure, m_placed, marks()); break;
    }
}

void WalkView::paintScreen(QPainter &painter)
{
    paintCanvas(painter);
    if (m_transition.state() == QAbstractAnimation::Running) {
        const double t = m_transition.currentValue().toDouble();
        painter.setOpacity(1 - t);
        painter.drawPixmap(QPointF((m_forward ? -kSlide : kSlide) * t, 0), m_before);
        painter.setOpacity(1);
    }
}

void WalkView::resizeEvent(QResizeEvent *event)
{
    View::resizeEvent(event);
    m_transition.stop();
    m_editor->hide();
    if (isStale())
        return;
    layOutAgain();
    keepPinnedInView();
}

TokenTable WalkView::tokenTable() const
{
    return tokenTableOf(*m_session.trace(), rowStackOf(m_session.trace()->config(), m_figure.key));
}

} // namespace headscope
