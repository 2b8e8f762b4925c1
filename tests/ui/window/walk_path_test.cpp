#include "ui/window/walk_path.h"

#include <QtTest>

using namespace headscope;

class WalkPathTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goesThroughEveryLayerOnce();
    void positionsAreTheInverse();
    void anEncoderDecoderIsWalkedFromEndToEnd();
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

void WalkPathTest::anEncoderDecoderIsWalkedFromEndToEnd()
{
    TransformerConfig both = config(6); // two encoder layers, two decoder layers of self- and cross-attention
    both.encoderLayers = 2;
    for (int layer = 2; layer < 6; ++layer) {
        both.layerConfigs[static_cast<std::size_t>(layer)].decoder = true;
        both.layerConfigs[static_cast<std::size_t>(layer)].cross = layer % 2 == 1;
        both.layerConfigs[static_cast<std::size_t>(layer)].hasMlp = layer % 2 == 1;
    }
    const WalkPath path(both);
    int texts = 0;
    int layer = 0;
    for (int i = 0; i < path.length(); ++i) {
        QCOMPARE(path.positionOf(path.at(i)), i);
        QVERIFY(both.has(path.at(i).stage, path.at(i).layer));
        QVERIFY(path.at(i).layer >= layer); // never back
        layer = path.at(i).layer;
        texts += path.at(i).stage == Stage::tokens ? 1 : 0;
    }
    QCOMPARE(texts, 2);
    QVERIFY(path.at(path.length() - 1).stage == Stage::logits);
    QVERIFY(path.positionOf({Stage::finalNorm, 0, 0}) < path.positionOf({Stage::tokens, 2, 0}));
    QCOMPARE(path.positionOf({Stage::finalNorm, 0, 0}), path.positionOf({Stage::finalNorm, 1, 0})); // any layer of the stack
    QCOMPARE(path.positionOf({Stage::mlpPre, 2, 0}), -1); // self-attention of a decoder has none
}

QTEST_GUILESS_MAIN(WalkPathTest)
#include "walk_path_test.moc"
