// One line of short hints at the right, the most useful first: only as many as fit whole.
#pragma once

#include <QLabel>
#include <QStringList>

namespace headscope {

class HintLine : public QLabel {
    Q_OBJECT

public:
    explicit HintLine(QWidget *parent = nullptr);
    void setHints(const QStringList &hints);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void fit();

    QStringList m_hints;
};

} // namespace headscope
