// The bars are the trace's own predictions, after the last or the pinned token, before and after edits.
#include "ui/views/panels/prediction_panel.h"

#include <QtTest>

using namespace headscope;

class PredictionPanelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void equalsTheTrace();
    void followsThePinnedToken();
    void comparesWithTheOriginal();
    void percentages();
    void noTokens();

private:
    void settle();
    const std::vector<PredictionLine> &lines() const { return m_panel->findChild<PredictionBars *>()->lines(); }
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<PredictionPanel> m_panel;
};

void PredictionPanelTest::init()
{
    m_session = std::make_unique<Session>();
    m_selection = std::make_unique<Selection>(*m_session);
    m_panel = std::make_unique<PredictionPanel>(*m_session, *m_selection);
    m_session->setText(QStringLiteral("Once upon a time there"));
    m_session->openModel(QStringLiteral("storyteller"));
    QTRY_VERIFY(m_session->trace());
    m_panel->show();
    settle();
}

void PredictionPanelTest::cleanup()
{
    m_panel.reset();
    m_selection.reset();
    m_session.reset();
}

void PredictionPanelTest::settle()
{
    QTRY_VERIFY(!m_session->isBusy());
    QTest::qWait(10);
}

void PredictionPanelTest::equalsTheTrace()
{
    const int last = m_session->trace()->tokenCount() - 1;
    QCOMPARE(m_panel->row(), last);
    const auto expected = m_session->trace()->predictions(last, 10);
    QCOMPARE(lines().size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        QCOMPARE(lines()[i].name, QString::fromStdString(expected[i].display));
        QCOMPARE(lines()[i].probability, double(expected[i].probability));
        QVERIFY(lines()[i].before < 0);
    }
}

void PredictionPanelTest::followsThePinnedToken()
{
    auto *where = m_panel->findChild<SegmentedControl *>();
    QVERIFY(!where->isVisible());
    m_selection->pin(1, -1);
    settle();
    QVERIFY(where->isVisible());
    where->setFocus();
    QTest::keyClick(where, Qt::Key_Right);
    settle();
    QCOMPARE(m_panel->row(), 1);
    QCOMPARE(lines()[0].name, QString::fromStdString(m_session->trace()->predictions(1, 1)[0].display));
}

void PredictionPanelTest::comparesWithTheOriginal()
{
    const int last = m_session->trace()->tokenCount() - 1;
    const QString bestBefore = lines()[0].name;
    Edit edit;
    edit.kind = Edit::Kind::positionsOff;
    m_session->addEdit(edit);
    settle();
    QVERIFY(lines().size() >= 10);
    const auto expected = m_session->trace()->predictions(last, 10);
    for (std::size_t i = 0; i < expected.size(); ++i) {
        QCOMPARE(lines()[i].probability, double(expected[i].probability));
        QCOMPARE(lines()[i].before, double(m_session->original()->prediction(last, expected[i].id).probability));
    }
    // The original's favourite stays in sight, wherever the edit sent it.
    QVERIFY(std::ranges::any_of(lines(), [&](const PredictionLine &line) { return line.name == bestBefore; }));

    m_selection->setShown(Shown::original);
    settle();
    QCOMPARE(lines()[0].name, bestBefore);
    QVERIFY(lines()[0].before < 0);
}

void PredictionPanelTest::percentages()
{
    QCOMPARE(percentText(0.9731), QStringLiteral("97.3 %"));
    QCOMPARE(percentText(0.0012), QStringLiteral("0.12 %"));
    QCOMPARE(percentText(0.00001), QStringLiteral("< 0.01 %"));
    QCOMPARE(percentText(0), QStringLiteral("0.00 %"));
}

void PredictionPanelTest::noTokens()
{
    m_session->setText(QString());
    QTRY_COMPARE(m_session->trace()->tokenCount(), 0);
    settle();
    QCOMPARE(m_panel->row(), -1);
    QVERIFY(!m_panel->findChild<PredictionBars *>()->isVisible());
}

QTEST_MAIN(PredictionPanelTest)
#include "prediction_panel_test.moc"
