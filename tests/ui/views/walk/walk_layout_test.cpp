// Every stage of every built-in model, on canvases of many sizes: nothing overlaps, nothing leaves the canvas, everything can be reached.
#include "opened_session.h"

#include "ui/session/built_in_models.h"
#include "ui/theme/theme.h"
#include "ui/views/walk/figure_builder.h"
#include "ui/views/walk/walk_layout.h"

#include <QtTest>

using namespace headscope;

class WalkLayoutTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Appearance::instance().apply(); }
    void nothingOverlaps_data();
    void nothingOverlaps();
    void digitsComeFirst_data();
    void digitsComeFirst();
    void columnsCarryTheirLabels();
    void theLegendIsNamedAfterAllThatShareIt();
    void toysShowWholeWithDigits();
    void factorsScrollTogether();
    void everyColumnCanBeReached();
    void zoomingKeepsTheFigureOnTheCanvas();
};

namespace {

struct Named {
    QString name;
    QRectF rect;
};

std::vector<Named> parts(const PlacedFigure &placed)
{
    std::vector<Named> all{{QStringLiteral("heading"), placed.heading}, {QStringLiteral("subheading"), placed.subheading},
        {QStringLiteral("notes"), placed.notes}, {QStringLiteral("legend"), placed.legend}};
    for (std::size_t i = 0; i < placed.panels.size(); ++i) {
        const PlacedPanel &panel = placed.panels[i];
        all.push_back({QStringLiteral("panel %1").arg(i), panel.layout.bounds()});
        all.push_back({QStringLiteral("title %1").arg(i), panel.title.height() > 0 ? panel.title : QRectF()});
        all.push_back({QStringLiteral("note %1").arg(i), panel.note});
        all.push_back({QStringLiteral("groups %1").arg(i), panel.groups});
    }
    for (const PlacedOverview &overview : placed.overviews) {
        all.push_back({QStringLiteral("overview"), overview.strip});
        all.push_back({QStringLiteral("caption"), overview.caption});
    }
    return all;
}

WalkFigure figureOf(const Session &session, Stage stage)
{
    return buildFigure({session.trace(), session.original(), Shown::edited}, {stage, 0, 0}, 1);
}

} // namespace

void WalkLayoutTest::nothingOverlaps_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("text");
    for (const BuiltInModel &model : builtInModels()) {
        QTest::addRow("%s, short", qPrintable(model.name)) << model.name << QStringLiteral("The cat sat on the mat");
        QTest::addRow("%s, one word", qPrintable(model.name)) << model.name << QStringLiteral("cat");
        QTest::addRow("%s, long", qPrintable(model.name))
            << model.name
            << QStringLiteral("The old man and the sea were friends because the sea was deep and the man was old and kind to it");
    }
}

void WalkLayoutTest::nothingOverlaps()
{
    QFETCH(QString, model);
    QFETCH(QString, text);
    Session session;
    QVERIFY(runIn(session, model, text));
    for (const Stage stage : session.trace()->config().stages()) {
        const WalkFigure figure = figureOf(session, stage);
        for (const QSizeF size : {QSizeF(700, 400), QSizeF(760, 460), QSizeF(936, 430), QSizeF(1276, 540), QSizeF(1060, 700),
                 QSizeF(1400, 820), QSizeF(2000, 1200)}) {
            const PlacedFigure placed = layOut(figure, size, {});
            const auto all = parts(placed);
            for (std::size_t a = 0; a < all.size(); ++a) {
                const QString place = QStringLiteral("%1 %2×%3: %4")
                                          .arg(QString::fromUtf8(stageInfo(stage).name.data()))
                                          .arg(size.width())
                                          .arg(size.height())
                                          .arg(all[a].name);
                if (all[a].rect.isEmpty())
                    continue;
                const QString rect = QStringLiteral("%1 at %2, %3, %4 × %5")
                                         .arg(place)
                                         .arg(all[a].rect.x())
                                         .arg(all[a].rect.y())
                                         .arg(all[a].rect.width())
                                         .arg(all[a].rect.height());
                QVERIFY2(QRectF(QPointF(), size).adjusted(-1, -1, 1, 1).contains(all[a].rect), qPrintable(rect));
                for (std::size_t b = a + 1; b < all.size(); ++b) {
                    const QRectF common = all[a].rect.intersected(all[b].rect);
                    QVERIFY2(all[b].rect.isEmpty() || common.width() < 1.5 || common.height() < 1.5,
                        qPrintable(place + QStringLiteral(" meets ") + all[b].name));
                }
            }
        }
    }
}

void WalkLayoutTest::digitsComeFirst_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<int>("tokens");
    for (const BuiltInModel &model : builtInModels())
        for (const int tokens : {6, 12, 20, 130})
            QTest::addRow("%s, %d tokens", qPrintable(model.name), tokens) << model.name << tokens;
}

/// On every canvas that a window leaves: the result has digits, in cells that hold them, and the room is used.
void WalkLayoutTest::digitsComeFirst()
{
    QFETCH(QString, model);
    QFETCH(int, tokens);
    const QStringList words = QStringLiteral("The old man and the sea were friends because it was deep").split(QLatin1Char(' '));
    QStringList text;
    for (int i = 0; i < tokens; ++i)
        text << words[i % words.size()];
    Session session;
    QVERIFY(runIn(session, model, text.join(QLatin1Char(' '))));
    for (const Stage stage : session.trace()->config().stages()) {
        const WalkFigure figure = figureOf(session, stage);
        if (figure.kind != WalkFigure::Kind::grid)
            continue;
        const int result = int(figure.resultPanel() - figure.panels.data());
        for (const QSizeF size : {QSizeF(700, 400), QSizeF(930, 430), QSizeF(1276, 540), QSizeF(1000, 640), QSizeF(1500, 860)}) {
            for (const DigitSizes digits : {DigitSizes(), DigitSizes{17, 26, 18}}) {
                const QString place = QStringLiteral("%1 %2×%3, %4 px")
                                          .arg(QString::fromUtf8(stageInfo(stage).name.data()))
                                          .arg(size.width())
                                          .arg(size.height())
                                          .arg(digits.smallest);
                const PlacedFigure placed = layOut(figure, size, {}, digits);
                const PlacedPanel &panel = placed.panels[std::size_t(result)];
                QVERIFY2(placed.digits >= digits.smallest, qPrintable(place));
                QCOMPARE(panel.digits, placed.digits);
                QVERIFY2(panel.layout.cell.height() >= 1.4 * panel.digits, qPrintable(place));
                for (std::size_t i = 0; i < figure.panels.size(); ++i) {
                    const PlacedPanel &each = placed.panels[i];
                    QVERIFY2(each.digits == 0 || each.layout.cell.width() > digitsWidth(figure.panels[i].picture.widest) * each.digits,
                        qPrintable(place));
                    // Without digits all of it is there in that direction, as colours.
                    QVERIFY2(each.digits > 0 || each.layout.showsAllRows() || each.layout.showsAllColumns(), qPrintable(place));
                }
                QRectF used;
                for (const Named &part : parts(placed))
                    used |= part.rect;
                QVERIFY2(placed.digits >= 22 || used.width() >= 0.9 * (size.width() - 56) || used.height() >= 0.9 * size.height(),
                    qPrintable(place + QStringLiteral(" uses %1×%2").arg(used.width()).arg(used.height())));
            }
        }
    }
}

void WalkLayoutTest::columnsCarryTheirLabels()
{
    for (const int tokens : {6, 12, 20}) {
        QStringList text;
        for (int i = 0; i < tokens; ++i)
            text << (i % 2 ? QStringLiteral("extraordinarily") : QStringLiteral("cat"));
        Session session;
        QVERIFY(runIn(session, QStringLiteral("storyteller"), text.join(QLatin1Char(' '))));
        const WalkFigure figure = figureOf(session, Stage::weightedSum);
        for (const QSizeF size : {QSizeF(700, 400), QSizeF(1276, 540), QSizeF(1500, 860)}) {
            const PlacedFigure placed = layOut(figure, size, {});
            QVERIFY(placed.panels[0].columnLabels); // the weights: what they are of
            QVERIFY(placed.panels[0].layout.columnLabelHeight > 10);
            QVERIFY(placed.panels[1].rowLabels && placed.panels[1].columnLabels);
        }
    }
}

void WalkLayoutTest::theLegendIsNamedAfterAllThatShareIt()
{
    Session session;
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")));
    const WalkFigure figure = figureOf(session, Stage::position);
    QCOMPARE(figure.legendCaption, QStringLiteral("E, P and X share this scale"));
    QVERIFY(figure.sharedNumbers);
    for (const FigurePanel &panel : figure.panels) {
        QVERIFY(panel.picture.found.low >= figure.sharedNumbers->low && panel.picture.found.high <= figure.sharedNumbers->high);
        QVERIFY(panel.picture.range.magnitude() == figure.resultPanel()->picture.range.magnitude());
    }
    QVERIFY(!figureOf(session, Stage::q).sharedNumbers);
}

void WalkLayoutTest::toysShowWholeWithDigits()
{
    Session session;
    QVERIFY(runIn(session, QStringLiteral("blackboard"), QStringLiteral("The cat sat on the mat")));
    for (const Stage stage : session.trace()->config().stages()) {
        if (stage == Stage::tokens || stage == Stage::logits) // 302 words do not fit
            continue;
        const WalkFigure figure = figureOf(session, stage);
        const PlacedFigure placed = layOut(figure, {1050, 560}, {});
        QVERIFY2(placed.overviews.empty(), stageInfo(stage).name.data());
        for (std::size_t i = 0; i < figure.panels.size(); ++i) {
            QVERIFY(placed.panels[i].layout.showsAllRows());
            QVERIFY(placed.panels[i].layout.showsAllColumns());
            QVERIFY2(digitPixels(placed.panels[i].layout.cell, figure.panels[i].picture.widest) > 0, stageInfo(stage).name.data());
        }
    }
}

void WalkLayoutTest::factorsScrollTogether()
{
    Session session;
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("Once upon a time")));
    const WalkFigure figure = figureOf(session, Stage::q);
    WalkScroll scroll;
    scroll.first[std::size_t(Axis::inner)] = 40;
    const PlacedFigure placed = layOut(figure, {900, 560}, scroll);
    QCOMPARE(placed.panels[0].layout.first.x(), 40.0); // A's columns
    QCOMPARE(placed.panels[1].layout.first.y(), 40.0); // B's rows
    QCOMPARE(placed.panels.back().layout.first.y(), 0.0);
}

void WalkLayoutTest::everyColumnCanBeReached()
{
    Session session;
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("Once upon a time")));
    const WalkFigure figure = figureOf(session, Stage::mlpPre);
    WalkScroll scroll;
    scroll.first[std::size_t(Axis::feature)] = 1 << 20;
    const PlacedFigure placed = layOut(figure, {900, 560}, scroll);
    const int columns = session.trace()->config().feedForward;
    QCOMPARE(placed.panels.back().layout.visibleColumns().last, columns);
    const bool announced = std::any_of(placed.overviews.begin(), placed.overviews.end(),
        [&](const PlacedOverview &o) { return o.count == columns && o.visible.last == columns; });
    QVERIFY(announced);
}

void WalkLayoutTest::zoomingKeepsTheFigureOnTheCanvas()
{
    Session session;
    QVERIFY(runIn(session, QStringLiteral("blackboard"), QStringLiteral("The cat sat on the mat")));
    const WalkFigure figure = figureOf(session, Stage::rawScores);
    const QSizeF size(800, 520);
    const double fitting = layOut(figure, size, {}).cell.width();
    for (const double zoom : {0.01, 0.5, 1.7, 4.0, 100.0}) {
        WalkScroll scroll;
        scroll.zoom = zoom;
        const PlacedFigure placed = layOut(figure, size, scroll);
        QVERIFY((placed.cell.width() > fitting) == (zoom > 1));
        for (const PlacedPanel &panel : placed.panels) {
            QVERIFY(panel.layout.frame.width() >= panel.layout.cell.width() - 0.01);
            QVERIFY(zoom > 2 || QRectF(QPointF(), size).contains(panel.layout.frame));
        }
    }
}

QTEST_MAIN(WalkLayoutTest)
#include "walk_layout_test.moc"
