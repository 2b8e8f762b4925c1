// One page of all keys, made from the actions of the menu and from the table of what views understand (ui/views/view_keys.h).
#pragma once

#include <QDialog>
#include <QList>
#include <QString>
#include <QStringList>

class QVBoxLayout;

namespace headscope {

class MainWindow;

struct KeyRow {
    QStringList keys; ///< each as it is printed: "Ctrl+E"
    QString meaning;
};

struct KeyGroup {
    QString title;
    QList<KeyRow> rows;
};

/// Menu by menu, then what works in the picture, in controls and with the mouse.
QList<KeyGroup> keyGroups(const MainWindow &window);

class KeyPage : public QDialog {
    Q_OBJECT

public:
    explicit KeyPage(MainWindow &window);

private:
    void addGroup(QVBoxLayout &column, const KeyGroup &group);
};

} // namespace headscope
