// The pieces of the sentence in a row, each with its id. Hovering previews, a click pins. Knows nothing of the engine.
#pragma once

#include "ui/widgets/accessible_source.h"

#include <QAbstractScrollArea>
#include <QList>
#include <QString>

namespace headscope {

struct TokenChip {
    QString text;
    QString detail; ///< second line: the id
    QString toolTip;
    bool special = false;
    bool unknown = false; ///< drawn with a dashed frame: the word is not in the vocabulary
    bool generated = false; ///< made by the model, not typed
    bool pending = false; ///< drawn faintly: it has no numbers yet
    int sentence = -1; ///< 0: A, 1: B of two sentences, −1: there is one
};

class TokenStrip : public QAbstractScrollArea, public AccessibleSource {
    Q_OBJECT

public:
    explicit TokenStrip(QWidget *parent = nullptr);

    void setChips(const QList<TokenChip> &chips);
    const QList<TokenChip> &chips() const { return m_chips; }
    /// -1: none.
    void setPinned(int index);
    void setHovered(int index);
    /// The token that is being talked about though another is pinned; −1: none.
    void setMade(int index);
    /// Of two strips, the one whose tokens are looked at.
    void setActive(bool active);
    /// Without the second line: where two strips stand one above the other.
    void setCompact(bool compact);
    int pinned() const { return m_pinned; }
    int made() const { return m_made; }
    bool isActive() const { return m_active; }
    /// Scrolls so that the chip is in sight.
    void reveal(int index);
    /// Where a chip stands inside the viewport now.
    QRect chipRect(int index) const;

    bool isAccessibleList() const override { return true; }
    AccessibleTable accessibleTable(int index) const override;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void hovered(int index); ///< -1: the pointer left
    void clicked(int index);
    void menuRequested(int index, const QPoint &globalPosition);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    int chipHeight() const;
    void paintChip(QPainter &painter, int index) const;
    int chipAt(int x) const;
    void layOut();
    void paintEdges(QPainter &painter) const;

    QList<TokenChip> m_chips;
    QList<int> m_left; ///< x of each chip before scrolling, and one past the last
    int m_pinned = -1;
    int m_hovered = -1;
    int m_made = -1;
    bool m_active = true;
    bool m_compact = false;
    int m_dragFrom = 0; ///< scroll position under the pointer when the button went down
};

} // namespace headscope
