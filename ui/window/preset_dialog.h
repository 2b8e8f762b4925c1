// File > Save as Preset: the note for students, and what they shall not change.
#pragma once

#include "src/sessions/session_choices.h"

#include <QDialog>

#include <vector>

class QCheckBox;
class QPlainTextEdit;

namespace headscope {

class PresetDialog : public QDialog {
    Q_OBJECT

public:
    explicit PresetDialog(QWidget *parent = nullptr);

    QString note() const;
    std::vector<SessionControl> locked() const;
    QPlainTextEdit &noteEdit() { return *m_note; }
    QCheckBox &box(SessionControl control) { return *m_boxes[static_cast<std::size_t>(control)]; }

private:
    QPlainTextEdit *m_note;
    std::vector<QCheckBox *> m_boxes; ///< as kSessionControls
};

} // namespace headscope
