// Heatmaps side by side: each is its head's weights, with one scale; the heatmap shows them while that is the rule.
#include "ui/views/heatmap/heatmap_view.h"

#include "tests/ui/recorded_painting.h"
#include "ui/theme/theme.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/shared/matrix/cell_shape.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace headscope;

class MultiplesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everyHeadHasItsPicture();
    void picturesDoNotOverlap();
    void pointingTellsEveryHeadsNumber();
    void clickOnANameLooksAtThatHead();
    void manyHeadsAreCut();
    void scoresShareASignedScale();
    void heatmapShowsThemWhileThatIsTheRule();
    void titleTellsWhatStandsThere();
    void smallPicturesFillTheArea();
    void cellsHaveDigitsAndMasks();
    void contrastIsChosenAndNamed();

private:
    void settle();
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<HeatmapView> m_view;
};

void MultiplesTest::init()
{
    Appearance::instance().apply();
    m_session = std::make_unique<Session>();
    m_selection = std::make_unique<Selection>(*m_session);
    m_selection->setStage(Stage::weights);
    m_view = std::make_unique<HeatmapView>(*m_session, *m_selection);
    m_view->resize(700, 560);
    m_session->setText(QStringLiteral("The cat sat on the mat."));
    m_session->openModel(QStringLiteral("storyteller"));
    QTRY_VERIFY(m_session->trace() && !m_session->isBusy());
    m_selection->setPattern({.rule = HeadRule::sideBySide, .others = {{1, 2}, {3, 7}}});
    m_view->show();
    settle();
}

void MultiplesTest::cleanup()
{
    m_view.reset();
    m_selection.reset();
    m_session.reset();
}

void MultiplesTest::settle()
{
    m_view->grab();
    QTRY_VERIFY(m_view->isSettled());
    m_view->grab();
}

void MultiplesTest::everyHeadHasItsPicture()
{
    const HeadPlace places[] = {{0, 0}, {1, 2}, {3, 7}};
    QCOMPARE(int(m_view->multiples().picture()->pools.size()), 3);
    for (int i = 0; i < 3; ++i) {
        const Matrix weights = m_session->trace()->matrix({Stage::weights, places[i].layer, places[i].head});
        const PooledPattern &pool = m_view->multiples().picture()->pools[i];
        QCOMPARE(pool.rows, weights.rows());
        for (int r = 0; r < weights.rows(); ++r)
            for (int c = 0; c < weights.cols(); ++c)
                QVERIFY(std::abs(pool.values[std::size_t(r) * pool.columns + c] - weights(r, c)) < 2e-5); // head_pattern.h
    }
    QCOMPARE(m_view->multiples().picture()->high, 1.0);
}

void MultiplesTest::picturesDoNotOverlap()
{
    const auto &frames = m_view->multiples().placement().frames;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        QVERIFY(QRectF(m_view->rect()).contains(frames[i]));
        for (std::size_t j = i + 1; j < frames.size(); ++j)
            QVERIFY(!frames[i].intersects(frames[j]));
    }
    QVERIFY(m_view->multiples().placement().legend.top() > frames.back().bottom());
}

void MultiplesTest::pointingTellsEveryHeadsNumber()
{
    const QRectF frame = m_view->multiples().placement().frames[1];
    const int count = m_session->trace()->tokenCount();
    QTest::mouseMove(
        m_view.get(), QPointF(frame.left() + frame.width() * 1.5 / count, frame.top() + frame.height() * 4.5 / count).toPoint());
    const QString text = m_view->multiples().cellText();
    for (const StageKey &key : {StageKey{Stage::weights, 0, 0}, StageKey{Stage::weights, 1, 2}, StageKey{Stage::weights, 3, 7}})
        QVERIFY2(text.contains(QString::number(m_session->trace()->matrix(key)(4, 1), 'f', 3)), qPrintable(text));
    QCOMPARE(m_selection->hoverRow(), 4);
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {},
        QPointF(frame.left() + frame.width() * 1.5 / count, frame.top() + frame.height() * 4.5 / count).toPoint());
    QCOMPARE(m_selection->row(), 4);
    QCOMPARE(m_selection->column(), 1);
}

void MultiplesTest::clickOnANameLooksAtThatHead()
{
    const QRectF frame = m_view->multiples().placement().frames[2];
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, QPointF(frame.left() + 8, frame.top() - 8).toPoint());
    QCOMPARE(m_selection->layer(), 3);
    QCOMPARE(m_selection->head(), 7);
    QVERIFY(m_selection->pattern().others.empty());
}

void MultiplesTest::manyHeadsAreCut()
{
    PatternChoice choice{.rule = HeadRule::sideBySide};
    for (int layer = 0; layer < 4; ++layer)
        for (int head = 0; head < 8; ++head)
            choice.others.push_back({layer, head});
    m_selection->setPattern(choice);
    settle();
    QCOMPARE(int(m_view->multiples().picture()->pools.size()), kMostSideBySide);
    QCOMPARE(int(m_view->multiples().placement().frames.size()), kMostSideBySide);
    picturesDoNotOverlap();
    // The first of those that were asked for, in their order.
    for (int i = 0; i < kMostSideBySide; ++i) {
        const Matrix weights = m_session->trace()->matrix({Stage::weights, i / 8, i % 8});
        const PooledPattern &pool = m_view->multiples().picture()->pools[std::size_t(i)];
        const int last = weights.rows() - 1;
        QVERIFY(std::abs(pool.values[std::size_t(last) * pool.columns] - weights(last, 0)) < 2e-5);
    }
    // Without title and legend the figure is lower, as wide, and its pictures are as large.
    const QSizeF whole = m_view->figureSize();
    const QSizeF bare = m_view->figureSize({.title = false, .legend = false});
    QCOMPARE(bare.width(), whole.width());
    QVERIFY(m_view->figureSize({.legend = false}).height() < whole.height());
    QVERIFY(bare.height() < m_view->figureSize({.legend = false}).height());
    // Their figure has something in each of its parts.
    QImage image(m_view->figureSize().toSize(), QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    m_view->paintFigure(painter, image.rect());
    painter.end();
    for (int y = 0; y < 3; ++y)
        for (int x = 0; x < 4; ++x) {
            const QImage part = image.copy(x * image.width() / 4, y * image.height() / 3, image.width() / 4, image.height() / 3);
            QImage blank(part.size(), part.format());
            blank.fill(Qt::white);
            QVERIFY2(part != blank, qPrintable(QStringLiteral("nothing at %1, %2").arg(x).arg(y)));
        }
}

void MultiplesTest::scoresShareASignedScale()
{
    PatternChoice choice = m_selection->pattern();
    choice.measure = Measure::scores;
    m_selection->setPattern(choice);
    settle();
    QVERIFY(m_view->multiples().picture()->diverging);
    QCOMPARE(m_view->multiples().picture()->low, -m_view->multiples().picture()->high);
}

void MultiplesTest::heatmapShowsThemWhileThatIsTheRule()
{
    HeadsWorkspace workspace(*m_session, *m_selection);
    workspace.resize(1200, 700);
    workspace.show();
    QCOMPARE(workspace.currentId(), QStringLiteral("heatmap"));
    QVERIFY(workspace.heatmap()->isSideBySide());
    QCOMPARE(workspace.currentView().figureTitle(), m_view->figureTitle());
    PatternChoice choice = m_selection->pattern();
    choice.rule = HeadRule::mean;
    m_selection->setPattern(choice);
    workspace.grab();
    QTRY_VERIFY(workspace.heatmap()->isSettled());
    QVERIFY(!workspace.heatmap()->isSideBySide());
    QVERIFY(workspace.heatmap()->content());
    const QImage mean = workspace.heatmap()->grab().toImage();
    choice.rule = HeadRule::sideBySide;
    m_selection->setPattern(choice);
    workspace.grab();
    QTRY_VERIFY(workspace.heatmap()->isSettled());
    QCOMPARE(int(workspace.heatmap()->multiples().picture()->pools.size()), 3);
    QVERIFY(workspace.heatmap()->grab().toImage() != mean);
    QCOMPARE(&workspace.currentView(), static_cast<View *>(workspace.heatmap()));
}

void MultiplesTest::titleTellsWhatStandsThere()
{
    HeadsWorkspace workspace(*m_session, *m_selection);
    workspace.resize(960, 640);
    workspace.show();
    const auto title = [&] {
        for (const QLabel *label : workspace.findChildren<QLabel *>())
            if (label->property("role") == QStringLiteral("title") && label->text().contains(QStringLiteral("head")))
                return label->text();
        return QString();
    };
    PatternChoice choice{.rule = HeadRule::sideBySide};
    for (int head = 1; head < 8; ++head)
        choice.others.push_back({0, head});
    choice.others.push_back({3, 3});
    m_selection->setPattern(choice);
    QCOMPARE(title(), QStringLiteral("9 heads side by side"));
    for (int head = 0; head < 8; ++head)
        choice.others.push_back({1, head});
    m_selection->setPattern(choice);
    QCOMPARE(title(), QStringLiteral("The first 12 of 17 heads side by side"));
    choice.measure = Measure::rollout;
    m_selection->setPattern(choice);
    QCOMPARE(title(), QStringLiteral("Layer 1, all heads"));
    QVERIFY(!workspace.heatmap()->isSideBySide());
}

void MultiplesTest::smallPicturesFillTheArea()
{
    PatternChoice choice{.rule = HeadRule::sideBySide};
    for (int head = 1; head < 8; ++head)
        choice.others.push_back({0, head});
    choice.others.push_back({3, 3});
    m_selection->setPattern(choice);
    m_view->resize(568, 480);
    settle();
    picturesDoNotOverlap();
    QVERIFY(m_view->multiples().placement().legend.bottom() > 0.8 * m_view->height());
}

namespace {

/// All that is written in the view.
QList<PaintedPart> textsOf(HeatmapView &view)
{
    RecordedPainting recorded(view.size());
    view.render(&recorded, {}, {}, QWidget::DrawWindowBackground);
    QList<PaintedPart> texts;
    for (const PaintedPart &part : recorded.parts())
        if (part.kind == PaintedPart::Kind::text)
            texts << part;
    return texts;
}

} // namespace

void MultiplesTest::cellsHaveDigitsAndMasks()
{
    m_view->resize(1300, 760);
    settle();
    const MultiplesPicture &picture = *m_view->multiples().picture();
    const MultiplesPlacement &place = m_view->multiples().placement();
    const int tokens = m_session->trace()->tokenCount();
    const QList<PaintedPart> texts = textsOf(*m_view);
    for (std::size_t head = 0; head < 3; ++head) {
        const MatrixLayout layout = place.layoutOf(head, picture);
        for (int r = 0; r < tokens; ++r) {
            for (int c = 0; c < tokens; ++c) {
                QCOMPARE(std::isinf(picture.masks[head](r, c)), c > r);
                const float weight = picture.pools[head].values[std::size_t(r) * std::size_t(tokens) + std::size_t(c)];
                const QString expected = c > r ? QStringLiteral("0") : numberText(weight, {2, false});
                const auto isIt = [&](const PaintedPart &text) {
                    return text.text == expected && text.font.pixelSize() >= kReadableDigits
                        && layout.cellRect(r, c).contains(text.place.center());
                };
                QVERIFY2(std::ranges::any_of(texts, isIt), qPrintable(QStringLiteral("%1 at %2, %3").arg(expected).arg(r).arg(c)));
            }
        }
    }
}

void MultiplesTest::contrastIsChosenAndNamed()
{
    m_view->resize(1100, 700);
    settle();
    SegmentedControl *control = nullptr;
    for (SegmentedControl *one : m_view->findChildren<SegmentedControl *>())
        if (one->isVisible())
            control = one;
    QVERIFY(control);
    QVERIFY(m_view->rect().contains(control->geometry()));
    for (const QRectF &frame : m_view->multiples().placement().frames)
        QVERIFY(!frame.intersects(control->geometry()));
    const auto names = [&](const QString &name) {
        return std::ranges::any_of(textsOf(*m_view), [&](const PaintedPart &text) { return text.text.contains(name); });
    };
    const QImage linear = m_view->grab().toImage();
    QVERIFY(!names(QStringLiteral("logarithmic")));
    m_view->setContrast(Contrast::logarithmic);
    QVERIFY(names(QStringLiteral("logarithmic")));
    QVERIFY(m_view->grab().toImage() != linear);
    m_view->setContrast(Contrast::linear);
    QCOMPARE(m_view->grab().toImage(), linear);
}

QTEST_MAIN(MultiplesTest)
#include "multiples_test.moc"
