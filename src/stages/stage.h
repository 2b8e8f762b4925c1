// The only list of stages of the computation: one name each for code, screen, exports, lessons and the command line.
// Axes: T query tokens, S key tokens (another text's in cross-attention), D model width, E embedding width (D unless projected), Dh head
// width, F feed-forward width, V vocabulary, P 1 or T, C classes.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace headscope {

/// In the order of a pre-norm model. What a given model has, and in which order, is TransformerConfig::stages().
enum class Stage {
    tokens, ///< the ids [T, 1]
    embedding, ///< rows of the embedding table [T, E]
    scaledEmbedding, ///< embedding times the model's constant [T, E]
    position, ///< position vectors added to them [T, E]
    tokenType, ///< vectors of the first or second text, added too [T, E]
    embeddingSum, ///< their sum, where a norm or a projection follows [T, E]
    embeddingNorm, ///< normalised sum [T, E]
    embeddingProjection, ///< from the embedding's width to the model's [T, D]
    residualBefore, ///< the residual stream entering a layer [T, D]
    attentionNorm, ///< normalised input of attention; behind it in a post-norm model [T, D]
    q, ///< queries [T, Dh]
    k, ///< keys [S, Dh]
    v, ///< values [S, Dh]
    qNorm, ///< each query normalised [T, Dh]
    kNorm, ///< each key normalised [S, Dh]
    rotatedQ, ///< queries turned by their position [T, Dh]
    rotatedK, ///< keys turned by their position [S, Dh]
    globalK, ///< keys that global tokens look at [S, Dh]
    globalV, ///< values that global tokens take [S, Dh]
    rawScores, ///< q · kᵀ [T, S]
    scaledScores, ///< divided, by √Dh as a rule, and by the temperature when edited [T, S]
    cappedScores, ///< c · tanh(score / c) [T, S]
    biasedScores, ///< plus a bias for the distance between the tokens [T, S]
    maskedScores, ///< −∞ where a query may not look [T, S]
    weights, ///< softmax over each row [T, S]
    weightedSum, ///< weights · v, per head [T, Dh]
    joinedHeads, ///< heads side by side [T, H·Dh]
    outputProjection, ///< joined · W_O (+ bias) [T, D]
    attentionOutNorm, ///< normalised before it is added [T, D]
    residualMiddle, ///< residual stream after attention was added [T, D]
    mlpNorm, ///< normalised input of the MLP; behind it in a post-norm model [T, D]
    mlpPre, ///< · W_in (+ bias), before the activation; of a gated MLP its gate, · W_gate [T, F]
    mlpLinear, ///< of a gated MLP · W_in: what the gate lets through [T, F]
    mlpPost, ///< after the activation (and the gate) [T, F]
    mlpOut, ///< · W_out (+ bias) [T, D]
    mlpOutNorm, ///< normalised before it is added [T, D]
    residualAfter, ///< residual stream leaving the layer [T, D]
    finalNorm, ///< normalised output of the last layer [T, D]
    predictionDense, ///< a last linear map before the vocabulary [T, E]
    predictionActivation, ///< its activation [T, E]
    predictionNorm, ///< its norm [T, E]
    rawLogits, ///< · W_U, where a scale or a cap follows [T, V]
    logits, ///< one score per vocabulary entry [T, V]
    pooledPre, ///< a text's (or each token's) vector · W, before the activation [P, D]
    pooled, ///< after the activation [P, D]
    classLogits, ///< one score per class [P, C]
};

enum class StageScope { model, layer, head };

struct StageInfo {
    Stage stage;
    std::string_view name; ///< "scaled-scores": command line, exports, lessons
    std::string_view hook; ///< TransformerLens name after "blocks.N.": "attn.hook_pattern"; whole name for model scope
    std::string_view symbol; ///< "S": for headings and axes
    std::string_view title; ///< "Scaled scores": English, the ui translates it
    std::string_view formula; ///< "softmax(S)": English/maths in plain Unicode
    StageScope scope;
    char rowAxis; ///< 'T', 'S', or 'P' (one row for the text, or one for each token)
    char colAxis; ///< 'D', 'E', 'h' (Dh), 'S', 'J' (H·Dh), 'F', 'V', 'C', '1'
    bool quadratic; ///< n × n: made on demand, never stored
};

const StageInfo &stageInfo(Stage stage);
std::span<const StageInfo> allStages();
/// By our name ("weights") or by hook name without the block ("attn.hook_pattern", also "hook_pattern"); nothing when unknown.
std::optional<Stage> stageNamed(std::string_view name);
/// Full TransformerLens name: hookName(Stage::weights, 0) = "blocks.0.attn.hook_pattern".
std::string hookName(Stage stage, int layer);

} // namespace headscope
