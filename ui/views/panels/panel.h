// One section of the right dock: a heading and something beneath it that follows Session and Selection.
// Trap: one click can send several signals (text, edits, trace, selection); a panel refreshes once after all of them, and only while it is
// seen.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <QLabel>
#include <QTimer>
#include <QVBoxLayout>
#include <QWidget>

namespace headscope {

class Panel : public QWidget {
    Q_OBJECT

public:
    /// interest: the changes of the selection that matter here; new traces, edits and appearance always do.
    Panel(Session &session, Selection &selection, const QString &heading, Selection::Changes interest, QWidget *parent);

protected:
    virtual void refresh() = 0;
    void refreshSoon();
    void showEvent(QShowEvent *event) override;
    void setHeading(const QString &heading);
    /// A line in the secondary colour that wraps.
    QLabel *addNote();

    Session &m_session;
    Selection &m_selection;
    QVBoxLayout *m_layout;

private:
    QLabel *m_heading;
    QTimer m_timer;
};

} // namespace headscope
