#include "ui/window/walk_rail.h"

#include "src/stages/edit_kinds.h"
#include "ui/session/model_words.h"
#include "ui/widgets/play_controls.h"
#include "ui/widgets/step_rail.h"

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
    , m_controls(new PlayControls(PlayControls::Of::stages, this))
{
    setProperty("role", QStringLiteral("rail"));
    connect(m_controls, &PlayControls::positionChosen, this, &WalkRail::goTo);
    connect(m_controls, &PlayControls::stepped, this, &WalkRail::step);
    connect(m_controls, &PlayControls::playToggled, this, &WalkRail::playToggled);
    connect(m_controls, &PlayControls::speedChanged, this, &WalkRail::speedChanged);
    connect(m_controls, &PlayControls::foldToggled, this, &WalkRail::foldToggled);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_rail, 1);
    layout->addWidget(m_controls);

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
            // A head that is scaled is not marked: its switch shows it.
            const bool isMarked = isValueEdit(edit) || edit.kind == Edit::Kind::replacePattern;
            if (isMarked && editedStage(edit) == stage && here)
                step.edited = true;
        }
        steps.append(step);
    }
    m_rail->setSteps(steps);
    m_controls->setRange(m_path.length());
    follow();
}

void WalkRail::follow()
{
    const auto current = std::find(m_listed.begin(), m_listed.end(), m_selection.stage());
    if (current != m_listed.end())
        m_rail->setCurrent(static_cast<int>(current - m_listed.begin()));
    m_controls->setPosition(position());
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
    follow(); // a preset may keep the stage, or the layer
}

void WalkRail::setPlaying(bool playing)
{
    m_controls->setPlaying(playing);
}

double WalkRail::speed() const
{
    return m_controls->speed();
}

bool WalkRail::isFolded() const
{
    return m_rail->isFolded();
}

void WalkRail::setFolded(bool folded)
{
    m_rail->setFolded(folded);
    m_controls->setFolded(folded);
}

} // namespace headscope
