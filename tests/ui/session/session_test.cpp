// Newest wins, nothing blocks, the last good picture stays, and edits can be taken back.
#include "ui/session/session.h"

#include <QtTest>

using namespace headscope;

class SessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void opensAndRuns();
    void typingFastEndsWithTheLastText();
    void aBrokenFolderKeepsTheOpenModel();
    void editsAreUndoneAndRedone();
    void draggingTheTemperatureIsOneStep();
    void editsOfATokenGoWithItsTextAndComeBack();
    void typingWhileAModelOpensIsNotLost();
    void cancelLeavesTheLastTrace();

private:
    void waitForText(const QString &text);
    std::unique_ptr<Session> m_session;
};

void SessionTest::init()
{
    m_session = std::make_unique<Session>();
    m_session->setText(QStringLiteral("the cat sat"));
    m_session->openModel(QStringLiteral("blackboard"));
    QTRY_VERIFY(m_session->trace());
}

void SessionTest::waitForText(const QString &text)
{
    QTRY_COMPARE(QString::fromStdString(m_session->trace()->text()), text);
    QTRY_VERIFY(!m_session->isBusy());
}

void SessionTest::opensAndRuns()
{
    QCOMPARE(m_session->trace()->tokenCount(), 3);
    QCOMPARE(m_session->trace(), m_session->original());
    QCOMPARE(m_session->model()->config().heads, 2);
}

void SessionTest::typingFastEndsWithTheLastText()
{
    QSignalSpy traces(m_session.get(), &Session::traceChanged);
    QString text = QStringLiteral("the cat sat");
    for (int i = 0; i < 100; ++i) {
        text += QStringLiteral(" on");
        m_session->setText(text);
    }
    waitForText(text);
    QVERIFY(traces.count() <= 100);
    QTest::qWait(50);
    QCOMPARE(QString::fromStdString(m_session->trace()->text()), text); // no older result arrives late
}

void SessionTest::aBrokenFolderKeepsTheOpenModel()
{
    const auto before = m_session->model();
    QSignalSpy failed(m_session.get(), &Session::failed);
    m_session->openModel(QStringLiteral("/no/such/folder"));
    QCOMPARE(failed.count(), 1);
    const QTemporaryDir folder; // without a model
    m_session->openModel(folder.path());
    QTRY_COMPARE(failed.count(), 2);
    QVERIFY(failed.last().first().toString().contains(QStringLiteral("no weights")));
    QCOMPARE(m_session->model(), before);
    m_session->setText(QStringLiteral("the dog ran"));
    waitForText(QStringLiteral("the dog ran"));
}

void SessionTest::editsAreUndoneAndRedone()
{
    Edit edit;
    edit.stage = Stage::q;
    edit.row = edit.column = 0;
    edit.layer = edit.head = 0;
    edit.value = 2;
    m_session->addEdit(edit);
    QTRY_VERIFY(m_session->trace() != m_session->original());
    edit.value = 3;
    m_session->addEdit(edit); // the same place: replaces
    QCOMPARE(m_session->edits().size(), std::size_t(1));
    m_session->undoStack().undo();
    QCOMPARE(m_session->edits().front().value, 2.f);
    m_session->undoStack().undo();
    QVERIFY(m_session->edits().empty());
    QTRY_COMPARE(m_session->trace(), m_session->original());
    m_session->undoStack().redo();
    QTRY_COMPARE(m_session->trace()->edits().size(), std::size_t(1));
    m_session->resetEdits();
    QTRY_COMPARE(m_session->trace(), m_session->original());
}

void SessionTest::draggingTheTemperatureIsOneStep()
{
    Edit edit;
    edit.kind = Edit::Kind::temperature;
    for (const float value : {1.1f, 1.2f, 1.3f}) {
        edit.value = value;
        m_session->addEdit(edit);
    }
    QCOMPARE(m_session->edits().front().value, 1.3f);
    m_session->undoStack().undo();
    QVERIFY(m_session->edits().empty());
}

void SessionTest::editsOfATokenGoWithItsTextAndComeBack()
{
    Edit cell;
    cell.stage = Stage::rawScores;
    cell.layer = cell.head = 0;
    cell.row = 2;
    cell.column = 1;
    cell.value = 5;
    m_session->addEdit(cell);
    m_session->setText(QStringLiteral("she"));
    QVERIFY(m_session->edits().empty());
    waitForText(QStringLiteral("she"));
    m_session->undoStack().undo();
    QCOMPARE(m_session->text(), QStringLiteral("the cat sat"));
    QCOMPARE(m_session->edits().size(), std::size_t(1));
    waitForText(QStringLiteral("the cat sat"));
    QCOMPARE(m_session->trace()->matrix({Stage::rawScores, 0, 0})(2, 1), 5.f);
}

void SessionTest::typingWhileAModelOpensIsNotLost()
{
    Session session;
    session.openModel(QStringLiteral("blackboard"));
    session.setText(QStringLiteral("the"));
    session.setText(QStringLiteral("the dog"));
    QTRY_VERIFY(session.trace());
    QTRY_COMPARE(QString::fromStdString(session.trace()->text()), QStringLiteral("the dog"));
}

void SessionTest::cancelLeavesTheLastTrace()
{
    const auto before = m_session->trace();
    m_session->setText(QStringLiteral("the bird"));
    m_session->cancel();
    QVERIFY(!m_session->isBusy());
    QTest::qWait(50);
    QCOMPARE(m_session->trace(), before);
}

QTEST_MAIN(SessionTest)
#include "session_test.moc"
