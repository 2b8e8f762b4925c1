// What every score means, how it is computed and who introduced it; and how a filter is written. One window for all places that ask.
#pragma once

#include <QDialog>
#include <QTextBrowser>

namespace headscope {

class ScoreGuide : public QDialog {
    Q_OBJECT

public:
    explicit ScoreGuide(QWidget *parent);

    QString text() const { return m_text->toPlainText(); }

private:
    void write();

    QTextBrowser *m_text;
};

} // namespace headscope
