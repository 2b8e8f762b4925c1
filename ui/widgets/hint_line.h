// One line of short hints at the right, the most useful first: only as many as fit whole. For a moment something else can be said there.
#pragma once

#include <QLabel>
#include <QStringList>
#include <QTimer>

namespace headscope {

class HintLine : public QLabel {
    Q_OBJECT

public:
    explicit HintLine(QWidget *parent = nullptr);
    void setHints(const QStringList &hints);
    /// In the hints' place, for some seconds.
    void say(const QString &words);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void fit();
    void setRole(const char *role);

    QStringList m_hints;
    QTimer m_said; ///< runs while something is said
};

} // namespace headscope
