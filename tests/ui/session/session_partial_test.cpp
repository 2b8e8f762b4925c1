// The layers done of a long run: there while it goes on, gone behind it, and never in the way of trace().
#include "ui/session/session.h"

#include "tests/support/random_model.h"
#include "ui/session/selection.h"

#include <QtTest>

using namespace headscope;

class SessionPartialTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void layersAreThereBeforeTheRunIsDone();
    void aNewModelIsShownFromItsFirstLayers();
    void anotherTextDropsThem();
    void cancelDropsThem();
    void selectionIsInsideBeforeAnybodyHears();

private:
    /// Many small layers: snapshots of one run reach the window long before its end.
    static std::shared_ptr<const Model> deepModel(std::uint32_t seed);
    std::unique_ptr<Session> m_session;
};

std::shared_ptr<const Model> SessionPartialTest::deepModel(std::uint32_t seed)
{
    TransformerConfig config = smallConfig();
    config.layers = 60;
    config.context = 300;
    setRules(config, true, true);
    return randomModel(config, seed);
}

void SessionPartialTest::init()
{
    m_session = std::make_unique<Session>(nullptr, std::chrono::milliseconds(0));
    m_session->setText(QStringLiteral("ab"));
    m_session->showModel(deepModel(1));
    QTRY_VERIFY(m_session->trace() && !m_session->isBusy());
}

void SessionPartialTest::layersAreThereBeforeTheRunIsDone()
{
    const auto before = m_session->trace();
    int most = 0;
    bool sawTrace = false;
    connect(m_session.get(), &Session::traceChanged, this, [&] { sawTrace = true; });
    connect(m_session.get(), &Session::partialChanged, this, [&] {
        const auto partial = m_session->partial();
        if (!partial) {
            QVERIFY(sawTrace); // no view falls back to the trace before
            return;
        }
        QVERIFY(!sawTrace);
        QCOMPARE(m_session->trace(), before);
        QVERIFY(partial->doneLayers() > most);
        QVERIFY(!partial->isComplete());
        most = partial->doneLayers();
        QCOMPARE(partial->tokenCount(), 200);
        QCOMPARE(m_session->newestWith(0), partial);
        QCOMPARE(m_session->newestWith(most - 1), partial);
        QCOMPARE(m_session->newestWith(most), before);
        QCOMPARE(partial->rows({Stage::weights, most - 1, 0}, 0, 1)(0, 0), 1.f);
    });
    m_session->setText(QString::fromStdString(randomText(200, 2)));
    QTRY_VERIFY(!m_session->isBusy());
    QVERIFY(most > 0);
    QVERIFY(!m_session->partial());
    QCOMPARE(m_session->newestWith(3), m_session->trace());
    QVERIFY(m_session->trace()->isComplete());
}

void SessionPartialTest::aNewModelIsShownFromItsFirstLayers()
{
    m_session->setText(QString::fromStdString(randomText(200, 2)));
    QTRY_VERIFY(!m_session->isBusy());
    const auto next = deepModel(2);
    QSignalSpy models(m_session.get(), &Session::modelChanged);
    bool wasSeen = false;
    connect(m_session.get(), &Session::partialChanged, this, [&] {
        if (!m_session->partial())
            return;
        wasSeen = true;
        QCOMPARE(m_session->model(), next);
        QCOMPARE(m_session->trace()->modelPointer(), next);
        QCOMPARE(m_session->trace()->tokenCount(), 0);
        QVERIFY(m_session->isBusy());
        QCOMPARE(m_session->partial()->modelPointer(), next);
    });
    m_session->showModel(next);
    QTRY_VERIFY(m_session->model() == next && !m_session->isBusy());
    QVERIFY(wasSeen);
    QCOMPARE(models.count(), 1);
    QCOMPARE(m_session->trace()->tokenCount(), 200);
    QCOMPARE(m_session->text().size(), 200);
}

void SessionPartialTest::anotherTextDropsThem()
{
    bool asked = false;
    connect(m_session.get(), &Session::partialChanged, this, [&] {
        if (asked || !m_session->partial())
            return;
        asked = true;
        m_session->setText(QStringLiteral("abc"));
        QVERIFY(!m_session->partial());
    });
    m_session->setText(QString::fromStdString(randomText(200, 2)));
    QTRY_VERIFY(!m_session->isBusy());
    QVERIFY(asked);
    QCOMPARE(m_session->trace()->tokenCount(), 3);
    QVERIFY(!m_session->partial());
}

void SessionPartialTest::cancelDropsThem()
{
    const auto before = m_session->trace();
    connect(m_session.get(), &Session::partialChanged, this, [&] {
        if (m_session->partial())
            m_session->cancel();
    });
    m_session->setText(QString::fromStdString(randomText(200, 2)));
    QTRY_VERIFY(!m_session->isBusy());
    QVERIFY(!m_session->partial());
    QCOMPARE(m_session->trace(), before);
}

void SessionPartialTest::selectionIsInsideBeforeAnybodyHears()
{
    m_session->setText(QString::fromStdString(randomText(200, 2)));
    QTRY_VERIFY(!m_session->isBusy());
    std::unique_ptr<Selection> selection; // made after those who listen, and hears before them all the same
    int heard = 0;
    const auto check = [&] {
        for (const auto &trace : {m_session->trace(), m_session->partial()}) {
            if (!selection || !trace)
                continue;
            ++heard;
            QVERIFY(selection->layer() < trace->config().layers);
            QVERIFY(selection->head() < trace->config().heads);
            QVERIFY(trace->has(selection->stage(), selection->layer()));
            QVERIFY(selection->row() < trace->rowCount(selection->key()));
            QVERIFY(selection->column() < trace->columnCount(selection->key()));
            QVERIFY(selection->hoverRow() < trace->rowCount(selection->key()));
            for (const HeadPlace &place : selection->pattern().others)
                QVERIFY(place.layer < trace->config().layers && place.head < trace->config().heads);
        }
    };
    for (const auto signal : {&Session::traceChanged, &Session::partialChanged, &Session::modelChanged, &Session::editsChanged})
        connect(m_session.get(), signal, this, check);
    connect(m_session.get(), &Session::busyChanged, this, check);
    selection = std::make_unique<Selection>(*m_session);
    const auto lookAtTheEnd = [&] {
        const auto trace = m_session->trace();
        const int last = trace->tokenCount() - 1;
        selection->setKey({Stage::weights, trace->config().layers - 1, trace->config().heads - 1});
        selection->pin(last, last);
        selection->hover(last, last);
        selection->setPattern({.others = {{trace->config().layers - 1, 0}}});
    };
    lookAtTheEnd();
    QSignalSpy partials(m_session.get(), &Session::partialChanged);
    m_session->setText(QString::fromStdString(randomText(120, 3)));
    QTRY_VERIFY(!m_session->isBusy());
    QVERIFY(partials.size() > 1); // also while the run went on
    QCOMPARE(selection->row(), m_session->trace()->tokenCount() - 1);
    QCOMPARE(selection->column(), -1);
    lookAtTheEnd();
    m_session->addEdit({.kind = Edit::Kind::scaleValue, .stage = Stage::weights, .layer = 0, .head = 0});
    QTRY_VERIFY(!m_session->isBusy());
    TransformerConfig config = smallConfig();
    config.layers = 1;
    config.heads = 1;
    setRules(config, true, true);
    m_session->showModel(randomModel(config, 4));
    QTRY_VERIFY(!m_session->isBusy());
    QCOMPARE(selection->layer(), 0);
    QVERIFY(heard > 6);
}

QTEST_GUILESS_MAIN(SessionPartialTest)
#include "session_partial_test.moc"
