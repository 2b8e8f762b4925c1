// The line in which a filter of heads is typed: names complete themselves, a mistake is told beneath once the typing pauses. All boxes of a
// window show the same filter.
#pragma once

#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QTimer>
#include <QWidget>

namespace headscope {

class HeadScoreSource;

class FilterBox : public QWidget {
    Q_OBJECT

public:
    explicit FilterBox(HeadScoreSource &source, QWidget *parent = nullptr);

    QLineEdit *line() const { return m_line; }
    /// What is said beneath: what is wrong, and which heads are shown meanwhile; empty while nothing is wrong, or still being typed.
    QString problem() const { return m_problem->isVisibleTo(this) ? m_problem->text() : QString(); }

private:
    void offerNames();
    void takeName(const QString &name);
    void refresh();

    HeadScoreSource &m_source;
    QLineEdit *m_line;
    QLabel *m_problem;
    QCompleter *m_completer;
    QTimer m_pause;
};

} // namespace headscope
