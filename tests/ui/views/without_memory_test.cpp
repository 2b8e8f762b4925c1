// Memory that runs out where something is made for a view, on whichever thread, is told in words: nothing dies, waits for ever, or is asked
// for again and again, and with memory the same comes out right.
#include "tests/support/failing_memory.h"
#include "ui/jobs/failure_words.h"
#include "ui/session/session.h"
#include "ui/views/content_maker.h"
#include "ui/views/grid/head_survey.h"
#include "ui/views/heatmap/multiples_figure.h"
#include "ui/views/heatmap/pattern_tiles.h"
#include "ui/views/lens/lens_numbers.h"
#include "ui/views/lines/lines_picture.h"
#include "ui/views/shared/pattern/heatmap_content.h"
#include "ui/views/shared/scores/head_score_source.h"
#include "ui/views/text/text_picture.h"
#include "ui/views/whatif/sweep_runner.h"

#include <QtTest>

#include <atomic>
#include <new>

using namespace headscope;

namespace {

// Of a long text each block of a maker's numbers is larger, and what Qt and the test need is not.
constexpr std::size_t kLarge = 8192;

class HungryPattern : public Pattern {
public:
    HungryPattern()
        : Pattern(eachToken(600), eachToken(600))
    {
    }
    void block(int, int, MutableMatrixView) const override
    {
        ++asked;
        throw std::bad_alloc();
    }
    std::string formula() const override { return "x"; }
    bool rowsSumToOne() const override { return false; }

    mutable std::atomic<int> asked = 0;
};

QString noMemory()
{
    try {
        throw std::bad_alloc();
    } catch (...) {
        return failureInWords();
    }
}

std::shared_ptr<const Trace> runOf(const std::shared_ptr<const Model> &model, std::size_t budget = kLayerBudget)
{
    RunRequest request;
    request.text = QStringLiteral("one two three four five six seven ").repeated(40).toStdString();
    request.layerBudget = budget;
    return Engine(model).run(request);
}

/// At once and on a thread: without memory words stand in place of the content, with it the content comes.
template <typename Content>
void checkMaker(const std::function<std::optional<Content>(const std::stop_token &)> &work)
{
    for (const bool isQuick : {true, false}) {
        QObject owner;
        int changes = 0;
        ContentMaker<Content> maker(&owner, [&](const Content *) { ++changes; });
        {
            const FailingMemory memory(kLarge);
            maker.make({work, isQuick});
            QTRY_COMPARE(changes, 1);
        }
        QVERIFY(!maker.content());
        QCOMPARE(maker.problem(), noMemory());
        maker.make({work, isQuick});
        QTRY_COMPARE(changes, 2);
        QVERIFY(maker.content());
        QVERIFY(maker.problem().isEmpty());
    }
}

} // namespace

class WithoutMemoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void wordsForEveryException();
    void aFailureOfWhoHearsIsNotTheWorks();
    void picturesOfPatterns();
    void tiles();
    void heatmap();
    void survey();
    void surveyOfALongRunGoesLayerByLayer();
    void sweep();
    void lens();
    void scores();

private:
    std::shared_ptr<const Model> m_model;
    std::shared_ptr<const Trace> m_trace;
};

void WithoutMemoryTest::initTestCase()
{
    Session session;
    session.openModel(QStringLiteral("storyteller"));
    QTRY_VERIFY(session.model());
    m_model = session.model();
    m_trace = runOf(m_model);
}

void WithoutMemoryTest::wordsForEveryException()
{
    const auto wordsOf = [](const auto &problem, const QString &words = {}) {
        try {
            throw problem;
        } catch (...) {
            return failureInWords(words);
        }
    };
    QVERIFY(wordsOf(std::bad_alloc()).contains(QStringLiteral("not enough memory")));
    QCOMPARE(wordsOf(std::bad_alloc(), QStringLiteral("No memory for this run")), QStringLiteral("No memory for this run"));
    QCOMPARE(wordsOf(std::runtime_error("wrong")), QStringLiteral("wrong"));
    QVERIFY(!wordsOf(7).isEmpty());
}

void WithoutMemoryTest::aFailureOfWhoHearsIsNotTheWorks()
{
    QObject owner;
    ContentMaker<int> maker(&owner, [](const int *) { throw std::runtime_error("wrong"); });
    const ContentOrder<int> order{[](const std::stop_token &) { return std::optional(7); }};
    QVERIFY_EXCEPTION_THROWN(maker.make(order), std::runtime_error);
    QVERIFY(maker.content());
    QCOMPARE(*maker.content(), 7);
    QVERIFY(maker.problem().isEmpty());
}

void WithoutMemoryTest::picturesOfPatterns()
{
    ShownPatterns shown;
    shown.trace = m_trace;
    shown.heads.push_back({{0, 0}, std::make_shared<HungryPattern>(), {}, {}, 0});
    const auto problemOf = []<typename Picture>(const std::function<std::optional<Picture>(const std::stop_token &)> &work) {
        QString problem;
        for (const bool isQuick : {true, false}) {
            QObject owner;
            int changes = 0;
            ContentMaker<Picture> maker(&owner, [&](const Picture *) { ++changes; });
            maker.make({work, isQuick});
            [&] { QTRY_COMPARE(changes, 1); }();
            if (maker.content() || (!isQuick && maker.problem() != problem))
                return QStringLiteral("a picture");
            problem = maker.problem();
        }
        return problem;
    };
    QCOMPARE(problemOf.operator()<LinesPicture>([&](const auto &stop) { return linesPicture(shown, {}, stop); }), noMemory());
    QCOMPARE(problemOf.operator()<TextPicture>([&](const auto &stop) { return textPicture(shown, TextMode::received, 0, 0, stop); }),
        noMemory());
    QCOMPARE(problemOf.operator()<MultiplesPicture>([&](const auto &stop) { return multiplesPicture(shown, stop); }), noMemory());
}

void WithoutMemoryTest::tiles()
{
    const auto pattern = std::make_shared<HungryPattern>();
    PatternTiles tiles;
    QSignalSpy failed(&tiles, &PatternTiles::failed);
    tiles.show(pattern, PoolRule::largest);
    tiles.want({{0, 0, 0}, {0, 0, 1}});
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(failed[0][0].toString(), noMemory());
    QVERIFY(!tiles.isBusy());
    const int asked = pattern->asked;
    tiles.want({{0, 0, 0}}); // as whoever paints does
    QVERIFY(!tiles.isBusy());
    QCOMPARE(pattern->asked.load(), asked);
    tiles.show(std::make_shared<HungryPattern>(), PoolRule::largest); // another is tried
    tiles.want({{0, 0, 0}});
    QTRY_COMPARE(failed.size(), 2);
}

void WithoutMemoryTest::heatmap()
{
    NEEDS_FAILING_MEMORY;
    const HeatmapRequest request{{m_trace, {1, 1}, {}}, nullptr};
    checkMaker<HeatmapContent>([request](const std::stop_token &stop) { return heatmapContent(request, stop); });
}

void WithoutMemoryTest::survey()
{
    NEEDS_FAILING_MEMORY;
    HeadSurvey survey;
    QSignalSpy finished(&survey, &HeadSurvey::finished);
    {
        // A block of rows; the list of heads, made on this thread, is smaller.
        const FailingMemory memory(sizeof(float) * 64 * std::size_t(m_trace->tokenCount()));
        survey.start(m_trace, nullptr);
        QTRY_COMPARE(finished.size(), 1);
        QVERIFY(memory.refused() > 0);
    }
    QCOMPARE(survey.problem(), noMemory());
    QVERIFY(survey.isFinished());
    QVERIFY(survey.count() < m_trace->config().layers * m_trace->config().heads);
    survey.start(m_trace, nullptr); // the window asks again whenever it is shown: the words stay
    QVERIFY(survey.isFinished());
    QCOMPARE(survey.problem(), noMemory());
    survey.clear();
    survey.start(m_trace, nullptr);
    QTRY_COMPARE(finished.size(), 2);
    QVERIFY(survey.problem().isEmpty());
    QCOMPARE(survey.count(), m_trace->config().layers * m_trace->config().heads);
}

// Heads of two layers at once would need memory for what both read.
void WithoutMemoryTest::surveyOfALongRunGoesLayerByLayer()
{
    const std::size_t budget = m_trace->kept().bytes / 2;
    const auto thin = runOf(m_model, budget);
    QVERIFY(!thin->kept().all);
    HeadSurvey whole;
    HeadSurvey survey;
    whole.start(m_trace, nullptr);
    survey.start(thin, nullptr);
    QTRY_VERIFY(whole.isFinished() && survey.isFinished());
    QVERIFY(survey.problem().isEmpty());
    for (int layer = 0; layer < thin->config().layers; ++layer)
        for (int head = 0; head < thin->config().heads; ++head) {
            QVERIFY(survey.head(layer, head));
            QCOMPARE(survey.head(layer, head)->values, whole.head(layer, head)->values);
            QCOMPARE(survey.head(layer, head)->scores.entropy, whole.head(layer, head)->scores.entropy);
        }
}

void WithoutMemoryTest::sweep()
{
    NEEDS_FAILING_MEMORY;
    SweepRequest request;
    request.base = m_trace;
    request.run.text = m_trace->text();
    SweepRunner runner;
    {
        const FailingMemory memory(kLarge);
        runner.start(request);
        QTRY_VERIFY(!runner.isRunning());
    }
    QVERIFY(runner.results().problem.contains(QStringLiteral("not enough memory")));
    QVERIFY(runner.results().cells.size() < runner.results().total || runner.results().total == 0);
}

void WithoutMemoryTest::lens()
{
    NEEDS_FAILING_MEMORY;
    checkMaker<LensNumbers>(
        [this](const std::stop_token &stop) { return lensNumbers(m_trace, m_trace->tokenCount() - 1, -1, nullptr, stop); });
}

void WithoutMemoryTest::scores()
{
    NEEDS_FAILING_MEMORY;
    Session session;
    session.openModel(QStringLiteral("storyteller"));
    QTRY_VERIFY(session.model());
    HeadScoreSource source(session);
    QSignalSpy failed(&source, &HeadScoreSource::failed);
    {
        const FailingMemory memory(kLarge);
        source.measureRandomTokens();
        QTRY_VERIFY(failed.size() > 0);
    }
    QCOMPARE(failed[0][0].toString(), noMemory());
    source.measureRandomTokens();
    QTRY_VERIFY(source.hasRandomTokens());
}

QTEST_MAIN(WithoutMemoryTest)
#include "without_memory_test.moc"
