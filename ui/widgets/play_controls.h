// Beneath a rail of steps: a slider over all of them, back, play and forward, the speed, and the fold. Folded, what is left is Play.
#pragma once

#include <QWidget>

class QPushButton;
class QSlider;
class QToolButton;
class QVBoxLayout;

namespace headscope {

class PlayControls : public QWidget {
    Q_OBJECT

public:
    /// What is stepped through, for tooltips: "stage".
    enum class Of { stages, steps };
    explicit PlayControls(Of of, QWidget *parent = nullptr);

    void setRange(int count);
    void setPosition(int position);
    void setPlaying(bool playing);
    double speed() const { return m_speed; }
    void setFolded(bool folded);

Q_SIGNALS:
    void stepped(int steps);
    void positionChosen(int position);
    void playToggled();
    void speedChanged(double factor);
    /// Fold, or unfold.
    void foldToggled();

private:
    void showPlay();

    QSlider *m_slider = nullptr;
    QPushButton *m_back = nullptr;
    QPushButton *m_forward = nullptr;
    QPushButton *m_play = nullptr;
    QToolButton *m_fold = nullptr;
    QVBoxLayout *m_controls = nullptr;
    QToolButton *m_speedButton = nullptr;
    Of m_of;
    double m_speed = 1;
    bool m_playing = false;
    bool m_folded = false;
};

} // namespace headscope
