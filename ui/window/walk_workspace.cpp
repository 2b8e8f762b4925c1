#include "ui/window/walk_workspace.h"

#include "ui/views/arithmetic/arithmetic_view.h"
#include "ui/views/map/map_view.h"
#include "ui/views/mechanism/mechanism_page.h"
#include "ui/views/mechanism/mechanism_rail.h"
#include "ui/views/mechanism/mechanism_view.h"
#include "ui/views/walk/walk_view.h"
#include "ui/widgets/splitter_fold.h"
#include "ui/widgets/step_rail.h"
#include "ui/window/walk_coach.h"
#include "ui/window/walk_rail.h"

#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace headscope {

WalkWorkspace::WalkWorkspace(Session &session, Selection &selection, LabState &lab, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_lab(lab)
    , m_rail(new WalkRail(session, selection, this))
    , m_canvas(new WalkView(session, selection, this))
    , m_map(new MapView(session, selection))
    , m_mapArea(new QScrollArea(this))
    , m_pages(new QStackedWidget(this))
    , m_coach(new WalkCoach(session, selection, *m_rail, *this))
    , m_arithmetic(new ArithmeticView(session, selection, this))
    , m_mechanism(new MechanismPage(session, selection, lab, this))
    , m_walks(new QStackedWidget(this))
    , m_columns(new QSplitter(Qt::Horizontal, this))
    , m_rows(new QSplitter(Qt::Vertical, this))
{
    m_rows->setHandleWidth(1);
    m_mapArea->setWidget(m_map);
    m_mapArea->setWidgetResizable(true);
    m_mapArea->setFrameShape(QFrame::NoFrame);
    m_mapArea->setFocusProxy(m_map);
    m_pages->addWidget(m_canvas);
    m_pages->addWidget(m_mapArea);
    auto *picture = new QWidget(this);
    auto *above = new QVBoxLayout(picture);
    above->setContentsMargins(0, 0, 0, 0);
    above->setSpacing(0);
    above->addWidget(m_pages, 1);
    above->addWidget(m_coach);
    m_rows->addWidget(picture);
    m_rows->addWidget(m_arithmetic);
    m_rows->setStretchFactor(0, 1);
    m_rows->setStretchFactor(1, 0);
    m_rows->setChildrenCollapsible(false);
    m_columns->setHandleWidth(1);
    m_columns->addWidget(m_rail);
    m_columns->addWidget(m_rows);
    m_columns->setStretchFactor(0, 0);
    m_columns->setStretchFactor(1, 1);
    m_columns->setChildrenCollapsible(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_walks->addWidget(m_columns);
    m_walks->addWidget(m_mechanism);
    layout->addWidget(m_walks);

    connect(&m_lab, &LabState::changed, this, [this](LabState::Changes what) {
        if (what & LabState::openedChanged)
            followOpened();
    });
    connect(m_rail, &WalkRail::playToggled, this, &WalkWorkspace::togglePlay);
    connect(m_rail, &WalkRail::speedChanged, m_canvas, &WalkView::setSpeed);
    connect(m_canvas, &WalkView::finished, this, &WalkWorkspace::goOn);
    connect(m_coach, &WalkCoach::left, this, [this] { currentView().setFocus(Qt::OtherFocusReason); });
    connect(m_map, &MapView::chosen, this, [this] { showMap(false); });
    connect(m_map, &MapView::presentMoved, m_mapArea, [this](const QRect &place) {
        m_mapArea->ensureVisible(place.center().x(), place.center().y(), place.width() / 2 + 20, place.height() / 2 + 20);
    });
}

View &WalkWorkspace::currentView()
{
    if (isMechanismShown())
        return m_mechanism->view();
    return isMapShown() ? static_cast<View &>(*m_map) : *m_canvas;
}

StepRail &WalkWorkspace::steps()
{
    return isMechanismShown() ? m_mechanism->rail().steps() : m_rail->stages();
}

void WalkWorkspace::step(int steps)
{
    isMechanismShown() ? m_mechanism->step(steps) : m_rail->step(steps);
}

void WalkWorkspace::goToFirst()
{
    isMechanismShown() ? m_mechanism->walk().setStep(0) : m_rail->goTo(0);
}

void WalkWorkspace::goToLast()
{
    isMechanismShown() ? m_mechanism->walk().setStep(m_mechanism->walk().count() - 1) : m_rail->goTo(m_rail->path().length() - 1);
}

bool WalkWorkspace::isMechanismShown() const
{
    return m_walks->currentWidget() == m_mechanism;
}

void WalkWorkspace::followOpened()
{
    const bool on = !m_lab.choices().opened.empty();
    if (on == isMechanismShown())
        return;
    pause();
    const bool focused = currentView().hasFocus(); // hidden, it would give the focus to whatever comes next
    m_walks->setCurrentWidget(on ? static_cast<QWidget *>(m_mechanism) : m_columns);
    if (focused)
        currentView().setFocus(Qt::OtherFocusReason);
    Q_EMIT mechanismShown(on);
}

bool WalkWorkspace::isMapShown() const
{
    return m_pages->currentWidget() == m_mapArea;
}

void WalkWorkspace::showMap(bool on)
{
    if (on == isMapShown() || !m_session.locks().allows(SessionControl::workspace))
        return;
    if (on) {
        pause();
        m_lab.open({}); // the map is of the model
    }
    const bool focused = currentView().hasFocus(); // hidden, it would give the focus to whatever comes next
    m_pages->setCurrentWidget(on ? static_cast<QWidget *>(m_mapArea) : m_canvas);
    if (focused)
        currentView().setFocus(Qt::OtherFocusReason);
    followBareness();
    Q_EMIT mapShown(on);
}

void WalkWorkspace::setRailFolded(bool folded)
{
    m_rail->setFolded(folded);
    foldInSplitter(*m_columns, *m_rail, folded ? m_rail->stages().sizeHint().width() + 4 : -1);
    m_mechanism->setRailFolded(folded);
}

void WalkWorkspace::setArithmeticFolded(bool folded)
{
    m_arithmetic->setFolded(folded);
    foldInSplitter(*m_rows, *m_arithmetic, folded ? ArithmeticView::foldedHeight() : -1);
    m_mechanism->setSheetFolded(folded);
}

void WalkWorkspace::togglePlay()
{
    if (isMechanismShown())
        return m_mechanism->togglePlay();
    showMap(false);
    if (isMapShown())
        return;
    if (m_playing) {
        pause();
        return;
    }
    m_playing = true;
    m_rail->setPlaying(true);
    m_canvas->setSpeed(m_rail->speed());
    m_canvas->play();
}

void WalkWorkspace::pause()
{
    m_playing = false;
    m_rail->setPlaying(false);
    m_canvas->pause();
    m_mechanism->pause();
}

void WalkWorkspace::goOn()
{
    if (!m_playing)
        return;
    if (m_rail->position() + 1 >= m_rail->path().length()) {
        pause();
        return;
    }
    const int before = m_rail->position();
    m_rail->step(1);
    if (m_rail->position() == before) // a preset keeps the stage, or the layer
        return pause();
    m_canvas->play();
}

void WalkWorkspace::setBare(bool bare)
{
    m_bare = bare;
    m_canvas->setPresented(bare);
    m_mechanism->setBare(bare);
    followBareness();
}

void WalkWorkspace::followBareness()
{
    m_rail->setVisible(!m_bare);
    m_arithmetic->setVisible(!isMapShown());
}

} // namespace headscope
