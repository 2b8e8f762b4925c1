#include "ui/views/panels/row_heading.h"

#include <QCoreApplication>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::RowHeading)
};

QString phrase(Stage stage)
{
    switch (stage) {
    case Stage::tokens: return Words::tr("Id of “%1”");
    case Stage::embedding: return Words::tr("Embedding of “%1”");
    case Stage::position: return Words::tr("Position of “%1”");
    case Stage::residualBefore: return Words::tr("Stream of “%1” before the layer");
    case Stage::attentionNorm: return Words::tr("Normalised vector of “%1”");
    case Stage::q: return Words::tr("Query of “%1”");
    case Stage::k: return Words::tr("Key of “%1”");
    case Stage::v: return Words::tr("Value of “%1”");
    case Stage::rawScores: return Words::tr("Raw scores of “%1”");
    case Stage::scaledScores: return Words::tr("Scaled scores of “%1”");
    case Stage::maskedScores: return Words::tr("Masked scores of “%1”");
    case Stage::weights: return Words::tr("Attention of “%1”");
    case Stage::weightedSum: return Words::tr("What “%1” collects");
    case Stage::joinedHeads: return Words::tr("All heads' results for “%1”");
    case Stage::outputProjection: return Words::tr("What attention says to “%1”");
    case Stage::residualMiddle: return Words::tr("Stream of “%1” after attention");
    case Stage::mlpNorm: return Words::tr("Normalised vector of “%1”");
    case Stage::mlpPre: return Words::tr("MLP of “%1”, before the activation");
    case Stage::mlpPost: return Words::tr("MLP of “%1”, after the activation");
    case Stage::mlpOut: return Words::tr("What the MLP says to “%1”");
    case Stage::residualAfter: return Words::tr("Stream of “%1” after the layer");
    case Stage::finalNorm: return Words::tr("Final vector of “%1”");
    case Stage::logits: return Words::tr("Logits after “%1”");
    default: break;
    }
    return {};
}

} // namespace

QString rowHeading(Stage stage, const QString &token)
{
    return phrase(stage).arg(token);
}

} // namespace headscope
