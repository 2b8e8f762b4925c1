// What a first start asks, on a card over the blurred window: three ways on. Enter or its number takes one, arrows and Tab move, Esc goes
// straight to the picture. Keys with Ctrl or Alt and function keys are the window's: they close the card first.
#pragma once

#include "src/enum_rows.h"

#include <QImage>
#include <QWidget>

#include <array>

class QAbstractButton;
class QBoxLayout;
class QLabel;

namespace headscope {

enum class FirstWay { learn, inspect, open };

class StartChoice;

class StartCard : public QWidget {
    Q_OBJECT

public:
    /// Covers `host`. Created hidden.
    explicit StartCard(QWidget &host);

    void open();
    /// Offers to go on with this, too; empty: nothing.
    void setRecent(const QString &title);
    QAbstractButton &recent() { return *m_recent; }
    void leave();
    QAbstractButton &choice(FirstWay way);
    const QWidget &card() const { return *m_card; }

public Q_SLOTS:
    /// Blurs the window as it is now.
    void refresh();

Q_SIGNALS:
    void chosen(headscope::FirstWay way);
    void recentChosen();
    void left();

protected:
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    void place();
    void move(int steps);
    void choose(FirstWay way);
    void chooseRecent();

    QWidget *m_card;
    QAbstractButton *m_recent = nullptr;
    std::array<StartChoice *, countOf<FirstWay>()> m_choices{};
    QImage m_blurred;
};

} // namespace headscope
