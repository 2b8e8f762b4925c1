// What is chosen in the Lab: its order, its pins, its parameters, and the numbers that come of it.
#include "../walk/opened_session.h"

#include "src/error.h"
#include "src/lab/lab_input.h"
#include "ui/session/lab_state.h"

#include <QSignalSpy>
#include <QtTest>

using namespace headscope;

namespace {

std::vector<std::string> namesOf(const LabState &lab)
{
    std::vector<std::string> names;
    for (const LabMechanism &mechanism : lab.choices().mechanisms)
        names.push_back(mechanism.name);
    return names;
}

using Names = std::vector<std::string>;

} // namespace

class LabStateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cardsAreOrdered();
    void pinnedOnesStayInFront();
    void parametersAreKeptByMechanism();
    void whatThereIsNotIsRefusedWhole();
    void searchAndGroup();
    void numbersFollowTheHead();
    void drawnNumbersNeedNoModel();
    void longTextsAreCut();
    void edgesAreDrawn();
    void aSecondText();
};

void LabStateTest::cardsAreOrdered()
{
    Session session;
    Selection selection(session);
    LabState lab(session, selection);
    LabState::requireKnown(LabState::defaultChoices());
    lab.setMechanisms({"full", "causal", "top-k", "hard"});
    QSignalSpy changed(&lab, &LabState::changed);
    lab.move("full", "top-k");
    QCOMPARE(namesOf(lab), (Names{"causal", "top-k", "full", "hard"}));
    lab.move("hard", "causal");
    QCOMPARE(namesOf(lab), (Names{"hard", "causal", "top-k", "full"}));
    QCOMPARE(changed.count(), 2);
    lab.add("cosine");
    QCOMPARE(namesOf(lab).back(), std::string("cosine"));
    QCOMPARE(lab.choices().selected, std::string("cosine"));
    lab.add("causal"); // once is enough
    QCOMPARE(namesOf(lab).size(), std::size_t(5));
    lab.remove("causal");
    QCOMPARE(lab.choices().selected, std::string("top-k")); // the next one
    QVERIFY_THROWS_EXCEPTION(Error, lab.add("perpetuum-mobile"));
}

void LabStateTest::pinnedOnesStayInFront()
{
    Session session;
    Selection selection(session);
    LabState lab(session, selection);
    lab.setMechanisms({"full", "causal", "top-k", "hard"});
    lab.setPinned("hard", true);
    QCOMPARE(namesOf(lab), (Names{"hard", "full", "causal", "top-k"}));
    lab.move("top-k", "hard"); // not before what is pinned
    QCOMPARE(namesOf(lab), (Names{"hard", "top-k", "full", "causal"}));
    lab.setMechanisms({"sparsemax", "hard"});
    QCOMPARE(namesOf(lab), (Names{"hard", "sparsemax"}));
    lab.setPinned("hard", false);
    lab.setMechanisms({"full"});
    QCOMPARE(namesOf(lab), (Names{"full"}));
}

void LabStateTest::parametersAreKeptByMechanism()
{
    Session session;
    Selection selection(session);
    LabState lab(session, selection);
    const MechanismInfo &window = mechanismNamed("local-window");
    QCOMPARE(lab.parametersOf(window).number("reach"), window.parameters[0].sentence);
    lab.setParameter(window, "reach", 7);
    lab.remove("local-window");
    lab.add("local-window");
    QCOMPARE(lab.parametersOf(window).number("reach"), 7.0);
    QVERIFY_THROWS_EXCEPTION(Error, lab.setParameter(window, "reach", -1));
    QVERIFY_THROWS_EXCEPTION(Error, lab.setParameter(window, "depth", 1));
    QCOMPARE(lab.parametersOf(window).number("reach"), 7.0);
    lab.setParameters(window, Parameters(window.parameters));
    QVERIFY(lab.choices().parameters.empty()); // a sentence's own numbers need not be remembered
}

void LabStateTest::whatThereIsNotIsRefusedWhole()
{
    Session session;
    Selection selection(session);
    LabState lab(session, selection);
    const LabChoices before = lab.choices();
    const auto refused = [&](const std::function<void(LabChoices &)> &spoil) {
        LabChoices wrong = before;
        wrong.causal = true;
        spoil(wrong);
        try {
            lab.choose(wrong);
        } catch (const Error &) {
            return lab.choices() == before;
        }
        return false;
    };
    QVERIFY(refused([](LabChoices &wrong) { wrong.mechanisms.push_back({"magic"}); }));
    QVERIFY(refused([](LabChoices &wrong) { wrong.parameters["top-k"]["k"] = 0; }));
    QVERIFY(refused([](LabChoices &wrong) { wrong.parameters["top-k"]["l"] = 1; }));
    QVERIFY(refused([](LabChoices &wrong) { wrong.parameters["magic"]["k"] = 1; }));
    QVERIFY(refused([](LabChoices &wrong) { wrong.selected = "magic"; }));
    QVERIFY(refused([](LabChoices &wrong) { wrong.group = "magic"; }));
    LabChoices right = before;
    right.causal = true;
    right.parameters["top-k"]["k"] = 5;
    lab.choose(right);
    QVERIFY(lab.choices() == right);
}

void LabStateTest::searchAndGroup()
{
    Session session;
    Selection selection(session);
    LabState lab(session, selection);
    lab.setMechanisms({"full", "longformer", "local-window", "hard"});
    const auto found = [&] {
        Names names;
        for (const ChosenMechanism &chosen : lab.found())
            names.emplace_back(chosen.mechanism->name);
        return names;
    };
    QCOMPARE(found().size(), std::size_t(4));
    lab.find("BELTAGY", "");
    QCOMPARE(found(), (Names{"longformer"}));
    lab.find("", "pairs");
    QCOMPARE(found(), (Names{"longformer", "local-window"}));
    lab.setPinned("full", true);
    QCOMPARE(found(), (Names{"full", "longformer", "local-window"})); // to compare with
    QCOMPARE(lab.mechanisms().size(), std::size_t(4));
}

void LabStateTest::numbersFollowTheHead()
{
    Session session;
    Selection selection(session);
    LabState lab(session, selection);
    QVERIFY(!lab.order()); // no model
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("the cat sat")));
    QSignalSpy changed(&lab, &LabState::changed);
    selection.setKey({Stage::weights, 1, 2});
    QCOMPARE(changed.count(), 1);
    selection.setStage(Stage::rawScores); // of the same head
    QCOMPARE(changed.count(), 1);
    lab.setCausal(true);
    const LabNumbers numbers = lab.order()->make();
    const MechanismInput expected = headInput(*session.trace(), 1, 2, 1);
    QCOMPARE(relativeDifference(numbers.input.q, expected.q), 0.0);
    QCOMPARE(relativeDifference(numbers.input.v, expected.v), 0.0);
    QVERIFY(numbers.input.mask.causal);
    QCOMPARE(numbers.queries.size(), std::size_t(session.trace()->tokenCount()));
    QCOMPARE(numbers.cutTokens, 0);
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QString()));
    QVERIFY(!lab.order()); // no text
}

void LabStateTest::drawnNumbersNeedNoModel()
{
    Session session;
    Selection selection(session);
    LabState lab(session, selection);
    lab.setSource(LabSource::random);
    lab.setSizes(20, 6);
    lab.setSeed(4);
    lab.setEdges({{0, 3}, {2, 40}});
    const LabNumbers numbers = lab.order()->make();
    QCOMPARE(numbers.input.q.rows(), 20);
    QCOMPARE(numbers.input.q.cols(), 6);
    QCOMPARE(numbers.queries.back(), std::string("20"));
    QCOMPARE(numbers.input.edges.size(), std::size_t(1)); // the other one is of a longer text
    QCOMPARE(relativeDifference(numbers.input.k, randomInput({.tokens = 20, .width = 6, .heads = 4, .seed = 4}).k), 0.0);
    lab.setSizes(100'000, 0);
    QCOMPARE(lab.choices().tokens, kMostLabTokens);
    QCOMPARE(lab.choices().width, 1);
}

void LabStateTest::longTextsAreCut()
{
    Session session;
    Selection selection(session);
    LabState lab(session, selection);
    QString text;
    for (int i = 0; i < kMostLabTokens + 40; ++i)
        text += QStringLiteral("the ");
    QVERIFY(runIn(session, QStringLiteral("blackboard"), text));
    const int all = session.trace()->tokenCount();
    if (all <= kMostLabTokens)
        QSKIP("the model reads less than the Lab does");
    const LabNumbers numbers = lab.order()->make();
    QCOMPARE(numbers.input.q.rows(), kMostLabTokens);
    QCOMPARE(numbers.queries.size(), std::size_t(kMostLabTokens));
    QCOMPARE(numbers.cutTokens, all - kMostLabTokens);
}

void LabStateTest::edgesAreDrawn()
{
    Session session;
    Selection selection(session);
    LabState lab(session, selection);
    const MechanismInfo &graph = mechanismNamed("graph");
    QVERIFY(canDraw(graph) && !canDraw(fullAttention()));
    lab.setSource(LabSource::random);
    lab.setSizes(5, 4);
    lab.toggleEdge(graph, 3, 1);
    lab.toggleEdge(graph, 2, 2); // every token sees itself
    QVERIFY(lab.isJoined(1, 3) && lab.isJoined(3, 1));
    QCOMPARE(lab.choices().edges.size(), std::size_t(1));
    const MechanismRun run = runMechanism(graph, lab.order()->make().input, lab.parametersOf(graph));
    const Matrix weights = wholeMatrix(*run.weights);
    QVERIFY(weights(1, 3) > 0 && weights(3, 1) > 0);
    QCOMPARE(weights(1, 2), 0.0F);
    lab.toggleEdge(graph, 1, 3);
    QVERIFY(!lab.isJoined(1, 3));
}

void LabStateTest::aSecondText()
{
    Session session;
    Selection selection(session);
    LabState lab(session, selection);
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("the cat sat")));
    QVERIFY(lab.order()->make().otherKeys.empty());
    lab.setOtherText("a bird sang on a tree");
    const LabNumbers numbers = lab.order()->make();
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("a bird sang on a tree")));
    const MechanismInput there = headInput(*session.trace(), selection.layer(), selection.head(), 1);
    QCOMPARE(relativeDifference(numbers.input.otherK, there.k), 0.0);
    QCOMPARE(numbers.otherKeys.size(), std::size_t(there.k.rows()));
}

QTEST_MAIN(LabStateTest)
#include "lab_state_test.moc"
