#include "ui/window/long_text_edit.h"

#include <QKeyEvent>
#include <QMimeData>
#include <QScopedValueRollback>
#include <QTextBlock>
#include <QTextDocument>

#include <algorithm>
#include <memory>

namespace headscope {

namespace {

constexpr qsizetype kPiece = 4'000; // characters: a key in it takes 2 ms
constexpr qsizetype kLongestPiece = 6'000; // that grows by and by
constexpr int kGoesOn = QTextFormat::UserProperty + 1; // of a block's format, so that undo knows it

bool goesOn(const QTextBlock &block)
{
    return block.blockFormat().boolProperty(kGoesOn);
}

QTextBlockFormat formatOf(bool goesOn)
{
    QTextBlockFormat format;
    if (goesOn)
        format.setProperty(kGoesOn, true);
    return format;
}

/// Where the first piece of a paragraph ends: behind a space, or else where no character is torn apart.
qsizetype endOfPiece(QStringView paragraph)
{
    if (paragraph.size() <= kLongestPiece)
        return paragraph.size();
    if (const qsizetype space = paragraph.lastIndexOf(QLatin1Char(' '), kPiece - 1); space >= kPiece / 2)
        return space + 1;
    constexpr char16_t kJoiner = 0x200d;
    const auto isTorn = [&](qsizetype at) {
        return paragraph[at].isLowSurrogate() || paragraph[at].isMark() || paragraph[at] == kJoiner || paragraph[at - 1] == kJoiner;
    };
    qsizetype end = kPiece;
    while (end > kPiece / 2 && isTorn(end))
        --end;
    return end;
}

QString withLineFeeds(QString text)
{
    text.replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
    text.replace(QLatin1Char('\r'), QLatin1Char('\n'));
    return text.replace(QChar::ParagraphSeparator, QLatin1Char('\n'));
}

/// What stands behind the cursor goes on with the last paragraph.
void insertPieces(QTextCursor &cursor, const QString &text)
{
    qsizetype begin = 0;
    while (true) {
        const qsizetype end = text.indexOf(QLatin1Char('\n'), begin);
        QStringView paragraph = QStringView(text).mid(begin, end < 0 ? -1 : end - begin);
        for (bool isFirst = true; isFirst || !paragraph.isEmpty(); isFirst = false) {
            if (!isFirst)
                cursor.insertBlock(formatOf(true));
            const qsizetype piece = endOfPiece(paragraph);
            cursor.insertText(paragraph.left(piece).toString());
            paragraph = paragraph.mid(piece);
        }
        if (end < 0)
            return;
        cursor.insertBlock(formatOf(false));
        begin = end + 1;
    }
}

/// The text between two positions of the document.
QString textBetween(const QTextDocument &document, int from, int to)
{
    QString text;
    for (QTextBlock block = document.findBlock(from); block.isValid() && block.position() <= to; block = block.next()) {
        if (block.position() > from && !goesOn(block))
            text += QLatin1Char('\n');
        const int begin = std::max(from - block.position(), 0);
        text += QStringView(block.text()).mid(begin, std::min(to - block.position(), block.length() - 1) - begin);
    }
    return text;
}

/// What a key would put in; nothing: none of its text, or nothing is there to paste.
QString inserted(const QKeyEvent &key)
{
    const bool isText = !key.text().isEmpty() && key.text().at(0).isPrint()
        && !(key.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    return isText ? key.text() : QString();
}

} // namespace

LongTextEdit::LongTextEdit(int most, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_most(most)
{
    setTabChangesFocus(true);
    setLineWrapMode(QPlainTextEdit::WidgetWidth);
    connect(document(), &QTextDocument::contentsChange, this, [this](int from, int removed, int added) {
        m_change = {from, removed, added};
    });
    connect(document(), &QTextDocument::contentsChanged, this, &LongTextEdit::tidy);
    setText({});
}

QString LongTextEdit::text() const
{
    return textBetween(*document(), 0, document()->characterCount() - 1);
}

void LongTextEdit::setText(const QString &text)
{
    const QScopedValueRollback ours(m_isOurs, true);
    document()->setUndoRedoEnabled(false);
    clear();
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    cursor.setBlockFormat(formatOf(false));
    insertPieces(cursor, withLineFeeds(text));
    cursor.endEditBlock();
    document()->setUndoRedoEnabled(true);
    moveCursor(QTextCursor::Start);
    m_goesOn.clear();
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next())
        m_goesOn.push_back(goesOn(block));
}

void LongTextEdit::select(qsizetype start, qsizetype length)
{
    const auto positionOf = [this](qsizetype at) {
        qsizetype begin = 0; // of the block, in the text
        QTextBlock block = document()->begin();
        for (QTextBlock next = block.next(); next.isValid() && at >= begin + block.length() - goesOn(next); next = next.next()) {
            begin += block.length() - goesOn(next);
            block = next;
        }
        return block.position() + int(std::clamp<qsizetype>(at - begin, 0, block.length() - 1));
    };
    QTextCursor cursor = textCursor();
    cursor.setPosition(positionOf(start));
    cursor.setPosition(positionOf(start + length), QTextCursor::KeepAnchor);
    setTextCursor(cursor);
}

/// After each change: the block at its beginning goes on with a paragraph as it did before, which Qt forgets of a block that is removed
/// from its beginning on into another one; and what has become too long is cut into pieces. Behind undo and redo there is nothing to do.
void LongTextEdit::tidy()
{
    if (m_isOurs)
        return;
    {
        const QScopedValueRollback ours(m_isOurs, true);
        const QTextBlock first = document()->findBlock(m_change.from);
        const auto number = std::size_t(first.blockNumber());
        const bool isForgotten
            = m_change.removed > 0 && first.position() == m_change.from && number < m_goesOn.size() && goesOn(first) != m_goesOn[number];
        int end = m_change.from + m_change.added;
        QTextCursor cursor(first);
        const auto edit = [&](const auto &change) { // undone together with what made it necessary
            cursor.joinPreviousEditBlock();
            change();
            cursor.endEditBlock();
        };
        if (isForgotten)
            edit([&] { cursor.setBlockFormat(formatOf(m_goesOn[number])); });
        for (QTextBlock block = first; block.isValid() && block.position() <= end; block = block.next()) {
            const qsizetype piece = endOfPiece(block.text());
            if (piece == block.length() - 1)
                continue;
            cursor.setPosition(block.position() + int(piece));
            edit([&] { cursor.insertBlock(formatOf(true)); });
            end = std::max(end, block.next().position()); // the rest may be too long, too
        }
        m_goesOn.clear();
        for (QTextBlock block = document()->begin(); block.isValid(); block = block.next())
            m_goesOn.push_back(goesOn(block));
    }
    Q_EMIT edited();
}

/// Backspace and Delete at the end of a piece are about the character beyond it.
void LongTextEdit::stepOverEnd(const QKeyEvent &key)
{
    QTextCursor cursor = textCursor();
    const QTextBlock block = cursor.block();
    if (cursor.hasSelection())
        return;
    if (key.key() == Qt::Key_Backspace && cursor.atBlockStart() && goesOn(block))
        cursor.movePosition(QTextCursor::PreviousCharacter);
    else if (key.key() == Qt::Key_Delete && cursor.atBlockEnd() && block.next().isValid() && goesOn(block.next()))
        cursor.movePosition(QTextCursor::NextCharacter);
    else
        return;
    setTextCursor(cursor);
}

void LongTextEdit::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->matches(QKeySequence::InsertParagraphSeparator);
    if (const qsizetype wanted = isEnter ? 1 : inserted(*event).size(); wanted > 0 && room() < wanted)
        return Q_EMIT tooLong(m_most);
    if (isEnter) {
        QTextCursor cursor = textCursor();
        cursor.beginEditBlock();
        cursor.removeSelectedText();
        cursor.insertBlock(formatOf(false));
        cursor.endEditBlock();
        setTextCursor(cursor);
        return ensureCursorVisible();
    }
    stepOverEnd(*event);
    QPlainTextEdit::keyPressEvent(event);
}

bool LongTextEdit::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) { // these keys are the window's
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->modifiers() == Qt::ControlModifier && (key->key() == Qt::Key_E || key->key() == Qt::Key_Backspace)) {
            event->ignore();
            return true;
        }
    }
    return QPlainTextEdit::event(event);
}

void LongTextEdit::insertFromMimeData(const QMimeData *source)
{
    const QString text = withLineFeeds(source->text());
    const qsizetype fits = room();
    QTextCursor cursor = textCursor();
    cursor.beginEditBlock();
    cursor.removeSelectedText();
    insertPieces(cursor, text.left(fits));
    cursor.endEditBlock();
    setTextCursor(cursor);
    ensureCursorVisible();
    if (text.size() > fits)
        Q_EMIT tooLong(m_most);
}

/// Files are the window's.
bool LongTextEdit::canInsertFromMimeData(const QMimeData *source) const
{
    return source->hasText() && !source->hasUrls();
}

QMimeData *LongTextEdit::createMimeDataFromSelection() const
{
    auto data = std::make_unique<QMimeData>();
    data->setText(textBetween(*document(), textCursor().selectionStart(), textCursor().selectionEnd()));
    return data.release();
}

qsizetype LongTextEdit::room() const
{
    const QTextCursor cursor = textCursor();
    const qsizetype present = document()->characterCount() - 1 - std::count(m_goesOn.begin(), m_goesOn.end(), true);
    const qsizetype replaced = textBetween(*document(), cursor.selectionStart(), cursor.selectionEnd()).size();
    return std::max<qsizetype>(m_most - present, 0) + replaced;
}

} // namespace headscope
