#include "ui/window/walk_path.h"

#include <QtTest>

using namespace headscope;

class WalkPathTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goesThroughEveryLayerOnce();
    void positionsAreTheInverse();
};

namespace {

TransformerConfig config(int layers)
{
    TransformerConfig config;
    config.layers = layers;
    config.heads = 2;
    config.width = 8;
    config.headWidth = 4;
    config.feedForward = 8;
    config.setLayers({});
    return config;
}

} // namespace

void WalkPathTest::goesThroughEveryLayerOnce()
{
    const WalkPath path(config(3));
    QVERIFY(path.at(0).stage == Stage::tokens);
    QVERIFY(path.at(path.length() - 1).stage == Stage::logits);
    QCOMPARE(path.length(), static_cast<int>(path.inputStages().size() + path.outputStages().size() + 3 * path.layerStages().size()));
    int softmaxes = 0;
    for (int i = 0; i < path.length(); ++i) {
        if (path.at(i).stage == Stage::weights)
            QCOMPARE(path.at(i).layer, softmaxes++);
    }
    QCOMPARE(softmaxes, 3);
}

void WalkPathTest::positionsAreTheInverse()
{
    const WalkPath path(config(2));
    for (int i = 0; i < path.length(); ++i)
        QCOMPARE(path.positionOf(path.at(i)), i);
    TransformerConfig bare = config(1);
    bare.norm = NormKind::none;
    bare.finalNorm = false;
    QCOMPARE(WalkPath(bare).positionOf({Stage::attentionNorm, 0, 0}), -1);
}

QTEST_GUILESS_MAIN(WalkPathTest)
#include "walk_path_test.moc"
