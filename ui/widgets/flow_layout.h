// Widgets side by side, and on the next line where the width ends. One whose size policy expands takes the rest of its line,
// from its minimum size up.
#pragma once

#include <QLayout>
#include <QList>

namespace headscope {

class FlowLayout : public QLayout {
public:
    explicit FlowLayout(int horizontalGap, int verticalGap);
    ~FlowLayout() override;

    void addItem(QLayoutItem *item) override { m_items.append(item); }
    int count() const override { return static_cast<int>(m_items.size()); }
    QLayoutItem *itemAt(int index) const override { return m_items.value(index); }
    QLayoutItem *takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return place(QRect(0, 0, width, 0), false); }
    void setGeometry(const QRect &area) override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;

private:
    /// Returns the height that is needed.
    int place(const QRect &area, bool move) const;

    QList<QLayoutItem *> m_items;
    int m_horizontalGap;
    int m_verticalGap;
};

} // namespace headscope
