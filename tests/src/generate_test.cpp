// Generated text: each token is the most probable one of a run over everything before it.
#include "src/engine.h"
#include "src/error.h"
#include "tests/support/random_model.h"

#include <QTest>

using namespace headscope;

class GenerateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesTheMostProbable();
    void goesOnWhereItStopped();
    void stopsAtTheEnd();
    void stopsWhenAsked();
    void tracesSayWhatWasGenerated();
    void refusals();
};

void GenerateTest::takesTheMostProbable()
{
    Engine engine(randomModel(smallConfig(), 5));
    std::vector<int> seen;
    const std::vector<int> ids = engine.generate({.text = "abc"}, 8, [&](int id) { seen.push_back(id); });
    QCOMPARE(ids.size(), std::size_t(8));
    QCOMPARE(seen, ids);
    for (std::size_t done = 0; done < ids.size(); ++done) {
        RunRequest request{.text = "abc"};
        request.generated.assign(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(done));
        const auto trace = engine.run(request);
        QCOMPARE(trace->predictions(trace->tokenCount() - 1, 1).front().id, ids[done]);
    }
}

void GenerateTest::goesOnWhereItStopped()
{
    Engine engine(randomModel(smallConfig(), 6));
    const std::vector<int> whole = engine.generate({.text = "abc"}, 6);
    RunRequest request{.text = "abc"};
    request.generated.assign(whole.begin(), whole.begin() + 2);
    QCOMPARE(engine.generate(request, 4), std::vector<int>(whole.begin() + 2, whole.end()));
}

void GenerateTest::stopsAtTheEnd()
{
    TransformerConfig config = smallConfig();
    config.context = 6;
    QCOMPARE(Engine(randomModel(config, 5)).generate({.text = "abc"}, 10).size(), std::size_t(3)); // the context is full
    const std::vector<int> ids = Engine(randomModel(smallConfig(), 5)).generate({.text = "abc"}, 8);
    config = smallConfig();
    config.endOfText = {ids[2]};
    const std::vector<int> ended = Engine(randomModel(config, 5)).generate({.text = "abc"}, 8);
    QCOMPARE(ended.back(), ids[2]);
    QVERIFY(ended.size() <= 3);
}

void GenerateTest::stopsWhenAsked()
{
    Engine engine(randomModel(smallConfig(), 5));
    std::stop_source stop;
    int made = 0;
    const std::vector<int> ids = engine.generate(
        {.text = "abc"}, 100,
        [&](int) {
            if (++made == 3)
                stop.request_stop();
        },
        stop.get_token());
    QCOMPARE(ids.size(), std::size_t(3));
}

void GenerateTest::tracesSayWhatWasGenerated()
{
    Engine engine(randomModel(smallConfig(), 5));
    RunRequest request{.text = "abc"};
    request.generated = {4, 9};
    const auto trace = engine.run(request);
    QCOMPARE(trace->tokenCount(), 5);
    QCOMPARE(trace->generatedCount(), 2);
    QCOMPARE(trace->tokens()[4].id, 9);
    QCOMPARE(trace->text(), std::string("abc"));
}

void GenerateTest::refusals()
{
    TransformerConfig config = smallConfig();
    config.predicts = Predicts::ownToken;
    QVERIFY_EXCEPTION_THROWN(Engine(randomModel(config, 5)).generate({.text = "abc"}, 1), Error);
    Engine engine(randomModel(smallConfig(), 5));
    QVERIFY_EXCEPTION_THROWN(engine.generate({.text = ""}, 1), Error);
    RunRequest request{.text = "abc"};
    request.generated = {1000};
    QVERIFY_EXCEPTION_THROWN(engine.run(request), Error);
    request.generated.clear();
    request.target = "def";
    QVERIFY_EXCEPTION_THROWN(engine.run(request), Error);
    request.target.clear();
    request.pair = "def";
    QVERIFY_EXCEPTION_THROWN(engine.run(request), Error);
}

QTEST_APPLESS_MAIN(GenerateTest)
#include "generate_test.moc"
