// Masking a token in the window's session: what is run, what the text says, and undo.
#include "ui/session/masking.h"

#include <QtTest>

using namespace headscope;

class MaskingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void maskIsRunAndTheTextStays();
    void otherModelsAreLeftAlone();
    void editsGoWithTheText();

private:
    static void open(Session &session, const QString &model, const QString &text);
};

void MaskingTest::open(Session &session, const QString &model, const QString &text)
{
    session.openModel(model);
    QTRY_VERIFY(session.model());
    session.setText(text);
    QTRY_VERIFY(!session.isBusy() && session.trace()->tokenCount() > 2);
}

void MaskingTest::maskIsRunAndTheTextStays()
{
    for (const char *family : {"bert", "roberta", "distilbert", "albert"}) {
        Session session;
        const QString folder = sourceFile("tests/reference/families/") + QLatin1String(family);
        open(session, folder, QStringLiteral("the cat sat on the mat"));
        QVERIFY2(canMask(*session.model()), family);
        const int id = *session.model()->tokenizer().maskId();
        const std::string word = session.trace()->tokens()[2].display;
        toggleMask(session, 2);
        QVERIFY(isMasked(session, 2));
        QVERIFY(!isMasked(session, 1));
        QTRY_VERIFY(session.trace()->tokens()[2].id == id);
        QCOMPARE(session.trace()->tokens()[2].replaces, word);
        QCOMPARE(session.text(), QStringLiteral("the cat sat on the mat"));
        QCOMPARE(session.original()->tokens()[2].display, word);
        toggleMask(session, 1);
        QTRY_VERIFY(session.trace()->tokens()[1].id == id && session.trace()->tokens()[2].id == id);
        toggleMask(session, 2);
        QTRY_VERIFY(session.trace()->tokens()[2].display == word);
        session.undoStack().undo();
        QVERIFY(isMasked(session, 2));
        toggleMask(session, 999);
        toggleMask(session, -1);
        QCOMPARE(session.edits().size(), std::size_t(2));
    }
}

void MaskingTest::otherModelsAreLeftAlone()
{
    Session session;
    open(session, QStringLiteral("storyteller"), QStringLiteral("Once upon a time"));
    QVERIFY(!canMask(*session.model()));
    toggleMask(session, 1);
    QVERIFY(session.edits().empty());
}

void MaskingTest::editsGoWithTheText()
{
    Session session;
    open(session, sourceFile("tests/reference/families/bert_pretraining"), QStringLiteral("the cat sat"));
    QVERIFY(canMask(*session.model()));
    toggleMask(session, 1);
    session.setText(QStringLiteral("a dog sat"));
    QVERIFY(session.edits().empty());
}

QTEST_MAIN(MaskingTest)
#include "masking_test.moc"
