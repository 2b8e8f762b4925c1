// Everything that makes one transformer different from another, as data. The computation reads these fields and never a model's name.
#pragma once

#include "src/stages/stage.h"

#include <string>
#include <vector>

namespace headscope {

enum class NormKind { none, layer, rms };
enum class NormPlace { pre, post };
enum class PositionKind { none, learned, sinusoidal };
enum class Activation { gelu, geluTanh, relu };

struct TransformerConfig {
    std::string family; ///< "gpt2", "blackboard": shown, never tested in the computation
    int layers = 0; ///< L
    int heads = 0; ///< H
    int width = 0; ///< D
    int headWidth = 0; ///< Dh
    int feedForward = 0; ///< F; 0: no MLP
    int vocabulary = 0; ///< V
    int context = 0; ///< most tokens of one run
    NormKind norm = NormKind::layer;
    NormPlace normPlace = NormPlace::pre;
    bool finalNorm = true;
    float normEpsilon = 1e-5f;
    PositionKind position = PositionKind::learned;
    Activation activation = Activation::geluTanh;
    bool causal = true;
    bool scaled = true; ///< divide the scores by √Dh
    bool tiedOutput = true;
    std::vector<std::string> featureNames; ///< names of the D features, if the model has any
    std::vector<std::vector<std::string>> headDescriptions; ///< [L][H] one sentence each, if known
    std::string description; ///< what the model is, one or two sentences, if the folder says

    bool hasMlp() const { return feedForward > 0; }
    /// The stages this model has, in its own order of computation (layer stages once).
    std::vector<Stage> stages() const;
};

} // namespace headscope
