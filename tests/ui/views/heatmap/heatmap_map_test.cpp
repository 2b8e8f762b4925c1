// The heatmap of a text too long to be held: its pixels are the weights' own at every zoom; minimap, finding a token, pooling rules; and
// the other measures and units.
#include "src/patterns/pattern_choice.h"
#include "tests/support/random_model.h"
#include "ui/theme/theme.h"
#include "ui/views/heatmap/heatmap_view.h"

#include <QWheelEvent>
#include <QtTest>

#include <cmath>

using namespace headscope;

namespace {

constexpr int kTokens = 1300;

TransformerConfig longConfig()
{
    TransformerConfig config = smallConfig();
    config.context = kTokens;
    return config;
}

QRgb colorAt(const QImage &image, const QPointF &place)
{
    return image.pixel(place.toPoint());
}

// Two places of 256 apart: rounding of a weight in the eighth digit may choose the neighbouring colour.
bool sameColor(QRgb a, QRgb b)
{
    return std::abs(qRed(a) - qRed(b)) <= 3 && std::abs(qGreen(a) - qGreen(b)) <= 3 && std::abs(qBlue(a) - qBlue(b)) <= 3;
}

} // namespace

class HeatmapMapTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void overviewShowsTheLargestOfEachPatch();
    void zoomedCellsAreTheWeights();
    void newPlacesAreMadeAfterPanning();
    void pooledByMeanAndSum();
    void wheelZoomsAndTouchpadPans();
    void minimapMovesTheView();
    void findingStepsThroughTokens();
    void findingOverTokensAndTexts();
    void otherMeasuresAndUnits();
    void problemsAreTold();
    void tilesStayInTheirBudget();
    void figureHoldsThePooledPicture();

private:
    void show(const TransformerConfig &config, int tokens);
    void settle();
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<HeatmapView> m_view;
};

void HeatmapMapTest::init()
{
    Appearance::instance().apply();
    m_session = std::make_unique<Session>();
    m_selection = std::make_unique<Selection>(*m_session);
    m_selection->setKey({Stage::weights, 1, 2});
    m_view = std::make_unique<HeatmapView>(*m_session, *m_selection);
    m_view->resize(900, 900);
    m_view->show();
}

void HeatmapMapTest::cleanup()
{
    m_view.reset();
    m_selection.reset();
    m_session.reset();
}

void HeatmapMapTest::show(const TransformerConfig &config, int tokens)
{
    const auto model = randomModel(config, 3);
    m_session->setText(QString::fromStdString(randomText(tokens, 4)));
    m_session->showModel(model);
    QTRY_VERIFY(m_session->model() == model && !m_session->isBusy());
    m_selection->setKey({Stage::weights, 1, 2});
    settle();
}

void HeatmapMapTest::settle()
{
    m_view->grab();
    QTRY_VERIFY(m_view->isSettled());
    m_view->grab(); // asks for what the finished picture still lacks
    QTRY_VERIFY(m_view->isSettled());
}

void HeatmapMapTest::overviewShowsTheLargestOfEachPatch()
{
    show(longConfig(), kTokens);
    const HeatmapContent &content = *m_view->content();
    QCOMPARE(content.rowCount(), kTokens);
    QCOMPARE(content.step, 2);
    QVERIFY(content.picture.numbers.rows() <= HeatmapContent::kMostCells);
    const Matrix weights = m_session->trace()->matrix({Stage::weights, 1, 2});
    for (const auto &[y, x] : {std::pair{0, 0}, {649, 649}, {300, 20}, {101, 99}}) {
        float best = 0;
        for (int r = 2 * y; r < std::min(kTokens, 2 * y + 2); ++r)
            for (int c = 2 * x; c < std::min(kTokens, 2 * x + 2); ++c)
                best = std::max(best, weights(r, c));
        QVERIFY(std::abs(content.picture.numbers(y, x) - best) < 1e-5F); // as head_pattern.h says
    }
    QVERIFY(content.legend.caption.contains(QStringLiteral("each row sums to 1")));
    double received = 0;
    for (int r = 0; r < kTokens; ++r)
        received += weights(r, 7);
    QVERIFY(std::abs(content.columns.values[7] - received) < 1e-4);
}

void HeatmapMapTest::zoomedCellsAreTheWeights()
{
    show(longConfig(), kTokens);
    m_view->setZoom(1e9, m_view->placement().matrix.frame.topLeft() + QPointF(1, m_view->placement().matrix.frame.height() / 2));
    for (const double zoom : {1200.0, 60.0, 8.0}) { // cells with digits, plain cells, some pixels a cell
        m_view->setZoom(zoom, m_view->placement().matrix.frame.center());
        settle();
        const MatrixLayout &layout = m_view->placement().matrix;
        QVERIFY(layout.cell.width() > 3);
        const QImage picture = m_view->grab().toImage();
        const IndexSpan rows = layout.visibleRows();
        const IndexSpan columns = layout.visibleColumns();
        int checked = 0;
        for (int r = rows.first + 1; r < rows.last - 1; r += std::max(1, rows.size() / 5)) {
            for (int c = columns.first + 1; c < columns.last - 1; c += std::max(1, columns.size() / 5)) {
                const QRectF cell = layout.cellRect(r, c);
                if (m_view->minimap().adjusted(-12, -12, 12, 12).intersects(cell))
                    continue;
                const float weight = m_session->trace()->rows({Stage::weights, 1, 2}, r, 1)(0, c);
                const QPointF corner = cell.topLeft() + QPointF(cell.width(), cell.height()) * 0.2;
                QVERIFY2(sameColor(colorAt(picture, corner), cellColor(m_view->content()->picture, weight).rgb()),
                    qPrintable(QStringLiteral("zoom %1, cell %2, %3").arg(zoom).arg(r).arg(c)));
                ++checked;
            }
        }
        QVERIFY(checked > 3);
    }
    const HeatmapCard card = heatmapCard(*m_view->content(), {900, 450});
    QVERIFY(card.lines.first().contains(numberText(m_session->trace()->rows({Stage::weights, 1, 2}, 900, 1)(0, 450), {4, false}))
        || card.lines.first().contains(QStringLiteral("< 0.0001")));
    QVERIFY(card.lines.at(1).contains(QStringLiteral("of 901")));
}

void HeatmapMapTest::newPlacesAreMadeAfterPanning()
{
    show(longConfig(), kTokens);
    m_view->setZoom(20, m_view->placement().matrix.frame.center());
    settle();
    const QPoint from = m_view->placement().matrix.frame.center().toPoint();
    QTest::mousePress(m_view.get(), Qt::LeftButton, {}, from);
    QTest::mouseMove(m_view.get(), from + QPoint(200, 300));
    QTest::mouseMove(m_view.get(), from + QPoint(250, 380));
    QVERIFY(!m_view->grab().isNull()); // while tiles are missing
    QTest::mouseRelease(m_view.get(), Qt::LeftButton, {}, from + QPoint(250, 380));
    QCOMPARE(m_selection->row(), -1);
    settle();
    QVERIFY(m_view->placement().matrix.first.x() > 0);
}

void HeatmapMapTest::pooledByMeanAndSum()
{
    show(longConfig(), kTokens);
    const Matrix weights = m_session->trace()->matrix({Stage::weights, 1, 2});
    double sum = 0;
    for (int r = 800; r < 802; ++r)
        for (int c = 10; c < 12; ++c)
            sum += weights(r, c);
    m_view->setPoolRule(PoolRule::mean);
    settle();
    QVERIFY(std::abs(m_view->content()->picture.numbers(400, 5) - sum / 4) < 1e-5);
    m_view->setPoolRule(PoolRule::sum);
    settle();
    QVERIFY(std::abs(m_view->content()->picture.numbers(400, 5) - sum) < 1e-5);
    m_view->setZoom(3, m_view->placement().matrix.frame.center());
    settle();
    QVERIFY(!m_view->grab().isNull());
}

void HeatmapMapTest::wheelZoomsAndTouchpadPans()
{
    show(smallConfig(), 40);
    const QPointF pointer = m_view->placement().matrix.cellRect(30, 10).center();
    QWheelEvent wheel(pointer, m_view->mapToGlobal(pointer), {}, {0, 360}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(m_view.get(), &wheel);
    QVERIFY(m_view->zoom() > 1.8);
    QCOMPARE(m_view->placement().matrix.cellAt(pointer).value(), (CellIndex{30, 10}));
    const double zoom = m_view->zoom();
    const QPointF before = m_view->placement().matrix.first;
    QWheelEvent fingers(pointer, m_view->mapToGlobal(pointer), {0, -40}, {0, -120}, Qt::NoButton, Qt::NoModifier, Qt::ScrollUpdate, false);
    QCoreApplication::sendEvent(m_view.get(), &fingers);
    QCOMPARE(m_view->zoom(), zoom);
    QTRY_VERIFY(m_view->placement().matrix.first.y() > before.y());
    QTest::mouseDClick(m_view.get(), Qt::LeftButton, {}, pointer.toPoint());
    QVERIFY(m_view->zoom() > zoom * 1.9);
}

void HeatmapMapTest::minimapMovesTheView()
{
    show(longConfig(), kTokens);
    QVERIFY(m_view->minimap().isEmpty()); // all is in sight
    m_view->setZoom(10, m_view->placement().matrix.frame.topLeft());
    settle();
    const QRectF map = m_view->minimap();
    QVERIFY(m_view->placement().matrix.frame.contains(map));
    QVERIFY(m_view->placement().matrix.first.y() < 1);
    QTest::mousePress(m_view.get(), Qt::LeftButton, {}, map.center().toPoint());
    const MatrixLayout &layout = m_view->placement().matrix;
    QVERIFY(layout.visibleRows().contains(kTokens / 2) && layout.visibleColumns().contains(kTokens / 2));
    QTest::mouseMove(m_view.get(), map.bottomRight().toPoint() - QPoint(2, 2));
    QVERIFY(m_view->placement().matrix.visibleRows().contains(kTokens - 1));
    QTest::mouseRelease(m_view.get(), Qt::LeftButton, {}, map.bottomRight().toPoint() - QPoint(2, 2));
    QCOMPARE(m_selection->row(), -1);
}

void HeatmapMapTest::findingStepsThroughTokens()
{
    show(longConfig(), kTokens);
    QTest::keyClick(m_view.get(), Qt::Key_F, Qt::ControlModifier);
    TokenFind &find = m_view->tokenFind();
    QVERIFY(find.isVisible());
    const QString wanted = m_view->content()->picture.rowLabels.at(700) + m_view->content()->picture.rowLabels.at(701)
        + m_view->content()->picture.rowLabels.at(702);
    QTest::keyClicks(&find.field(), wanted);
    QVERIFY(find.count() >= 1);
    for (int i = 0; i < find.count() && find.current().row != 700; ++i)
        QTest::keyClick(&find.field(), Qt::Key_Return);
    QCOMPARE(find.current(), (FoundToken{700, 700}));
    const MatrixLayout &layout = m_view->placement().matrix;
    QVERIFY(layout.cell.width() >= 15 && layout.visibleRows().contains(700) && layout.visibleColumns().contains(700));
    settle();
    QTest::keyClicks(&find.field(), QStringLiteral("there is no such text"));
    QCOMPARE(find.count(), 0);
    QTest::keyClick(&find.field(), Qt::Key_Escape);
    QVERIFY(!find.isVisible());
}

void HeatmapMapTest::findingOverTokensAndTexts()
{
    const QStringList rows{QStringLiteral("␣The"), QStringLiteral("␣an"), QStringLiteral("imal"), QStringLiteral("␣the")};
    QCOMPARE(findTokens(rows, rows, true, QStringLiteral("the")), (std::vector<FoundToken>{{0, 0}, {3, 3}}));
    QCOMPARE(findTokens(rows, rows, true, QStringLiteral(" animal")), (std::vector<FoundToken>{{1, 1}}));
    QCOMPARE(findTokens(rows, {QStringLiteral("the")}, false, QStringLiteral("the")), (std::vector<FoundToken>{{0, -1}, {3, -1}, {-1, 0}}));
    QVERIFY(findTokens(rows, rows, true, QString()).empty());
    QVERIFY(findTokens({}, {}, true, QStringLiteral("x")).empty());
}

void HeatmapMapTest::otherMeasuresAndUnits()
{
    show(smallConfig(), 30);
    PatternChoice choice;
    for (const MeasureInfo &measure : allMeasures()) {
        choice.measure = measure.id;
        m_selection->setPattern(choice);
        settle();
        const HeatmapContent *content = m_view->content();
        QVERIFY(content);
        QVERIFY(content->request.choice.measure == measure.id);
        const auto pattern = makePattern(m_session->trace(), {1, 2}, choice);
        for (const auto &[row, column] : {std::pair{0, 0}, {29, 3}, {12, 12}}) {
            float expected = 0;
            pattern->block(row, column, {&expected, 1, 1, 1});
            QVERIFY(std::abs(content->picture.numbers(row, column) - expected) < 1e-5F);
        }
        QVERIFY(QString(content->legend.caption)
                    .replace(QChar(QChar::Nbsp), QLatin1Char(' '))
                    .contains(QString::fromStdString(pattern->formula())));
        if (measure.id == Measure::weights)
            QCOMPARE(content->picture.range.high, 1.0);
        else if (measure.scale != MeasureScale::diverging)
            QCOMPARE(float(content->picture.range.high), float(rangeOf(content->picture.numbers.view).high));
    }
    choice.measure = Measure::weights;
    choice.others = {{0, 0}, {1, 0}};
    m_selection->setPattern(choice);
    settle();
    QVERIFY(m_view->content()->title.contains(QStringLiteral("mean of")));
    choice = {};
    choice.unit = TokenUnit::words; // one word of 30 letters
    m_selection->setPattern(choice);
    settle();
    QVERIFY(m_view->content()->rowCount() < 30);
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, m_view->placement().matrix.cellRect(0, 0).center().toPoint());
    QCOMPARE(m_selection->row(), 0);
    QVERIFY(!heatmapCard(*m_view->content(), {0, 0}).heading.isEmpty());
}

void HeatmapMapTest::problemsAreTold()
{
    show(smallConfig(), 10);
    PatternChoice choice;
    for (const char *hidden : {"(", ".*"}) { // no expression; nothing is left
        choice.hidden = hidden;
        m_selection->setPattern(choice);
        settle();
        QVERIFY(!m_view->content());
        QVERIFY(!m_view->grab().isNull());
        QVERIFY(m_view->figureSize().width() > 0);
    }
    m_selection->setPattern({});
    settle();
    QVERIFY(m_view->content());
}

void HeatmapMapTest::tilesStayInTheirBudget()
{
    show(longConfig(), kTokens);
    constexpr std::size_t budget = 3 * 256 * 256 * 8;
    PatternTiles tiles(nullptr, budget);
    tiles.show(m_view->content()->pattern, PoolRule::largest);
    std::vector<PatternTile> places;
    for (int row = 0; row < 5; ++row)
        places.push_back({0, row, 0});
    tiles.want(places);
    QTRY_VERIFY(!tiles.isBusy());
    QVERIFY(tiles.bytes() <= budget);
    QVERIFY(!tiles.find(places.front()));
    QVERIFY(tiles.find(places.back()));
    tiles.show(nullptr, PoolRule::largest);
    QCOMPARE(tiles.bytes(), std::size_t(0));
}

void HeatmapMapTest::figureHoldsThePooledPicture()
{
    show(longConfig(), kTokens);
    const QSizeF size = m_view->figureSize();
    QVERIFY(size.width() >= 650 && size.width() < 1200);
    QImage image(size.toSize(), QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    m_view->paintFigure(painter, image.rect());
    painter.end();
    QVERIFY(m_view->figureTitle().contains(QStringLiteral("layer 2, head 3")));
}

QTEST_MAIN(HeatmapMapTest)
#include "heatmap_map_test.moc"
