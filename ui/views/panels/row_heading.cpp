#include "ui/views/panels/row_heading.h"

#include <QCoreApplication>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::RowHeading)
};

QString phrase(const TransformerConfig &config, Stage stage)
{
    switch (stage) {
    case Stage::tokens: return Words::tr("Id of “%1”");
    case Stage::embedding: return Words::tr("Embedding of “%1”");
    case Stage::scaledEmbedding: return Words::tr("Scaled embedding of “%1”");
    case Stage::position: return Words::tr("Position of “%1”");
    case Stage::tokenType: return Words::tr("Text of “%1”");
    case Stage::embeddingSum: return Words::tr("Sum of embeddings of “%1”");
    case Stage::embeddingNorm: return Words::tr("Normalised embedding of “%1”");
    case Stage::embeddingProjection: return Words::tr("Widened embedding of “%1”");
    case Stage::residualBefore: return Words::tr("Stream of “%1” before the layer");
    case Stage::attentionNorm:
    case Stage::mlpNorm: return Words::tr("Normalised vector of “%1”");
    case Stage::q: return Words::tr("Query of “%1”");
    case Stage::k: return Words::tr("Key of “%1”");
    case Stage::v: return Words::tr("Value of “%1”");
    case Stage::qNorm: return Words::tr("Normalised query of “%1”");
    case Stage::kNorm: return Words::tr("Normalised key of “%1”");
    case Stage::rotatedQ: return Words::tr("Turned query of “%1”");
    case Stage::rotatedK: return Words::tr("Turned key of “%1”");
    case Stage::globalK: return Words::tr("Global key of “%1”");
    case Stage::globalV: return Words::tr("Global value of “%1”");
    case Stage::rawScores: return Words::tr("Raw scores of “%1”");
    case Stage::scaledScores: return Words::tr("Scaled scores of “%1”");
    case Stage::cappedScores: return Words::tr("Capped scores of “%1”");
    case Stage::biasedScores: return Words::tr("Scores with bias of “%1”");
    case Stage::maskedScores: return Words::tr("Masked scores of “%1”");
    case Stage::weights: return Words::tr("Attention of “%1”");
    case Stage::weightedSum: return Words::tr("What “%1” collects");
    case Stage::joinedHeads: return Words::tr("All heads' results for “%1”");
    case Stage::outputProjection: return Words::tr("What attention says to “%1”");
    case Stage::attentionOutNorm: return Words::tr("What attention says to “%1”, normalised");
    case Stage::residualMiddle: return Words::tr("Stream of “%1” after attention");
    case Stage::mlpPre:
        return config.gated ? Words::tr("Gates of “%1”, before the activation") : Words::tr("MLP of “%1”, before the activation");
    case Stage::mlpLinear: return Words::tr("Behind the gates of “%1”");
    case Stage::mlpPost: return Words::tr("MLP of “%1”, after the activation");
    case Stage::mlpOut: return Words::tr("What the MLP says to “%1”");
    case Stage::mlpOutNorm: return Words::tr("What the MLP says to “%1”, normalised");
    case Stage::residualAfter: return Words::tr("Stream of “%1” after the layer");
    case Stage::finalNorm: return Words::tr("Final vector of “%1”");
    case Stage::predictionDense:
    case Stage::predictionActivation:
    case Stage::predictionNorm: return Words::tr("Prediction head at “%1”");
    case Stage::rawLogits:
    case Stage::logits:
        return config.predicts == Predicts::ownToken ? Words::tr("Logits in the place of “%1”") : Words::tr("Logits after “%1”");
    case Stage::pooledPre:
    case Stage::pooled: return Words::tr("Pooled vector, from “%1”");
    case Stage::classLogits: return Words::tr("Classes, from “%1”");
    }
    return {};
}

} // namespace

QString rowHeading(const TransformerConfig &config, Stage stage, const QString &token)
{
    return phrase(config, stage).arg(token);
}

} // namespace headscope
