// The list of all mechanisms, group by group with their ideas, to add some to the cards and take some away. What is ticked is there at
// once.
#pragma once

#include "ui/session/lab_state.h"

#include <QDialog>

class QLineEdit;
class QTreeWidget;

namespace headscope {

class MechanismPicker : public QDialog {
    Q_OBJECT

public:
    explicit MechanismPicker(LabState &lab, QWidget *parent = nullptr);

    QLineEdit &search() { return *m_search; }
    QTreeWidget &list() { return *m_list; }

private:
    void filter(const QString &words);
    void showTicks();

    LabState &m_lab;
    QLineEdit *m_search;
    QTreeWidget *m_list;
};

} // namespace headscope
