// A long paragraph is kept in pieces, and nobody notices: whatever is typed, removed, pasted, copied and undone is that of the text without
// them.
#include "ui/window/long_text_edit.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QTextBlock>
#include <QTextDocument>
#include <QtTest>

#include <algorithm>
#include <memory>
#include <random>

using namespace headscope;

namespace {

constexpr int kMost = 300'000;
constexpr int kLongestBlock = 6'000;

QString words(qsizetype length)
{
    QString text;
    for (int word = 0; text.size() < length; ++word)
        text += QStringLiteral("w%1 ").arg(word);
    return text.left(length);
}

} // namespace

class LongTextEditTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void piecesAreNoPartOfTheText_data();
    void piecesAreNoPartOfTheText();
    void keysAtTheEndOfAPiece();
    void removingFromTheBeginningOfAPiece();
    void linesOfAPasteAreParagraphs();
    void aPasteIsCutAtTheLimit();
    void partsAreThoseOfTheText();
    void itIsSaidOnceWhatIsThere();
    void anyEditsAreThoseOfAString();

private:
    void press(int key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(m_edit.get(), Qt::Key(key), modifiers); }
    void paste(const QString &text)
    {
        QGuiApplication::clipboard()->setText(text);
        press(Qt::Key_V, Qt::ControlModifier);
    }
    int longestBlock() const;
    /// Where the second piece begins, in the document and in the text.
    int secondPiece() const { return m_edit->document()->begin().next().position(); }
    void putCursor(int position)
    {
        QTextCursor cursor = m_edit->textCursor();
        cursor.setPosition(position);
        m_edit->setTextCursor(cursor);
    }

    std::unique_ptr<LongTextEdit> m_edit;
};

void LongTextEditTest::init()
{
    m_edit = std::make_unique<LongTextEdit>(kMost);
    m_edit->resize(600, 300);
    m_edit->show();
    m_edit->setFocus();
}

int LongTextEditTest::longestBlock() const
{
    int longest = 0;
    for (QTextBlock block = m_edit->document()->begin(); block.isValid(); block = block.next())
        longest = std::max(longest, block.length() - 1);
    return longest;
}

void LongTextEditTest::piecesAreNoPartOfTheText_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("one line") << QStringLiteral("The cat sat");
    QTest::newRow("lines") << QStringLiteral("\nThe cat\n\nsat\n");
    QTest::newRow("one long paragraph") << words(200'000);
    QTest::newRow("long paragraphs") << words(20'000) + QLatin1Char('\n') + words(7'000) + QStringLiteral("\n\n") + words(12'001);
    QTest::newRow("without spaces") << QString(50'000, QLatin1Char('a'));
    QTest::newRow("pairs of surrogates") << QStringLiteral("🐈").repeated(9'000);
    QTest::newRow("letters with marks") << QStringLiteral("x") + QStringLiteral("e\u0301").repeated(9'000);
    QTest::newRow("other separators") << QStringLiteral("a\u2028b\u00a0c\t").repeated(3'000);
}

void LongTextEditTest::piecesAreNoPartOfTheText()
{
    QFETCH(const QString, text);
    m_edit->setText(text);
    QCOMPARE(m_edit->text(), text);
    QVERIFY(longestBlock() <= kLongestBlock);
    for (QTextBlock block = m_edit->document()->begin().next(); block.isValid(); block = block.next())
        QVERIFY(block.text().isEmpty() || (!block.text().front().isLowSurrogate() && !block.text().front().isMark()));
    press(Qt::Key_A, Qt::ControlModifier);
    if (!text.isEmpty()) {
        press(Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), text);
    }
    press(Qt::Key_Delete);
    QCOMPARE(m_edit->text(), QString());
    m_edit->setText({});
    paste(text);
    QCOMPARE(m_edit->text(), text);
    QVERIFY(longestBlock() <= kLongestBlock);
    if (text.isEmpty())
        return;
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(m_edit->text(), QString());
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(m_edit->text(), text);
}

void LongTextEditTest::keysAtTheEndOfAPiece()
{
    const QString text = words(20'000);
    m_edit->setText(text);
    const int end = secondPiece() - 1; // of the first piece, where the same place of the text begins
    const auto expect = [&](const QString &wanted) {
        QCOMPARE(m_edit->text(), wanted);
        press(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(m_edit->text(), text);
    };
    for (const int place : {end, end + 1}) { // behind the first piece, before the second
        putCursor(place);
        press(Qt::Key_Backspace);
        expect(text.left(end - 1) + text.mid(end));
        putCursor(place);
        press(Qt::Key_Delete);
        expect(text.left(end) + text.mid(end + 1));
        putCursor(place);
        QTest::keyClicks(m_edit.get(), QStringLiteral("x"));
        expect(text.left(end) + QLatin1Char('x') + text.mid(end));
        putCursor(place);
        press(Qt::Key_Return);
        expect(text.left(end) + QLatin1Char('\n') + text.mid(end));
        putCursor(place);
        press(Qt::Key_Return);
        press(Qt::Key_Backspace); // the line end goes again
        QCOMPARE(m_edit->text(), text);
        m_edit->setText(text);
    }
}

// Qt gives a block that is removed from its beginning on the format of the one behind it.
void LongTextEditTest::removingFromTheBeginningOfAPiece()
{
    const QString first = words(20'000);
    const QString text = first + QStringLiteral("\nsecond\n") + first;
    m_edit->setText(text);
    const int begin = secondPiece() - 1; // in the text
    const int end = int(first.size()) + 4;
    m_edit->select(begin, end - begin);
    press(Qt::Key_Delete);
    QCOMPARE(m_edit->text(), text.left(begin) + text.mid(end));
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(m_edit->text(), text);
    // From the beginning of a paragraph into the middle of one that has pieces.
    const int third = int(first.size()) + 8;
    m_edit->select(first.size() + 1, third + 9'000 - first.size() - 1);
    QTest::keyClicks(m_edit.get(), QStringLiteral("x"));
    QCOMPARE(m_edit->text(), first + QStringLiteral("\nx") + text.mid(third + 9'000));
    press(Qt::Key_Z, Qt::ControlModifier);
    if (m_edit->text() != text) // what was typed and what was removed may be two steps
        press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(m_edit->text(), text);
}

void LongTextEditTest::linesOfAPasteAreParagraphs()
{
    const QString text = words(20'000);
    m_edit->setText(text);
    m_edit->select(9'000, 100);
    paste(QStringLiteral("a\r\nb\n"));
    const QString wanted = text.left(9'000) + QStringLiteral("a\nb\n") + text.mid(9'100);
    QCOMPARE(m_edit->text(), wanted);
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(m_edit->text(), text);
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(m_edit->text(), wanted);
}

void LongTextEditTest::aPasteIsCutAtTheLimit()
{
    QSignalSpy tooLong(m_edit.get(), &LongTextEdit::tooLong);
    paste(words(kMost - 1));
    QCOMPARE(tooLong.count(), 0);
    QTest::keyClicks(m_edit.get(), QStringLiteral("x"));
    QCOMPARE(tooLong.count(), 0);
    QTest::keyClicks(m_edit.get(), QStringLiteral("y"));
    press(Qt::Key_Return);
    QCOMPARE(tooLong.count(), 2);
    QCOMPARE(m_edit->text(), words(kMost - 1) + QLatin1Char('x'));
    m_edit->select(10'000, 10'000);
    paste(words(10'001));
    QCOMPARE(tooLong.count(), 3);
    QCOMPARE(m_edit->text().size(), qsizetype(kMost));
    m_edit->setText(words(kMost + 50'000)); // as from a file
    QCOMPARE(m_edit->text().size(), qsizetype(kMost + 50'000));
}

void LongTextEditTest::partsAreThoseOfTheText()
{
    const QString text = words(20'000) + QStringLiteral("\n\n") + words(20'000);
    m_edit->setText(text);
    for (const auto &[start, length] : {std::pair(0, 5), std::pair(3'990, 30), std::pair(19'990, 20), std::pair(20'001, 1),
             std::pair(30'000, 10'002), std::pair(0, int(text.size())), std::pair(secondPiece() - 2, 4)}) {
        m_edit->select(start, length);
        press(Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), text.mid(start, length));
    }
    m_edit->select(text.size() + 100, 100); // beyond the end: at it
    QTest::keyClicks(m_edit.get(), QStringLiteral("x"));
    QCOMPARE(m_edit->text(), text + QLatin1Char('x'));
}

void LongTextEditTest::itIsSaidOnceWhatIsThere()
{
    m_edit->setText(words(20'000));
    QStringList said;
    connect(m_edit.get(), &LongTextEdit::edited, this, [&] { said << m_edit->text(); });
    m_edit->select(100, 19'000);
    press(Qt::Key_Delete);
    paste(words(30'000));
    QCOMPARE(said.size(), 2);
    QCOMPARE(said.back(), m_edit->text());
    m_edit->setText({}); // not by hand
    QCOMPARE(said.size(), 2);
}

// Against a string, step by step and back again.
void LongTextEditTest::anyEditsAreThoseOfAString()
{
    std::mt19937 random(7);
    const auto upTo = [&](qsizetype most) { return qsizetype(random() % std::size_t(most + 1)); };
    QString text = words(30'000) + QLatin1Char('\n') + words(3'000);
    m_edit->setText(text);
    QStringList before;
    for (int step = 0; step < 60; ++step) {
        before << text;
        qsizetype start = upTo(text.size());
        if (random() % 2) { // exactly where a block begins
            const QTextBlock block = m_edit->document()->findBlockByNumber(int(upTo(m_edit->document()->blockCount() - 1)));
            QTextCursor cursor = m_edit->textCursor();
            cursor.setPosition(0);
            cursor.setPosition(block.position(), QTextCursor::KeepAnchor);
            m_edit->setTextCursor(cursor);
            press(Qt::Key_C, Qt::ControlModifier);
            start = block.position() == 0 ? 0 : QGuiApplication::clipboard()->text().size();
        }
        const qsizetype length = random() % 3 ? std::min<qsizetype>(upTo(9'000), text.size() - start) : 0;
        m_edit->select(start, length);
        QString inserted;
        switch (random() % 4) {
        case 0:
            inserted = QStringLiteral("q");
            QTest::keyClicks(m_edit.get(), inserted);
            break;
        case 1:
            inserted = QStringLiteral("\n");
            press(Qt::Key_Return);
            break;
        case 2:
            inserted = words(upTo(9'000) + 1) + QStringLiteral("\n") + words(upTo(50));
            paste(inserted);
            break;
        default:
            if (length == 0)
                continue;
            press(Qt::Key_Delete);
        }
        text.replace(start, length, inserted);
        QCOMPARE(m_edit->text(), text);
        QVERIFY(longestBlock() <= kLongestBlock);
    }
    for (int undo = 0; undo < 500 && m_edit->document()->isUndoAvailable(); ++undo)
        press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(m_edit->text(), before.front());
    for (int redo = 0; redo < 500 && m_edit->document()->isRedoAvailable(); ++redo)
        press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(m_edit->text(), text);
}

QTEST_MAIN(LongTextEditTest)
#include "long_text_edit_test.moc"
