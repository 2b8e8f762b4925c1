// The What if view: its controls make the edits they say, its sweep shows the engine's numbers, can be cancelled and is dropped with the
// text it belongs to.
#include "ui/views/whatif/what_if_view.h"

#include "ui/theme/theme.h"

#include <QBuffer>
#include <QSvgGenerator>
#include <QtTest>

#include <cmath>

using namespace headscope;

class WhatIfViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void scaleIsAnEdit();
    void patternIsAnEdit();
    void patternNeedsASentenceOfTheSameLength();
    void numbersOfAnotherSentenceArePutIn();
    void sweepShowsTheEnginesNumbers();
    void sweepIsCancelled();
    void sweepGoesWithItsText();
    void clickPicksTheHead();
    void figureHasRealText();
    void modelWithoutWordsSaysWhy();

private:
    void run(const QString &text);
    void settle();
    void sweepAll();
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<WhatIfView> m_view;
};

void WhatIfViewTest::init()
{
    Appearance::instance().apply();
    m_session = std::make_unique<Session>();
    m_selection = std::make_unique<Selection>(*m_session);
    m_view = std::make_unique<WhatIfView>(*m_session, *m_selection);
    m_view->resize(1200, 1200);
    m_session->openModel(QStringLiteral("storyteller"));
    QTRY_VERIFY(m_session->model());
    m_view->show();
    run(QStringLiteral("Once upon a time there was a"));
    m_selection->setKey({Stage::weights, 2, 3});
}

void WhatIfViewTest::cleanup()
{
    m_view.reset();
    m_selection.reset();
    m_session.reset();
}

void WhatIfViewTest::run(const QString &text)
{
    m_session->setText(text);
    QTRY_VERIFY(m_session->trace() && QString::fromStdString(m_session->trace()->text()) == text);
    settle();
}

void WhatIfViewTest::settle()
{
    QTRY_VERIFY(!m_session->isBusy() && m_session->trace()->edits() == m_session->edits());
    QTRY_VERIFY(m_view->isSettled()); // painted after a pause
    m_view->grab();
}

void WhatIfViewTest::sweepAll()
{
    m_view->startButton()->click();
    QVERIFY(m_view->runner().isRunning());
    QTRY_VERIFY(m_view->isSettled());
    m_view->grab();
}

void WhatIfViewTest::scaleIsAnEdit()
{
    m_view->controls()->scale()->setValue(50);
    QCOMPARE(m_session->edits().size(), std::size_t(1));
    QCOMPARE(QString::fromStdString(describe(m_session->edits()[0])), QStringLiteral("layer 3, head 4: weighted sum × 0.5"));
    settle();
    m_view->controls()->scale()->setValue(0);
    QCOMPARE(m_session->edits().size(), std::size_t(1));
    settle();
    m_selection->setHead(1);
    QCOMPARE(m_view->controls()->scale()->value(), 100); // another head
    m_selection->setHead(3);
    QCOMPARE(m_view->controls()->scale()->value(), 0);
    m_view->controls()->scale()->setValue(100);
    QVERIFY(m_session->edits().empty());
    m_session->undoStack().undo();
    QCOMPARE(m_view->controls()->scale()->value(), 0);
}

void WhatIfViewTest::patternIsAnEdit()
{
    QComboBox *pattern = m_view->controls()->pattern();
    pattern->setCurrentIndex(1);
    Q_EMIT pattern->activated(1);
    settle();
    QCOMPARE(m_session->trace()->matrix({Stage::weights, 2, 3})(3, 0), 0.25f);
    pattern->setCurrentIndex(2);
    Q_EMIT pattern->activated(2);
    settle();
    QCOMPARE(m_session->edits().size(), std::size_t(1));
    QCOMPARE(m_session->trace()->matrix({Stage::weights, 2, 3})(3, 2), 1.0f);
    Q_EMIT pattern->activated(0);
    QVERIFY(m_session->edits().empty());
}

void WhatIfViewTest::patternNeedsASentenceOfTheSameLength()
{
    QSignalSpy said(m_view->controls(), &HeadControls::said);
    Q_EMIT m_view->controls()->pattern()->activated(3);
    QVERIFY(said.last()[0].toString().contains(QStringLiteral("sentence B")));
    m_view->other().setText(QStringLiteral("The cat"));
    QTRY_VERIFY(m_view->other().trace());
    Q_EMIT m_view->controls()->pattern()->activated(3);
    QVERIFY(said.last()[0].toString().contains(QStringLiteral("2 tokens")));
    QVERIFY(m_session->edits().empty());
    QCOMPARE(m_view->controls()->pattern()->currentIndex(), 0);
    m_view->other().setText(QStringLiteral("One day there was a big dog"));
    QTRY_VERIFY(m_view->other().trace());
    QCOMPARE(m_view->other().trace()->tokenCount(), m_session->trace()->tokenCount());
    Q_EMIT m_view->controls()->pattern()->activated(3);
    settle();
    QCOMPARE(m_session->edits().size(), std::size_t(1));
    QCOMPARE(m_session->trace()->matrix({Stage::weights, 2, 3})(6, 2), m_view->other().trace()->matrix({Stage::weights, 2, 3})(6, 2));
}

void WhatIfViewTest::numbersOfAnotherSentenceArePutIn()
{
    m_view->other().setText(QStringLiteral("One day there was a big dog"));
    QTRY_VERIFY(m_view->other().trace());
    m_view->controls()->part()->setCurrentIndex(4); // the stream before the layer
    m_view->controls()->put()->click();
    settle();
    const Trace &other = *m_view->other().trace();
    QCOMPARE(m_session->trace()->predictions(6, 1)[0].id, other.predictions(6, 1)[0].id);
    QCOMPARE(m_session->trace()->prediction(6, 5).logit, other.prediction(6, 5).logit);
    // Of the pinned token alone.
    m_session->resetEdits();
    m_selection->pin(2, -1);
    m_view->controls()->rows()->setCurrentIndex(1);
    m_view->controls()->put()->click();
    QCOMPARE(m_session->edits()[0].patch->rows, std::vector<int>{2});
    // Edits that name tokens go with their text.
    run(QStringLiteral("Once upon"));
    QVERIFY(m_session->edits().empty());
}

void WhatIfViewTest::sweepShowsTheEnginesNumbers()
{
    sweepAll();
    const Trace &trace = *m_session->trace();
    const SweepResults &results = m_view->runner().results();
    QCOMPARE(results.problem, QString());
    QCOMPARE(results.cells.size(), std::size_t(trace.config().layers * trace.config().heads));
    const int row = trace.tokenCount() - 1;
    const int id = trace.predictions(row, 1)[0].id;
    QCOMPARE(results.request.id, id);
    Edit off;
    off.kind = Edit::Kind::scaleHead;
    off.layer = 1;
    off.head = 2;
    Engine engine(trace.modelPointer());
    const float without = engine.run({trace.text(), {off}})->prediction(row, id).logit;
    const HeadMatrix &table = m_view->figure()->table();
    QCOMPARE(table.numbers(1, 2), float(double(without) - trace.prediction(row, id).logit));
    m_view->measure()->setCurrent(2);
    Q_EMIT m_view->measure()->activated(2);
    QTRY_VERIFY(m_view->isSettled());
    QVERIFY(m_view->figure()->table().numbers(1, 2) > 0); // KL
}

void WhatIfViewTest::sweepIsCancelled()
{
    m_view->startButton()->click();
    QCOMPARE(m_view->startButton()->text(), QStringLiteral("Cancel"));
    m_view->startButton()->click();
    QTRY_VERIFY(!m_view->runner().isRunning());
    QCOMPARE(m_view->startButton()->text(), QStringLiteral("Start"));
    sweepAll();
    QCOMPARE(m_view->runner().results().cells.size(), m_view->runner().results().total);
}

void WhatIfViewTest::sweepGoesWithItsText()
{
    sweepAll();
    m_view->controls()->scale()->setValue(0);
    settle();
    QVERIFY(!m_view->runner().results().cells.empty()); // told to be old
    run(QStringLiteral("Once upon a"));
    QVERIFY(m_view->runner().results().cells.empty());
}

void WhatIfViewTest::clickPicksTheHead()
{
    sweepAll();
    const QSizeF size = m_view->figure()->size();
    for (int y = 0; y < size.height(); y += 4)
        for (int x = 0; x < size.width(); x += 4) {
            const auto hit = m_view->figure()->hitAt({double(x), double(y)});
            if (!hit || hit->head != HeadPlace{3, 5})
                continue;
            QTest::mouseClick(m_view->canvas(), Qt::LeftButton, {}, {x, y});
            QCOMPARE(m_selection->layer(), 3);
            QCOMPARE(m_selection->head(), 5);
            return;
        }
    QFAIL("the head is nowhere");
}

void WhatIfViewTest::figureHasRealText()
{
    sweepAll();
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(m_view->figureSize().toSize());
    QPainter painter(&generator);
    m_view->paintFigure(painter, QRectF(QPointF(0, 0), m_view->figureSize()));
    painter.end();
    QVERIFY(buffer.data().contains("Each head off"));
    QVERIFY(buffer.data().contains("Layer 4"));
}

void WhatIfViewTest::modelWithoutWordsSaysWhy()
{
    m_session->openModel(sourceFile("tests/reference/families/bert_classifier"));
    QTRY_VERIFY(m_session->model()->config().predicts == Predicts::nothing);
    settle();
    QVERIFY(!m_view->figure());
    QVERIFY(!m_view->startButton()->isEnabled());
}

QTEST_MAIN(WhatIfViewTest)
#include "what_if_view_test.moc"
