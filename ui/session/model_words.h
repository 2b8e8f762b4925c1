// How a model, its layers and its heads are called in the window, in exports and by the command line.
#pragma once

#include "src/models/model.h"

#include <QString>

namespace headscope {

/// "Storyteller", "gpt2"; the repository's name for a folder of the Hugging Face cache, which itself is called by a hash.
QString modelTitle(const Model &model);
QString titleOfPath(const QString &path);
/// "Layer 3"; in an encoder-decoder "Encoder 3", "Decoder 3 self", "Decoder 3 cross". Counted from 1.
QString layerTitle(const TransformerConfig &config, int layer);
/// "Layer 3, head 2".
QString headTitle(const TransformerConfig &config, int layer, int head);
/// "Raw scores".
QString stageTitle(Stage stage);
/// What a head does, in a sentence; empty where the model's folder does not say.
QString headDescription(const TransformerConfig &config, int layer, int head);
/// "heads 5–8" that share the key and value of this one; empty where each head has its own.
QString sharingHeads(const TransformerConfig &config, int head);

} // namespace headscope
