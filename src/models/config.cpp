#include "src/models/config.h"

namespace headscope {

std::vector<Stage> TransformerConfig::stages() const
{
    const bool normed = norm != NormKind::none;
    const bool post = normPlace == NormPlace::post;
    std::vector<Stage> list{Stage::tokens, Stage::embedding};
    if (position != PositionKind::none)
        list.push_back(Stage::position);
    list.push_back(Stage::residualBefore);
    if (normed && !post)
        list.push_back(Stage::attentionNorm);
    for (Stage stage : {Stage::q, Stage::k, Stage::v, Stage::rawScores, Stage::scaledScores, Stage::maskedScores, Stage::weights,
             Stage::weightedSum, Stage::joinedHeads, Stage::outputProjection})
        list.push_back(stage);
    if (hasMlp()) {
        list.push_back(Stage::residualMiddle);
        if (normed)
            list.push_back(post ? Stage::attentionNorm : Stage::mlpNorm);
        for (Stage stage : {Stage::mlpPre, Stage::mlpPost, Stage::mlpOut})
            list.push_back(stage);
    }
    list.push_back(Stage::residualAfter);
    if (normed && post)
        list.push_back(hasMlp() ? Stage::mlpNorm : Stage::attentionNorm);
    if (finalNorm && normed)
        list.push_back(Stage::finalNorm);
    list.push_back(Stage::logits);
    return list;
}

} // namespace headscope
