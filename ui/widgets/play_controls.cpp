#include "ui/widgets/play_controls.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace headscope {

PlayControls::PlayControls(Of of, QWidget *parent)
    : QWidget(parent)
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_back(new QPushButton(QStringLiteral("◀"), this))
    , m_forward(new QPushButton(QStringLiteral("▶"), this))
    , m_play(new QPushButton(this))
    , m_fold(new QToolButton(this))
    , m_speedButton(new QToolButton(this))
    , m_of(of)
{
    const bool ofStages = of == Of::stages;
    m_slider->setAccessibleName(tr("Position in the walk"));
    m_slider->setToolTip(ofStages ? tr("Scrub through the whole walk, all layers") : tr("Scrub through all steps of the mechanism"));
    connect(m_slider, &QSlider::valueChanged, this, &PlayControls::positionChosen);

    m_back->setAccessibleName(ofStages ? tr("Previous stage") : tr("Previous step"));
    m_back->setToolTip(tr("%1 (←)").arg(m_back->accessibleName()));
    connect(m_back, &QPushButton::clicked, this, [this] { Q_EMIT stepped(-1); });
    m_forward->setAccessibleName(ofStages ? tr("Next stage") : tr("Next step"));
    m_forward->setToolTip(tr("%1 (→)").arg(m_forward->accessibleName()));
    connect(m_forward, &QPushButton::clicked, this, [this] { Q_EMIT stepped(1); });
    for (QPushButton *button : {m_back, m_forward}) {
        button->setProperty("kind", QStringLiteral("step"));
        button->setFixedWidth(36);
    }
    m_fold->setProperty("kind", QStringLiteral("fold"));
    connect(m_fold, &QToolButton::clicked, this, &PlayControls::foldToggled);

    m_play->setProperty("kind", QStringLiteral("primary"));
    m_play->setToolTip(ofStages ? tr("Fill this stage number by number, then go on to the next (Space)")
                                : tr("Fill this step number by number, then go on to the next (Space)"));
    connect(m_play, &QPushButton::clicked, this, &PlayControls::playToggled);

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
    m_controls = new QVBoxLayout(this);
    m_controls->setSpacing(8);
    m_controls->addLayout(position);
    m_controls->addLayout(buttons);
    setFolded(false);
}

void PlayControls::setRange(int count)
{
    const QSignalBlocker quiet(m_slider); // another walk is nobody's choice of a place in it
    m_slider->setRange(0, std::max(0, count - 1));
}

void PlayControls::setPosition(int position)
{
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(position);
}

void PlayControls::setPlaying(bool playing)
{
    m_playing = playing;
    showPlay();
}

void PlayControls::showPlay()
{
    const auto show = [this](bool playing) {
        const QString sign = playing ? QStringLiteral("❚❚") : QStringLiteral("▶");
        m_play->setText(m_folded ? sign : (playing ? tr("Pause  %1") : tr("Play  %1")).arg(sign));
        return m_play->sizeHint().width();
    };
    const int other = show(!m_playing);
    m_play->setMinimumWidth(std::max(other, show(m_playing))); // playing moves nothing
    m_play->setAccessibleName(m_playing ? tr("Pause") : tr("Play"));
}

void PlayControls::setFolded(bool folded)
{
    m_folded = folded;
    for (QWidget *control : {static_cast<QWidget *>(m_slider), static_cast<QWidget *>(m_back), static_cast<QWidget *>(m_forward),
             static_cast<QWidget *>(m_speedButton)})
        control->setVisible(!folded);
    m_controls->setContentsMargins(folded ? 5 : 14, 6, folded ? 5 : 8, folded ? 8 : 12);
    m_fold->setText(folded ? QStringLiteral("»") : QStringLiteral("«"));
    m_fold->setAccessibleName(folded
            ? (m_of == Of::stages ? tr("Show the names of the stages") : tr("Show the names of the steps"))
            : (m_of == Of::stages ? tr("Fold the stages to their numbers") : tr("Fold the steps to their numbers")));
    m_fold->setToolTip(tr("%1 (F6)").arg(m_fold->accessibleName()));
    m_fold->setSizePolicy(folded ? QSizePolicy::Expanding : QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_play->setProperty("kind", folded ? QStringLiteral("primary-small") : QStringLiteral("primary"));
    m_play->style()->unpolish(m_play);
    m_play->style()->polish(m_play);
    showPlay();
}

} // namespace headscope
