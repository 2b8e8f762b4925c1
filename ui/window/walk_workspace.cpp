#include "ui/window/walk_workspace.h"

#include "ui/views/arithmetic/arithmetic_view.h"
#include "ui/views/walk/walk_view.h"
#include "ui/window/walk_rail.h"

#include <QSplitter>
#include <QVBoxLayout>

namespace headscope {

WalkWorkspace::WalkWorkspace(Session &session, Selection &selection, QWidget *parent)
    : QWidget(parent)
    , m_rail(new WalkRail(session, selection, this))
    , m_canvas(new WalkView(session, selection, this))
    , m_arithmetic(new ArithmeticView(session, selection, this))
    , m_columns(new QSplitter(Qt::Horizontal, this))
    , m_rows(new QSplitter(Qt::Vertical, this))
{
    m_rows->setHandleWidth(1);
    m_rows->addWidget(m_canvas);
    m_rows->addWidget(m_arithmetic);
    m_rows->setStretchFactor(0, 1);
    m_rows->setStretchFactor(1, 0);
    m_rows->setCollapsible(0, false);
    m_columns->setHandleWidth(1);
    m_columns->addWidget(m_rail);
    m_columns->addWidget(m_rows);
    m_columns->setStretchFactor(0, 0);
    m_columns->setStretchFactor(1, 1);
    m_columns->setCollapsible(1, false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_columns);

    connect(m_rail, &WalkRail::playToggled, this, &WalkWorkspace::togglePlay);
    connect(m_rail, &WalkRail::speedChanged, m_canvas, &WalkView::setSpeed);
    connect(m_canvas, &WalkView::finished, this, &WalkWorkspace::goOn);
}

void WalkWorkspace::togglePlay()
{
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
}

void WalkWorkspace::goOn()
{
    if (!m_playing)
        return;
    if (m_rail->position() + 1 >= m_rail->path().length()) {
        pause();
        return;
    }
    m_rail->step(1);
    m_canvas->play();
}

void WalkWorkspace::setBare(bool bare)
{
    m_rail->setVisible(!bare);
    m_arithmetic->setVisible(!bare);
}

} // namespace headscope
