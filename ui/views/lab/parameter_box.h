// The parameters of one mechanism: a field for each number or a list of choices, what it means, its range and what the paper takes.
#pragma once

#include "ui/session/lab_state.h"

#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace headscope {

class ParameterBox : public QWidget {
    Q_OBJECT

public:
    explicit ParameterBox(LabState &lab, QWidget *parent = nullptr);

    QWidget *fieldOf(std::string_view parameter) const; ///< a spin box or a list; null: there is no such one
    QPushButton &paperButton() { return *m_paper; }
    QPushButton &sentenceButton() { return *m_sentence; }

private:
    void refresh();
    void build(const MechanismInfo &mechanism);
    QWidget *makeField(const MechanismInfo &mechanism, const ParameterInfo &parameter);
    void showNumbers();

    LabState &m_lab;
    const MechanismInfo *m_mechanism = nullptr;
    QLabel *m_title;
    QLabel *m_idea;
    QLabel *m_formula;
    QWidget *m_fields = nullptr;
    QVBoxLayout *m_place;
    QPushButton *m_paper;
    QPushButton *m_sentence;
    std::vector<QWidget *> m_inputs; ///< of each parameter
};

} // namespace headscope
