// What the map of a model says: names and this model's sizes.
#pragma once

#include "ui/views/map/model_map.h"

namespace headscope {

/// Title, detail, tip and colour of a stage's box.
void describeStage(const TransformerConfig &config, const PlanStep &step, MapBox &box);
/// "Layer 3 of 12".
QString openLayerTitle(const TransformerConfig &config, int layer);
/// "Attention: 12 heads of 64, causal".
QString attentionTitle(const TransformerConfig &config, int layer);
/// "MLP: 768 → 3072 → 768".
QString mlpTitle(const TransformerConfig &config);
/// "Encoder" or "Decoder".
QString stackTitle(int stack);
QString layerTip(const TransformerConfig &config, int layer);
/// "gpt2 · 12 layers of 12 heads, 768 wide, 50257 words".
QString modelHeading(const Model &model);

} // namespace headscope
