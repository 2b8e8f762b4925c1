// The heatmap's numbers, totals and legend are the trace's; hovering, pinning, zooming and panning hit the right cells.
#include "ui/views/heatmap/heatmap_view.h"

#include "ui/theme/theme.h"

#include <QBuffer>
#include <QShortcut>
#include <QSvgGenerator>
#include <QWheelEvent>
#include <QtTest>

#include <cmath>

using namespace headscope;

class HeatmapViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void totalsAreSums();
    void cellsHaveTheirColor();
    void contrastsSpreadTheColours();
    void wideViewsHaveDigits();
    void masksAreHatchedOnTheScreenAlone();
    void lowViewsHaveTheLegendBeside();
    void hoverAndPinHitTheCell();
    void labelPinsTheRow();
    void keysMoveThePin();
    void pinningAColumnLeavesFeatureStages();
    void zoomKeepsTheCellUnderThePointer();
    void restingPointerHoversWhatComesBelowIt();
    void foundTokenStandsOutAndEscapeCloses();
    void smallViewsKeepTheMatrix_data();
    void smallViewsKeepTheMatrix();
    void dragPansAndDoesNotPin();
    void differenceIsEditedMinusOriginal();
    void legendTellsWhenRowsDoNotSumToOne();
    void cardHasTheExactNumbers();
    void figureHasRealText();
    void figureNeedsNoScreen();
    void everyLengthPaints_data();
    void everyLengthPaints();

private:
    void run(const QString &text);
    QPoint cellAt(int row, int column) const { return m_view->placement().matrix.cellRect(row, column).center().toPoint(); }
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<HeatmapView> m_view;
};

void HeatmapViewTest::init()
{
    Appearance::instance().apply();
    m_session = std::make_unique<Session>();
    m_selection = std::make_unique<Selection>(*m_session);
    m_selection->setStage(Stage::weights);
    m_view = std::make_unique<HeatmapView>(*m_session, *m_selection);
    m_view->resize(640, 640);
    m_session->openModel(QStringLiteral("blackboard"));
    QTRY_VERIFY(m_session->model());
    m_view->show();
    run(QStringLiteral("The cat sat on the mat"));
}

void HeatmapViewTest::cleanup()
{
    m_view.reset();
    m_selection.reset();
    m_session.reset();
}

void HeatmapViewTest::run(const QString &text)
{
    m_session->setText(text);
    QTRY_VERIFY(m_session->trace() && QString::fromStdString(m_session->trace()->text()) == text);
    QTRY_VERIFY(!m_session->isBusy());
    m_view->grab();
}

void HeatmapViewTest::totalsAreSums()
{
    const HeatmapContent *content = m_view->content();
    QVERIFY(content);
    const Matrix weights = m_session->trace()->matrix({Stage::weights, 0, 0});
    QCOMPARE(int(content->columns.values.size()), weights.cols());
    for (int c = 0; c < weights.cols(); ++c) {
        double received = 0;
        double entropy = 0;
        for (int r = 0; r < weights.rows(); ++r) {
            received += weights(r, c);
            if (weights(c, r) > 0)
                entropy -= double(weights(c, r)) * std::log2(double(weights(c, r)));
        }
        QVERIFY(std::abs(content->columns.values[c] - received) < 1e-9);
        QVERIFY(std::abs(content->rows.values[c] - entropy) < 1e-6); // logarithms in single precision
    }
    QVERIFY(content->legend.caption.contains(QStringLiteral("each row sums to 1")));
    QCOMPARE(content->legend.numbers.high, double(rangeOf(weights.view).high));
}

void HeatmapViewTest::cellsHaveTheirColor()
{
    const QImage picture = m_view->grab().toImage();
    const HeatmapContent *content = m_view->content();
    for (const auto &[row, column] : {std::pair{0, 0}, {2, 1}, {5, 3}, {4, 1}}) {
        const QRectF cell = m_view->placement().matrix.cellRect(row, column);
        const QColor seen = picture.pixelColor((cell.topLeft() + QPointF(5, 5)).toPoint());
        QCOMPARE(seen.name(), cellColor(content->picture, content->picture.numbers(row, column)).name());
    }
}

void HeatmapViewTest::contrastsSpreadTheColours()
{
    const HeatmapContent *content = m_view->content();
    const Matrix &numbers = content->picture.numbers;
    const auto seen = [&](int row, int column) {
        const QRectF cell = m_view->placement().matrix.cellRect(row, column);
        return m_view->grab().toImage().pixelColor((cell.topLeft() + QPointF(5, 5)).toPoint());
    };
    const QImage before = m_view->grab().toImage();
    constexpr int row = 4;
    int largest = 0;
    for (int c = 0; c < numbers.cols(); ++c)
        largest = numbers(row, c) > numbers(row, largest) ? c : largest;
    QVERIFY(numbers(row, largest) < 0.9F); // else the contrasts would agree
    const ColorScale scale = content->picture.scale;

    m_view->setContrast(Contrast::rowMaximum);
    QCOMPARE(seen(row, largest).name(), scale.color(1).name());
    QVERIFY(content->legend.contrast == Contrast::rowMaximum);

    m_view->setContrast(Contrast::logarithmic);
    for (const int column : {0, largest}) {
        const double share = std::clamp(1 + std::log10(double(numbers(row, column))) / kContrastDecades, 0.0, 1.0);
        QCOMPARE(seen(row, column).name(), scale.color(share).name());
    }
    QVERIFY(m_view->figureSize().width() > 0); // a figure has the contrast of the screen
    m_view->setContrast(Contrast::linear);
    QVERIFY(m_view->grab().toImage() == before);
}

void HeatmapViewTest::wideViewsHaveDigits()
{
    m_view->resize(1100, 460);
    m_view->grab();
    const MatrixLayout &layout = m_view->placement().matrix;
    QVERIFY(layout.cell.width() > layout.cell.height());
    QVERIFY(hasReadableDigits(layout.cell, m_view->content()->picture.widest));
    QVERIFY(QRectF(m_view->rect()).contains(layout.bounds()));
    const HeatmapPlacement figure = placeHeatmap(*m_view->content(), m_view->rect(), 1, {});
    QCOMPARE(figure.matrix.cell.width(), figure.matrix.cell.height()); // figures have squares
    // A cell of this shape is hit where it is.
    m_view->setZoom(1.5, layout.frame.center());
    QVERIFY(std::abs(layout.cell.width() / layout.cell.height() - 1) > 0.1);
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, cellAt(3, 2));
    QCOMPARE(m_selection->row(), 3);
    QCOMPARE(m_selection->column(), 2);
}

void HeatmapViewTest::masksAreHatchedOnTheScreenAlone()
{
    HeatmapContent content = *m_view->content();
    for (int r = 0; r < 6; ++r)
        for (int c = 0; c < 6; ++c)
            QCOMPARE(std::isinf(content.picture.mask(r, c)), c > r);
    const auto image = [&](double pixelRatio) {
        QImage painted(m_view->size(), QImage::Format_RGB32);
        painted.fill(Qt::white);
        QPainter painter(&painted);
        paintHeatmapCells(painter, content, m_view->placement(), pixelRatio);
        return painted;
    };
    const QImage screen = image(1);
    const QImage figure = image(0);
    content.picture.mask = {};
    QVERIFY(image(1) != screen);
    QCOMPARE(image(0), figure);
}

/// A low canvas is not spent on what stands beneath the cells.
void HeatmapViewTest::lowViewsHaveTheLegendBeside()
{
    m_view->resize(640, 760);
    m_view->grab();
    QVERIFY(!m_view->placement().legendBeside);
    for (const int words : {20, 120}) {
        run(QStringLiteral("cat ").repeated(words).trimmed());
        m_view->resize(1200, 420);
        m_view->grab();
        const HeatmapPlacement &place = m_view->placement();
        QVERIFY(place.legendBeside);
        QVERIFY(place.legend.left() > place.matrix.frame.right());
        QVERIFY(QRectF(m_view->rect()).contains(place.legend));
        QVERIFY2(place.matrix.frame.height() > 0.68 * m_view->height(), qPrintable(QString::number(place.matrix.frame.height())));
        QVERIFY2(place.matrix.frame.width() > 0.4 * m_view->width(), qPrintable(QString::number(place.matrix.frame.width())));
    }
    m_view->setContrast(Contrast::rowMaximum);
    QVERIFY(captionOf(*m_view->content(), CellShape::filling, {}).contains(QStringLiteral("row maximum")));
    QVERIFY(!captionOf(*m_view->content(), CellShape::square, {}).contains(QStringLiteral("row maximum"))); // figures stay as they were
}

void HeatmapViewTest::hoverAndPinHitTheCell()
{
    QTest::mouseMove(m_view.get(), cellAt(3, 2));
    QTRY_COMPARE(m_selection->hoverRow(), 3);
    QCOMPARE(m_selection->hoverColumn(), 2);
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, cellAt(4, 1));
    QCOMPARE(m_selection->row(), 4);
    QCOMPARE(m_selection->column(), 1);
    QTest::mouseMove(m_view.get(), QPoint(2, 2));
    QTRY_COMPARE(m_selection->hoverRow(), -1);
    QCOMPARE(m_selection->row(), 4);
}

void HeatmapViewTest::labelPinsTheRow()
{
    const QPoint label(int(m_view->placement().matrix.frame.left()) - 20, cellAt(2, 0).y());
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, label);
    QCOMPARE(m_selection->row(), 2);
    QCOMPARE(m_selection->column(), -1);
}

void HeatmapViewTest::keysMoveThePin()
{
    m_selection->pin(1, 1);
    QTest::keyClick(m_view.get(), Qt::Key_Down, Qt::AltModifier);
    QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(m_selection->row(), 2);
    QCOMPARE(m_selection->column(), 2);
    for (int i = 0; i < 9; ++i)
        QTest::keyClick(m_view.get(), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(m_selection->row(), 5);
    QTest::keyClick(m_view.get(), Qt::Key_Escape);
    QCOMPARE(m_selection->row(), -1);
}

void HeatmapViewTest::pinningAColumnLeavesFeatureStages()
{
    m_selection->setStage(Stage::q);
    m_view->grab();
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, cellAt(4, 5));
    QVERIFY(m_selection->stage() == Stage::weights); // column 5 is no column of a query of 4 numbers
    QCOMPARE(m_selection->column(), 5);
}

void HeatmapViewTest::zoomKeepsTheCellUnderThePointer()
{
    const QPointF pointer = cellAt(4, 3);
    QWheelEvent wheel(pointer, m_view->mapToGlobal(pointer), {}, {0, 240}, Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(m_view.get(), &wheel);
    QVERIFY(m_view->zoom() > 1.4);
    QCOMPARE(m_view->placement().matrix.cellAt(pointer).value(), (CellIndex{4, 3}));
    QTest::keyClick(m_view.get(), Qt::Key_0);
    QCOMPARE(m_view->zoom(), 1.0);
    QTRY_VERIFY(m_view->placement().matrix.showsAllRows());
    QTest::keyClick(m_view.get(), Qt::Key_Minus); // never smaller than whole
    QCOMPARE(m_view->zoom(), 1.0);
}

void HeatmapViewTest::restingPointerHoversWhatComesBelowIt()
{
    const QPoint pointer = cellAt(1, 1);
    QTest::mouseMove(m_view.get(), pointer);
    QCOMPARE(m_selection->hoverRow(), 1);
    m_view->setZoom(3, m_view->placement().matrix.frame.center());
    const auto cell = m_view->placement().matrix.cellAt(pointer);
    QVERIFY(cell && *cell != (CellIndex{1, 1}));
    QCOMPARE((CellIndex{m_selection->hoverRow(), m_selection->hoverColumn()}), *cell);
}

void HeatmapViewTest::foundTokenStandsOutAndEscapeCloses()
{
    bool taken = false;
    connect(new QShortcut(Qt::Key_Escape, m_view.get()), &QShortcut::activated, this, [&] { taken = true; });
    QTest::mouseMove(m_view.get(), cellAt(1, 1));
    m_view->find();
    TokenFind &find = m_view->tokenFind();
    QTest::keyClicks(&find.field(), QStringLiteral("mat"));
    QCOMPARE(find.current(), (FoundToken{5, 5}));
    QCOMPARE(m_selection->hoverRow(), -1); // its row is framed, not one under a pointer that rests
    QTest::keyClick(&find.field(), Qt::Key_Return);
    QTest::keyClick(&find.field(), Qt::Key_Escape);
    QVERIFY(!find.isVisible());
    QVERIFY(!taken);
}

void HeatmapViewTest::smallViewsKeepTheMatrix_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("totals");
    QTest::addColumn<bool>("legend");
    QTest::newRow("roomy") << QSize(640, 640) << true << true;
    QTest::newRow("low") << QSize(370, 205) << false << false;
    QTest::newRow("narrow") << QSize(210, 600) << false << true;
}

void HeatmapViewTest::smallViewsKeepTheMatrix()
{
    QFETCH(QSize, size);
    QFETCH(bool, totals);
    QFETCH(bool, legend);
    run(QStringLiteral("The cat sat on the mat The cat sat on the mat"));
    m_view->resize(size);
    m_view->grab();
    const HeatmapPlacement &place = m_view->placement();
    const int tokens = m_view->content()->rowCount();
    QVERIFY2(place.matrix.cell.width() * tokens >= 110, qPrintable(QString::number(place.matrix.cell.width())));
    QVERIFY(QRectF(m_view->rect()).contains(place.matrix.frame));
    QCOMPARE(!place.rowTotals.isEmpty(), totals);
    QCOMPARE(!place.legend.isEmpty(), legend);
    QVERIFY(!legend || QRectF(m_view->rect()).contains(place.legend));
}

void HeatmapViewTest::dragPansAndDoesNotPin()
{
    m_view->setZoom(2, cellAt(3, 3));
    const QPointF before = m_view->placement().matrix.first;
    const QPoint from = m_view->placement().matrix.frame.center().toPoint();
    QTest::mousePress(m_view.get(), Qt::LeftButton, {}, from);
    QTest::mouseMove(m_view.get(), from + QPoint(20, 10));
    QTest::mouseMove(m_view.get(), from + QPoint(60, 40));
    QTest::mouseRelease(m_view.get(), Qt::LeftButton, {}, from + QPoint(60, 40));
    const QPointF after = m_view->placement().matrix.first;
    QVERIFY(after.x() < before.x());
    QVERIFY(after.y() < before.y());
    QCOMPARE(m_selection->row(), -1);
}

void HeatmapViewTest::differenceIsEditedMinusOriginal()
{
    Edit edit;
    edit.kind = Edit::Kind::temperature;
    edit.value = 4;
    m_session->addEdit(edit);
    QTRY_VERIFY(m_session->trace() != m_session->original());
    m_selection->setShown(Shown::difference);
    m_view->grab();
    const Matrix after = m_session->trace()->matrix({Stage::weights, 0, 0});
    const Matrix before = m_session->original()->matrix({Stage::weights, 0, 0});
    QVERIFY(m_view->content()->picture.scale.isDiverging());
    double changed = 0;
    for (int r = 0; r < after.rows(); ++r) {
        for (int c = 0; c < after.cols(); ++c) {
            QCOMPARE(m_view->content()->picture.numbers(r, c), after(r, c) - before(r, c));
            changed = std::max(changed, double(std::abs(after(r, c) - before(r, c))));
        }
    }
    QVERIFY(changed > 0.01);
}

void HeatmapViewTest::legendTellsWhenRowsDoNotSumToOne()
{
    Edit edit;
    edit.kind = Edit::Kind::setValue;
    edit.stage = Stage::weights;
    edit.layer = edit.head = 0;
    edit.row = 3;
    edit.column = 1;
    edit.value = 1.5F;
    m_session->addEdit(edit);
    QTRY_VERIFY(m_session->trace() != m_session->original());
    m_view->grab();
    const HeatmapContent *content = m_view->content();
    QVERIFY(!content->legend.caption.contains(QStringLiteral("each row sums to 1")));
    QCOMPARE(content->legend.numbers.high, 1.5);
    QCOMPARE(content->rows.title, QStringLiteral("row sum"));
    QVERIFY(content->rows.values[3] > 1.4);
}

void HeatmapViewTest::cardHasTheExactNumbers()
{
    const HeatmapCard card = heatmapCard(*m_view->content(), {2, 1});
    const Matrix weights = m_session->trace()->matrix({Stage::weights, 0, 0});
    QCOMPARE(card.heading, QStringLiteral("sat → cat"));
    QVERIFY(card.lines.first().contains(numberText(weights(2, 1), {4, false})));
    QVERIFY(card.lines.at(1).contains(QStringLiteral("rank 1 of 3"))); // causal: three tokens may be looked at
    const HeatmapCard masked = heatmapCard(*m_view->content(), {1, 4});
    QVERIFY(masked.lines.at(1).contains(QStringLiteral("−∞")));
}

void HeatmapViewTest::figureHasRealText()
{
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    const QSizeF size = m_view->figureSize();
    generator.setSize(size.toSize());
    generator.setViewBox(QRectF(QPointF(0, 0), size));
    QPainter painter(&generator);
    m_view->paintFigure(painter, QRectF(QPointF(0, 0), size));
    painter.end();
    const QString svg = QString::fromUtf8(buffer.data());
    for (const QString &word :
        {QStringLiteral(">mat<"), QStringLiteral("layer 1, head 1"), QStringLiteral("each row sums to 1"), QStringLiteral("entropy")})
        QVERIFY2(svg.contains(word), qPrintable(word));
}

void HeatmapViewTest::figureNeedsNoScreen()
{
    m_selection->pin(3, -1);
    m_view->grab();
    const HeatmapView unseen(*m_session, *m_selection);
    const auto imageOf = [](const HeatmapView &view) {
        QImage image(view.figureSize().toSize(), QImage::Format_RGB32);
        image.fill(Theme::current().canvas);
        QPainter painter(&image);
        view.paintFigure(painter, image.rect());
        return image;
    };
    const QImage marked = imageOf(*m_view);
    QCOMPARE(imageOf(unseen), marked);
    m_selection->pin(2, -1);
    QVERIFY(imageOf(unseen) != marked); // the pinned query stands out
}

void HeatmapViewTest::everyLengthPaints_data()
{
    QTest::addColumn<int>("words");
    for (const int words : {0, 1, 2, 30, 300})
        QTest::addRow("%d words", words) << words;
}

void HeatmapViewTest::everyLengthPaints()
{
    QFETCH(int, words);
    run(QStringLiteral("cat ").repeated(words).trimmed());
    QVERIFY(!m_view->grab().isNull());
    const int count = m_session->trace()->tokenCount();
    QCOMPARE(m_view->content() != nullptr, count > 0);
    if (count == 0)
        return;
    const MatrixLayout &layout = m_view->placement().matrix;
    QCOMPARE(layout.rows, count);
    QVERIFY(QRectF(m_view->rect()).contains(layout.bounds()));
    QVERIFY(QRectF(m_view->rect()).contains(m_view->placement().legend));
    QVERIFY(m_view->figureSize().width() >= count); // a pixel a cell at least
}

QTEST_MAIN(HeatmapViewTest)
#include "heatmap_view_test.moc"
