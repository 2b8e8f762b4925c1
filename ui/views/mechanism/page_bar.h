// Beneath a step that has several matrices: which one is looked at, the state behind which token.
#pragma once

#include "ui/views/mechanism/step_walk.h"

#include <QFrame>

class QLabel;
class QSlider;
class QToolButton;

namespace headscope {

class PageBar : public QFrame {
    Q_OBJECT

public:
    /// The walk must outlive it. It shows itself while there are pages.
    explicit PageBar(StepWalk &walk, QWidget *parent = nullptr);

private:
    void follow();

    StepWalk &m_walk;
    QToolButton *m_back;
    QToolButton *m_forward;
    QSlider *m_slider;
    QLabel *m_name;
};

} // namespace headscope
