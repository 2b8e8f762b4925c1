#include "ui/session/built_in_models.h"
#include "ui/session/strongest_cell.h"

#include "src/engine.h"

#include <QtTest>

using namespace headscope;

class StrongestCellTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theVerbThatFindsItsSubjectComesFirst();
    void maskedCellsDoNotCount();
    void emptyAndSingleTexts();

private:
    std::shared_ptr<const Trace> run(const std::string &text);
    std::unique_ptr<Engine> m_engine;
};

void StrongestCellTest::initTestCase()
{
    m_engine = std::make_unique<Engine>(openModel(resolveModel(QStringLiteral("blackboard")).toStdString()));
}

std::shared_ptr<const Trace> StrongestCellTest::run(const std::string &text)
{
    RunRequest request;
    request.text = text;
    return m_engine->run(request);
}

void StrongestCellTest::theVerbThatFindsItsSubjectComesFirst()
{
    const auto trace = run("The cat sat on the mat");
    QCOMPARE(strongestRow(*trace, 0, 0), 2);                               // sat
    QCOMPARE(strongestColumn(*trace, {Stage::weights, 0, 0}, 2), 1);       // cat
}

void StrongestCellTest::maskedCellsDoNotCount()
{
    const auto trace = run("The cat sat on the mat");
    QCOMPARE(strongestColumn(*trace, {Stage::rawScores, 0, 0}, 2), 5);     // mat, which the mask hides
    QCOMPARE(strongestColumn(*trace, {Stage::maskedScores, 0, 0}, 2), 1);  // −∞ is no number to explain
}

void StrongestCellTest::emptyAndSingleTexts()
{
    QCOMPARE(strongestRow(*run(""), 0, 0), -1);
    QCOMPARE(strongestRow(*run("cat"), 0, 0), 0);
}

QTEST_GUILESS_MAIN(StrongestCellTest)
#include "strongest_cell_test.moc"
