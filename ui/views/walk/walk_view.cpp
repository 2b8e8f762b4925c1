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

#include <algorithm>
#include <utility>

namespace headscope {

WalkView::WalkView(Session &session, Selection &selection, QWidget *parent)
    : FigureCanvas(session, selection, parent)
    , m_editor(new CellEditor(this))
    , m_search(new WordSearch(this))
    , m_key(selection.key())
{
    connect(&m_session, &Session::failed, this, qOverload<>(&QWidget::update)); // no model is being opened any more
    setAccessibleName(tr("Walk canvas"));
    connect(&m_session.logitRows(), &LogitRows::ready, this, [this] {
        if (stageInfo(m_selection.stage()).colAxis == 'V')
            View::renew();
    });
    connect(&LayerLoader::of(m_session), &LayerLoader::ready, this, [this] { View::renew(); });
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
        followPinned();
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
            startTransition(isAhead(m_selection.key(), m_key));
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
        followPinned();
    describe();
}

void WalkView::followPinned()
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
    FigureCanvas::followPin();
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
    FigureCanvas::layOutAgain();
    turnPages();
    placeSearch();
    if (m_figure.kind == WalkFigure::Kind::tokens) {
        const QRectF area(m_placed.heading.left(), m_placed.subheading.bottom() + 16, m_placed.heading.width(),
            std::max(40.0, height() - m_placed.subheading.bottom() - 44));
        m_tokens = layOutTokensOnScreen(m_session.trace()->rowTokens(m_figure.key), area, m_scroll.first[std::size_t(Axis::query)]);
    }
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

WalkMessage WalkView::message() const
{
    return messageInstead(m_session, m_selection, m_problem, isReady(), layerIsReady());
}

QString WalkView::whyNoPicture() const
{
    return m_figure.kind == WalkFigure::Kind::empty ? message().heading : QString();
}

void WalkView::paintCanvas(QPainter &painter)
{
    switch (m_figure.kind) {
    case WalkFigure::Kind::empty: paintMessage(painter, rect(), message()); break;
    case WalkFigure::Kind::tokens: {
        paintHeading(painter, m_figure, m_placed);
        const qint64 filled = m_player.filled();
        paintTokens(painter, tokenTable(), m_tokens, m_selection.activeRow(), filled < 0 ? m_tokens.count : int(filled));
        break;
    }
    case WalkFigure::Kind::grid: FigureCanvas::paintCanvas(painter); break;
    }
}

void WalkView::resizeEvent(QResizeEvent *event)
{
    m_editor->hide();
    FigureCanvas::resizeEvent(event);
}

CellIndex WalkView::pinnedCell() const
{
    return m_figure.resultCellOf({m_selection.row(), m_selection.column()});
}

CellIndex WalkView::litCell() const
{
    return m_figure.resultCellOf(shownCell(m_session, m_selection));
}

int WalkView::rowWithoutPin() const
{
    return m_figure.resultCellOf({m_row, -1}).row;
}

CellIndex WalkView::shape() const
{
    return m_figure.kind == WalkFigure::Kind::tokens ? CellIndex{m_tokens.count, 1} : FigureCanvas::shape();
}

void WalkView::pin(const CellIndex &cell)
{
    const CellIndex ofStage = m_figure.stageCellOf(cell);
    m_selection.pin(ofStage.row, ofStage.column);
}

void WalkView::hover(const CellIndex &cell)
{
    const CellIndex ofStage = cell.row < 0 ? cell : m_figure.stageCellOf(cell);
    m_selection.hover(ofStage.row, ofStage.column);
}

TokenTable WalkView::tokenTable() const
{
    return tokenTableOf(*m_session.trace(), rowStackOf(m_session.trace()->config(), m_figure.key));
}

} // namespace headscope
