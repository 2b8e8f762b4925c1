#include "ui/views/walk/stage_texts.h"

#include <QCoreApplication>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::StageTexts)
};

} // namespace

QString stageQuestion(Stage stage)
{
    switch (stage) {
    case Stage::tokens: return Words::tr("Which pieces does the model read?");
    case Stage::embedding: return Words::tr("Which vector stands for each piece?");
    case Stage::position: return Words::tr("Where does each piece stand?");
    case Stage::residualBefore: return Words::tr("What does this layer start from?");
    case Stage::attentionNorm:
    case Stage::mlpNorm:
    case Stage::finalNorm: return Words::tr("How is each row brought to the same size?");
    case Stage::q: return Words::tr("What is each token looking for?");
    case Stage::k: return Words::tr("What does each token offer to be found by?");
    case Stage::v: return Words::tr("What does each token pass on when it is found?");
    case Stage::rawScores: return Words::tr("How well does each query match each key?");
    case Stage::scaledScores: return Words::tr("How large should a score be?");
    case Stage::maskedScores: return Words::tr("Which tokens may be looked at?");
    case Stage::weights: return Words::tr("How much does each token look at each other?");
    case Stage::weightedSum: return Words::tr("What does each token gather from the others?");
    case Stage::joinedHeads: return Words::tr("What did all heads gather, side by side?");
    case Stage::outputProjection: return Words::tr("How are the heads mixed into one answer?");
    case Stage::residualMiddle: return Words::tr("What is the token after attention was added?");
    case Stage::mlpPre: return Words::tr("Which patterns does the MLP find in each token?");
    case Stage::mlpPost: return Words::tr("Which of these patterns count?");
    case Stage::mlpOut: return Words::tr("What does the MLP add for them?");
    case Stage::residualAfter: return Words::tr("What leaves this layer?");
    case Stage::logits: return Words::tr("Which word comes next?");
    default: break;
    }
    return {};
}

QString matrixTitle(Stage stage)
{
    switch (stage) {
    case Stage::tokens: return Words::tr("ids");
    case Stage::embedding: return Words::tr("E embedding");
    case Stage::position: return Words::tr("P position");
    case Stage::residualBefore: return Words::tr("X residual stream");
    case Stage::attentionNorm: return Words::tr("X̂ normalised");
    case Stage::q: return Words::tr("Q queries");
    case Stage::k: return Words::tr("K keys");
    case Stage::v: return Words::tr("V values");
    case Stage::rawScores: return Words::tr("R raw scores");
    case Stage::scaledScores: return Words::tr("S scaled scores");
    case Stage::maskedScores: return Words::tr("M masked scores");
    case Stage::weights: return Words::tr("A attention weights");
    case Stage::weightedSum: return Words::tr("Z weighted sums");
    case Stage::joinedHeads: return Words::tr("J joined heads");
    case Stage::outputProjection: return Words::tr("O attention output");
    case Stage::residualMiddle: return Words::tr("Y after attention");
    case Stage::mlpNorm: return Words::tr("Ŷ normalised");
    case Stage::mlpPre: return Words::tr("U inner, before");
    case Stage::mlpPost: return Words::tr("G inner, activated");
    case Stage::mlpOut: return Words::tr("N MLP output");
    case Stage::residualAfter: return Words::tr("X′ leaving the layer");
    case Stage::finalNorm: return Words::tr("F final norm");
    case Stage::logits: return Words::tr("L logits");
    default: break;
    }
    return {};
}

QColor Theme::*stageColor(Stage stage)
{
    switch (stage) {
    case Stage::q: return &Theme::query;
    case Stage::k: return &Theme::key;
    case Stage::v: return &Theme::value;
    default: return &Theme::result;
    }
}

QString placeText(const TransformerConfig &config, const StageKey &key)
{
    const StageScope scope = stageInfo(key.stage).scope;
    if (scope == StageScope::head)
        return Words::tr("layer %1 of %2, head %3 of %4").arg(key.layer + 1).arg(config.layers).arg(key.head + 1).arg(config.heads);
    if (scope == StageScope::layer)
        return Words::tr("layer %1 of %2").arg(key.layer + 1).arg(config.layers);
    return {};
}

QString shapeText(int rows, int columns)
{
    return QStringLiteral("%1 × %2").arg(rows).arg(columns);
}

QString howText(const TransformerConfig &config, Stage stage)
{
    switch (stage) {
    case Stage::embedding: return Words::tr("The id picks one row of the embedding table.");
    case Stage::position: return Words::tr("The place in the text picks one row of the position table; it is added to the embedding.");
    case Stage::residualBefore: return Words::tr("Number by number, what was added so far.");
    case Stage::attentionNorm:
    case Stage::mlpNorm:
    case Stage::finalNorm:
        return config.norm == NormKind::rms
            ? Words::tr("Each row is divided by its root mean square, then scaled per column.")
            : Words::tr("Each row minus its mean, divided by its spread, then scaled and shifted per column.");
    case Stage::q:
    case Stage::k:
    case Stage::v:
    case Stage::outputProjection:
    case Stage::mlpPre:
    case Stage::mlpOut:
    case Stage::logits: return Words::tr("One row times one column: multiply pair by pair and add up.");
    default: break;
    case Stage::rawScores: return Words::tr("One query times one key: multiply pair by pair and add up.");
    case Stage::scaledScores:
        return Words::tr("Every raw score is divided by the same number, so that long vectors do not sharpen the softmax.");
    case Stage::maskedScores:
        return config.layer(0).causal ? Words::tr("A token may look at itself and back, never ahead: −∞ becomes a weight of exactly 0.")
                                      : Words::tr("This model lets every token look everywhere.");
    case Stage::weights: return Words::tr("Each row of weights sums to 1.");
    case Stage::weightedSum: return Words::tr("Each value row counts as much as its weight says.");
    case Stage::joinedHeads: return Words::tr("Copied, not computed: the weighted sums of all heads beside each other.");
    case Stage::residualMiddle:
    case Stage::residualAfter: return Words::tr("Number by number: what was there plus what was added.");
    case Stage::mlpPost:
        return config.activation == Activation::relu
            ? Words::tr("ReLU: what is below zero becomes zero.")
            : Words::tr("GELU: what is far below zero becomes almost zero, the rest stays almost as it is.");
    case Stage::tokens: break;
    }
    return {};
}

} // namespace headscope
