// The layers done of a long run: there while it goes on, gone behind it, and never in the way of trace().
#include "ui/session/session.h"

#include "tests/support/random_model.h"

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

QTEST_GUILESS_MAIN(SessionPartialTest)
#include "session_partial_test.moc"
