#include "ui/views/mechanism/mechanism_view.h"

#include "ui/session/model_words.h"
#include "ui/views/mechanism/step_figure.h"
#include "ui/views/view_keys.h"

#include <QKeyEvent>

#include <algorithm>
#include <cmath>
#include <limits>

namespace headscope {

namespace {

/// Does one of the sources show another page for each row?
bool followsRow(const StepContent &content, int step)
{
    const MechanismStep &made = content.steps[std::size_t(step)];
    return made.pages.size() == 1 && std::ranges::any_of(made.from, [&](int from) {
        const MechanismStep &source = content.steps[std::size_t(from)];
        return source.pages.size() > 1 && pageFor(source, made, 0, 0) >= 0;
    });
}

} // namespace

MechanismView::MechanismView(Session &session, Selection &selection, StepWalk &walk, QWidget *parent)
    : FigureCanvas(session, selection, parent)
    , m_walk(walk)
{
    setAccessibleName(tr("Steps of a mechanism"));
    setWords({tr("Open a model, or let the Lab draw numbers: a mechanism needs queries, keys and values."),
        tr("Type a sentence above: the mechanism's steps appear here, with its numbers."), tr("Running the mechanism…")});
    setHasTable();
    connect(&m_walk.lab(), &LabState::changed, this, [this](LabState::Changes what) {
        if (what & (LabState::inputChanged | LabState::parametersChanged | LabState::openedChanged))
            renew();
    });
    connect(&m_walk, &StepWalk::changed, this, &MechanismView::follow);
}

void MechanismView::renew()
{
    m_isMade = false;
    View::renew();
}

void MechanismView::prepare()
{
    if (!m_isMade) {
        m_isMade = true;
        m_walk.make();
    }
    rebuild();
}

void MechanismView::drop()
{
    m_walk.drop();
    m_figure = {};
    m_placed = {};
}

void MechanismView::follow(StepWalk::Change what)
{
    switch (what) {
    case StepWalk::Change::content:
        m_shownStep = m_walk.step();
        m_player.reset();
        m_scroll = {};
        break;
    case StepWalk::Change::step:
        startTransition(m_walk.step() > m_shownStep);
        m_shownStep = m_walk.step();
        m_player.reset();
        m_scroll = {};
        break;
    case StepWalk::Change::page: break;
    case StepWalk::Change::pinned:
    case StepWalk::Change::hovered:
        if (!m_walk.content() || m_figure.kind != WalkFigure::Kind::grid)
            return;
        if (followsRow(*m_walk.content(), m_walk.step()) && m_walk.lit().row != m_shownRow)
            break;
        if (what == StepWalk::Change::pinned)
            followPin();
        describe();
        return update();
    }
    rebuild();
}

void MechanismView::rebuild()
{
    const auto content = m_walk.content();
    m_figure = {};
    if (content) {
        m_shownRow = m_walk.lit().row;
        m_figure = stepFigure(*content, m_walk.step(), m_walk.page(), m_shownRow);
        if (content->leftOut > 0)
            m_figure.lead += QLatin1Char(' ')
                + tr("Of this text the first %1 tokens go through it; %L2 are left out.").arg(kMostStepTokens).arg(content->leftOut);
    }
    if (m_walk.pages() > 1) // a page after the other
        m_player.setShape(m_walk.pages(), 1);
    else
        m_player.setShape(m_figure.resultRows(), m_figure.resultColumns());
    layOutAgain();
    keepPinnedInView();
    describe();
    update();
}

void MechanismView::followPlaying()
{
    if (m_walk.pages() <= 1)
        return FigureCanvas::followPlaying();
    if (m_player.isPlaying())
        m_walk.setPage(int(std::max<qint64>(1, m_player.filled())) - 1);
}

void MechanismView::paintCanvas(QPainter &painter)
{
    WalkMarks lit = marks();
    if (m_walk.pages() > 1)
        lit.filled = -1;
    paintWalkFigure(painter, m_figure, m_placed, lit);
}

void MechanismView::keyPressEvent(QKeyEvent *event)
{
    const auto key = keyAmong(*event, {ViewKey::pageBefore, ViewKey::pageAfter});
    if (key && m_walk.pages() > 1)
        return m_walk.setPage(m_walk.page() + (*key == ViewKey::pageAfter ? 1 : -1));
    if (event->key() == Qt::Key_Escape && m_walk.pinned() != CellIndex())
        return m_walk.pin({});
    FigureCanvas::keyPressEvent(event);
}

QString MechanismView::wordsInstead() const
{
    const bool isDrawn = m_walk.lab().choices().source == LabSource::random; // which needs no text
    return isDrawn && !hasPicture() && problem().isEmpty() ? tr("Running the mechanism…") : View::wordsInstead();
}

QString MechanismView::figureTitle() const
{
    const auto content = m_walk.content();
    if (!content)
        return tr("Mechanism");
    const QString title = QString::fromUtf8(content->mechanism->title.data(), qsizetype(content->mechanism->title.size()));
    return QStringLiteral("%1 · %2").arg(title, content->titleOf(m_walk.step()).toLower());
}

std::optional<ViewTable> MechanismView::table() const
{
    const auto content = m_walk.content();
    if (!content)
        return std::nullopt;
    const MechanismStep &step = m_walk.current();
    const Matrix &numbers = step.pages[std::size_t(m_walk.page())];
    ViewTable table;
    for (int row = 0; row < numbers.rows(); ++row)
        table.rows.push_back(rowName(step, content->names, row));
    for (int column = 0; column < numbers.cols(); ++column)
        table.columns.push_back(columnName(step, content->names, column));
    for (int row = 0; row < numbers.rows(); ++row)
        for (int column = 0; column < numbers.cols(); ++column)
            table.values.push_back(numbers(row, column));
    return table;
}

ViewFigure MechanismView::wholeFigure(const FigureParts &) const
{
    const auto content = m_walk.content();
    if (!content)
        return {QSizeF(720, 420), {}};
    const QSizeF canvas = naturalCanvas(m_figure);
    return {canvas, [content, canvas, walk = &m_walk, scroll = m_scroll](QPainter &painter) {
                painter.fillRect(QRectF(QPointF(), canvas), Theme::current().canvas);
                // Pictures hold the screen's colours; a figure for print has its own.
                const CellIndex lit = walk->lit();
                const WalkFigure figure = stepFigure(*content, walk->step(), walk->page(), lit.row);
                paintWalkFigure(painter, figure, layOutPage(figure, canvas, scroll), {lit.row, lit.column, -1});
            }};
}

std::vector<ViewChoice> MechanismView::choices()
{
    std::vector<ViewChoice> all = FigureCanvas::choices();
    const auto content = m_walk.content();
    all.push_back(textChoice("step", content ? QString::fromStdString(m_walk.current().name) : QString(), [this](const QString &name) {
        if (!m_walk.content())
            return m_walk.setNextStep(name);
        const auto &steps = m_walk.content()->steps;
        const auto found = std::ranges::find(steps, name.toStdString(), &MechanismStep::name);
        if (found != steps.end())
            m_walk.setStep(int(found - steps.begin()));
    }));
    all.push_back(placeChoice("page", m_walk.page(), [this](double page) { m_walk.setPage(int(page)); }));
    return all;
}

} // namespace headscope
