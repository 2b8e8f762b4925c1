// The only list of stages of the computation: one name each for code, screen, exports, lessons and the command line.
// Axes: T query tokens, S key tokens (= T here), D model width, Dh head width, F feed-forward width, V vocabulary.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace headscope {

/// In the order of a pre-norm model. What a given model has, and in which order, is TransformerConfig::stages().
enum class Stage {
    tokens, ///< the ids [T, 1]
    embedding, ///< rows of the embedding table [T, D]
    position, ///< position vectors added to them [T, D]
    residualBefore, ///< the residual stream entering a layer [T, D]
    attentionNorm, ///< normalised input of attention [T, D]
    q, ///< queries [T, Dh]
    k, ///< keys [S, Dh]
    v, ///< values [S, Dh]
    rawScores, ///< q · kᵀ [T, S]
    scaledScores, ///< / √Dh, and / temperature when edited [T, S]
    maskedScores, ///< −∞ where a query may not look [T, S]
    weights, ///< softmax over each row [T, S]
    weightedSum, ///< weights · v, per head [T, Dh]
    joinedHeads, ///< heads side by side [T, H·Dh]
    outputProjection, ///< joined · W_O (+ bias) [T, D]
    residualMiddle, ///< residual stream after attention was added [T, D]
    mlpNorm, ///< normalised input of the MLP [T, D]
    mlpPre, ///< · W_in (+ bias), before the activation [T, F]
    mlpPost, ///< after the activation [T, F]
    mlpOut, ///< · W_out (+ bias) [T, D]
    residualAfter, ///< residual stream leaving the layer [T, D]
    finalNorm, ///< normalised output of the last layer [T, D]
    logits, ///< · W_U: one score per vocabulary entry [T, V]
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
    char rowAxis; ///< 'T'
    char colAxis; ///< 'D', 'h' (Dh), 'S', 'J' (H·Dh), 'F', 'V', '1'
    bool quadratic; ///< n × n: made on demand, never stored
};

const StageInfo &stageInfo(Stage stage);
std::span<const StageInfo> allStages();
/// By our name ("weights") or by hook name without the block ("attn.hook_pattern", also "hook_pattern"); nothing when unknown.
std::optional<Stage> stageNamed(std::string_view name);
/// Full TransformerLens name: hookName(Stage::weights, 0) = "blocks.0.attn.hook_pattern".
std::string hookName(Stage stage, int layer);

} // namespace headscope
