// Over the picture of a mechanism's steps: which mechanism it is, the way back to the model's own steps, with what parameters, and its idea
// as far as there is room.
#pragma once

#include "ui/views/mechanism/step_walk.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace headscope {

class MechanismBar : public QFrame {
    Q_OBJECT

public:
    explicit MechanismBar(LabState &lab, QWidget *parent = nullptr);

    QPushButton &backButton() { return *m_back; }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void follow();
    void elide();

    LabState &m_lab;
    QPushButton *m_back;
    QLabel *m_title;
    QLabel *m_parameters;
    QLabel *m_untrained;
    QLabel *m_idea;
    QString m_whole; ///< of the idea
};

} // namespace headscope
