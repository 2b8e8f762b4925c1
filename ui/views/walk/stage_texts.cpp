#include "ui/views/walk/stage_texts.h"

#include "ui/session/model_words.h"

#include <QCoreApplication>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::StageTexts)
};

QString maskText(const LayerConfig &layer, bool globalFirst)
{
    if (layer.cross)
        return Words::tr("The decoder may look at every token of the encoder's text.");
    QString text = layer.causal ? Words::tr("A token may look at itself and back, never ahead: −∞ becomes a weight of exactly 0.")
                                : Words::tr("This model lets every token look everywhere.");
    if (layer.window > 0)
        text = layer.causal
            ? Words::tr("A token may look at itself and the %1 tokens before it: −∞ becomes a weight of exactly 0.").arg(layer.window - 1)
            : Words::tr("A token may look at %1 tokens to each side: −∞ becomes a weight of exactly 0.").arg(layer.window);
    if (globalFirst)
        text += QLatin1Char(' ') + Words::tr("The first token is global: it sees all and is seen by all.");
    return text;
}

QString activationText(Activation activation)
{
    switch (activation) {
    case Activation::identity: return Words::tr("No activation: the numbers stay as they are.");
    case Activation::relu: return Words::tr("ReLU: what is below zero becomes zero.");
    case Activation::tanh: return Words::tr("tanh: every number is brought between −1 and 1.");
    case Activation::silu: return Words::tr("SiLU: what is far below zero becomes almost zero, the rest stays almost as it is.");
    case Activation::gelu:
    case Activation::geluTanh:
    case Activation::geluQuick: break;
    }
    return Words::tr("GELU: what is far below zero becomes almost zero, the rest stays almost as it is.");
}

QString normText(NormKind kind)
{
    return kind == NormKind::rms ? Words::tr("Each row is divided by its root mean square, then scaled per column.")
                                 : Words::tr("Each row minus its mean, divided by its spread, then scaled and shifted per column.");
}

QString biasText(const TransformerConfig &config, int layer)
{
    if (config.scoreBias == ScoreBias::slopes)
        return Words::tr("The further away a key, the more is taken off its score (ALiBi): each head has its own slope.");
    return config.layer(layer).causal
        ? Words::tr("Each distance belongs to a bucket, and each head has learned one number for each bucket. It is added.")
        : Words::tr("Each distance, back or ahead, belongs to a bucket, and each head has learned one number for each. It is added.");
}

} // namespace

QString stageQuestion(const TransformerConfig &config, const StageKey &key)
{
    const bool cross = config.layer(key.layer).cross;
    switch (key.stage) {
    case Stage::tokens: return Words::tr("Which pieces does the model read?");
    case Stage::embedding: return Words::tr("Which vector stands for each piece?");
    case Stage::scaledEmbedding: return Words::tr("How large is each piece's vector?");
    case Stage::position: return Words::tr("Where does each piece stand?");
    case Stage::tokenType: return Words::tr("Which of the two texts does each piece belong to?");
    case Stage::embeddingSum: return Words::tr("What do piece, place and text make together?");
    case Stage::embeddingProjection: return Words::tr("How does the vector get the model's width?");
    case Stage::residualBefore: return Words::tr("What does this layer start from?");
    case Stage::embeddingNorm:
    case Stage::attentionNorm:
    case Stage::attentionOutNorm:
    case Stage::mlpNorm:
    case Stage::mlpOutNorm:
    case Stage::finalNorm:
    case Stage::predictionNorm: return Words::tr("How is each row brought to the same size?");
    case Stage::q: return Words::tr("What is each token looking for?");
    case Stage::k:
        return cross ? Words::tr("What does each token of the source offer to be found by?")
                     : Words::tr("What does each token offer to be found by?");
    case Stage::v:
        return cross ? Words::tr("What does each token of the source pass on when it is found?")
                     : Words::tr("What does each token pass on when it is found?");
    case Stage::qNorm: return Words::tr("How is each query brought to the same size?");
    case Stage::kNorm: return Words::tr("How is each key brought to the same size?");
    case Stage::rotatedQ: return Words::tr("How does a query know where it stands?");
    case Stage::rotatedK: return Words::tr("How does a key know where it stands?");
    case Stage::globalK: return Words::tr("What does each token offer to the global token?");
    case Stage::globalV: return Words::tr("What does each token pass on to the global token?");
    case Stage::rawScores: return Words::tr("How well does each query match each key?");
    case Stage::scaledScores: return Words::tr("How large should a score be?");
    case Stage::cappedScores: return Words::tr("How large may a score become?");
    case Stage::biasedScores: return Words::tr("Does it matter how far away the key is?");
    case Stage::maskedScores: return Words::tr("Which tokens may be looked at?");
    case Stage::weights:
        return cross ? Words::tr("How much does each token look at each token of the source?")
                     : Words::tr("How much does each token look at each other?");
    case Stage::weightedSum:
        return cross ? Words::tr("What does each token gather from the source?")
                     : Words::tr("What does each token gather from the others?");
    case Stage::joinedHeads: return Words::tr("What did all heads gather, side by side?");
    case Stage::outputProjection: return Words::tr("How are the heads mixed into one answer?");
    case Stage::residualMiddle: return Words::tr("What is the token after attention was added?");
    case Stage::mlpPre:
        return config.gated ? Words::tr("How far does the MLP open each gate?")
                            : Words::tr("Which patterns does the MLP find in each token?");
    case Stage::mlpLinear: return Words::tr("What waits behind each gate?");
    case Stage::mlpPost: return config.gated ? Words::tr("What do the gates let through?") : Words::tr("Which of these patterns count?");
    case Stage::mlpOut: return Words::tr("What does the MLP add for them?");
    case Stage::residualAfter: return Words::tr("What leaves this layer?");
    case Stage::predictionDense: return Words::tr("How is the vector prepared for the prediction?");
    case Stage::predictionActivation: return Words::tr("Which of these numbers count for the prediction?");
    case Stage::rawLogits: return Words::tr("How well does each word fit?");
    case Stage::logits:
        return config.predicts == Predicts::ownToken ? Words::tr("Which word belongs here?") : Words::tr("Which word comes next?");
    case Stage::pooledPre: return Words::tr("Which vector stands for the whole text?");
    case Stage::pooled: return Words::tr("Which of its numbers count?");
    case Stage::classLogits: return Words::tr("Which class fits best?");
    }
    return {};
}

QString matrixTitle(Stage stage)
{
    switch (stage) {
    case Stage::tokens: return Words::tr("ids");
    case Stage::embedding: return Words::tr("E embedding");
    case Stage::scaledEmbedding: return Words::tr("E′ scaled embedding");
    case Stage::position: return Words::tr("P position");
    case Stage::tokenType: return Words::tr("B text A or B");
    case Stage::embeddingSum: return Words::tr("C sum");
    case Stage::embeddingNorm: return Words::tr("Ĉ normalised sum");
    case Stage::embeddingProjection: return Words::tr("X₀ widened");
    case Stage::residualBefore: return Words::tr("X residual stream");
    case Stage::attentionNorm: return Words::tr("X̂ normalised");
    case Stage::q: return Words::tr("Q queries");
    case Stage::k: return Words::tr("K keys");
    case Stage::v: return Words::tr("V values");
    case Stage::qNorm: return Words::tr("Q̂ normalised queries");
    case Stage::kNorm: return Words::tr("K̂ normalised keys");
    case Stage::rotatedQ: return Words::tr("Q° turned queries");
    case Stage::rotatedK: return Words::tr("K° turned keys");
    case Stage::globalK: return Words::tr("K* global keys");
    case Stage::globalV: return Words::tr("V* global values");
    case Stage::rawScores: return Words::tr("R raw scores");
    case Stage::scaledScores: return Words::tr("S scaled scores");
    case Stage::cappedScores: return Words::tr("S′ capped scores");
    case Stage::biasedScores: return Words::tr("S″ scores with bias");
    case Stage::maskedScores: return Words::tr("M masked scores");
    case Stage::weights: return Words::tr("A attention weights");
    case Stage::weightedSum: return Words::tr("Z weighted sums");
    case Stage::joinedHeads: return Words::tr("J joined heads");
    case Stage::outputProjection: return Words::tr("O attention output");
    case Stage::attentionOutNorm: return Words::tr("Ô normalised output");
    case Stage::residualMiddle: return Words::tr("Y after attention");
    case Stage::mlpNorm: return Words::tr("Ŷ normalised");
    case Stage::mlpPre: return Words::tr("U inner, before");
    case Stage::mlpLinear: return Words::tr("W behind the gate");
    case Stage::mlpPost: return Words::tr("G inner, activated");
    case Stage::mlpOut: return Words::tr("N MLP output");
    case Stage::mlpOutNorm: return Words::tr("N̂ normalised output");
    case Stage::residualAfter: return Words::tr("X′ leaving the layer");
    case Stage::finalNorm: return Words::tr("F final norm");
    case Stage::predictionDense: return Words::tr("D prediction head");
    case Stage::predictionActivation: return Words::tr("D′ activated");
    case Stage::predictionNorm: return Words::tr("D̂ normalised");
    case Stage::rawLogits: return Words::tr("L₀ raw logits");
    case Stage::logits: return Words::tr("L logits");
    case Stage::pooledPre: return Words::tr("H pooled vector");
    case Stage::pooled: return Words::tr("H′ activated");
    case Stage::classLogits: return Words::tr("Y classes");
    }
    return {};
}

QColor Theme::*stageColor(Stage stage)
{
    switch (stage) {
    case Stage::q:
    case Stage::qNorm:
    case Stage::rotatedQ: return &Theme::query;
    case Stage::k:
    case Stage::kNorm:
    case Stage::rotatedK:
    case Stage::globalK: return &Theme::key;
    case Stage::v:
    case Stage::globalV: return &Theme::value;
    default: return &Theme::result;
    }
}

QString placeText(const TransformerConfig &config, const StageKey &key)
{
    const StageInfo &info = stageInfo(key.stage);
    if (info.scope == StageScope::model) {
        if (!config.isEncoderDecoder())
            return {};
        return config.stackOf(key.layer) == 0 ? Words::tr("encoder") : Words::tr("decoder");
    }
    const QString layer
        = config.isEncoderDecoder() ? layerTitle(config, key.layer).toLower() : Words::tr("layer %1 of %2").arg(key.layer + 1).arg(config.layers);
    if (info.scope == StageScope::layer)
        return layer;
    const QString place = Words::tr("%1, head %2 of %3").arg(layer).arg(key.head + 1).arg(config.heads);
    const QString sharing = info.rowAxis == 'S' ? sharingHeads(config, key.head) : QString();
    return sharing.isEmpty() ? place : Words::tr("%1 · shared by %2").arg(place, sharing);
}

QString shapeText(int rows, int columns)
{
    return QStringLiteral("%1 × %2").arg(rows).arg(columns);
}

QString howText(const TransformerConfig &config, const StageKey &key)
{
    switch (key.stage) {
    case Stage::embedding: return Words::tr("The id picks one row of the embedding table.");
    case Stage::scaledEmbedding:
        return Words::tr("Every number times %1, so that the embedding is not lost beside what is added later.")
            .arg(double(config.embeddingScale), 0, 'g', 6);
    case Stage::position: return Words::tr("The place in the text picks one row of the position table; it is added to the embedding.");
    case Stage::tokenType: return Words::tr("One of two learned vectors, for text A or text B; it is added as well.");
    case Stage::embeddingSum:
    case Stage::residualBefore: return Words::tr("Number by number, what was added so far.");
    case Stage::embeddingNorm:
    case Stage::attentionNorm:
    case Stage::attentionOutNorm:
    case Stage::mlpNorm:
    case Stage::mlpOutNorm:
    case Stage::finalNorm: return normText(config.norm);
    case Stage::predictionNorm: return normText(NormKind::layer);
    case Stage::qNorm:
    case Stage::kNorm: return normText(config.queryKeyNorm);
    case Stage::embeddingProjection:
    case Stage::q:
    case Stage::outputProjection:
    case Stage::mlpPre:
    case Stage::mlpLinear:
    case Stage::mlpOut:
    case Stage::predictionDense:
    case Stage::logits:
    case Stage::classLogits: return Words::tr("One row times one column: multiply pair by pair and add up.");
    case Stage::k:
    case Stage::v:
        return config.layer(key.layer).cross
            ? Words::tr("Made from what the encoder left. One row times one column: multiply pair by pair and add up.")
            : Words::tr("One row times one column: multiply pair by pair and add up.");
    case Stage::globalK:
    case Stage::globalV: return Words::tr("By maps of their own: only the global token uses them.");
    case Stage::rotatedQ:
    case Stage::rotatedK: return Words::tr("Channels are taken in pairs, and each pair is turned by its angle times the token's place.");
    case Stage::rawScores: return Words::tr("One query times one key: multiply pair by pair and add up.");
    case Stage::scaledScores:
        return config.layer(key.layer).scoreDivisor == 1
            ? Words::tr("This model does not divide its scores.")
            : Words::tr("Every raw score is divided by the same number, so that long vectors do not sharpen the softmax.");
    case Stage::cappedScores:
        return Words::tr("Small scores stay almost as they are; none can pass %1 or −%1.").arg(double(config.scoreCap), 0, 'g', 6);
    case Stage::biasedScores: return biasText(config, key.layer);
    case Stage::maskedScores: return maskText(config.layer(key.layer), config.globalFirstToken);
    case Stage::weights: return Words::tr("Each row of weights sums to 1.");
    case Stage::weightedSum: return Words::tr("Each value row counts as much as its weight says.");
    case Stage::joinedHeads: return Words::tr("Copied, not computed: the weighted sums of all heads beside each other.");
    case Stage::residualMiddle:
    case Stage::residualAfter: return Words::tr("Number by number: what was there plus what was added.");
    case Stage::mlpPost:
        return config.gated ? activationText(config.activation) + QLatin1Char(' ') + Words::tr("Then gate times what waits behind it.")
                            : activationText(config.activation);
    case Stage::predictionActivation: return activationText(config.predictionActivation);
    case Stage::rawLogits: return Words::tr("One row times one column; a last step follows for all logits alike.");
    case Stage::pooledPre:
        switch (config.classHead.reads) {
        case ClassHead::Reads::firstToken: return Words::tr("The first token's vector stands for the whole text, times one learned map.");
        case ClassHead::Reads::lastToken: return Words::tr("The last token's vector stands for the whole text, times one learned map.");
        case ClassHead::Reads::everyToken: return Words::tr("Each token's vector times one learned map.");
        }
        return {};
    case Stage::pooled: return activationText(config.classHead.activation);
    case Stage::tokens: break;
    }
    return {};
}

} // namespace headscope
