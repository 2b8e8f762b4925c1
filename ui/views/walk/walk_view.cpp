#include "ui/views/walk/walk_view.h"

#include "ui/views/matrix/figure_font.h"
#include "ui/views/walk/cell_editor.h"
#include "ui/views/walk/shown_cell.h"

#include <QEasingCurve>

#include <algorithm>

namespace headscope {

namespace {

constexpr int kTransition = 180; // milliseconds
constexpr double kSlide = 26; // pixels

} // namespace

WalkView::WalkView(Session &session, Selection &selection, QWidget *parent)
    : View(session, selection, parent)
    , m_editor(new CellEditor(this))
    , m_key(selection.key())
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Walk canvas"));
    m_transition.setDuration(kTransition);
    m_transition.setStartValue(0.0);
    m_transition.setEndValue(1.0);
    m_transition.setEasingCurve(QEasingCurve::OutCubic);
    connect(&m_transition, &QVariantAnimation::valueChanged, this, qOverload<>(&QWidget::update));
    connect(&m_session, &Session::traceChanged, this, &WalkView::takeTrace);
    connect(&m_selection, &Selection::changed, this, &WalkView::takeSelection);
    // Pictures hold their colour scale, so a new theme or scale means new pictures.
    connect(&Appearance::instance(), &Appearance::changed, this, &WalkView::rebuild);
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
    rebuild();
}

void WalkView::play()
{
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
    m_player.setProgress(progress);
}

void WalkView::takeTrace()
{
    if (m_editor->isVisible())
        m_editor->hide();
    rebuild();
}

void WalkView::takeSelection(Selection::Changes what)
{
    if (what & (Selection::stageChanged | Selection::shownChanged)) {
        if (what & Selection::stageChanged) {
            m_forward = m_selection.key().layer != m_key.layer ? m_selection.key().layer > m_key.layer : m_selection.stage() >= m_key.stage;
            startTransition();
            m_scroll = {};
            m_player.reset();
        }
        m_key = m_selection.key();
        m_editor->hide();
        rebuild();
        // A wide result opens where its example is: for logits at the predicted word.
        if (const FigurePanel *result = m_figure.resultPanel(); result && what & Selection::stageChanged) {
            const WalkMarks lit = marks();
            centre(result->rowAxis, lit.row);
            centre(result->columnAxis, lit.column);
        }
        return;
    }
    setRow();
    if (what & Selection::pinChanged && !m_player.isPlaying()) {
        if (const FigurePanel *result = m_figure.resultPanel()) {
            scrollTo(result->rowAxis, m_selection.row());
            scrollTo(result->columnAxis, m_selection.column());
        }
    }
    describe();
}

void WalkView::rebuild()
{
    const FigureSource source{m_session.trace(), m_session.original(), m_selection.shown()};
    m_row = source.trace && source.trace->tokenCount() > 0 ? shownRow(source.shownTrace(), m_selection.activeRow()) : -1;
    m_figure = buildFigure(source, m_selection.key(), m_row);
    if (m_figure.kind == WalkFigure::Kind::tokens)
        m_player.setShape(source.trace->tokenCount(), 1);
    else
        m_player.setShape(m_figure.resultRows(), m_figure.resultColumns());
    layOutAgain();
    describe();
    update();
}

void WalkView::layOutAgain()
{
    m_placed = layOut(m_figure, size(), m_scroll);
    if (m_figure.kind == WalkFigure::Kind::tokens) {
        const QRectF area(m_placed.heading.left(), m_placed.subheading.bottom() + 16, m_placed.heading.width(),
            std::max(40.0, height() - m_placed.subheading.bottom() - 44));
        m_tokens = layOutTokens(*m_session.trace(), area, m_scroll.first[std::size_t(Axis::query)]);
    }
}

void WalkView::setRow()
{
    const auto trace = m_session.trace();
    if (!trace || trace->tokenCount() == 0)
        return;
    const FigureSource source{trace, m_session.original(), m_selection.shown()};
    const int row = shownRow(source.shownTrace(), m_selection.activeRow());
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
        const FigureSource source{m_session.trace(), m_session.original(), m_selection.shown()};
        const CellIndex cell = shownCell(source.shownTrace(), m_selection);
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
    m_selection.hover(row, column);
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
    setAccessibleDescription(text);
}

void WalkView::startTransition()
{
    if (!Appearance::instance().animations() || !isVisible() || m_figure.kind == WalkFigure::Kind::empty)
        return;
    m_transition.stop();
    const double ratio = devicePixelRatioF();
    m_before = QPixmap(size() * ratio);
    m_before.setDevicePixelRatio(ratio);
    QPainter painter(&m_before);
    paintCanvas(painter);
    painter.end();
    m_transition.start();
}

void WalkView::paintEmpty(QPainter &painter) const
{
    const Theme &theme = Theme::current();
    const bool waiting = !m_session.model() || !m_session.trace();
    const QRectF area = rect();
    painter.setFont(figureFont(20, QFont::DemiBold));
    painter.setPen(theme.text);
    painter.drawText(area.adjusted(24, 0, -24, -area.height() / 2 - 2), Qt::AlignHCenter | Qt::AlignBottom,
        waiting ? tr("Opening the model…") : tr("Type a sentence above"));
    painter.setFont(figureFont(13));
    painter.setPen(theme.muted);
    painter.drawText(area.adjusted(24, area.height() / 2 + 6, -24, 0), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
        waiting ? tr("Its numbers appear here in a moment.") : tr("Every number the model computes for it appears here, stage by stage."));
}

void WalkView::paintCanvas(QPainter &painter) const
{
    painter.fillRect(rect(), Theme::current().canvas);
    switch (m_figure.kind) {
    case WalkFigure::Kind::empty: paintEmpty(painter); break;
    case WalkFigure::Kind::tokens: {
        paintHeading(painter, m_figure, m_placed);
        const qint64 filled = m_player.filled();
        paintTokens(painter, *m_session.trace(), m_tokens, m_selection.activeRow(), filled < 0 ? m_tokens.count : int(filled));
        break;
    }
    case WalkFigure::Kind::grid: paintWalkFigure(painter, m_figure, m_placed, marks()); break;
    }
}

void WalkView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintCanvas(painter);
    if (m_transition.state() == QAbstractAnimation::Running) {
        const double t = m_transition.currentValue().toDouble();
        painter.setOpacity(1 - t);
        painter.drawPixmap(QPointF((m_forward ? -kSlide : kSlide) * t, 0), m_before);
        painter.setOpacity(1);
    }
    if (m_focusRing && hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(Theme::current().accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(2, 2, -2, -2), 8, 8);
    }
}

void WalkView::resizeEvent(QResizeEvent *event)
{
    View::resizeEvent(event);
    m_transition.stop();
    m_editor->hide();
    layOutAgain();
}

QSizeF WalkView::figureSize() const
{
    if (m_figure.kind == WalkFigure::Kind::grid)
        return naturalCanvas(m_figure);
    return QSizeF(size()).expandedTo(QSizeF(720, 480));
}

void WalkView::paintFigure(QPainter &painter, const QRectF &area) const
{
    const QSizeF canvas = figureSize();
    painter.save();
    painter.translate(area.topLeft());
    const double scale = std::min(area.width() / canvas.width(), area.height() / canvas.height());
    painter.scale(scale, scale);
    painter.fillRect(QRectF(QPointF(), canvas), Theme::current().canvas);
    if (m_figure.kind == WalkFigure::Kind::grid) {
        // Pictures hold the screen's colours; a figure for print has its own.
        const FigureSource source{m_session.trace(), m_session.original(), m_selection.shown(), false};
        const WalkFigure figure = buildFigure(source, m_selection.key(), m_row);
        WalkScroll scroll = m_scroll;
        scroll.zoom = 1;
        paintWalkFigure(painter, figure, layOut(figure, canvas, scroll), marks());
    } else if (m_figure.kind == WalkFigure::Kind::tokens) {
        const PlacedFigure placed = layOutHeading(canvas);
        paintHeading(painter, m_figure, placed);
        const QRectF body(placed.heading.left(), placed.subheading.bottom() + 16, placed.heading.width(),
            canvas.height() - placed.subheading.bottom() - 44);
        const TokenTableLayout layout = layOutTokens(*m_session.trace(), body, m_scroll.first[std::size_t(Axis::query)]);
        paintTokens(painter, *m_session.trace(), layout, m_selection.activeRow(), layout.count);
    }
    painter.restore();
}

QString WalkView::figureTitle() const
{
    if (!m_session.model())
        return tr("Walk");
    const StageKey key = m_selection.key();
    QStringList parts{QString::fromStdString(m_session.model()->name())};
    const StageScope scope = stageInfo(key.stage).scope;
    if (scope == StageScope::head)
        parts << tr("layer %1, head %2").arg(key.layer + 1).arg(key.head + 1);
    else if (scope == StageScope::layer)
        parts << tr("layer %1").arg(key.layer + 1);
    const std::string_view title = stageInfo(key.stage).title;
    parts << QString::fromUtf8(title.data(), qsizetype(title.size())).toLower();
    return parts.join(QStringLiteral(" · "));
}

void WalkView::commit(float value)
{
    Edit edit;
    edit.kind = Edit::Kind::setValue;
    edit.stage = m_editedStage.stage;
    const StageScope scope = stageInfo(edit.stage).scope;
    edit.layer = scope == StageScope::model ? Edit::kAll : m_editedStage.layer;
    edit.head = scope == StageScope::head ? m_editedStage.head : Edit::kAll;
    edit.row = m_edited.cell.row;
    edit.column = m_edited.cell.column;
    edit.value = value;
    m_session.addEdit(edit);
}

} // namespace headscope
