#include "ui/views/mechanism/mechanism_page.h"

#include "ui/views/mechanism/mechanism_bar.h"
#include "ui/views/mechanism/mechanism_rail.h"
#include "ui/views/mechanism/mechanism_view.h"
#include "ui/views/mechanism/page_bar.h"
#include "ui/views/mechanism/step_sheet_view.h"
#include "ui/widgets/play_controls.h"
#include "ui/widgets/splitter_fold.h"
#include "ui/widgets/step_rail.h"

#include <QSplitter>
#include <QVBoxLayout>

namespace headscope {

MechanismPage::MechanismPage(Session &session, Selection &selection, LabState &lab, QWidget *parent)
    : QWidget(parent)
    , m_walk(lab)
    , m_rail(new MechanismRail(m_walk, this))
    , m_bar(new MechanismBar(lab, this))
    , m_view(new MechanismView(session, selection, m_walk, this))
    , m_sheet(new StepSheetView(session, selection, m_walk, this))
    , m_columns(new QSplitter(Qt::Horizontal, this))
    , m_rows(new QSplitter(Qt::Vertical, this))
{
    auto *picture = new QWidget(this);
    auto *above = new QVBoxLayout(picture);
    above->setContentsMargins(0, 0, 0, 0);
    above->setSpacing(0);
    above->addWidget(m_bar);
    above->addWidget(m_view, 1);
    above->addWidget(new PageBar(m_walk, picture));
    m_rows->addWidget(picture);
    m_rows->addWidget(m_sheet);
    m_columns->addWidget(m_rail);
    m_columns->addWidget(m_rows);
    for (QSplitter *splitter : {m_columns, m_rows}) {
        splitter->setHandleWidth(1);
        splitter->setChildrenCollapsible(false);
    }
    m_columns->setStretchFactor(0, 0);
    m_columns->setStretchFactor(1, 1);
    m_rows->setStretchFactor(0, 1);
    m_rows->setStretchFactor(1, 0);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_columns);

    connect(&m_rail->controls(), &PlayControls::playToggled, this, &MechanismPage::togglePlay);
    connect(&m_rail->controls(), &PlayControls::speedChanged, m_view, &MechanismView::setSpeed);
    connect(m_view, &MechanismView::finished, this, &MechanismPage::goOn);
    connect(&m_walk, &StepWalk::changed, this, [this](StepWalk::Change what) {
        if (what == StepWalk::Change::content)
            pause();
    });
}

MechanismPage::~MechanismPage()
{
    delete m_columns; // before the walk that its parts look at
}

void MechanismPage::togglePlay()
{
    if (m_playing || m_walk.count() == 0)
        return pause();
    m_playing = true;
    m_rail->controls().setPlaying(true);
    m_view->setSpeed(m_rail->controls().speed());
    m_view->play();
}

void MechanismPage::pause()
{
    m_playing = false;
    m_rail->controls().setPlaying(false);
    m_view->pause();
}

void MechanismPage::goOn()
{
    if (!m_playing)
        return;
    if (m_walk.step() + 1 >= m_walk.count())
        return pause();
    step(1);
    m_view->play();
}

void MechanismPage::setRailFolded(bool folded)
{
    m_rail->setFolded(folded);
    foldInSplitter(*m_columns, *m_rail, folded ? m_rail->steps().sizeHint().width() + 4 : -1);
}

void MechanismPage::setSheetFolded(bool folded)
{
    m_sheet->setFolded(folded);
    foldInSplitter(*m_rows, *m_sheet, folded ? StepSheetView::foldedHeight() : -1);
}

void MechanismPage::setBare(bool bare)
{
    m_rail->setVisible(!bare);
    m_sheet->foldButton().setVisible(!bare); // folded it stays
    m_view->setPresented(bare);
}

} // namespace headscope
