// A layer of a long run is made beside the window's thread, once for all who ask; the newest question wins.
#include "ui/session/layer_loader.h"

#include "tests/support/comparison.h"
#include "tests/support/random_model.h"

#include <QtTest>

using namespace headscope;

class LayerLoaderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void layersAreMadeWhenAskedFor();
    void theNewestQuestionWins();
    void whatKeepsEverythingIsReady();
    void aTraceMayGoMeanwhile();

private:
    std::shared_ptr<const Trace> run(std::size_t budget) const;
    std::shared_ptr<const Model> m_model;
};

void LayerLoaderTest::initTestCase()
{
    TransformerConfig config = smallConfig();
    config.layers = 6;
    setRules(config, true, true);
    m_model = randomModel(config, 1);
}

std::shared_ptr<const Trace> LayerLoaderTest::run(std::size_t budget) const
{
    RunRequest request{randomText(290, 3), {}, nullptr, {}};
    request.layerBudget = budget;
    return Engine(m_model).run(request);
}

void LayerLoaderTest::layersAreMadeWhenAskedFor()
{
    Session session;
    LayerLoader &loader = LayerLoader::of(session);
    QCOMPARE(&LayerLoader::of(session), &loader);
    const auto thin = run(0); // nothing that was looked at stays by itself
    QVERIFY(!thin->kept().all);
    QSignalSpy ready(&loader, &LayerLoader::ready);
    QVERIFY(!loader.isReady(thin, 4));
    (void)loader.isReady(thin, 4); // by now it may have been made; to ask again starts nothing
    QTRY_COMPARE(ready.count(), 1);
    QVERIFY(loader.isReady(thin, 4)); // and stays
    QVERIFY(sameBits(thin->matrix({Stage::weights, 4, 1}).view, run(std::size_t{1} << 30)->matrix({Stage::weights, 4, 1}).view));
    QVERIFY(!loader.isReady(thin, 2));
    QTRY_COMPARE(ready.count(), 2);
    QVERIFY(loader.isReady(thin, 2));
    QVERIFY(!loader.isReady(thin, 4)); // one at a time
}

void LayerLoaderTest::theNewestQuestionWins()
{
    Session session;
    LayerLoader &loader = LayerLoader::of(session);
    const auto thin = run(0);
    QSignalSpy ready(&loader, &LayerLoader::ready);
    for (int layer = 0; layer < 6; ++layer)
        QVERIFY(!loader.isReady(thin, layer));
    QTRY_COMPARE(ready.count(), 1);
    QVERIFY(loader.isReady(thin, 5));
}

void LayerLoaderTest::whatKeepsEverythingIsReady()
{
    Session session;
    LayerLoader &loader = LayerLoader::of(session);
    const auto whole = run(std::size_t{1} << 30);
    for (int layer = -1; layer < 8; ++layer)
        QVERIFY(loader.isReady(whole, layer));
    QVERIFY(loader.isReady(nullptr, 0));
    QVERIFY(loader.isReady(Engine(m_model).run({}), 0)); // no text
    QVERIFY(loader.isReady({Stage::weights, 3, 0}, Shown::difference)); // no trace yet
}

void LayerLoaderTest::aTraceMayGoMeanwhile()
{
    auto session = std::make_unique<Session>();
    auto thin = run(0);
    QVERIFY(!LayerLoader::of(*session).isReady(thin, 3));
    thin.reset();
    session.reset(); // waits for the work in hand, which a sanitizer would see otherwise
}

QTEST_GUILESS_MAIN(LayerLoaderTest)
#include "layer_loader_test.moc"
