// Present mode: a soft disc around the pointer, so that the back row sees what is pointed at.
#pragma once

#include <QWidget>

namespace headscope {

class PointerHalo : public QWidget {
    Q_OBJECT

public:
    /// Covers `host` and lets every event through. Created hidden.
    explicit PointerHalo(QWidget &host);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QPoint m_pointer{-100, -100};
};

} // namespace headscope
