// Heatmap | Lines | Text | …: a segmented control where it fits, one button with a menu where it does not.
#pragma once

#include "ui/widgets/segmented_control.h"

#include <QToolButton>

namespace headscope {

class ViewSwitch : public QWidget {
    Q_OBJECT

public:
    explicit ViewSwitch(QWidget *parent = nullptr);

    void add(const QString &title);
    int current() const { return m_segments->current(); }
    /// Does not emit activated().
    void setCurrent(int index);
    /// True while there is no room for all titles.
    bool isMenu() const { return m_button->isVisibleTo(this); }

    SegmentedControl *segments() const { return m_segments; }
    QToolButton *button() const { return m_button; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// The user chose.
    void activated(int index);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void layOut();
    void refreshButton();

    QStringList m_titles;
    SegmentedControl *m_segments;
    QToolButton *m_button;
};

} // namespace headscope
