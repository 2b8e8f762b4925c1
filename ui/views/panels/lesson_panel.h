// "What is happening": the lesson of the current stage, with links that do what they say.
#pragma once

#include "ui/views/panels/panel.h"

namespace headscope {

class LessonPanel : public Panel {
    Q_OBJECT

public:
    LessonPanel(Session &session, Selection &selection, QWidget *parent = nullptr);

protected:
    void refresh() override;

private:
    void follow(const QString &address);

    QLabel *m_text;
    QLabel *m_formula;
    QLabel *m_tryHeading;
    QLabel *m_tries;
};

} // namespace headscope
