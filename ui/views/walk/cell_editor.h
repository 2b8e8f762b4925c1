// The line edit that lies over a cell while its number is changed. Enter accepts, Escape leaves; a wrong number stays open with a bubble
// that says what is wrong, and leaving it keeps the old number.
#pragma once

#include <QLabel>
#include <QLineEdit>

namespace headscope {

class CellEditor : public QLineEdit {
    Q_OBJECT

public:
    explicit CellEditor(QWidget *parent);

    /// Opens over `cell` (in the parent's coordinates) with the number that is there now.
    void open(const QRectF &cell, const QString &number);
    QString message() const { return m_bubble->isVisible() ? m_bubble->text() : QString(); }

Q_SIGNALS:
    void accepted(float value);
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void accept(bool leaving);
    void close();
    void say(const QString &problem);

    QLabel *m_bubble;
    QString m_before;
};

} // namespace headscope
