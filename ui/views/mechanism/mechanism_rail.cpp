#include "ui/views/mechanism/mechanism_rail.h"

#include "ui/widgets/play_controls.h"
#include "ui/widgets/step_rail.h"

#include <QVBoxLayout>

namespace headscope {

MechanismRail::MechanismRail(StepWalk &walk, QWidget *parent)
    : QFrame(parent)
    , m_walk(walk)
    , m_rail(new StepRail(this))
    , m_controls(new PlayControls(PlayControls::Of::steps, this))
{
    setProperty("role", QStringLiteral("rail"));
    m_rail->setAccessibleName(tr("Steps of the mechanism"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_rail, 1);
    layout->addWidget(m_controls);
    connect(m_rail, &StepRail::clicked, &m_walk, &StepWalk::setStep);
    connect(m_controls, &PlayControls::positionChosen, &m_walk, &StepWalk::setStep);
    connect(m_controls, &PlayControls::stepped, &m_walk, [this](int steps) { m_walk.setStep(m_walk.step() + steps); });
    connect(&m_walk, &StepWalk::changed, this, [this](StepWalk::Change what) {
        if (what == StepWalk::Change::content)
            rebuild();
        else if (what == StepWalk::Change::step)
            follow();
    });
}

void MechanismRail::setFolded(bool folded)
{
    m_rail->setFolded(folded);
    m_controls->setFolded(folded);
}

void MechanismRail::rebuild()
{
    QList<RailStep> steps;
    const auto content = m_walk.content();
    const QString section
        = content ? QString::fromUtf8(content->mechanism->title.data(), qsizetype(content->mechanism->title.size())).toUpper() : QString();
    for (int i = 0; i < m_walk.count(); ++i) {
        RailStep step;
        step.title = content->titleOf(i);
        step.detail = content->shapeOf(i);
        step.section = section;
        step.toolTip
            = QStringLiteral("%1 · %2 · %3").arg(step.title, step.detail, QString::fromStdString(content->steps[std::size_t(i)].formula));
        steps.append(step);
    }
    m_rail->setSteps(steps);
    m_controls->setRange(m_walk.count());
    follow();
}

void MechanismRail::follow()
{
    m_rail->setCurrent(m_walk.step());
    m_controls->setPosition(m_walk.step());
}

} // namespace headscope
