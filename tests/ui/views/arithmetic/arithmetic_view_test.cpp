// The panel shows the numbers of explain(), for every stage, and copies them whole.
#include "../walk/opened_session.h"

#include "src/trace/number_words.h"
#include "ui/theme/theme.h"
#include "ui/views/arithmetic/arithmetic_line.h"
#include "ui/views/arithmetic/arithmetic_view.h"

#include <QApplication>
#include <QClipboard>
#include <QPushButton>
#include <QtTest>

using namespace headscope;

class ArithmeticViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Appearance::instance().apply(); }
    void everyStageShowsWhatExplainSays_data();
    void everyStageShowsWhatExplainSays();
    void largestFirst();
    void foldedItIsOneLine();
    void longSumsShowTheLargestTheBiasAndTheRest();
    void copies();
    void longSumsScroll();
    void emptyTextShowsNoNumber();
};

void ArithmeticViewTest::everyStageShowsWhatExplainSays_data()
{
    QTest::addColumn<QString>("model");
    QTest::newRow("blackboard") << QStringLiteral("blackboard");
    QTest::newRow("storyteller") << QStringLiteral("storyteller");
}

void ArithmeticViewTest::everyStageShowsWhatExplainSays()
{
    QFETCH(QString, model);
    Session session;
    Selection selection(session);
    ArithmeticView view(session, selection);
    QVERIFY(runIn(session, model, QStringLiteral("The cat sat")));
    for (const Stage stage : session.trace()->config().stages()) {
        selection.setStage(stage);
        selection.pin(1, 0);
        QVERIFY2(view.explanation(), stageInfo(stage).name.data());
        const Explanation expected = explain(*session.trace(), selection.key(), 1, 0);
        QCOMPARE(view.explanation()->stored, expected.stored);
        const ArithmeticSheet sheet = sheetFor(*view.explanation());
        if (!sheet.blocks.empty())
            QCOMPARE(sheet.blocks.size(), expected.terms.size());
        QVERIFY(!sheet.lines.empty());
        QCOMPARE(sheet.lines.back().back().text, QString::fromStdString(roundedNumber(expected.rebuilt)));
        QVERIFY(!view.grab().isNull());
    }
}

void ArithmeticViewTest::largestFirst()
{
    Explanation explanation;
    explanation.kind = Explanation::Kind::sum;
    explanation.key.stage = Stage::residualMiddle;
    explanation.terms = {{"a", 1, 0, 1}, {"b", -3, 0, -3}, {"c", 2, 0, 2}};
    ArithmeticSheet sheet = sheetFor(explanation);
    sortBySize(sheet);
    QCOMPARE(sheet.blocks[0].label, QStringLiteral("b"));
    QCOMPARE(sheet.blocks[2].label, QStringLiteral("a"));
}

/// The result always, the largest terms as far as there is room, and how many there are besides.
void ArithmeticViewTest::foldedItIsOneLine()
{
    Explanation explanation;
    explanation.kind = Explanation::Kind::sum;
    explanation.key.stage = Stage::residualMiddle;
    explanation.terms = {{"a", 1, 0, 1}, {"b", -3, 0, -3}, {"c", 2, 0, 2}};
    explanation.rebuilt = 0;
    const ArithmeticSheet sheet = sheetFor(explanation);
    const QFont font = monoFont(10);
    const auto text = [&](double width) {
        QString whole;
        for (const ColoredText &part : sheetLine(sheet, font, width))
            whole += part.text;
        return whole;
    };
    const QString all = text(10'000);
    QCOMPARE(all, QStringLiteral("−3 + 2 + 1 = 0"));
    const double advance = QFontMetricsF(font).horizontalAdvance(QLatin1Char('0'));
    QCOMPARE(text(advance * (double(all.size()) + 0.5)), all);
    explanation.terms.insert(explanation.terms.end(), 9, {"d", 0.5, 0, 0.5});
    const ArithmeticSheet longer = sheetFor(explanation);
    QString line;
    for (const ColoredText &part : sheetLine(longer, font, advance * 24))
        line += part.text;
    QCOMPARE(line, QStringLiteral("−3 + 2 + 10 smaller = 0"));
    QCOMPARE(text(advance * 3), QStringLiteral("= 0"));

    Session session;
    Selection selection(session);
    ArithmeticView view(session, selection);
    QVERIFY(runIn(session, QStringLiteral("blackboard"), QStringLiteral("The cat sat")));
    const int whole = view.sizeHint().height();
    view.setFolded(true);
    QVERIFY(view.sizeHint().height() < whole / 2);
    view.resize(900, view.sizeHint().height());
    view.show();
    view.prepareNow();
    QVERIFY(view.foldButton().isVisible());
    for (const QPushButton *button : view.findChildren<QPushButton *>())
        QCOMPARE(button->isVisible(), button == &view.foldButton());
}

/// A long sum begins with what says most; nothing is lost on the way.
void ArithmeticViewTest::longSumsShowTheLargestTheBiasAndTheRest()
{
    Session session;
    Selection selection(session);
    ArithmeticView view(session, selection);
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat")));
    selection.setStage(Stage::q);
    selection.pin(1, 0);
    const Explanation explanation = *view.explanation();
    QVERIFY(explanation.hasBias && explanation.terms.size() > 100);
    const ArithmeticSheet all = sheetFor(explanation);
    const ArithmeticSheet few = shortened(all, 8);
    QCOMPARE(few.blocks.size(), std::size_t(8 + 2));
    const double bias = explanation.terms.back().value;
    QVERIFY(std::ranges::any_of(few.blocks, [&](const TermBlock &block) { return block.value == bias; }));
    QVERIFY(few.blocks[9].isRest);
    QVERIFY(few.blocks[9].label.startsWith(QString::number(explanation.terms.size() - 9)));
    double sum = 0;
    for (const TermBlock &block : few.blocks)
        sum += block.value;
    QVERIFY(std::abs(sum - explanation.rebuilt) < 1e-6 * double(explanation.terms.size()));
    for (std::size_t i = 1; i < 9; ++i)
        QVERIFY(std::abs(few.blocks[i - 1].value) >= std::abs(few.blocks[i].value));

    view.resize(1000, 184);
    view.show();
    const QImage before = view.grab().toImage();
    QPushButton *every = nullptr;
    for (QPushButton *button : view.findChildren<QPushButton *>())
        every = button->text() == QStringLiteral("Every term") ? button : every;
    QVERIFY(every && every->isVisible());
    every->click();
    QVERIFY(view.grab().toImage() != before);

    selection.setStage(Stage::weights); // the key that is explained stays among the few
    selection.pin(2, 0);
    const ArithmeticSheet softmax = shortened(sheetFor(*view.explanation()), 1);
    QVERIFY(std::ranges::any_of(softmax.blocks, [](const TermBlock &block) { return block.current; }));
    QVERIFY(softmax.blocks[0].value >= softmax.blocks[1].value); // where its size puts it
}

void ArithmeticViewTest::copies()
{
    Session session;
    Selection selection(session);
    ArithmeticView view(session, selection);
    QVERIFY(runIn(session, QStringLiteral("blackboard"), QStringLiteral("The cat sat")));
    selection.setStage(Stage::rawScores);
    selection.pin(2, 1);
    view.copyText();
    QCOMPARE(QApplication::clipboard()->text(), QString::fromStdString(view.explanation()->toText()));
    view.copyLatex();
    QCOMPARE(QApplication::clipboard()->text(), QString::fromStdString(view.explanation()->toLatex()));
}

void ArithmeticViewTest::longSumsScroll()
{
    Session session;
    Selection selection(session);
    ArithmeticView view(session, selection);
    view.resize(800, 184);
    view.show();
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat")));
    selection.setStage(Stage::q);
    selection.pin(1, 0);
    for (QPushButton *button : view.findChildren<QPushButton *>()) {
        if (button->text() == QStringLiteral("Every term"))
            button->click();
    }
    const QImage before = view.grab().toImage();
    QWheelEvent event({400, 90}, view.mapToGlobal(QPointF(400, 90)), {}, {0, -480}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&view, &event);
    QVERIFY(view.grab().toImage() != before);
}

void ArithmeticViewTest::emptyTextShowsNoNumber()
{
    Session session;
    Selection selection(session);
    ArithmeticView view(session, selection);
    QVERIFY(!view.explanation());
    QVERIFY(runIn(session, QStringLiteral("blackboard"), QString()));
    QVERIFY(!view.explanation());
    QVERIFY(!view.grab().isNull());
}

QTEST_MAIN(ArithmeticViewTest)
#include "arithmetic_view_test.moc"
