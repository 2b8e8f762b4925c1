#include "ui/window/text_editor.h"

#include "ui/session/settings_file.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace headscope {

namespace {

constexpr int kMaximumCharacters = kMostRememberedText; // that can be typed or pasted; a file may have more
constexpr int kBeginning = 2'000; // of a text with a paragraph that is too long
constexpr int kLeastWidth = 520;
constexpr double kShareOfHeight = 0.45;
constexpr int kMargin = 8;

bool hasLongParagraph(const QString &text)
{
    for (qsizetype begin = 0; text.size() - begin > TextEditor::kLongestParagraph;) {
        const qsizetype end = text.indexOf(QLatin1Char('\n'), begin);
        if (end < 0 || end - begin > TextEditor::kLongestParagraph)
            return true;
        begin = end + 1;
    }
    return false;
}

/// What a key would put in; nothing: none of its text, or nothing is there to paste.
QString inserted(const QKeyEvent &key)
{
    if (key.matches(QKeySequence::Paste))
        return QGuiApplication::clipboard()->text();
    const bool isText = !key.text().isEmpty() && key.text().at(0).isPrint()
        && !(key.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    return isText ? key.text() : QString();
}

} // namespace

class LongTextEdit : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit LongTextEdit(QWidget *parent)
        : QPlainTextEdit(parent)
    {
        setTabChangesFocus(true);
        setLineWrapMode(QPlainTextEdit::WidgetWidth);
    }

    /// Of a text that is not all here.
    bool isAllSelected() const { return textCursor().selectionEnd() - textCursor().selectionStart() == document()->characterCount() - 1; }

Q_SIGNALS:
    void tooLong(int limit);
    /// Somebody wants to change a text that is not all here.
    void refused();
    /// All of it is to go.
    void replaced();

protected:
    void keyPressEvent(QKeyEvent *event) override
    {
        const bool removes = event->key() == Qt::Key_Backspace || event->key() == Qt::Key_Delete || event->matches(QKeySequence::Cut);
        if (isReadOnly() && (removes || !inserted(*event).isEmpty())) {
            if (!isAllSelected())
                return Q_EMIT refused();
            Q_EMIT replaced();
        }
        if (!inserted(*event).isEmpty() && !event->matches(QKeySequence::Paste) && room() < event->text().size())
            return Q_EMIT tooLong(kMaximumCharacters);
        QPlainTextEdit::keyPressEvent(event);
    }
    void insertFromMimeData(const QMimeData *source) override
    {
        const QString text = source->text();
        const qsizetype fits = room();
        textCursor().insertText(text.left(fits));
        ensureCursorVisible();
        if (text.size() > fits)
            Q_EMIT tooLong(kMaximumCharacters);
    }
    /// Files are the window's, and these keys too.
    bool canInsertFromMimeData(const QMimeData *source) const override { return source->hasText() && !source->hasUrls(); }
    bool event(QEvent *event) override
    {
        if (event->type() == QEvent::ShortcutOverride) {
            const auto *key = static_cast<QKeyEvent *>(event);
            if (key->modifiers() == Qt::ControlModifier && (key->key() == Qt::Key_E || key->key() == Qt::Key_Backspace)) {
                event->ignore();
                return true;
            }
        }
        return QPlainTextEdit::event(event);
    }

private:
    qsizetype room() const
    {
        const QTextCursor cursor = textCursor();
        const qsizetype present = document()->characterCount() - 1;
        return std::max<qsizetype>(kMaximumCharacters - present, 0) + cursor.selectionEnd() - cursor.selectionStart();
    }
};

TextEditor::TextEditor(QWidget &host)
    : QFrame(&host)
    , m_edit(new LongTextEdit(this))
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
    connect(m_edit, &QPlainTextEdit::textChanged, this, &TextEditor::emitEdited);
    connect(m_edit, &LongTextEdit::tooLong, this, &TextEditor::tooLong);
    connect(m_edit, &LongTextEdit::refused, this, [this] {
        m_refused = true;
        say();
    });
    connect(m_edit, &LongTextEdit::replaced, this, [this] {
        m_edit->setReadOnly(false);
        m_edit->clear(); // without a way back: there is but a beginning
    });
    m_edit->installEventFilter(this);
    host.installEventFilter(this);
}

QPlainTextEdit &TextEditor::edit()
{
    return *m_edit;
}

QString TextEditor::text() const
{
    return m_edit->document()->toRawText().replace(QChar::ParagraphSeparator, QLatin1Char('\n'));
}

bool TextEditor::holdsAll() const
{
    return !m_edit->isReadOnly();
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
    QTextCursor cursor = m_edit->textCursor();
    const int last = m_edit->document()->characterCount() - 1;
    cursor.setPosition(std::min(int(start), last));
    cursor.setPosition(std::min(int(start + length), last), QTextCursor::KeepAnchor);
    m_edit->setTextCursor(cursor);
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
    const bool isWhole = !hasLongParagraph(text);
    const QString shown = isWhole ? text : text.left(kBeginning);
    m_refused = false;
    if (m_edit->isReadOnly() == isWhole || shown != this->text()) {
        const QSignalBlocker quiet(m_edit);
        m_edit->setReadOnly(!isWhole);
        m_edit->setPlainText(shown);
    }
    m_count->setText(tr("%1 characters · Esc: back to the picture").arg(QLocale().toString(text.size())));
    say();
}

void TextEditor::showCut(const QString &words)
{
    m_cut = words;
    say();
}

void TextEditor::say()
{
    QStringList said;
    if (!holdsAll())
        said << (m_refused ? tr("Nothing was changed. ") : QString())
                + tr("This is how the text begins: it has a paragraph that is too long to be edited here. Select all (Ctrl+A) and type or "
                     "paste to replace it.");
    if (!m_cut.isEmpty())
        said << m_cut;
    m_said->setText(said.join(QLatin1Char('\n')));
}

void TextEditor::emitEdited()
{
    const QString now = text();
    m_count->setText(tr("%1 characters · Esc: back to the picture").arg(QLocale().toString(now.size())));
    say();
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

#include "text_editor.moc"
