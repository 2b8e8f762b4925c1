// What is left of a panel that was folded: a narrow strip with the names of what stands in it, one below the other, turned by a quarter.
// Knows nothing of the engine.
#pragma once

#include <QStringList>
#include <QWidget>

namespace headscope {

class FoldStrip : public QWidget {
    Q_OBJECT

public:
    explicit FoldStrip(QWidget *parent = nullptr);

    /// `hint` says how to unfold, for the tooltip and screen readers.
    void setTitles(const QStringList &titles, const QString &hint);
    const QStringList &titles() const { return m_titles; }
    /// Where a name stands now; empty for one that has no room any more.
    QRect titleRect(int index) const;

    /// In pixels, at the letters' present size.
    static int thickness();
    QSize sizeHint() const override { return {thickness(), 200}; }
    QSize minimumSizeHint() const override { return {thickness(), 40}; }

Q_SIGNALS:
    /// The panel is wanted back; `index` names what in it, −1: nothing particular.
    void unfolded(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    int titleAt(const QPoint &place) const;

    QStringList m_titles;
    int m_hovered = -1;
};

} // namespace headscope
