#include "ui/session/built_in_models.h"
#include "ui/session/strongest_row.h"

#include "src/engine.h"

#include <QtTest>

using namespace headscope;

class StrongestRowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theVerbThatFindsItsSubjectComesFirst();
    void emptyAndSingleTexts();

private:
    std::shared_ptr<const Trace> run(const std::string &text);
    std::unique_ptr<Engine> m_engine;
};

void StrongestRowTest::initTestCase()
{
    m_engine = std::make_unique<Engine>(openModel(resolveModel(QStringLiteral("blackboard")).toStdString()));
}

std::shared_ptr<const Trace> StrongestRowTest::run(const std::string &text)
{
    RunRequest request;
    request.text = text;
    return m_engine->run(request);
}

void StrongestRowTest::theVerbThatFindsItsSubjectComesFirst()
{
    const auto trace = run("The cat sat on the mat");
    QCOMPARE(strongestRow(*trace, 0, 0), 2); // sat, which finds cat
}

void StrongestRowTest::emptyAndSingleTexts()
{
    QCOMPARE(strongestRow(*run(""), 0, 0), -1);
    QCOMPARE(strongestRow(*run("cat"), 0, 0), 0);
}

QTEST_GUILESS_MAIN(StrongestRowTest)
#include "strongest_row_test.moc"
