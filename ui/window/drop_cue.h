// What lies over the window while a file is dragged onto it: where it would go and what would be done with it.
#pragma once

#include <QString>
#include <QWidget>

namespace headscope {

class DropCue : public QWidget {
    Q_OBJECT

public:
    /// Covers `host` and lets every event through. Created hidden.
    explicit DropCue(QWidget &host);

    void showFor(const QString &heading, const QString &detail);
    QString heading() const { return m_heading; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_heading;
    QString m_detail;
};

} // namespace headscope
