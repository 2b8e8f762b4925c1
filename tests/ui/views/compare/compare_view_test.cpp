// A and B on the screen: heads, texts, models and edits are compared on the right tokens, and what is pinned stays.
#include "../walk/opened_session.h"

#include "src/engine.h"
#include "tests/support/config_variants.h"
#include "ui/theme/theme.h"
#include "ui/views/compare/compare_view.h"

#include <QtTest>

#include <cmath>

using namespace headscope;

class CompareViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Appearance::instance().apply(); }
    void twoHeads();
    void panelsGoFirst();
    void twoTexts();
    void beforeAndAfterAnEdit();
    void twoModels();
    void pinsStayWhenTheModelGoes();
    void everyKindOfModel();
    void longTextsArePooled();
    void pointing();
    void masksAreHatchedOnTheScreenAlone();
};

namespace {

PinnedHead pinned(const std::shared_ptr<const Trace> &trace, int layer, int head)
{
    return {trace, {layer, head}, {}};
}

} // namespace

void CompareViewTest::twoHeads()
{
    Session session;
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")));
    const auto trace = session.trace();
    const auto content = compareContent(pinned(trace, 0, 1), pinned(trace, 2, 3));
    QVERIFY(content.has_value());
    const Matrix a = trace->matrix({Stage::weights, 0, 1});
    const Matrix b = trace->matrix({Stage::weights, 2, 3});
    double sum = 0;
    for (int r = 0; r < a.rows(); ++r)
        for (int c = 0; c < a.cols(); ++c) {
            QCOMPARE(content->numbersOfA(r, c), a(r, c));
            QCOMPARE(content->difference(r, c), b(r, c) - a(r, c));
            sum += std::abs(double(b(r, c)) - double(a(r, c)));
        }
    QCOMPARE(content->rowCount.both, trace->tokenCount());
    QCOMPARE(content->rowCount.onlyA + content->rowCount.onlyB, 0);
    QVERIFY(std::abs(content->summary.meanDifference - sum / (a.rows() * a.cols())) < 1e-12);
}

void CompareViewTest::panelsGoFirst()
{
    Session session;
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("the cat sat on the mat and ").repeated(18)));
    const auto content = compareContent(pinned(session.trace(), 0, 1), pinned(session.trace(), 0, 2));
    const auto layout = [&](double width, double height) {
        return layOutCompare(*content, CompareShows::all, {0, 0, width, height}, CellShape::filling);
    };
    // Three in a row would be stamps half as wide.
    const CompareLayout narrow = layout(700, 465);
    QVERIFY(narrow.panels[2].title.top() > narrow.panels[0].title.bottom());
    QVERIFY(narrow.panels[0].matrix.frame.width() > 110);
    const CompareLayout wide = layout(1400, 465);
    QCOMPARE(wide.panels[2].title.top(), wide.panels[0].title.top());
    QVERIFY(!wide.summary.isEmpty() && !wide.weights.isEmpty());
    // Where it is low, words and legends are off and nothing lies on another.
    const CompareLayout low = layout(820, 190);
    QVERIFY(low.summary.isEmpty() && low.weights.isEmpty() && low.difference.isEmpty());
    for (const ComparePanel &panel : low.panels)
        QVERIFY(panel.matrix.frame.bottom() <= 190);
}

void CompareViewTest::twoTexts()
{
    Session session;
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")));
    const auto first = session.trace();
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The big cat sat on the mat today")));
    const auto second = session.trace();
    const auto content = compareContent(pinned(first, 1, 0), pinned(second, 1, 0));
    QCOMPARE(content->rowCount.both, first->tokenCount());
    QCOMPARE(content->rowCount.onlyB, second->tokenCount() - first->tokenCount());
    const Matrix a = first->matrix({Stage::weights, 1, 0});
    const Matrix b = second->matrix({Stage::weights, 1, 0});
    // "cat" is the second token of A and the third of B; "big" has nothing to be subtracted from.
    QCOMPARE(content->difference(3, 2), b(3, 2) - a(2, 1));
    QVERIFY(std::isnan(content->difference(1, 0)));
    QVERIFY(std::isnan(content->numbersOfA(3, 1)));
    QCOMPARE(content->numbersOfB(3, 1), b(3, 1));
    QCOMPARE(cellOf(*content, false, 2, 1), (CellIndex{3, 2}));
    QCOMPARE(cellOf(*content, true, 3, 1), (CellIndex{3, 1}));
    QVERIFY(summaryOf(*content).first().contains(QString::number(content->rowCount.onlyB) + QStringLiteral(" only in B")));
    QVERIFY(compareCard(*content, {1, 0}).lines.join(QLatin1Char(' ')).contains(QStringLiteral("not in both")));
}

void CompareViewTest::beforeAndAfterAnEdit()
{
    Session session;
    Selection selection(session);
    CompareView view(session, selection);
    view.resize(1100, 700);
    QVERIFY(runIn(session, QStringLiteral("blackboard"), QStringLiteral("The cat sat")));
    view.grab();
    QVERIFY(!view.content()); // nothing pinned, nothing edited
    Edit edit;
    edit.kind = Edit::Kind::scalingOff;
    session.addEdit(edit);
    QVERIFY(settled(session));
    view.grab();
    QVERIFY(view.content());
    const Matrix before = session.original()->matrix({Stage::weights, 0, 0});
    const Matrix after = session.trace()->matrix({Stage::weights, 0, 0});
    QCOMPARE(view.content()->difference(2, 1), after(2, 1) - before(2, 1));
    QVERIFY(view.content()->b.text.contains(QStringLiteral("1 edit")));
}

void CompareViewTest::twoModels()
{
    Session session;
    QVERIFY(runIn(session, QStringLiteral("blackboard"), QStringLiteral("The cat sat")));
    const auto first = session.trace();
    session.openModel(QStringLiteral("storyteller"));
    QTRY_VERIFY(session.trace() != first && !session.isBusy());
    const auto content = compareContent(pinned(first, 0, 0), pinned(session.trace(), 0, 0));
    QCOMPARE(content->rowCount.both, 3); // "cat" is "␣cat"
    QVERIFY(content->a.name != content->b.name);
}

void CompareViewTest::pinsStayWhenTheModelGoes()
{
    Session session;
    Selection selection(session);
    CompareView view(session, selection);
    view.resize(1100, 700);
    QVERIFY(runIn(session, QStringLiteral("blackboard"), QStringLiteral("The cat sat")));
    view.pinA();
    QVERIFY(view.a());
    std::weak_ptr<const Trace> kept = session.trace();
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat ran")));
    view.grab();
    QVERIFY(view.content());
    QCOMPARE(view.content()->rowCount.onlyB, 1);
    QVERIFY(!kept.expired());
    view.swapSides();
    view.grab();
    QCOMPARE(view.content()->rowCount.onlyA, 1);
    view.unpin();
    view.grab();
    QTRY_VERIFY(kept.expired()); // its memory is given back
}

void CompareViewTest::everyKindOfModel()
{
    for (const ConfigVariant &variant : configVariants()) {
        const auto trace = runVariant(variant, 8);
        const auto other = runVariant(variant, 5);
        const int layer = trace->config().layers - 1;
        const auto content = compareContent(pinned(trace, layer, 0), pinned(other, 0, 0));
        QVERIFY(content.has_value());
        for (const CompareShows shows : {CompareShows::all, CompareShows::sideBySide, CompareShows::difference}) {
            for (const QSizeF &size : {QSizeF(500, 400), QSizeF(1300, 500)}) {
                QImage image(size.toSize(), QImage::Format_RGB32);
                image.fill(Qt::white);
                QPainter painter(&image);
                const CompareLayout layout = layOutCompare(*content, shows, QRectF(QPointF(), size));
                paintCompare(painter, *content, layout);
                paintCompareCell(painter, *content, layout, {0, 0}, true);
                QCOMPARE(layout.panels.size(), shows == CompareShows::all ? 3U : shows == CompareShows::sideBySide ? 2U : 1U);
            }
        }
    }
}

void CompareViewTest::longTextsArePooled()
{
    Session session;
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("one two three four ").repeated(200)));
    const auto trace = session.trace();
    QVERIFY(trace->tokenCount() > kMostCompared);
    const auto content = compareContent(pinned(trace, 0, 0), pinned(trace, 3, 7));
    QVERIFY(content->step > 1);
    QVERIFY(content->difference.rows() <= kMostCompared);
    QCOMPARE(content->difference.rows(), int(content->rows.size()));
    const Matrix a = trace->matrix({Stage::weights, 0, 0});
    const Matrix b = trace->matrix({Stage::weights, 3, 7});
    float largest = 0;
    for (int r = 0; r < content->step; ++r)
        for (int c = 0; c < content->step; ++c)
            if (const float d = b(r + content->step, c) - a(r + content->step, c); std::abs(d) > std::abs(largest))
                largest = d;
    QCOMPARE(content->difference(1, 0), largest);
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(!compareContent(pinned(trace, 0, 0), pinned(trace, 3, 7), stop.get_token()));
}

void CompareViewTest::pointing()
{
    Session session;
    Selection selection(session);
    CompareView view(session, selection);
    view.resize(1200, 700);
    view.show();
    QVERIFY(runIn(session, QStringLiteral("blackboard"), QStringLiteral("The cat sat")));
    view.pinA();
    selection.setHead(1);
    view.grab();
    QVERIFY(view.content());
    const MatrixLayout &matrix = view.layout().panels[2].matrix;
    QTest::mouseClick(&view, Qt::LeftButton, {}, matrix.cellRect(2, 1).center().toPoint());
    QCOMPARE(selection.row(), 2);
    QCOMPARE(selection.column(), 1);
    QCOMPARE(compareCellAt(view.layout(), matrix.cellRect(0, 2).center()).value_or(CellIndex()), (CellIndex{0, 2}));
    QVERIFY(!compareCellAt(view.layout(), {1, 1}));
}

void CompareViewTest::masksAreHatchedOnTheScreenAlone()
{
    Session session;
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")));
    auto content = *compareContent(pinned(session.trace(), 0, 0), pinned(session.trace(), 1, 2));
    for (const Matrix *mask : {&content.maskOfA, &content.maskOfB, &content.maskOfBoth})
        for (int r = 0; r < mask->rows(); ++r)
            for (int c = 0; c < mask->cols(); ++c)
                QCOMPARE(std::isinf((*mask)(r, c)), c > r);
    const auto image = [&](CellShape shape) {
        QImage painted(1200, 700, QImage::Format_RGB32);
        painted.fill(Qt::white);
        QPainter painter(&painted);
        paintCompare(painter, content, layOutCompare(content, CompareShows::all, QRectF(painted.rect()), shape));
        return painted;
    };
    const QImage screen = image(CellShape::filling);
    const QImage figure = image(CellShape::square);
    content.maskOfA = content.maskOfB = content.maskOfBoth = {};
    QVERIFY(image(CellShape::filling) != screen);
    QCOMPARE(image(CellShape::square), figure);
}

QTEST_MAIN(CompareViewTest)
#include "compare_view_test.moc"
