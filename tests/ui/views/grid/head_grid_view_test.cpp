// The grid shows each head's own weights, follows the newest text, and picks heads by mouse and keys.
#include "ui/views/grid/head_grid_view.h"

#include <QtTest>

using namespace headscope;

class HeadGridViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void picturesAreTheWeights();
    void longTextsArePooledByTheLargest();
    void clickPicks();
    void severalAreChosen();
    void enterOpens();
    void newestTextWins();
    void differenceIsEditedMinusOriginal();
    void noTokens();

private:
    void waitForSurvey();
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<HeadGridView> m_grid;
};

void HeadGridViewTest::init()
{
    m_session = std::make_unique<Session>();
    m_selection = std::make_unique<Selection>(*m_session);
    m_grid = std::make_unique<HeadGridView>(*m_session, *m_selection);
    m_session->setText(QStringLiteral("Once upon a time there was a cat. The cat sat."));
    m_session->openModel(QStringLiteral("storyteller"));
    QTRY_VERIFY(m_session->trace());
    m_grid->resize(390, 300);
    m_grid->show();
    waitForSurvey();
}

void HeadGridViewTest::cleanup()
{
    m_grid.reset();
    m_selection.reset();
    m_session.reset();
}

void HeadGridViewTest::waitForSurvey()
{
    QTRY_VERIFY(!m_session->isBusy());
    QTRY_VERIFY(m_grid->isSettled());
}

void HeadGridViewTest::picturesAreTheWeights()
{
    const auto trace = m_session->trace();
    for (int layer = 0; layer < trace->config().layers; ++layer) {
        for (int head = 0; head < trace->config().heads; ++head) {
            const SurveyedHead *one = m_grid->survey().head(layer, head);
            QVERIFY(one);
            const Matrix weights = trace->matrix({Stage::weights, layer, head});
            QCOMPARE(one->rows, weights.rows());
            QVERIFY(!one->pooled);
            for (int r = 0; r < weights.rows(); ++r) {
                for (int c = 0; c < weights.cols(); ++c)
                    QVERIFY(std::abs(one->values[std::size_t(r) * one->rows + c] - weights(r, c)) < 1e-6);
            }
            QVERIFY(std::abs(one->scores.entropy - headScores(*trace, layer, head).entropy) < 1e-9);
        }
    }
}

void HeadGridViewTest::longTextsArePooledByTheLargest()
{
    m_session->setText(QStringLiteral("one two three four five six seven ").repeated(20));
    waitForSurvey();
    const SurveyedHead *one = m_grid->survey().head(1, 1);
    QVERIFY(one->pooled);
    QCOMPARE(one->rows, HeadSurvey::kMostPixels);
    QCOMPARE(one->values.front(), 1.0f); // the first token has no choice
    QVERIFY(m_grid->legendText().contains(QStringLiteral("largest")));
}

void HeadGridViewTest::clickPicks()
{
    m_selection->setStage(Stage::q);
    QTest::mouseClick(m_grid.get(), Qt::LeftButton, {}, m_grid->headRect(2, 5).center().toPoint());
    QCOMPARE(m_selection->layer(), 2);
    QCOMPARE(m_selection->head(), 5);
    QVERIFY(m_selection->stage() == Stage::q);
    QTest::mouseClick(m_grid.get(), Qt::LeftButton, {}, QPoint(1, 1)); // beside every picture
    QCOMPARE(m_selection->head(), 5);
}

void HeadGridViewTest::severalAreChosen()
{
    const auto click = [&](int layer, int head, Qt::KeyboardModifiers keys = {}) {
        QTest::mouseClick(m_grid.get(), Qt::LeftButton, keys, m_grid->headRect(layer, head).center().toPoint());
    };
    const auto chosen = [&] {
        std::vector<HeadPlace> heads = chosenHeads({m_selection->layer(), m_selection->head()}, m_selection->pattern());
        std::sort(heads.begin(), heads.end());
        return heads;
    };
    click(1, 2);
    const QImage one = m_grid->grab().toImage();
    click(3, 4, Qt::ControlModifier);
    QCOMPARE(chosen(), (std::vector<HeadPlace>{{1, 2}, {3, 4}}));
    QVERIFY(m_grid->grab().toImage() != one);
    click(1, 2, Qt::ControlModifier); // the picked one goes, the other takes its place
    QCOMPARE(chosen(), (std::vector<HeadPlace>{{3, 4}}));
    QCOMPARE(m_selection->layer(), 3);
    click(3, 4, Qt::ControlModifier); // the last stays
    QCOMPARE(chosen(), (std::vector<HeadPlace>{{3, 4}}));
    click(2, 5, Qt::ShiftModifier);
    QCOMPARE(chosen(), (std::vector<HeadPlace>{{2, 4}, {2, 5}, {3, 4}, {3, 5}}));
    click(0, 0);
    QCOMPARE(chosen(), (std::vector<HeadPlace>{{0, 0}}));
    const QPointF firstOfLayer = m_grid->headRect(2, 0).center();
    QTest::mouseClick(m_grid.get(), Qt::LeftButton, {}, QPoint(4, int(firstOfLayer.y())));
    QCOMPARE(int(chosen().size()), m_session->trace()->config().heads);
    QCOMPARE(chosen().front(), (HeadPlace{2, 0}));
    const QPointF firstOfHead = m_grid->headRect(0, 3).center();
    QTest::mouseClick(m_grid.get(), Qt::LeftButton, {}, QPoint(int(firstOfHead.x()), 4));
    QCOMPARE(int(chosen().size()), m_session->trace()->config().layers);
    QCOMPARE(chosen().back(), (HeadPlace{3, 3}));
}

void HeadGridViewTest::enterOpens()
{
    QSignalSpy opened(m_grid.get(), &HeadGridView::opened);
    QTest::keyClick(m_grid.get(), Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    QTest::mouseDClick(m_grid.get(), Qt::LeftButton, {}, m_grid->headRect(0, 0).center().toPoint());
    QCOMPARE(opened.count(), 2);
}

void HeadGridViewTest::newestTextWins()
{
    QString text = QStringLiteral("a");
    for (int i = 0; i < 12; ++i) {
        text += QStringLiteral(" dog");
        m_session->setText(text);
        QTest::qWait(3);
    }
    QTRY_COMPARE(QString::fromStdString(m_session->trace()->text()), text);
    waitForSurvey();
    QCOMPARE(m_grid->survey().head(3, 7)->rows, m_session->trace()->tokenCount());
}

void HeadGridViewTest::differenceIsEditedMinusOriginal()
{
    Edit edit;
    edit.kind = Edit::Kind::scalingOff;
    m_session->addEdit(edit);
    QTRY_VERIFY(!m_session->isBusy());
    m_selection->setShown(Shown::difference);
    waitForSurvey();
    QVERIFY(m_grid->survey().isDifference());
    const Matrix after = m_session->trace()->matrix({Stage::weights, 0, 3});
    const Matrix before = m_session->original()->matrix({Stage::weights, 0, 3});
    const SurveyedHead *one = m_grid->survey().head(0, 3);
    QVERIFY(one->largest > 0);
    const int last = after.rows() - 1;
    for (int c = 0; c <= last; ++c)
        QVERIFY(std::abs(one->values[std::size_t(last) * one->rows + c] - (after(last, c) - before(last, c))) < 1e-6);
}

void HeadGridViewTest::noTokens()
{
    m_session->setText(QString());
    QTRY_COMPARE(m_session->trace()->tokenCount(), 0);
    QTRY_VERIFY(!m_grid->survey().head(0, 0));
    QVERIFY(!m_grid->grab().isNull());
}

QTEST_MAIN(HeadGridViewTest)
#include "head_grid_view_test.moc"
