#include "ui/window/walk_rail.h"

#include "ui/session/model_words.h"
#include "ui/widgets/step_rail.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace headscope {

namespace {

QString shapeText(const StageKey &key, const Trace &trace)
{
    return QStringLiteral("%1 × %2").arg(trace.rowCount(key)).arg(trace.columnCount(key));
}

} // namespace

WalkRail::WalkRail(Session &session, Selection &selection, QWidget *parent)
    : QFrame(parent)
    , m_session(session)
    , m_selection(selection)
    , m_rail(new StepRail(this))
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_play(new QPushButton(this))
    , m_speedButton(new QToolButton(this))
{
    setProperty("role", QStringLiteral("rail"));
    m_slider->setAccessibleName(tr("Position in the walk"));
    m_slider->setToolTip(tr("Scrub through the whole walk, all layers"));
    connect(m_slider, &QSlider::valueChanged, this, &WalkRail::goTo);

    auto *back = new QPushButton(QStringLiteral("◀"), this);
    back->setProperty("kind", QStringLiteral("step"));
    back->setAccessibleName(tr("Previous stage"));
    back->setToolTip(tr("Previous stage (←)"));
    connect(back, &QPushButton::clicked, this, [this] { step(-1); });
    auto *forward = new QPushButton(QStringLiteral("▶"), this);
    forward->setProperty("kind", QStringLiteral("step"));
    forward->setAccessibleName(tr("Next stage"));
    forward->setToolTip(tr("Next stage (→)"));
    connect(forward, &QPushButton::clicked, this, [this] { step(1); });
    back->setFixedWidth(36);
    forward->setFixedWidth(36);

    m_play->setProperty("kind", QStringLiteral("primary"));
    m_play->setToolTip(tr("Fill this stage number by number, then go on to the next (Space)"));
    connect(m_play, &QPushButton::clicked, this, &WalkRail::playToggled);
    setPlaying(false);

    m_speedButton->setPopupMode(QToolButton::InstantPopup);
    m_speedButton->setProperty("kind", QStringLiteral("quiet"));
    m_speedButton->setToolTip(tr("Speed of Play"));
    m_speedButton->setAccessibleName(tr("Speed"));
    auto *menu = new QMenu(m_speedButton);
    auto *group = new QActionGroup(menu);
    for (const double factor : {0.25, 0.5, 1.0, 2.0, 4.0, 8.0}) {
        QAction *action = menu->addAction(QStringLiteral("%1×").arg(factor));
        action->setCheckable(true);
        action->setChecked(factor == m_speed);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, factor] {
            m_speed = factor;
            m_speedButton->setText(QStringLiteral("%1×").arg(factor));
            Q_EMIT speedChanged(factor);
        });
    }
    m_speedButton->setMenu(menu);
    m_speedButton->setText(QStringLiteral("1×"));

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(7);
    buttons->addWidget(back);
    buttons->addWidget(m_play, 1);
    buttons->addWidget(forward);
    buttons->addWidget(m_speedButton);
    auto *controls = new QVBoxLayout;
    controls->setContentsMargins(14, 6, 12, 12);
    controls->setSpacing(8);
    controls->addWidget(m_slider);
    controls->addLayout(buttons);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_rail, 1);
    layout->addLayout(controls);

    connect(m_rail, &StepRail::clicked, this, [this](int index) { m_selection.setStage(m_listed[static_cast<std::size_t>(index)]); });
    connect(&m_session, &Session::traceChanged, this, &WalkRail::rebuild);
    connect(&m_selection, &Selection::changed, this, [this](Selection::Changes what) {
        if (what & Selection::stageChanged)
            rebuild();
    });
}

void WalkRail::rebuild()
{
    const auto trace = m_session.trace();
    if (!trace)
        return;
    const TransformerConfig &config = trace->config();
    const int layer = std::clamp(m_selection.layer(), 0, config.layers - 1);
    m_path = WalkPath(config);
    m_listed = config.stages(layer);

    const bool twoStacks = config.isEncoderDecoder();
    const QString name = layerTitle(config, layer).toUpper();
    QList<RailStep> steps;
    bool inLayer = false;
    bool inMlp = false;
    for (const Stage stage : m_listed) {
        const StageInfo &info = stageInfo(stage);
        const StageKey key{stage, layer, 0};
        RailStep step;
        step.title = stageTitle(stage);
        step.detail = stage == Stage::tokens ? QString::number(trace->rowCount(key)) : shapeText(key, *trace);
        step.toolTip = step.title + QStringLiteral(" · ") + step.detail + QStringLiteral(" · ")
            + QString::fromStdString(hookName(config, stage, layer));
        if (info.scope == StageScope::model) {
            step.section = inLayer ? tr("OUTPUT") : tr("EMBEDDING");
            if (twoStacks)
                step.section = config.stackOf(layer) == 0 ? tr("ENCODER · %1").arg(step.section) : tr("DECODER · %1").arg(step.section);
        } else {
            inLayer = true;
            inMlp = inMlp || info.block == StageBlock::mlp;
            step.section = inMlp ? tr("%1 · MLP").arg(name) : tr("%1 · ATTENTION").arg(name);
        }
        for (const Edit &edit : m_session.edits()) {
            const bool here = edit.layer == Edit::kAll || edit.layer == layer
                || (info.scope == StageScope::model && config.stackOf(edit.layer) == config.stackOf(layer));
            const bool ofStage = (edit.kind <= Edit::Kind::scaleValue || edit.kind == Edit::Kind::setRows) && edit.stage == stage;
            if ((ofStage || (edit.kind == Edit::Kind::replacePattern && stage == Stage::weights)) && here)
                step.edited = true;
        }
        steps.append(step);
    }
    m_rail->setSteps(steps);
    m_slider->setRange(0, m_path.length() - 1);
    follow();
}

void WalkRail::follow()
{
    const auto current = std::find(m_listed.begin(), m_listed.end(), m_selection.stage());
    if (current != m_listed.end())
        m_rail->setCurrent(static_cast<int>(current - m_listed.begin()));
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(position());
}

int WalkRail::position() const
{
    return std::max(0, m_path.positionOf(m_selection.key()));
}

void WalkRail::step(int steps)
{
    goTo(position() + steps);
}

void WalkRail::goTo(int position)
{
    if (m_path.length() == 0)
        return;
    StageKey key = m_path.at(std::clamp(position, 0, m_path.length() - 1));
    key.head = m_selection.head();
    m_selection.setKey(key);
}

void WalkRail::setPlaying(bool playing)
{
    m_play->setText(playing ? tr("Pause  ❚❚") : tr("Play  ▶"));
    m_play->setAccessibleName(playing ? tr("Pause") : tr("Play"));
}

} // namespace headscope
