// A row of choices of which one is on, drawn as one control: Walk | Heads.
#pragma once

#include <QStringList>
#include <QWidget>

namespace headscope {

class SegmentedControl : public QWidget {
    Q_OBJECT

public:
    explicit SegmentedControl(const QStringList &labels, QWidget *parent = nullptr);

    /// The one that is on stays so where it is still there.
    void setLabels(const QStringList &labels);
    int current() const { return m_current; }
    /// Does not emit activated(). −1: none of them is on.
    void setCurrent(int index);
    /// Narrower, for a row of many.
    void setCompact(bool compact);
    int labelWidth(const QString &label) const; ///< pixels that a choice of this name takes
    QString label(int index) const { return m_labels.value(index); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    /// The user chose (mouse or arrow keys).
    void activated(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QRect segment(int index) const;
    int segmentAt(const QPoint &point) const;
    void choose(int index);
    void describeToAssistiveTechnology();

    QStringList m_labels;
    int m_current = 0;
    int m_hovered = -1;
    int m_padding;
};

} // namespace headscope
