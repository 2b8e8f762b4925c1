// The Walk of models that nobody thought of: every stage of every layer of random configurations, one and two stacks, has a figure whose
// result is the trace's own numbers, a lesson, words, and an arithmetic; nothing of it overlaps.
#include "src/trace/explain.h"
#include "tests/support/random_model.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/views/panels/row_numbers.h"
#include "ui/views/shared/pattern/shown_cell.h"
#include "ui/views/shared/stages/lesson.h"
#include "ui/views/shared/stages/stage_words.h"
#include "ui/views/walk/figure_builder.h"
#include "ui/views/walk/walk_layout.h"
#include "ui/views/walk/walk_view.h"

#include <QtTest>

#include <cmath>

using namespace headscope;

class WalkRandomModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Appearance::instance().apply(); }
    void everyStageHasItsRowOfWords();
    void everyStageOfEveryLayer_data();
    void everyStageOfEveryLayer();
};

namespace {

bool show(Session &session, std::uint32_t seed)
{
    const TransformerConfig config = randomConfig(seed);
    session.setText(QString::fromStdString(randomText(7, seed)));
    session.setPair(config.tokenTypes > 1 ? std::optional(QString::fromStdString(randomText(4, seed + 1))) : std::nullopt);
    session.setTarget(QString::fromStdString(randomText(3, seed + 2)));
    session.showModel(randomModel(config, seed));
    return QTest::qWaitFor([&] { return session.trace() && !session.isBusy(); }, kPatience);
}

void checkWords(const Trace &trace, const StageKey &key)
{
    const TransformerConfig &config = trace.config();
    QVERIFY(!stageQuestion(config, key).isEmpty());
    QVERIFY(!matrixTitle(key.stage).isEmpty());
    QVERIFY(rowHeading(config, key, QStringLiteral("cat")).contains(QStringLiteral("cat")));
    QVERIFY(key.stage == Stage::tokens || !howText(config, key).isEmpty());
    const Lesson lesson = lessonOf(trace, key, 0);
    QVERIFY(!lesson.paragraphs.isEmpty() && !lesson.formula.isEmpty() && !lesson.tries.isEmpty());
    for (const QString &text : lesson.paragraphs + lesson.tries + QStringList{lesson.formula, howText(config, key)}) {
        static const QRegularExpression placeholder(QStringLiteral("%\\d"));
        QVERIFY2(!text.contains(placeholder), qPrintable(text));
    }
}

/// The result panel holds the trace's numbers, whatever part of the stage it shows.
void checkNumbers(const Trace &trace, const StageKey &key, const WalkFigure &figure)
{
    const FigurePanel *result = figure.resultPanel();
    QVERIFY(result);
    const Matrix numbers = trace.matrix(key);
    QCOMPARE(result->picture.numbers.rows(), numbers.rows());
    QCOMPARE(result->picture.numbers.cols(), numbers.cols());
    for (int row = 0; row < numbers.rows(); ++row)
        for (int column = 0; column < numbers.cols(); ++column)
            QVERIFY(result->picture.numbers(row, column) == numbers(row, column) || std::isnan(numbers(row, column)));
}

void checkLayout(const WalkFigure &figure, const QSizeF &size)
{
    const PlacedFigure placed = layOut(figure, size, {});
    QCOMPARE(placed.panels.size(), figure.panels.size());
    for (std::size_t a = 0; a < placed.panels.size(); ++a) {
        const QRectF one = placed.panels[a].layout.bounds();
        QVERIFY(QRectF(QPointF(), size).adjusted(-1, -1, 1, 1).contains(one));
        for (std::size_t b = a + 1; b < placed.panels.size(); ++b) {
            const QRectF common = one.intersected(placed.panels[b].layout.bounds());
            QVERIFY(common.width() < 1.5 || common.height() < 1.5);
        }
    }
}

} // namespace

void WalkRandomModelsTest::everyStageHasItsRowOfWords()
{
    QStringList titles;
    for (const StageInfo &info : allStages())
        titles << matrixTitle(info.stage); // ends the program where there is none
    QVERIFY(!titles.contains(QString()));
    QCOMPARE(titles.removeDuplicates(), 0);
}

void WalkRandomModelsTest::everyStageOfEveryLayer_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 0; seed < 60; ++seed)
        QTest::addRow("seed %d", seed) << seed;
}

void WalkRandomModelsTest::everyStageOfEveryLayer()
{
    QFETCH(int, seed);
    Session session;
    QVERIFY(show(session, std::uint32_t(seed)));
    const auto trace = session.trace();
    const TransformerConfig &config = trace->config();
    Selection selection(session);
    WalkView view(session, selection);
    view.resize(1000, 640);
    for (int layer = 0; layer < config.layers; ++layer) {
        for (const Stage stage : config.stages(layer)) {
            const StageKey key{stage, layer, config.heads - 1};
            const QByteArray place = QByteArray::number(layer) + ' ' + stageInfo(stage).name.data();
            checkWords(*trace, key);
            selection.setKey(key);
            QVERIFY2(selection.key() == key, place);
            const WalkFigure &figure = view.figure();
            if (stage == Stage::tokens) {
                QVERIFY(figure.kind == WalkFigure::Kind::tokens);
                continue;
            }
            QVERIFY2(figure.kind == WalkFigure::Kind::grid, place);
            checkNumbers(*trace, key, figure);
            checkLayout(figure, {760, 460});
            checkLayout(figure, {1400, 820});
            const CellIndex cell = shownCell(session, selection);
            QVERIFY2(cell.row >= 0 && cell.column >= 0, place);
            QVERIFY(!explain(*trace, key, cell.row, cell.column).expression.empty());
            QVERIFY2(rowNumbers(session, key, cell.row, Shown::edited), place);
            if (QTest::currentTestFailed())
                QFAIL(place);
        }
        QVERIFY(!view.grab().isNull());
    }
}

QTEST_MAIN(WalkRandomModelsTest)
#include "walk_random_models_test.moc"
