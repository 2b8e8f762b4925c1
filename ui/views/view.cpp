#include "ui/views/view.h"

#include "ui/session/shown_trace.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_words.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <utility>

namespace headscope {

View::View(Session &session, Selection &selection, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_selection(selection)
{
    connect(&m_session, &Session::traceChanged, this, [this] { renew(); });
    connect(&m_session, &Session::textChanged, this, [this] { m_places.clear(); });
    connect(&m_session, &Session::modelChanged, this, [this] {
        m_places.clear();
        drop();
        place();
    });
    connect(&m_selection, &Selection::changed, this, [this](Selection::Changes what) { selectionChanged(what); });
    connect(&Appearance::instance(), &Appearance::changed, this, [this] {
        restyle();
        update();
    });
}

ViewChoices View::chosen()
{
    ViewChoices now = m_places; // what a session said and no picture has shown yet is still chosen
    for (ViewChoice &choice : choices())
        now.emplace(std::move(choice.name), std::move(choice.value));
    return now;
}

std::string View::problemOf(const ViewChoices &wanted, const std::string &id)
{
    const std::vector<ViewChoice> known = choices();
    for (const auto &[name, value] : wanted) {
        const auto choice = std::ranges::find(known, name, &ViewChoice::name);
        if (choice == known.end())
            return id + "." + name + ": there is no such choice in this view";
        if (const std::string problem = choice->problem(value); !problem.empty())
            return id + "." + name + ": " + problem;
    }
    return {};
}

void View::choose(const ViewChoices &wanted)
{
    m_places.clear();
    for (const ViewChoice &choice : choices()) {
        const auto found = wanted.find(choice.name);
        if (found == wanted.end() || !choice.problem(found->second).empty())
            continue;
        if (choice.ofPicture)
            m_places.insert(*found);
        else if (found->second != choice.value)
            choice.set(found->second);
    }
    update();
}

/// Once the picture is there that they are places of.
void View::choosePlaces()
{
    if (m_places.empty() || !hasPicture() || isBusy())
        return;
    const ViewChoices places = std::exchange(m_places, {});
    for (const ViewChoice &choice : choices())
        if (const auto found = places.find(choice.name); found != places.end())
            choice.set(found->second);
}

void View::dependOnPartial()
{
    m_drawsPartial = true;
    connect(&m_session, &Session::partialChanged, this, [this] { renew(); });
}

void View::setHints(const QSize &size, const QSize &minimum)
{
    m_sizeHint = size;
    m_minimumSizeHint = minimum;
}

DrawnView View::drawn()
{
    prepareNow();
    return {m_drawsPartial ? newestShownTrace(m_session, m_selection) : shownTrace(m_session, m_selection),
        [this](const FigureParts &parts) { return wholeFigure(parts); }, figureTitle(), exportKey(), [this] { return table(); },
        m_showsHead, offersTable()};
}

QString View::wordsInstead() const
{
    if (hasPicture())
        return {};
    if (isBusy())
        return m_words.busy;
    if (const QString reason = problem(); !reason.isEmpty())
        return reason;
    return m_session.trace() ? m_words.noText : m_words.noModel;
}

void View::renew()
{
    m_stale = true;
    if (!isWanted())
        return stop();
    update(); // paints behind all events that are posted until then
    if (!std::exchange(m_isDue, true))
        QMetaObject::invokeMethod(this, &View::prepareInSight, Qt::QueuedConnection);
}

void View::setNeeded(bool needed)
{
    m_isNeeded = needed;
    if (m_stale)
        renew();
}

void View::prepareInSight()
{
    m_isDue = false;
    if (isWanted())
        prepareNow();
}

void View::prepareNow()
{
    if (std::exchange(m_stale, false))
        prepare();
}

void View::selectionChanged(Selection::Changes what)
{
    if (dependsOn(what))
        renew();
    else
        update();
}

QColor View::background() const
{
    return Theme::current().canvas;
}

void View::paintEvent(QPaintEvent *)
{
    prepareNow(); // where nobody waited for the event loop
    choosePlaces();
    QPainter painter(this);
    painter.fillRect(rect(), background());
    if (const QString words = wordsInstead(); !words.isEmpty())
        return paintInstead(painter, wordsArea(), words);
    paintScreen(painter);
    if (m_focusRing > 0 && hasFocus() && hasPicture()) {
        const double inset = 3 - m_focusRing / 2;
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(Theme::current().accent, m_focusRing));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), 8, 8);
    }
    paintOver(painter);
}

void View::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    place();
}

void View::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        renew();
    place(); // with the style that it has now
}

void View::mouseMoveEvent(QMouseEvent *event)
{
    pointAt(event->position());
}

void View::leaveEvent(QEvent *)
{
    pointAt(std::nullopt);
}

void View::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        m_selection.pin(-1, -1);
    else
        QWidget::keyPressEvent(event);
}

} // namespace headscope
