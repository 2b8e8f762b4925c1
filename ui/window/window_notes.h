// What the bar under the sentence says: notes that go with the trace, and what went wrong.
#pragma once

#include <QObject>
#include <QString>

namespace headscope {

class MainWindow;
class Trace;

class WindowNotes : public QObject {
    Q_OBJECT

public:
    explicit WindowNotes(MainWindow &window);

    /// Why nothing is remembered: said until it is dismissed.
    void setSettingsProblem(const QString &problem) { m_settingsProblem = problem; }
    void showProblem(const QString &message);

private:
    QStringList notesOf(const Trace &trace) const;
    void follow();
    void act();
    void dismiss();

    MainWindow &m_window;
    QString m_settingsProblem;
    int m_pastedUpTo = 0; ///< a field held no more characters of what was pasted; 0: all of it
    bool m_keepsOldFile = false; ///< the user does not want to hear of a file that was replaced
};

} // namespace headscope
