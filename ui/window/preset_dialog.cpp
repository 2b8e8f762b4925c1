#include "ui/window/preset_dialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace headscope {

namespace {

constexpr int kColumns = 3;

QString wordsOf(SessionControl control)
{
    switch (control) {
    case SessionControl::model: return PresetDialog::tr("Model");
    case SessionControl::text: return PresetDialog::tr("Sentence");
    case SessionControl::generate: return PresetDialog::tr("Generating");
    case SessionControl::edits: return PresetDialog::tr("Edits");
    case SessionControl::workspace: return PresetDialog::tr("Walk, Heads or Lab");
    case SessionControl::view: return PresetDialog::tr("View of a head");
    case SessionControl::stage: return PresetDialog::tr("Stage");
    case SessionControl::head: return PresetDialog::tr("Layer and head");
    case SessionControl::pattern: return PresetDialog::tr("Measure and tokens");
    case SessionControl::lab: return PresetDialog::tr("Mechanisms of the Lab");
    }
    return {};
}

} // namespace

PresetDialog::PresetDialog(QWidget *parent)
    : QDialog(parent)
    , m_note(new QPlainTextEdit(this))
{
    setWindowTitle(tr("Save as a preset"));
    auto *about = new QLabel(tr("A preset opens read-only with your note above the picture. Students can always start over."), this);
    about->setWordWrap(true);
    about->setProperty("role", QStringLiteral("muted"));
    m_note->setPlaceholderText(tr("What to look at, what to try: “Which word does ‘it’ look back to? Try another layer.”"));
    m_note->setAccessibleName(tr("Note for students"));
    m_note->setTabChangesFocus(true);
    m_note->setMinimumSize(460, 110);
    auto *heading = new QLabel(tr("Students cannot change"), this);
    heading->setProperty("role", QStringLiteral("heading"));
    auto *boxes = new QGridLayout;
    for (const auto &control : kSessionControls) {
        auto *box = new QCheckBox(wordsOf(control.id), this);
        boxes->addWidget(box, int(m_boxes.size()) / kColumns, int(m_boxes.size()) % kColumns);
        m_boxes.push_back(box);
    }
    auto *buttons = new QDialogButtonBox(this);
    auto *save = buttons->addButton(tr("Save As…"), QDialogButtonBox::AcceptRole);
    save->setProperty("kind", QStringLiteral("primary"));
    buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    // Without a note or a lock it is a session like any other.
    const auto follow = [this, save] { save->setEnabled(!note().isEmpty() || !locked().empty()); };
    connect(m_note, &QPlainTextEdit::textChanged, this, follow);
    for (QCheckBox *box : m_boxes)
        connect(box, &QCheckBox::toggled, this, follow);
    follow();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(22, 18, 22, 16);
    layout->setSpacing(10);
    layout->addWidget(about);
    layout->addWidget(m_note, 1);
    layout->addWidget(heading);
    layout->addLayout(boxes);
    layout->addSpacing(6);
    layout->addWidget(buttons);
}

QString PresetDialog::note() const
{
    return m_note->toPlainText().trimmed();
}

std::vector<SessionControl> PresetDialog::locked() const
{
    std::vector<SessionControl> controls;
    for (const auto &control : kSessionControls)
        if (m_boxes[static_cast<std::size_t>(control.id)]->isChecked())
            controls.push_back(control.id);
    return controls;
}

} // namespace headscope
