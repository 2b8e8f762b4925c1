// A button that says what is chosen and opens a menu of what could be: "Weights ▾". Choices that cannot be had say why.
#pragma once

#include <QStringList>
#include <QToolButton>

namespace headscope {

class ChoiceButton : public QToolButton {
    Q_OBJECT

public:
    /// `what`: what is chosen here, for the tooltip and assistive technology: "Measure".
    ChoiceButton(const QString &what, const QStringList &choices, QWidget *parent = nullptr);

    int current() const { return m_current; }
    /// Does not emit chosen().
    void setCurrent(int index);
    /// Empty: can be chosen. Otherwise the menu shows it disabled, with the reason.
    void setProblem(int index, const QString &problem);
    QString problem(int index) const { return m_problems.value(index); }
    /// Instead of the choice's own name: "3 heads, mean".
    void setShownText(const QString &text);
    /// The button keeps room for each of these, so that its width is the same whatever it shows.
    void setRoomFor(const QStringList &texts);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void chosen(int index);

private:
    void refresh();
    void noticeLeave();

    QString m_what;
    QStringList m_choices;
    QStringList m_problems;
    QString m_shown;
    QStringList m_roomFor;
    int m_current = 0;
};

} // namespace headscope
