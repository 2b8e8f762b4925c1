#include "ui/window/walk_rail.h"

#include "src/stages/edit_kinds.h"
#include "ui/session/model_words.h"
#include "ui/widgets/step_rail.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QSlider>
#include <QStyle>
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
    , m_back(new QPushButton(QStringLiteral("◀"), this))
    , m_forward(new QPushButton(QStringLiteral("▶"), this))
    , m_play(new QPushButton(this))
    , m_fold(new QToolButton(this))
    , m_speedButton(new QToolButton(this))
{
    setProperty("role", QStringLiteral("rail"));
    m_slider->setAccessibleName(tr("Position in the walk"));
    m_slider->setToolTip(tr("Scrub through the whole walk, all layers"));
    connect(m_slider, &QSlider::valueChanged, this, &WalkRail::goTo);

    m_back->setAccessibleName(tr("Previous stage"));
    m_back->setToolTip(tr("Previous stage (←)"));
    connect(m_back, &QPushButton::clicked, this, [this] { step(-1); });
    m_forward->setAccessibleName(tr("Next stage"));
    m_forward->setToolTip(tr("Next stage (→)"));
    connect(m_forward, &QPushButton::clicked, this, [this] { step(1); });
    for (QPushButton *button : {m_back, m_forward}) {
        button->setProperty("kind", QStringLiteral("step"));
        button->setFixedWidth(36);
    }
    m_fold->setProperty("kind", QStringLiteral("fold"));
    connect(m_fold, &QToolButton::clicked, this, &WalkRail::foldToggled);

    m_play->setProperty("kind", QStringLiteral("primary"));
    m_play->setToolTip(tr("Fill this stage number by number, then go on to the next (Space)"));
    connect(m_play, &QPushButton::clicked, this, &WalkRail::playToggled);

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
    buttons->addWidget(m_back);
    buttons->addWidget(m_play, 1);
    buttons->addWidget(m_forward);
    buttons->addWidget(m_speedButton);
    auto *position = new QHBoxLayout;
    position->setSpacing(2);
    position->addWidget(m_slider, 1);
    position->addWidget(m_fold);
    m_controls = new QVBoxLayout;
    m_controls->setSpacing(8);
    m_controls->addLayout(position);
    m_controls->addLayout(buttons);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_rail, 1);
    layout->addLayout(m_controls);
    setFolded(false);

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
    follow(); // a preset may keep the stage, or the layer
}

void WalkRail::setPlaying(bool playing)
{
    m_playing = playing;
    showPlay();
}

void WalkRail::showPlay()
{
    const auto show = [this](bool playing) {
        const QString sign = playing ? QStringLiteral("❚❚") : QStringLiteral("▶");
        m_play->setText(isFolded() ? sign : (playing ? tr("Pause  %1") : tr("Play  %1")).arg(sign));
        return m_play->sizeHint().width();
    };
    const int other = show(!m_playing);
    m_play->setMinimumWidth(std::max(other, show(m_playing))); // playing moves nothing
    m_play->setAccessibleName(m_playing ? tr("Pause") : tr("Play"));
}

bool WalkRail::isFolded() const
{
    return m_rail->isFolded();
}

void WalkRail::setFolded(bool folded)
{
    m_rail->setFolded(folded);
    for (QWidget *control : {static_cast<QWidget *>(m_slider), static_cast<QWidget *>(m_back), static_cast<QWidget *>(m_forward),
             static_cast<QWidget *>(m_speedButton)})
        control->setVisible(!folded);
    m_controls->setContentsMargins(folded ? 5 : 14, 6, folded ? 5 : 8, folded ? 8 : 12);
    m_fold->setText(folded ? QStringLiteral("»") : QStringLiteral("«"));
    m_fold->setAccessibleName(folded ? tr("Show the names of the stages") : tr("Fold the stages to their numbers"));
    m_fold->setToolTip(tr("%1 (F6)").arg(m_fold->accessibleName()));
    m_fold->setSizePolicy(folded ? QSizePolicy::Expanding : QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_play->setProperty("kind", folded ? QStringLiteral("primary-small") : QStringLiteral("primary"));
    m_play->style()->unpolish(m_play);
    m_play->style()->polish(m_play);
    showPlay();
}

} // namespace headscope
