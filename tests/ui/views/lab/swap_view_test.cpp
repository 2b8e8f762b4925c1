// A swap on the screen: its numbers are those of the engine's run, it follows text and choice, and it says why there is none.
#include "../walk/opened_session.h"

#include "src/lab/swap.h"
#include "src/lab/text_loss.h"
#include "ui/session/lab_state.h"
#include "ui/theme/theme.h"
#include "ui/views/lab/swap_view.h"

#include <QtTest>

using namespace headscope;

namespace {

/// A view of one mechanism in one model.
struct Bench {
    Session session;
    Selection selection{session};
    LabState lab{session, selection};
    SwapView view{session, selection, lab};

    void pick(const char *mechanism, bool inAllLayers = true)
    {
        lab.add(mechanism);
        lab.select(mechanism);
        view.setInAllLayers(inAllLayers);
    }
};

} // namespace

class SwapViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Appearance::instance().apply(); }
    void numbersAreTheEngines();
    void editsGiveTheSameRun();
    void itFollowsTextAndChoice();
    void nothingIsCutOrOverlaps_data();
    void nothingIsCutOrOverlaps();
    void reasonsAreWords();
};

void SwapViewTest::numbersAreTheEngines()
{
    Bench shown;
    QVERIFY(runIn(shown.session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")));
    SwapView &view = shown.view;
    view.resize(1100, 600);
    shown.pick("hard");
    view.show();
    QTRY_VERIFY(view.content());
    const SwapContent &content = *view.content();
    Engine engine(shown.session.model());
    SwapRequest request;
    request.base = shown.session.trace();
    request.run.text = "The cat sat on the mat";
    request.mechanism = &mechanismNamed("hard");
    request.parameters = Parameters({});
    const auto expected = swapMechanism(engine, request);
    QCOMPARE(*content.result.lossBefore, *textLoss(*shown.session.trace()));
    QCOMPARE(*content.result.lossAfter, *expected->lossAfter);
    const int row = shown.session.trace()->tokenCount() - 1;
    QVERIFY(content.words.size() >= 6);
    const Prediction before = shown.session.trace()->predictions(row, 1)[0];
    const Prediction after = expected->trace->predictions(row, 1)[0];
    const auto has = [&](const Prediction &one, double SwapContent::Word::*share) {
        return std::ranges::any_of(content.words, [&](const SwapContent::Word &word) {
            return word.word == QString::fromStdString(one.display) && word.*share == double(one.probability);
        });
    };
    QVERIFY(has(before, &SwapContent::Word::before));
    QVERIFY(has(after, &SwapContent::Word::after));
    const auto table = view.table();
    QVERIFY(table);
    QCOMPARE(table->rows.size(), content.words.size() + 1);
    QCOMPARE(table->values[0], float(*content.result.lossBefore));
    QCOMPARE(view.accessibleTables(), 3);
}

void SwapViewTest::editsGiveTheSameRun()
{
    Bench shown;
    QVERIFY(runIn(shown.session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")));
    SwapView &view = shown.view;
    view.keep(); // there is nothing yet
    QVERIFY(shown.session.edits().empty());
    shown.selection.setKey({Stage::weights, 1, 0});
    shown.pick("local-window", false);
    view.show();
    QTRY_VERIFY(view.content());
    const double after = *view.content()->result.lossAfter;
    QTest::mouseClick(view.keepButton(), Qt::LeftButton);
    QVERIFY(settled(shown.session));
    QCOMPARE(*textLoss(*shown.session.trace()), after);
    QCOMPARE(int(shown.session.edits().size()), shown.session.trace()->config().heads);
    shown.session.undoStack().undo(); // one step
    QVERIFY(shown.session.edits().empty());
}

void SwapViewTest::itFollowsTextAndChoice()
{
    Bench shown;
    QVERIFY(runIn(shown.session, QStringLiteral("storyteller"), QStringLiteral("The cat sat")));
    SwapView &view = shown.view;
    shown.pick("hard");
    view.show();
    QTRY_VERIFY(view.content());
    const auto tokens = view.content()->rows.size();
    shown.session.setText(QStringLiteral("The cat sat on the mat"));
    QTRY_VERIFY(view.content() && view.content()->rows.size() > tokens);
    shown.pick("sigmoid", false);
    QTRY_COMPARE(view.content()->mechanism->name, "sigmoid");
    QVERIFY(view.content()->where.contains(QLatin1Char('1')));
}

void SwapViewTest::nothingIsCutOrOverlaps_data()
{
    QTest::addColumn<QSize>("size");
    for (const QSize size : {QSize(620, 420), QSize(760, 420), QSize(1100, 560), QSize(1600, 800)})
        QTest::addRow("%dx%d", size.width(), size.height()) << size;
}

void SwapViewTest::nothingIsCutOrOverlaps()
{
    QFETCH(QSize, size);
    Bench shown;
    QVERIFY(runIn(shown.session, QStringLiteral("storyteller"), QStringLiteral("The quick brown fox jumps over the lazy dog")));
    SwapView &view = shown.view;
    shown.pick("local-window");
    view.resize(size);
    view.show();
    QTRY_VERIFY(view.content());
    const QRectF area = QRectF(QPointF(), size).adjusted(20, 40, -20, -20); // beneath the controls
    const SwapLayout layout = layOutSwap(*view.content(), area, CellShape::filling);
    for (const MatrixLayout &pattern : layout.patterns) {
        QVERIFY(area.contains(pattern.frame));
        QVERIFY(pattern.frame.width() > 100 && pattern.frame.height() > 60);
        QVERIFY(!pattern.bounds().intersects(layout.heading));
        QVERIFY(!pattern.frame.intersects(layout.loss) && !pattern.frame.intersects(layout.words));
    }
    QVERIFY(area.contains(layout.loss) && area.contains(layout.words));
    QVERIFY(!layout.loss.intersects(layout.words));
    const QSizeF figure = view.figureSize();
    QVERIFY(figure.width() > 600 && figure.height() > 200);
}

void SwapViewTest::reasonsAreWords()
{
    Bench shown;
    SwapView &view = shown.view;
    shown.pick("hard");
    view.show();
    QVERIFY(!view.wordsInstead().isEmpty());
    QVERIFY(runIn(shown.session, QStringLiteral("storyteller"), QStringLiteral("so it was ").repeated(250)));
    QTRY_VERIFY(view.problem().contains(QLatin1String("512")));
    QVERIFY(!view.content());
}

QTEST_MAIN(SwapViewTest)
#include "swap_view_test.moc"
