// "2 edits · Edited | Original | Difference · Reset": stands over the picture whenever there are edits, so that nobody takes changed
// numbers for the model's own, and so that the original and the way back are one click away.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/widgets/segmented_control.h"

#include <QFrame>

class QLabel;
class QMenu;
class QToolButton;

namespace headscope {

class EditsBar : public QFrame {
    Q_OBJECT

public:
    EditsBar(Session &session, Selection &selection, QWidget *parent = nullptr);

    /// Opens the list of edits; choosing one takes it back.
    QToolButton &list() { return *m_list; }
    SegmentedControl &shown() { return *m_shown; }
    QToolButton &reset() { return *m_reset; }

private:
    void refresh();
    void fillMenu();

    Session &m_session;
    Selection &m_selection;
    QToolButton *m_list;
    QMenu *m_menu;
    SegmentedControl *m_shown;
    QLabel *m_words;
    QToolButton *m_reset;
};

} // namespace headscope
