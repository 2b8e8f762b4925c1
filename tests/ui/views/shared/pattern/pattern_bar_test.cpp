// The bar's buttons write the choice, follow it, and offer only what the model and the other choices allow; wrong expressions are said.
#include "ui/views/shared/pattern/pattern_bar.h"

#include "ui/theme/theme.h"
#include "ui/views/shared/pattern/shown_patterns.h"

#include <QMenu>
#include <QtTest>

using namespace headscope;

class PatternBarTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void buttonsWriteTheChoice();
    void barFollowsTheChoice();
    void scoresCannotBeJoined();
    void wrongExpressionIsSaidAndNotTaken();
    void headsNeedAChoice();
    void wholeLayer();
    void newModelForgetsOtherHeads();
    void shownPatternsAreNamed();
    void everythingHiddenIsSaid();
    void spansHoldTokens();
    void rowsStayWhereTheyAre();
    void rolloutIsOfAllHeads();

private:
    void open(const QString &model, const QString &text);
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<PatternBar> m_bar;
};

void PatternBarTest::init()
{
    Appearance::instance().apply();
    m_session = std::make_unique<Session>();
    m_selection = std::make_unique<Selection>(*m_session);
    m_selection->setStage(Stage::weights);
    m_bar = std::make_unique<PatternBar>(*m_session, *m_selection);
    m_bar->resize(800, 60);
    m_bar->show();
    open(QStringLiteral("storyteller"), QStringLiteral("The cat, the dog."));
}

void PatternBarTest::cleanup()
{
    m_bar.reset();
    m_selection.reset();
    m_session.reset();
}

void PatternBarTest::open(const QString &model, const QString &text)
{
    m_session->openModel(model);
    m_session->setText(text);
    QTRY_VERIFY(m_session->trace() && QString::fromStdString(m_session->trace()->text()) == text && !m_session->isBusy());
}

void PatternBarTest::buttonsWriteTheChoice()
{
    const auto trigger = [](ChoiceButton *button, int index) { button->menu()->actions().at(index)->trigger(); };
    trigger(m_bar->measure(), static_cast<int>(Measure::normWeighted));
    QCOMPARE(m_selection->pattern().measure, Measure::normWeighted);
    trigger(m_bar->units(), static_cast<int>(TokenUnit::words));
    QCOMPARE(m_selection->pattern().unit, TokenUnit::words);
    trigger(m_bar->special(), static_cast<int>(SpecialTokens::hiddenRenormalised));
    QCOMPARE(m_selection->pattern().special, SpecialTokens::hiddenRenormalised);
    QTest::keyClicks(m_bar->hidden(), QStringLiteral("^the$"));
    QTRY_COMPARE(m_selection->pattern().hidden, std::string("^the$"));
    m_bar->hidden()->clear();
    QCOMPARE(m_selection->pattern().hidden, std::string());
}

void PatternBarTest::barFollowsTheChoice()
{
    PatternChoice choice;
    choice.measure = Measure::rollout;
    choice.unit = TokenUnit::sentences;
    choice.special = SpecialTokens::hidden;
    choice.hidden = "x";
    m_selection->setPattern(choice);
    QCOMPARE(m_bar->measure()->current(), static_cast<int>(Measure::rollout));
    QCOMPARE(m_bar->units()->current(), static_cast<int>(TokenUnit::sentences));
    QCOMPARE(m_bar->special()->current(), static_cast<int>(SpecialTokens::hidden));
    QCOMPARE(m_bar->hidden()->text(), QStringLiteral("x"));
}

void PatternBarTest::scoresCannotBeJoined()
{
    m_selection->setPattern({.unit = TokenUnit::words, .special = SpecialTokens::hiddenRenormalised});
    m_bar->measure()->menu()->actions().at(static_cast<int>(Measure::scores))->trigger();
    QCOMPARE(m_selection->pattern().unit, TokenUnit::tokens);
    QCOMPARE(m_selection->pattern().special, SpecialTokens::hidden);
    QVERIFY(!m_bar->units()->menu()->actions().at(static_cast<int>(TokenUnit::words))->isEnabled());
    QVERIFY(!m_bar->units()->problem(static_cast<int>(TokenUnit::words)).isEmpty());
}

void PatternBarTest::wrongExpressionIsSaidAndNotTaken()
{
    QTest::keyClicks(m_bar->hidden(), QStringLiteral("cat"));
    QTRY_COMPARE(m_selection->pattern().hidden, std::string("cat"));
    QTest::keyClicks(m_bar->hidden(), QStringLiteral("("));
    QTRY_VERIFY(!m_bar->hiddenProblem().isEmpty());
    QCOMPARE(m_selection->pattern().hidden, std::string("cat"));
    QTest::keyClick(m_bar->hidden(), Qt::Key_Backspace);
    QTRY_VERIFY(m_bar->hiddenProblem().isEmpty());
}

void PatternBarTest::headsNeedAChoice()
{
    for (int i = 1; i <= 4; ++i)
        QVERIFY(!m_bar->heads()->menu()->actions().at(i)->isEnabled());
    m_selection->setPattern({.others = {{0, 1}, {1, 0}}});
    QVERIFY(m_bar->heads()->menu()->actions().at(2)->isEnabled());
    QVERIFY(m_bar->heads()->text().contains(QLatin1Char('3')));
    m_bar->heads()->menu()->actions().at(2)->trigger();
    QCOMPARE(m_selection->pattern().rule, HeadRule::max);
    m_bar->heads()->menu()->actions().at(0)->trigger();
    QVERIFY(m_selection->pattern().others.empty());
}

void PatternBarTest::wholeLayer()
{
    m_selection->setLayer(2);
    m_selection->setHead(3);
    m_bar->heads()->menu()->actions().at(5)->trigger();
    const auto chosen = chosenHeads({2, 3}, m_selection->pattern());
    QCOMPARE(int(chosen.size()), m_session->trace()->config().heads);
    for (const HeadPlace &place : chosen)
        QCOMPARE(place.layer, 2);
}

void PatternBarTest::newModelForgetsOtherHeads()
{
    m_selection->setPattern({.others = {{3, 7}}});
    open(QStringLiteral("blackboard"), QStringLiteral("The cat sat"));
    QTRY_VERIFY(m_selection->pattern().others.empty());
}

void PatternBarTest::shownPatternsAreNamed()
{
    m_selection->setPattern({.rule = HeadRule::sideBySide, .unit = TokenUnit::words, .others = {{1, 2}}});
    const ShownPatterns shown = shownPatterns(*m_session, *m_selection);
    QCOMPARE(int(shown.heads.size()), 2);
    QCOMPARE(shown.heads[1].colorIndex, m_session->trace()->config().heads + 2);
    QCOMPARE(shown.rowLabels,
        (QStringList{QStringLiteral("The"), QStringLiteral("cat"), QStringLiteral(","), QStringLiteral("the"), QStringLiteral("dog"),
            QStringLiteral(".")}));
    QVERIFY(shown.title.contains(QStringLiteral("2 heads")) || shown.title.contains(QStringLiteral("2")));
    QVERIFY(shown.problem.isEmpty());
}

void PatternBarTest::everythingHiddenIsSaid()
{
    m_selection->setPattern({.hidden = "."});
    const ShownPatterns shown = shownPatterns(*m_session, *m_selection);
    QVERIFY(shown.empty());
    QVERIFY(shown.problem.contains(QStringLiteral("hidden")));
}

void PatternBarTest::spansHoldTokens()
{
    const std::vector<TokenSpan> spans = {{0, 2}, {3, 4}, {4, 9}};
    const int expected[] = {0, 0, -1, 1, 2, 2, 2, 2, 2, -1};
    for (int token = 0; token < 10; ++token)
        QCOMPARE(spanOf(spans, token), expected[token]);
    QCOMPARE(spanOf(spans, -1), -1);
    const FilteredPairs pairs{{0, 1, -1}, {0, 1, -1}, PairFilter::aToB};
    QCOMPARE(pairs.brightRows(), (std::vector<char>{1, 0, 0}));
    QCOMPARE(pairs.brightColumns(), (std::vector<char>{0, 1, 0}));
    QVERIFY(pairs.passes(0, 1) && !pairs.passes(0, 0) && !pairs.passes(1, 1));
    QVERIFY(FilteredPairs().brightRows().empty() && FilteredPairs().passes(2, 3));
}

void PatternBarTest::rowsStayWhereTheyAre()
{
    m_bar->resize(518, m_bar->heightForWidth(518)); // in a window of 1280 pixels
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    const QRect before = m_bar->hidden()->geometry();
    QVERIFY(before.width() >= 160);
    PatternChoice choice{.measure = Measure::valueWeighted, .rule = HeadRule::sideBySide, .special = SpecialTokens::hiddenRenormalised};
    for (int head = 1; head < 8; ++head)
        choice.others.insert(choice.others.end(), {{0, head}, {1, head}});
    m_selection->setPattern(choice);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    QCOMPARE(m_bar->hidden()->geometry(), before);
}

void PatternBarTest::rolloutIsOfAllHeads()
{
    m_selection->setPattern({.measure = Measure::rollout, .rule = HeadRule::sideBySide, .others = {{0, 1}, {1, 0}}});
    QVERIFY(!m_bar->heads()->isEnabled());
    QVERIFY(m_bar->heads()->toolTip().contains(QStringLiteral("Rollout")));
    const ShownPatterns shown = shownPatterns(*m_session, *m_selection);
    QCOMPARE(int(shown.heads.size()), 1);
    QCOMPARE(shown.heads.front().name, QStringLiteral("Layer 1, all heads"));
    QCOMPARE(shown.heads.front().colorIndex, -1);
    QVERIFY2(shown.title.contains(QStringLiteral("layer 1, all heads")), qPrintable(shown.title));
    m_selection->setPattern({.others = {{0, 1}}});
    QVERIFY(m_bar->heads()->isEnabled());
}

QTEST_MAIN(PatternBarTest)
#include "pattern_bar_test.moc"
