// Texts of several lines and long ones: where they are edited, what is said of them, and that nothing of them gets lost.
#include "ui/views/view.h"
#include "ui/window/long_text_edit.h"
#include "ui/window/main_window.h"
#include "ui/window/text_editor.h"
#include "ui/window/top_bar.h"

#include <QApplication>
#include <QClipboard>
#include <QToolButton>
#include <QtTest>

#include <memory>

using namespace headscope;

class TextEditorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_window.reset(); }
    void aTextWithLinesIsEditedInLines();
    void everyWayIn_data();
    void everyWayIn();
    void keysGoBackToThePicture_data();
    void keysGoBackToThePicture();
    void aPasteOfSeveralLinesOpensIt();
    void typingBeyondALineOpensIt();
    void signsThatLookLikeSpacesStay();
    void aMegabyteIsEdited();
    void aParagraphWithoutEndIsEdited();
    void whatWasCutStandsInTheField();
    void theSecondTextHasItToo();
    void itStaysInTheWindow();

private:
    TextField &line() { return m_window->topBar().sentence(); }
    TextEditor &editor() { return m_window->topBar().editor(); }
    QString text() { return m_window->session().text(); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(QApplication::focusWidget(), key, modifiers); }
    void type(const QString &words) { QTest::keyClicks(QApplication::focusWidget(), words); }
    void paste(const QString &words)
    {
        QGuiApplication::clipboard()->setText(words);
        press(Qt::Key_V, Qt::ControlModifier);
    }

    std::unique_ptr<MainWindow> m_window;
};

void TextEditorTest::init()
{
    m_window = std::make_unique<MainWindow>(false);
    m_window->resize(1280, 720);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->session().setText(QStringLiteral("The cat sat"));
}

void TextEditorTest::aTextWithLinesIsEditedInLines()
{
    const QString lines = QStringLiteral("Roses are red\nviolets are blue");
    m_window->session().setText(lines);
    QVERIFY(!line().holdsAll());
    QVERIFY2(line().text().contains(QStringLiteral("Roses are red violets")) && line().text().contains(QStringLiteral("2 lines")),
        qPrintable(line().text()));
    m_window->editSentence();
    QVERIFY(editor().isVisible() && editor().edit().hasFocus());
    QCOMPARE(editor().text(), lines);
    press(Qt::Key_End, Qt::ControlModifier);
    press(Qt::Key_Return);
    type(QStringLiteral("and sugar"));
    QCOMPARE(text(), lines + QStringLiteral("\nand sugar"));
    press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(text().startsWith(lines) && text().size() < lines.size() + 10);
    press(Qt::Key_A, Qt::ControlModifier);
    type(QStringLiteral("one line"));
    QCOMPARE(text(), QStringLiteral("one line"));
    QVERIFY(line().holdsAll());
    QCOMPARE(line().text(), QStringLiteral("one line"));
    // A text file ends with a line end, and is one line all the same.
    m_window->session().setText(QStringLiteral("a cat\n"));
    QVERIFY(line().holdsAll());
}

void TextEditorTest::everyWayIn_data()
{
    QTest::addColumn<int>("way");
    QTest::newRow("key") << 0;
    QTest::newRow("key of the field") << 1;
    QTest::newRow("button") << 2;
}

void TextEditorTest::everyWayIn()
{
    QFETCH(int, way);
    line().setFocus();
    line().setSelection(4, 3);
    if (way == 0)
        press(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    else if (way == 1)
        press(Qt::Key_Down, Qt::AltModifier);
    else
        QTest::mouseClick(&line().moreButton(), Qt::LeftButton);
    QVERIFY(editor().isVisible() && editor().edit().hasFocus());
    type(QStringLiteral("dog")); // in the place of what was selected
    QCOMPARE(text(), QStringLiteral("The dog sat"));
}

void TextEditorTest::keysGoBackToThePicture_data()
{
    QTest::addColumn<Qt::Key>("key");
    QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
    QTest::newRow("Esc") << Qt::Key_Escape << Qt::KeyboardModifiers();
    QTest::newRow("Ctrl+Enter") << Qt::Key_Return << Qt::KeyboardModifiers(Qt::ControlModifier);
    QTest::newRow("Alt+Up") << Qt::Key_Up << Qt::KeyboardModifiers(Qt::AltModifier);
}

void TextEditorTest::keysGoBackToThePicture()
{
    QFETCH(Qt::Key, key);
    QFETCH(Qt::KeyboardModifiers, modifiers);
    m_window->editLines();
    press(key, modifiers);
    QVERIFY(!editor().isVisible());
    QVERIFY(m_window->currentView().hasFocus());
    QCOMPARE(text(), QStringLiteral("The cat sat"));
    // And when the keys have gone elsewhere.
    m_window->editLines();
    m_window->currentView().setFocus(Qt::MouseFocusReason);
    QVERIFY(!editor().isVisible());
}

void TextEditorTest::aPasteOfSeveralLinesOpensIt()
{
    line().setFocus();
    line().setCursorPosition(3);
    paste(QStringLiteral(" old\n\nfat"));
    QVERIFY(editor().isVisible() && editor().edit().hasFocus());
    QCOMPARE(text(), QStringLiteral("The old\n\nfat cat sat"));
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(text(), QStringLiteral("The cat sat"));
}

void TextEditorTest::typingBeyondALineOpensIt()
{
    m_window->session().setText(QString(10'000, QLatin1Char('a')));
    QVERIFY(line().holdsAll());
    line().setFocus();
    line().setCursorPosition(10'000);
    type(QStringLiteral("b"));
    QVERIFY(editor().isVisible() && editor().edit().hasFocus());
    type(QStringLiteral("c")); // goes on where it was
    QCOMPARE(text(), QString(10'000, QLatin1Char('a')) + QStringLiteral("bc"));
}

void TextEditorTest::signsThatLookLikeSpacesStay()
{
    const QString odd = QStringLiteral("a\u00a0b\u2028c\td\n\u202fe");
    m_window->session().setText(odd);
    m_window->editLines();
    press(Qt::Key_End, Qt::ControlModifier);
    type(QStringLiteral("!"));
    QCOMPARE(text(), odd + QLatin1Char('!'));
}

void TextEditorTest::aMegabyteIsEdited()
{
    QString book;
    while (book.size() < 1'000'000)
        book += QStringLiteral("the cat sat on the mat ").repeated(40) + QLatin1Char('\n');
    m_window->session().setText(book); // as from a file
    QVERIFY(line().text().size() < 200);
    line().setFocus();
    press(Qt::Key_A, Qt::ControlModifier); // the line gives it to the editor
    QVERIFY(editor().isVisible());
    QCOMPARE(editor().edit().textCursor().selectedText().size(), book.size());
    type(QStringLiteral("x"));
    QCOMPARE(text(), QStringLiteral("x"));
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(text(), book);
    press(Qt::Key_End, Qt::ControlModifier);
    type(QStringLiteral("y")); // by hand it does not become longer
    QCOMPARE(text(), book);
    press(Qt::Key_Backspace);
    QCOMPARE(text().size(), book.size() - 1);
    press(Qt::Key_A, Qt::ControlModifier);
    paste(book); // what is pasted is held to the limit, unless it takes the place of as much
    QCOMPARE(text(), book.chopped(1));
    press(Qt::Key_A, Qt::ControlModifier);
    press(Qt::Key_Delete);
    QVERIFY(text().isEmpty());
    paste(book);
    QCOMPARE(text(), book.left(200'000));
}

void TextEditorTest::aParagraphWithoutEndIsEdited()
{
    const QString endless = QStringLiteral("the cat sat ").repeated(30'000); // more than is taken by hand
    m_window->session().setText(endless);
    line().setFocus();
    press(Qt::Key_A, Qt::ControlModifier);
    QVERIFY(editor().isVisible());
    press(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), endless);
    press(Qt::Key_End, Qt::ControlModifier);
    press(Qt::Key_Backspace);
    QCOMPARE(text(), endless.chopped(1));
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(text(), endless);
    press(Qt::Key_A, Qt::ControlModifier);
    type(QStringLiteral("new"));
    QCOMPARE(text(), QStringLiteral("new"));
    press(Qt::Key_Z, Qt::ControlModifier); // what was typed behind the letter that took the place of all
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(text(), endless);
}

void TextEditorTest::whatWasCutStandsInTheField()
{
    m_window->session().openModel(QStringLiteral("blackboard")); // reads 48 tokens
    m_window->session().setText(QStringLiteral("the cat sat ").repeated(20));
    QTRY_VERIFY(m_window->session().trace() && !m_window->session().isBusy());
    QVERIFY2(line().cut().contains(QStringLiteral("48 of 60 tokens")), qPrintable(line().cut()));
    m_window->editLines();
    QVERIFY2(editor().said().contains(QStringLiteral("48")), qPrintable(editor().said()));
    press(Qt::Key_A, Qt::ControlModifier);
    type(QStringLiteral("cat"));
    QTRY_VERIFY(!m_window->session().isBusy());
    QVERIFY(line().cut().isEmpty() && editor().said().isEmpty());
    press(Qt::Key_A, Qt::ControlModifier);
    paste(QStringLiteral("cat\n").repeated(60'000));
    QTRY_VERIFY(!m_window->session().isBusy());
    QVERIFY2(line().cut().contains(QStringLiteral("at most 200,000 characters")), qPrintable(line().cut()));
    QVERIFY(editor().said().contains(QStringLiteral("200,000")));
}

void TextEditorTest::theSecondTextHasItToo()
{
    m_window->session().openModel(sourceFile("tests/reference/families/t5"));
    QTRY_VERIFY(m_window->session().trace() && !m_window->session().isBusy());
    TextField &second = m_window->topBar().second();
    QTRY_VERIFY(second.isVisible());
    second.setFocus();
    press(Qt::Key_Down, Qt::AltModifier);
    QVERIFY(editor().isVisible());
    type(QStringLiteral("Der"));
    press(Qt::Key_Return);
    type(QStringLiteral("Hund"));
    QCOMPARE(m_window->session().prompt().target, QStringLiteral("Der\nHund"));
    QCOMPARE(text(), QStringLiteral("The cat sat"));
    QVERIFY(!second.holdsAll() && line().holdsAll());
}

void TextEditorTest::itStaysInTheWindow()
{
    for (const QSize size : {QSize(1024, 640), QSize(1600, 900)}) {
        m_window->resize(size);
        m_window->editLines();
        QTRY_VERIFY(m_window->rect().contains(editor().geometry()));
        QVERIFY(editor().height() > 150 && editor().width() > 500);
        QVERIFY(editor().y() > line().mapTo(m_window.get(), QPoint(0, line().height())).y());
    }
}

QTEST_MAIN(TextEditorTest)
#include "text_editor_test.moc"
