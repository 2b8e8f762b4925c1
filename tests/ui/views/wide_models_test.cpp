// Models as large as the large ones in one direction each, with random weights: many heads, wide vectors, many words. What is seen is
// right, comes at once, and nothing is computed that nobody looks at.
#include "src/devices/cpu/threads.h"
#include "src/trace/explain.h"
#include "tests/support/model_folder.h"
#include "ui/session/logit_rows.h"
#include "ui/theme/theme.h"
#include "ui/views/grid/head_grid_view.h"
#include "ui/views/panels/row_numbers.h"
#include "ui/views/shared/pattern/shown_cell.h"
#include "ui/views/walk/figure_builder.h"
#include "ui/views/walk/walk_view.h"
#include "ui/views/walk/word_search.h"

#include <QScrollArea>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace headscope;

class WideModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void thumbnailsInViewComeFirst();
    void onlyWhatIsInViewIsLookedAt();
    void manyHeadsScroll();
    void namesStayInSightAndShowWhoShares();
    void wideWeightsAreHeldInPages();
    void wideVectorsAreShown();
    void aLargeVocabularyShowsItsLikeliestWords();
    void aWordIsFound();
    void rowsOfLogitsAreMadeBesideTheWindow();
    void longTextsAreNoTables();

private:
    QString write(const QString &name, const ModelFolder::Sizes &sizes);
    void open(Session &session, const QString &folder, const QString &text);

    QTemporaryDir m_folder;
    QString m_deep;
    QString m_wide;
    QString m_wordy;
};

void WideModelsTest::initTestCase()
{
    Appearance::instance().apply();
    m_deep = write(QStringLiteral("deep"), {48, 64, 8, 2, 64, 8, 97});
    m_wide = write(QStringLiteral("wide"), {1, 4, 2, 8, 4096, 640, 61});
    m_wordy = write(QStringLiteral("wordy"), {1, 2, 2, 4, 16, 12, 150'000});
}

QString WideModelsTest::write(const QString &name, const ModelFolder::Sizes &sizes)
{
    ModelFolder folder = ModelFolder::llama(sizes);
    folder.words = sizes.vocabulary - 1;
    const QString path = m_folder.filePath(name);
    folder.write(path.toStdString());
    return path;
}

void WideModelsTest::open(Session &session, const QString &folder, const QString &text)
{
    QSignalSpy failed(&session, &Session::failed);
    session.setText(text);
    session.openModel(folder);
    QTRY_VERIFY2_WITH_TIMEOUT((session.trace() && !session.isBusy()) || failed.count() > 0, "no trace", kPatience);
    QVERIFY2(failed.isEmpty(), failed.isEmpty() ? "" : qPrintable(failed.first().first().toString()));
}

void WideModelsTest::thumbnailsInViewComeFirst()
{
    Session session;
    open(session, m_deep, QStringLiteral("w1 w2 w3 w4 w5 w6 w7 w8"));
    HeadSurvey survey;
    survey.start(session.trace(), nullptr);
    QTRY_VERIFY(survey.isFinished());
    const HeadRegion region{20, 24, 8, 16};
    survey.setView(region); // known before the next run, as on the screen
    session.setText(QStringLiteral("w8 w7 w6 w5 w4 w3 w2 w1"));
    QTRY_VERIFY_WITH_TIMEOUT(session.trace()->text() == "w8 w7 w6 w5 w4 w3 w2 w1", kPatience);

    std::vector<bool> isInView;
    connect(&survey, &HeadSurvey::headReady, this, [&](int layer, int head) { isInView.push_back(region.contains(layer, head)); });
    survey.start(session.trace(), nullptr);
    QTRY_VERIFY(survey.isFinished());
    QCOMPARE(survey.count(), 48 * 64); // this much work is no trouble: all of them
    // Another head is begun when all in view are: by then each of the other threads holds one of them at most, which may end late.
    const auto firstOther = std::find(isInView.begin(), isInView.end(), false);
    QVERIFY(std::count(firstOther, isInView.end(), true) < threadCount());
    for (const int one : {0, 20 * 64 + 8, 48 * 64 - 1}) {
        const SurveyedHead *head = survey.head(one / 64, one % 64);
        const Matrix weights = session.trace()->matrix({Stage::weights, one / 64, one % 64});
        QCOMPARE(head->rows, weights.rows());
        QCOMPARE(head->values[std::size_t(3 * head->columns + 1)], weights(3, 1));
    }
}

void WideModelsTest::onlyWhatIsInViewIsLookedAt()
{
    Session session;
    open(session, m_deep, QStringLiteral("w1 w2 w3 w4 w5 w6 w7 w8"));
    HeadSurvey survey(nullptr, 0); // as if the work were too much
    survey.start(session.trace(), nullptr);
    QTRY_VERIFY(survey.isFinished());
    QCOMPARE(survey.count(), 0);
    survey.setView({10, 12, 0, 5});
    QTRY_COMPARE(survey.count(), 10);
    QVERIFY(survey.head(11, 4) && !survey.head(12, 0));
    survey.setView({11, 13, 0, 5}); // scrolled on by one
    QTRY_VERIFY(survey.isFinished());
    QCOMPARE(survey.count(), 15);
    QCOMPARE(survey.scores().size(), std::size_t(48 * 64));
    QCOMPARE(survey.scores()[0].rows, 0); // nothing is claimed of heads nobody looked at
}

void WideModelsTest::manyHeadsScroll()
{
    Session session;
    open(session, m_deep, QStringLiteral("w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12 w13 w14 w15 w16"));
    Selection selection(session);
    QScrollArea area;
    auto *grid = new HeadGridView(session, selection);
    area.setWidget(grid);
    area.setWidgetResizable(true);
    area.resize(390, 420);
    area.show();
    QTRY_VERIFY(grid->survey().isFinished());
    area.grab();
    QVERIFY(area.verticalScrollBar()->maximum() > 500);
    QVERIFY(area.horizontalScrollBar()->maximum() > 800);
    constexpr int kSteps = 40;
    for (int step = 1; step <= kSteps; ++step) {
        area.verticalScrollBar()->setValue(area.verticalScrollBar()->maximum() * step / kSteps);
        QVERIFY(!area.grab().isNull());
    }
}

void WideModelsTest::namesStayInSightAndShowWhoShares()
{
    Session session;
    open(session, m_deep, QStringLiteral("w1 w2 w3"));
    Selection selection(session);
    QScrollArea area;
    auto *grid = new HeadGridView(session, selection);
    area.setWidget(grid);
    area.setWidgetResizable(true);
    area.resize(390, 420);
    area.show();
    QTRY_VERIFY(grid->survey().isFinished());
    const auto header = [&] { return area.grab().toImage().copy(60, 0, 300, 16); };
    const QImage top = header();
    area.verticalScrollBar()->setValue(700);
    QCOMPARE(header(), top); // the same groups above the same columns
    area.horizontalScrollBar()->setValue(600);
    QVERIFY(header() != top);
}

void WideModelsTest::wideWeightsAreHeldInPages()
{
    Session session;
    open(session, m_wide, QStringLiteral("w1 w2 w3 w4"));
    Selection selection(session);
    WalkView view(session, selection);
    view.resize(900, 600);
    const StageKey key{Stage::mlpPre, 0, 0};
    selection.setKey(key);
    view.grab();
    const auto check = [&] {
        const FigurePanel &right = view.figure().panels[1];
        QCOMPARE(right.allColumns, 640);
        QVERIFY(right.picture.numbers.cols() < 640);
        const IndexSpan visible = view.placed().panels[1].layout.visibleColumns();
        QVERIFY(visible.first >= right.firstColumn && visible.last <= right.firstColumn + right.picture.numbers.cols());
        // Row times column, as the arithmetic panel has it.
        const Explanation explanation = explain(*session.trace(), key, 2, visible.first);
        for (const int term : {0, 1000, 4095})
            QVERIFY(
                std::abs(explanation.terms[std::size_t(term)].b - right.picture.numbers(term, visible.first - right.firstColumn)) < 1e-6);
    };
    check();
    selection.pin(2, 639); // scrolls to the last column
    view.grab();
    QCOMPARE(view.placed().panels[1].layout.visibleColumns().last, 640);
    check();
}

void WideModelsTest::wideVectorsAreShown()
{
    Session session;
    open(session, m_wide, QStringLiteral("w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12"));
    Selection selection(session);
    WalkView view(session, selection);
    view.resize(1100, 700);
    for (const Stage stage : session.model()->config().stages(0)) {
        selection.setStage(stage);
        QVERIFY2(!view.grab().isNull(), stageInfo(stage).name.data());
        QVERIFY2(stage == Stage::tokens || view.figure().resultPanel(), stageInfo(stage).name.data());
    }
}

void WideModelsTest::aLargeVocabularyShowsItsLikeliestWords()
{
    Session session;
    open(session, m_wordy, QStringLiteral("w1 w2 w3 w4 w5 w6"));
    const auto trace = session.trace();
    Selection selection(session);
    WalkView view(session, selection);
    view.resize(760, 640);
    view.show();
    selection.setKey({Stage::logits, 0, 0});
    selection.pin(3, -1);
    const WalkFigure &figure = view.figure();
    QCOMPARE(figure.onlyRow, 3);
    QCOMPARE(figure.vocabulary.size(), std::size_t(40));
    const std::vector<Prediction> best = trace->predictions(3, 40);
    const Matrix row = trace->rows({Stage::logits, 0, 0}, 3, 1);
    for (std::size_t i = 0; i < best.size(); ++i) {
        QCOMPARE(figure.vocabulary[i], best[i].id);
        QCOMPARE(figure.resultPanel()->picture.numbers(0, int(i)), row(0, best[i].id));
    }
    QVERIFY(figure.subheading.contains(QStringLiteral("150,000")) || figure.subheading.contains(QStringLiteral("150000")));
    // What is lit and worked out is the likeliest, by its own number.
    QCOMPARE(shownCell(session, selection).column, best.front().id);
    QVERIFY(!view.grab().isNull());
    // Pointing at a column means that word, not the column's place.
    const PlacedPanel &placed = view.placed().panels.back();
    QTest::mouseMove(&view, placed.layout.cellRect(0, 1).center().toPoint());
    QTRY_COMPARE(selection.hoverColumn(), best[1].id);
    QCOMPARE(selection.hoverRow(), 3);
    const auto numbers = rowNumbers(session, {Stage::logits, 0, 0}, 3, Shown::edited);
    QCOMPARE(numbers->columns.front(), best.front().id);
}

void WideModelsTest::aWordIsFound()
{
    Session session;
    open(session, m_wordy, QStringLiteral("w1 w2 w3"));
    Selection selection(session);
    WalkView view(session, selection);
    view.resize(1000, 640);
    view.show();
    QVERIFY(!view.search().isVisible());
    selection.setKey({Stage::logits, 0, 0});
    QVERIFY(view.search().isVisible());
    view.search().setFocus();
    QTest::keyClicks(&view.search(), QStringLiteral("w149000"));
    const int word = *session.model()->tokenizer().idOf("w149000");
    QTRY_COMPARE(view.figure().vocabulary.front(), word); // it is looked up beside the window
    QCOMPARE(selection.column(), word);
    QVERIFY(view.figure().vocabulary.size() >= 41);
    QTest::keyClick(&view.search(), Qt::Key_Escape);
    QVERIFY(!view.search().hasFocus());
    selection.setStage(Stage::q);
    QVERIFY(!view.search().isVisible());
    QVERIFY(view.search().text().isEmpty());
}

void WideModelsTest::rowsOfLogitsAreMadeBesideTheWindow()
{
    Session session;
    open(session, m_wordy, QStringLiteral("w1 w2 w3 w4 w5 w6 w7 w8 w9"));
    const auto trace = session.trace();
    LogitRows rows(nullptr, 0); // as if each took long
    QSignalSpy ready(&rows, &LogitRows::ready);
    QVERIFY(!rows.at(trace, 2));
    QVERIFY(!rows.at(trace, 2)); // asked again, made once
    QTRY_COMPARE(ready.count(), 1);
    QVERIFY(rows.at(trace, 2));
    QVERIFY(!rows.at(trace, 8));
    QTRY_VERIFY(rows.at(trace, 8));
    std::weak_ptr<const Trace> old = trace;
    rows.drop();
    QVERIFY(!rows.at(trace, 2));
    QTRY_VERIFY(rows.at(trace, 2));
    LogitRows cheap;
    QVERIFY(cheap.at(trace, 5)); // what costs a moment is not put off
}

void WideModelsTest::longTextsAreNoTables()
{
    Session session;
    QString text;
    for (int i = 0; i < 2100; ++i)
        text += QStringLiteral("w%1 ").arg(i * 7 % 90);
    open(session, write(QStringLiteral("long"), {1, 2, 2, 4, 8, 12, 97}), text.trimmed());
    const auto trace = session.trace();
    QCOMPARE(trace->tokenCount(), 2100);
    // n × n numbers, and what is shown together with them.
    for (const Stage stage : {Stage::rawScores, Stage::scaledScores, Stage::maskedScores, Stage::weights, Stage::weightedSum}) {
        QVERIFY2(isTooLong(*trace, {stage, 0, 1}), stageInfo(stage).name.data());
        QCOMPARE(buildFigure({trace, trace, Shown::edited}, {stage, 0, 1}, 5).kind, WalkFigure::Kind::empty);
    }
    for (const Stage stage :
        {Stage::tokens, Stage::residualBefore, Stage::q, Stage::rotatedK, Stage::v, Stage::mlpPost, Stage::residualAfter}) {
        QVERIFY2(!isTooLong(*trace, {stage, 0, 1}), stageInfo(stage).name.data());
        QVERIFY(buildFigure({trace, trace, Shown::edited}, {stage, 0, 1}, 5).kind != WalkFigure::Kind::empty);
    }
    // The canvas says so, and the arithmetic of one number goes on.
    Selection selection(session);
    selection.setKey({Stage::weights, 0, 1});
    WalkView view(session, selection);
    view.resize(900, 600);
    view.grab();
    QCOMPARE(view.figure().kind, WalkFigure::Kind::empty);
    QCOMPARE(shownCell(session, selection).row, 2099);
    QVERIFY(explain(*trace, {Stage::weights, 0, 1}, 2099, 7).terms.size() > 1000);
}

QTEST_MAIN(WideModelsTest)
#include "wide_models_test.moc"
