// The cards of the Lab: their numbers are the engine's, they arrive one by one, they can be pointed at, ordered, pinned, removed and
// opened, and they stand where they can be read.
#include "../walk/opened_session.h"

#include "ui/jobs/job.h"
#include "ui/theme/theme.h"
#include "ui/views/lab/cards_painter.h"
#include "ui/views/lab/cards_view.h"

#include <QSignalSpy>
#include <QtTest>

#include <cmath>

using namespace headscope;

namespace {

struct OpenLab {
    Session session;
    Selection selection{session};
    LabState lab{session, selection};
    CardsView view{session, selection, lab};

    OpenLab()
    {
        lab.setMechanisms({"full", "causal", "top-k", "hard"});
        view.resize(1100, 640);
        view.setViewport({1100, 640});
    }
    bool allAreNew() const
    {
        return !view.isBusy() && !view.cards().empty()
            && std::ranges::all_of(view.cards(), [&](const CardWords &card) { return view.maker().entry(card.name)->isNew; });
    }
    QPointF middleOf(int card) const { return view.placement().places[std::size_t(card)].title.center(); }
};

/// Where a pair of tokens is in a card.
QPoint cellIn(const OpenLab &shown, int card, int row, int column)
{
    const LabCard &content = *shown.view.maker().entry(shown.view.cards()[std::size_t(card)].name)->card;
    return patternLayout(content, shown.view.placement().places[std::size_t(card)].picture).cellRect(row, column).center().toPoint();
}

} // namespace

class CardsViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Appearance::instance().apply(); }
    void numbersAreTheEngines();
    void timesFollow();
    void newCardsWhileOthersStay();
    void typingWaitsForNothing();
    void refusedOnesSayWhy();
    void nothingToShowIsSaid();
    void aPairIsLitInAll();
    void keys();
    void mouse();
    void cardsStandWhereTheyCanBeRead_data();
    void cardsStandWhereTheyCanBeRead();
    void exportsHaveAllCards();
    void screenReadersHearAll();
};

void CardsViewTest::numbersAreTheEngines()
{
    OpenLab shown;
    QVERIFY(runIn(shown.session, QStringLiteral("storyteller"), QStringLiteral("the cat sat on the mat")));
    shown.view.show();
    QTRY_VERIFY(shown.allAreNew());
    const LabNumbers numbers = shown.lab.order()->make();
    const MechanismRun full = runMechanism(fullAttention(), numbers.input, Parameters({}));
    for (const ChosenMechanism &chosen : shown.lab.mechanisms()) {
        const Comparison expected = compareWithFull(*chosen.mechanism, chosen.parameters, numbers.input, full);
        const LabCard &card = *shown.view.maker().entry(chosen.mechanism->name)->card;
        QVERIFY(card.problem.isEmpty());
        QCOMPARE(relativeDifference(card.weights, wholeMatrix(*expected.pattern)), 0.0);
        QCOMPARE(card.difference, expected.difference);
        QCOMPARE(card.work.multiplyAdds, expected.run.work.multiplyAdds);
        QCOMPARE(card.travel->steps, expected.travel->steps);
    }
    QCOMPARE(shown.view.maker().entry("full")->card->difference, 0.0);
    const auto table = shown.view.table();
    QVERIFY(table);
    QCOMPARE(table->rows.size(), std::size_t(4));
    QCOMPARE(table->values.size(), table->rows.size() * table->columns.size());
}

void CardsViewTest::timesFollow()
{
    OpenLab shown;
    shown.lab.setSource(LabSource::random); // needs no model
    shown.view.show();
    QTRY_VERIFY(shown.view.isSettled());
    for (const CardWords &card : shown.view.cards()) {
        const CardMaker::Entry &entry = *shown.view.maker().entry(card.name);
        QVERIFY(entry.isNew && entry.time && *entry.time > 0);
    }
}

void CardsViewTest::newCardsWhileOthersStay()
{
    OpenLab shown;
    shown.lab.setSource(LabSource::random);
    shown.view.show();
    QTRY_VERIFY(shown.allAreNew());
    const auto before = shown.view.maker().entry("full")->card;
    shown.lab.add("cosine");
    shown.lab.setParameter(mechanismNamed("top-k"), "k", 5);
    QTRY_VERIFY(shown.view.cards().size() == 5 && shown.allAreNew());
    QCOMPARE(shown.view.maker().entry("full")->card, before);
    QCOMPARE(shown.view.maker().entry("top-k")->card->chosen.parameters.whole("k"), 5);
    shown.lab.setSeed(9);
    QTRY_VERIFY(shown.allAreNew() && shown.view.maker().entry("full")->card != before);
}

/// The window goes on between each key and its cards: what is typed is there at once, and cards of texts that nobody waits for are not.
void CardsViewTest::typingWaitsForNothing()
{
    OpenLab shown;
    std::vector<std::string> twelve;
    for (const MechanismInfo &mechanism : allMechanisms())
        if (twelve.size() < 12)
            twelve.emplace_back(mechanism.name);
    shown.lab.setMechanisms(twelve);
    shown.lab.setSource(LabSource::random);
    shown.lab.setSizes(64, 16);
    shown.view.show();
    QTRY_VERIFY(shown.allAreNew());
    QCOMPARE(shown.view.cards().size(), std::size_t(12));
    for (int seed = 2; seed < 12; ++seed) {
        shown.lab.setSeed(seed);
        shown.view.prepareNow();
        QVERIFY(shown.view.isBusy()); // it was not waited for
        QVERIFY(!shown.view.maker().entry("full")->isNew);
        QVERIFY(shown.view.maker().entry("full")->card); // what was there stays in sight
    }
    QTRY_VERIFY(shown.allAreNew());
    const MechanismInput newest = shown.lab.order()->make().input;
    for (const std::string &name : twelve)
        QCOMPARE(relativeDifference(shown.view.maker().entry(name)->card->run->numbers.input.q, newest.q), 0.0);
}

void CardsViewTest::refusedOnesSayWhy()
{
    OpenLab shown;
    std::string whole; // reads a text as a whole
    for (const MechanismInfo &mechanism : allMechanisms())
        if (!mechanism.takesMask)
            whole = mechanism.name;
    QVERIFY(!whole.empty());
    shown.lab.setMechanisms({"full", whole});
    shown.lab.setSource(LabSource::random);
    shown.lab.setCausal(true);
    shown.view.show();
    QTRY_VERIFY(shown.allAreNew());
    QVERIFY(shown.view.cards()[1].isProblem);
    QVERIFY(!shown.view.cards()[1].state.isEmpty());
    QVERIFY(!shown.view.cards()[0].isProblem);
    QSignalSpy opened(&shown.view, &CardsView::openAsked);
    shown.lab.select(whole);
    QTest::keyClick(&shown.view, Qt::Key_Return); // there is nothing to walk through
    QCOMPARE(opened.count(), 0);
}

void CardsViewTest::nothingToShowIsSaid()
{
    OpenLab shown;
    shown.view.show();
    shown.view.prepareNow();
    QVERIFY(shown.view.wordsInstead().contains(QStringLiteral("Open a model")));
    QVERIFY(runIn(shown.session, QStringLiteral("storyteller"), QString()));
    QTRY_VERIFY(shown.view.wordsInstead().contains(QStringLiteral("Type a sentence")));
    shown.lab.setSource(LabSource::random);
    QTRY_VERIFY(shown.view.wordsInstead().isEmpty());
    shown.lab.find("zzz", "");
    QVERIFY(shown.view.wordsInstead().contains(QStringLiteral("None")));
    shown.lab.setMechanisms({});
    QVERIFY(shown.view.wordsInstead().contains(QStringLiteral("No mechanism")));
    shown.view.grab();
}

void CardsViewTest::aPairIsLitInAll()
{
    OpenLab shown;
    QVERIFY(runIn(shown.session, QStringLiteral("storyteller"), QStringLiteral("the cat sat on the mat")));
    shown.view.show();
    QTRY_VERIFY(shown.allAreNew());
    const QImage before = shown.view.grab().toImage();
    QTest::mouseMove(&shown.view, cellIn(shown, 1, 2, 1));
    QTRY_COMPARE(shown.view.pointed(), std::optional(CellIndex{2, 1}));
    const QImage after = shown.view.grab().toImage();
    const double ratio = after.devicePixelRatio();
    for (const CardPlace &place : shown.view.placement().places) {
        const QRect card = QRectF(place.picture.topLeft() * ratio, place.picture.size() * ratio).toAlignedRect();
        QVERIFY(before.copy(card) != after.copy(card));
    }
    QTest::mouseMove(&shown.view, QPoint(2, 2));
    QTRY_VERIFY(!shown.view.pointed());
}

void CardsViewTest::keys()
{
    OpenLab shown;
    shown.lab.setSource(LabSource::random);
    shown.view.show();
    QTRY_VERIFY(shown.allAreNew());
    shown.lab.select("full");
    const auto press = [&](Qt::Key key) { QTest::keyClick(&shown.view, key); };
    press(Qt::Key_Right);
    QCOMPARE(shown.lab.choices().selected, std::string("causal"));
    press(Qt::Key_End);
    QCOMPARE(shown.lab.choices().selected, std::string("hard"));
    press(Qt::Key_Right); // the last one
    QCOMPARE(shown.lab.choices().selected, std::string("hard"));
    press(Qt::Key_P);
    QVERIFY(shown.lab.isPinned("hard"));
    press(Qt::Key_Space);
    QVERIFY(!shown.lab.isPinned("hard"));
    QSignalSpy opened(&shown.view, &CardsView::openAsked);
    QTRY_VERIFY(shown.allAreNew());
    press(Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    press(Qt::Key_Delete);
    QVERIFY(!shown.lab.has("hard"));
    QVERIFY(!shown.lab.choices().selected.empty());
    press(Qt::Key_Home);
    QCOMPARE(shown.lab.choices().selected, shown.lab.choices().mechanisms.front().name);
}

void CardsViewTest::mouse()
{
    OpenLab shown;
    shown.lab.setSource(LabSource::random);
    shown.view.show();
    QTRY_VERIFY(shown.allAreNew());
    QTest::mouseClick(&shown.view, Qt::LeftButton, {}, shown.middleOf(2).toPoint());
    QCOMPARE(shown.lab.choices().selected, std::string("top-k"));
    QSignalSpy opened(&shown.view, &CardsView::openAsked);
    QTest::mouseDClick(&shown.view, Qt::LeftButton, {}, shown.middleOf(1).toPoint());
    QCOMPARE(opened.count(), 1);
    QTest::mousePress(&shown.view, Qt::LeftButton, {}, shown.middleOf(3).toPoint());
    const QPointF there = shown.middleOf(0);
    QMouseEvent move(QEvent::MouseMove, there, shown.view.mapToGlobal(there), Qt::NoButton, Qt::LeftButton, {});
    QCoreApplication::sendEvent(&shown.view, &move);
    QVERIFY(shown.view.isDragged());
    QTest::mouseRelease(&shown.view, Qt::LeftButton, {}, there.toPoint());
    QCOMPARE(shown.lab.choices().mechanisms.front().name, std::string("hard"));
    QVERIFY(!shown.view.isDragged());
}

void CardsViewTest::cardsStandWhereTheyCanBeRead_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<QSize>("size");
    for (const QSize size : {QSize(900, 420), QSize(1040, 620), QSize(1600, 900)})
        for (const int count : {1, 4, 12, 1000})
            if (count <= 12 || size.width() == 1040) // all of them, once
                QTest::addRow("%d cards in %d x %d", count, size.width(), size.height()) << count << size;
}

void CardsViewTest::cardsStandWhereTheyCanBeRead()
{
    QFETCH(int, count);
    QFETCH(QSize, size);
    OpenLab shown;
    std::vector<std::string> names;
    for (const MechanismInfo &mechanism : allMechanisms())
        if (std::ssize(names) < count)
            names.emplace_back(mechanism.name);
    shown.lab.setMechanisms(names);
    shown.lab.setSource(LabSource::random);
    shown.lab.setSizes(9, 4);
    shown.view.setViewport(size);
    shown.view.show();
    QTRY_VERIFY(shown.allAreNew());
    const CardsLayout &layout = shown.view.placement();
    QCOMPARE(layout.places.size(), names.size());
    QVERIFY(layout.size.width() <= size.width());
    const auto holds = [](const QFont &font, const QString &text, const QRectF &place) {
        return QFontMetricsF(font).boundingRect(QRectF(0, 0, place.width(), 1e5), Qt::TextWordWrap, text).height() <= place.height() + 1;
    };
    for (std::size_t i = 0; i < names.size(); ++i) {
        const CardPlace &place = layout.places[i];
        const CardWords &words = shown.view.cards()[i];
        QVERIFY(place.card.left() >= 0 && place.card.right() <= size.width());
        QVERIFY(place.picture.width() >= 100 && place.picture.height() >= 100);
        for (const QRectF &part : {place.title, place.source, place.picture, place.idea, place.facts.back()})
            QVERIFY(place.card.contains(part));
        QVERIFY2(holds(cardTitleFont(), words.title, place.title), names[i].c_str());
        QVERIFY2(holds(cardFont(), words.source, place.source), names[i].c_str());
        QVERIFY2(holds(cardFont(), words.idea, place.idea), names[i].c_str());
        for (std::size_t f = 0; f < words.facts.size(); ++f)
            QVERIFY2(holds(cardNumberFont(), words.facts[f].value, place.facts[f].adjusted(place.labels, 0, 0, 0)), names[i].c_str());
        for (std::size_t other = 0; other < i; ++other)
            QVERIFY(!place.card.intersects(layout.places[other].card));
    }
    if (count == 1) // no desert: the pattern takes the height there is
        QVERIFY(layout.places[0].picture.height() > 0.6 * size.height());
    QVERIFY(cardFont().pixelSize() >= 11 && cardNumberFont().pixelSize() >= 11);
}

void CardsViewTest::exportsHaveAllCards()
{
    OpenLab shown;
    shown.lab.setSource(LabSource::random);
    const DrawnView drawn = shown.view.drawn(); // never seen
    const ViewFigure figure = drawn.figure({});
    QVERIFY(figure.size.width() > 500);
    QImage image(figure.size.toSize(), QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    figure.paint(painter);
    painter.end();
    QImage empty(image.size(), QImage::Format_RGB32);
    empty.fill(Qt::white);
    QVERIFY(image != empty);
    const auto table = drawn.table();
    QVERIFY(table);
    QCOMPARE(table->rows.size(), std::size_t(4));
    const auto column = std::ranges::find(table->columns, "operations") - table->columns.begin();
    QVERIFY(table->values[std::size_t(column)] > 0);
}

void CardsViewTest::screenReadersHearAll()
{
    OpenLab shown;
    QVERIFY(runIn(shown.session, QStringLiteral("storyteller"), QStringLiteral("the cat sat on the mat")));
    shown.view.show();
    shown.lab.select("top-k");
    QTRY_VERIFY(shown.allAreNew());
    QCOMPARE(shown.view.accessibleTables(), 2);
    const AccessibleTable list = shown.view.accessibleTable(0);
    QCOMPARE(list.rows, 4);
    QCOMPARE(list.currentRow, 2);
    QVERIFY(list.cell(2, 0).contains(QStringLiteral("Top-k")) && list.cell(2, 0).contains(QStringLiteral("operations")));
    list.choose(1, 0);
    QCOMPARE(shown.lab.choices().selected, std::string("causal"));
    const AccessibleTable weights = shown.view.accessibleTable(1);
    QCOMPARE(weights.rows, 6);
    QVERIFY(weights.cell(2, 1).contains(QStringLiteral("cat")));
    QVERIFY(weights.rect(2, 1).isValid());
}

QTEST_MAIN(CardsViewTest)
#include "cards_view_test.moc"
