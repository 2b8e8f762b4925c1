#include "ui/window/text_editor.h"

#include "ui/session/settings_file.h"
#include "ui/window/long_text_edit.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace headscope {

namespace {

constexpr int kMaximumCharacters = kMostRememberedText; // that can be typed or pasted; a file may have more
constexpr int kLeastWidth = 520;
constexpr double kShareOfHeight = 0.45;
constexpr int kMargin = 8;

} // namespace

TextEditor::TextEditor(QWidget &host)
    : QFrame(&host)
    , m_edit(new LongTextEdit(kMaximumCharacters, this))
    , m_said(new QLabel(this))
    , m_count(new QLabel(this))
{
    setProperty("role", QStringLiteral("sheet"));
    m_edit->setProperty("role", QStringLiteral("sheet"));
    m_said->setProperty("role", QStringLiteral("concern-small"));
    m_said->setWordWrap(true);
    m_count->setProperty("role", QStringLiteral("small"));
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(10, 0, 10, 0);
    foot->addWidget(m_said, 1);
    foot->addWidget(m_count);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2, 2, 2, 7);
    layout->setSpacing(4);
    layout->addWidget(m_edit, 1);
    layout->addLayout(foot);
    hide();
    connect(m_edit, &LongTextEdit::edited, this, &TextEditor::emitEdited);
    connect(m_edit, &LongTextEdit::tooLong, this, &TextEditor::tooLong);
    m_edit->installEventFilter(this);
    host.installEventFilter(this);
}

LongTextEdit &TextEditor::edit()
{
    return *m_edit;
}

QString TextEditor::text() const
{
    return m_edit->text();
}

QString TextEditor::said() const
{
    return m_said->text();
}

void TextEditor::open(QWidget &field, const QString &text, qsizetype start, qsizetype length)
{
    m_field = &field;
    m_edit->setAccessibleName(field.accessibleName());
    showText(text);
    m_edit->select(start, length);
    place();
    show();
    raise();
    m_edit->setFocus(Qt::OtherFocusReason);
}

void TextEditor::leave()
{
    if (isHidden())
        return;
    hide();
    Q_EMIT left();
}

void TextEditor::showText(const QString &text)
{
    if (text != this->text())
        m_edit->setText(text);
    m_count->setText(tr("%1 characters · Esc: back to the picture").arg(QLocale().toString(text.size())));
}

void TextEditor::showCut(const QString &words)
{
    m_said->setText(words);
}

void TextEditor::emitEdited()
{
    const QString now = text();
    m_count->setText(tr("%1 characters · Esc: back to the picture").arg(QLocale().toString(now.size())));
    Q_EMIT edited(now);
}

void TextEditor::place()
{
    if (!m_field)
        return;
    const QWidget &host = *parentWidget();
    const QPoint corner = m_field->mapTo(&host, QPoint(0, m_field->height() + 4));
    const int width = std::min(std::max(m_field->width(), kLeastWidth), host.width() - 2 * kMargin);
    const int left = std::clamp(corner.x(), kMargin, std::max(kMargin, host.width() - width - kMargin));
    const int height = std::min(int(kShareOfHeight * host.height()), host.height() - corner.y() - kMargin);
    setGeometry(left, corner.y(), width, height);
}

bool TextEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_edit) {
        if (event->type() == QEvent::Resize && !isHidden())
            QMetaObject::invokeMethod(this, &TextEditor::place, Qt::QueuedConnection); // once the field has its new place
        return false;
    }
    const auto leaves = [event] {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        return key->key() == Qt::Key_Escape || (isEnter && key->modifiers() & Qt::ControlModifier)
            || (key->key() == Qt::Key_Up && key->modifiers() == Qt::AltModifier);
    };
    if (event->type() == QEvent::ShortcutOverride && leaves()) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::KeyPress && leaves()) {
        leave();
        return true;
    }
    if (event->type() == QEvent::FocusOut) {
        const Qt::FocusReason reason = static_cast<QFocusEvent *>(event)->reason();
        if (reason != Qt::PopupFocusReason && reason != Qt::ActiveWindowFocusReason && reason != Qt::MenuBarFocusReason)
            hide(); // the keys have gone elsewhere already
    }
    return false;
}

} // namespace headscope
