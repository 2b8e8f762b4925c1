// A quiet card beneath the top bars that offers something and waits: nothing happens until one of its two buttons is pressed.
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace headscope {

class OfferBar : public QFrame {
    Q_OBJECT

public:
    explicit OfferBar(QWidget *parent = nullptr);

    /// `heading` is one line; `text` below it may be several, plain. A button without words is not there.
    void offer(const QString &heading, const QString &text, const QString &accept, const QString &decline = {});

    QString heading() const;
    QString text() const;
    QPushButton &acceptButton() { return *m_accept; }
    QPushButton &declineButton() { return *m_decline; }

Q_SIGNALS:
    void accepted();
    void declined();

private:
    QLabel *m_heading;
    QLabel *m_text;
    QPushButton *m_accept;
    QPushButton *m_decline;
};

} // namespace headscope
