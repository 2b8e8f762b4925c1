// Heatmap | Lines | Text | … : one row of choices. Those it has no room for are in a menu at its end.
#pragma once

#include "ui/widgets/segmented_control.h"

#include <QToolButton>

namespace headscope {

class ViewSwitch : public QWidget {
    Q_OBJECT

public:
    explicit ViewSwitch(QWidget *parent = nullptr);

    void add(const QString &title);
    QString title(int index) const { return m_titles.value(index); }
    int current() const { return m_current; }
    /// Does not emit activated().
    void setCurrent(int index);
    /// How many have a place in the row; the others are in the menu.
    int countInRow() const { return m_inRow; }

    SegmentedControl *segments() const { return m_segments; }
    QToolButton *menuButton() const { return m_button; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// The user chose.
    void activated(int index);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void choose(int index);
    void layOut();
    int rowWidth(int count) const;
    int menuWidth() const;

    QStringList m_titles;
    int m_current = 0;
    int m_inRow = 0;
    SegmentedControl *m_segments;
    QToolButton *m_button;
};

} // namespace headscope
