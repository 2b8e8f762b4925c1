// The only list of stages of the computation: one name each for code, screen, exports, lessons and the command line. How each is made
// differs from model to model: src/models/layer_plan.h.
// Axes: T query tokens, S key tokens (another text's in cross-attention), D model width, E embedding width (D unless projected), Dh head
// width, F feed-forward width, V vocabulary, P 1 or T, C classes.
#pragma once

#include "src/enum_rows.h"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace headscope {

/// What a given model has, and in which order, is TransformerConfig::stages().
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

// That one stands before the other in the list means nothing.
bool operator<(Stage, Stage) = delete;
bool operator>(Stage, Stage) = delete;
bool operator<=(Stage, Stage) = delete;
bool operator>=(Stage, Stage) = delete;

enum class StageScope { model, layer, head };

/// The part of a model that a stage belongs to, as papers draw it.
enum class StageBlock {
    embedding, ///< before the layers of a stack
    stream, ///< the residual stream from layer to layer
    attention,
    mlp,
    finalNorm, ///< behind the layers of a stack
    predictionHead, ///< behind those of the last stack, before the vocabulary
    unembedding, ///< the vocabulary
    classHead,
};

struct StageInfo {
    Stage stage;
    std::string_view name; ///< "scaled-scores": command line, exports, lessons
    std::string_view hook; ///< TransformerLens name after "blocks.N.": "attn.hook_pattern"; whole name for model scope
    std::string_view symbol; ///< "S": for headings and axes
    std::string_view cell; ///< "s": one number of it, in formulas
    std::string_view latexCell; ///< "\hat{q}": the same
    std::string_view title; ///< "Scaled scores": English, the ui translates it
    std::string_view formula; ///< "softmax(S)": English/maths in plain Unicode
    StageScope scope;
    StageBlock block;
    char rowAxis; ///< 'T', 'S', or 'P' (one row for the text, or one for each token)
    char colAxis; ///< 'D', 'E', 'h' (Dh), 'S', 'J' (H·Dh), 'F', 'V', 'C', '1'
    bool quadratic; ///< n × n: made on demand, never stored
};

/// One row for each stage, in the order in which lists show them: that of a pre-norm model. Hook names are TransformerLens's where it has
/// one. The others are ours, for steps it does not name ("raw_scores": its hook_attn_scores are the scaled and masked ones).
inline constexpr std::array kStages = std::to_array<StageInfo>({
    {Stage::tokens, "tokens", "tokens", "t", "t", "t", "Tokens", "text → ids", StageScope::model, StageBlock::embedding, 'T', '1', false},
    {Stage::embedding, "embedding", "hook_embed", "E", "e", "e", "Embedding", "E = W_E[id]", StageScope::model, StageBlock::embedding, 'T',
        'E', false},
    {Stage::scaledEmbedding, "scaled-embedding", "hook_embed_scaled", "E′", "e′", "e'", "Scaled embedding", "E′ = c · E", StageScope::model,
        StageBlock::embedding, 'T', 'E', false},
    {Stage::position, "position", "hook_pos_embed", "P", "p", "p", "Position", "P = W_P[t]", StageScope::model, StageBlock::embedding, 'T',
        'E', false},
    {Stage::tokenType, "token-type", "hook_token_type_embed", "B", "b", "b", "Sentence A or B", "B = W_B[type]", StageScope::model,
        StageBlock::embedding, 'T', 'E', false},
    {Stage::embeddingSum, "embedding-sum", "hook_embed_sum", "C", "c", "c", "Sum of embeddings", "C = E + P + B", StageScope::model,
        StageBlock::embedding, 'T', 'E', false},
    {Stage::embeddingNorm, "embedding-norm", "embed.ln.hook_normalized", "Ĉ", "ĉ", "\\hat{c}", "Embedding norm",
        "Ĉ = (C − μ) / √(σ² + ε) · γ + β", StageScope::model, StageBlock::embedding, 'T', 'E', false},
    {Stage::embeddingProjection, "embedding-projection", "hook_embed_projected", "X₀", "x₀", "x^{0}", "Embedding, widened",
        "X₀ = Ĉ · W_X + b_X", StageScope::model, StageBlock::embedding, 'T', 'D', false},
    {Stage::residualBefore, "residual-before", "hook_resid_pre", "X", "x", "x", "Residual stream", "X = E + P, or the layer before",
        StageScope::layer, StageBlock::stream, 'T', 'D', false},
    {Stage::attentionNorm, "attention-norm", "ln1.hook_normalized", "X̂", "x̂", "\\hat{x}", "Attention norm",
        "X̂ = (X − μ) / √(σ² + ε) · γ + β", StageScope::layer, StageBlock::attention, 'T', 'D', false},
    {Stage::q, "q", "attn.hook_q", "Q", "q", "q", "Queries", "Q = X̂ · W_Q + b_Q", StageScope::head, StageBlock::attention, 'T', 'h', false},
    {Stage::k, "k", "attn.hook_k", "K", "k", "k", "Keys", "K = X̂ · W_K + b_K", StageScope::head, StageBlock::attention, 'S', 'h', false},
    {Stage::v, "v", "attn.hook_v", "V", "v", "v", "Values", "V = X̂ · W_V + b_V", StageScope::head, StageBlock::attention, 'S', 'h', false},
    {Stage::qNorm, "q-norm", "attn.q_norm.hook_normalized", "Q̂", "q̂", "\\hat{q}", "Normalised queries", "Q̂ = Q / √(mean Q² + ε) · γ",
        StageScope::head, StageBlock::attention, 'T', 'h', false},
    {Stage::kNorm, "k-norm", "attn.k_norm.hook_normalized", "K̂", "k̂", "\\hat{k}", "Normalised keys", "K̂ = K / √(mean K² + ε) · γ",
        StageScope::head, StageBlock::attention, 'S', 'h', false},
    {Stage::rotatedQ, "rotated-q", "attn.hook_rot_q", "Q°", "q°", "q^{\\circ}", "Rotated queries", "Q° = Q turned by t·θ", StageScope::head,
        StageBlock::attention, 'T', 'h', false},
    {Stage::rotatedK, "rotated-k", "attn.hook_rot_k", "K°", "k°", "k^{\\circ}", "Rotated keys", "K° = K turned by s·θ", StageScope::head,
        StageBlock::attention, 'S', 'h', false},
    {Stage::globalK, "global-k", "attn.hook_global_k", "K*", "k*", "k^{*}", "Global keys", "K* = X · W_K* + b_K*", StageScope::head,
        StageBlock::attention, 'S', 'h', false},
    {Stage::globalV, "global-v", "attn.hook_global_v", "V*", "v*", "v^{*}", "Global values", "V* = X · W_V* + b_V*", StageScope::head,
        StageBlock::attention, 'S', 'h', false},
    {Stage::rawScores, "raw-scores", "attn.raw_scores", "R", "r", "r", "Raw scores", "R = Q · Kᵀ", StageScope::head, StageBlock::attention,
        'T', 'S', true},
    {Stage::scaledScores, "scaled-scores", "attn.scaled_scores", "S", "s", "s", "Scaled scores", "S = R / √dₖ", StageScope::head,
        StageBlock::attention, 'T', 'S', true},
    {Stage::cappedScores, "capped-scores", "attn.capped_scores", "S′", "s′", "s'", "Capped scores", "S′ = c · tanh(S / c)",
        StageScope::head, StageBlock::attention, 'T', 'S', true},
    {Stage::biasedScores, "biased-scores", "attn.biased_scores", "S″", "s″", "s''", "Scores + position bias", "S″ = S + bias(s − t)",
        StageScope::head, StageBlock::attention, 'T', 'S', true},
    {Stage::maskedScores, "masked-scores", "attn.hook_attn_scores", "M", "m", "m", "Masked scores", "M = S where allowed, else −∞",
        StageScope::head, StageBlock::attention, 'T', 'S', true},
    {Stage::weights, "weights", "attn.hook_pattern", "A", "a", "a", "Attention weights", "A = softmax(M)", StageScope::head,
        StageBlock::attention, 'T', 'S', true},
    {Stage::weightedSum, "weighted-sum", "attn.hook_z", "Z", "z", "z", "Weighted sum", "Z = A · V", StageScope::head, StageBlock::attention,
        'T', 'h', false},
    {Stage::joinedHeads, "joined-heads", "attn.joined_heads", "J", "j", "j", "Joined heads", "J = [Z₁ … Z_H]", StageScope::layer,
        StageBlock::attention, 'T', 'J', false},
    {Stage::outputProjection, "attention-output", "hook_attn_out", "O", "o", "o", "Output projection", "O = J · W_O + b_O",
        StageScope::layer, StageBlock::attention, 'T', 'D', false},
    {Stage::attentionOutNorm, "attention-output-norm", "ln1_post.hook_normalized", "Ô", "ô", "\\hat{o}", "Attention output norm",
        "Ô = O / √(mean O² + ε) · γ", StageScope::layer, StageBlock::attention, 'T', 'D', false},
    {Stage::residualMiddle, "residual-middle", "hook_resid_mid", "Y", "y", "y", "Residual + attention", "Y = X + O", StageScope::layer,
        StageBlock::stream, 'T', 'D', false},
    {Stage::mlpNorm, "mlp-norm", "ln2.hook_normalized", "Ŷ", "ŷ", "\\hat{y}", "MLP norm", "Ŷ = (Y − μ) / √(σ² + ε) · γ + β",
        StageScope::layer, StageBlock::mlp, 'T', 'D', false},
    {Stage::mlpPre, "mlp-pre", "mlp.hook_pre", "U", "u", "u", "MLP, inner", "U = Ŷ · W_in + b_in", StageScope::layer, StageBlock::mlp, 'T',
        'F', false},
    {Stage::mlpLinear, "mlp-linear", "mlp.hook_pre_linear", "W", "w", "w", "MLP, behind the gate", "W = Ŷ · W_in + b_in", StageScope::layer,
        StageBlock::mlp, 'T', 'F', false},
    {Stage::mlpPost, "mlp-post", "mlp.hook_post", "G", "g", "g", "MLP, activated", "G = f(U)", StageScope::layer, StageBlock::mlp, 'T', 'F',
        false},
    {Stage::mlpOut, "mlp-out", "hook_mlp_out", "N", "n", "n", "MLP, output", "N = G · W_out + b_out", StageScope::layer, StageBlock::mlp,
        'T', 'D', false},
    {Stage::mlpOutNorm, "mlp-out-norm", "ln2_post.hook_normalized", "N̂", "n̂", "\\hat{n}", "MLP output norm", "N̂ = N / √(mean N² + ε) · γ",
        StageScope::layer, StageBlock::mlp, 'T', 'D', false},
    {Stage::residualAfter, "residual-after", "hook_resid_post", "X′", "x′", "x'", "Residual + MLP", "X′ = Y + N", StageScope::layer,
        StageBlock::stream, 'T', 'D', false},
    {Stage::finalNorm, "final-norm", "ln_final.hook_normalized", "F", "f", "f", "Final norm", "F = (X′ − μ) / √(σ² + ε) · γ + β",
        StageScope::model, StageBlock::finalNorm, 'T', 'D', false},
    {Stage::predictionDense, "prediction-dense", "lm_head.hook_pre", "D", "d", "d", "Prediction head", "D = F · W_D + b_D",
        StageScope::model, StageBlock::predictionHead, 'T', 'E', false},
    {Stage::predictionActivation, "prediction-activation", "lm_head.hook_post", "D′", "d′", "d'", "Prediction head, activated", "D′ = f(D)",
        StageScope::model, StageBlock::predictionHead, 'T', 'E', false},
    {Stage::predictionNorm, "prediction-norm", "lm_head.ln.hook_normalized", "D̂", "d̂", "\\hat{d}", "Prediction head, norm",
        "D̂ = (D′ − μ) / √(σ² + ε) · γ + β", StageScope::model, StageBlock::predictionHead, 'T', 'E', false},
    {Stage::rawLogits, "raw-logits", "unembed.raw_logits", "L₀", "l₀", "\\ell^{0}", "Raw logits", "L₀ = F · W_U", StageScope::model,
        StageBlock::unembedding, 'T', 'V', false},
    {Stage::logits, "logits", "logits", "L", "l", "\\ell", "Logits", "L = F · W_U", StageScope::model, StageBlock::unembedding, 'T', 'V',
        false},
    {Stage::pooledPre, "pooled-pre", "pooler.hook_pre", "H", "h", "h", "Pooled vector", "H = F₁ · W_H + b_H", StageScope::model,
        StageBlock::classHead, 'P', 'D', false},
    {Stage::pooled, "pooled", "pooler.hook_post", "H′", "h′", "h'", "Pooled vector, activated", "H′ = f(H)", StageScope::model,
        StageBlock::classHead, 'P', 'D', false},
    {Stage::classLogits, "class-logits", "classifier.logits", "Y_C", "y_C", "y^{C}", "Classes", "Y_C = H′ · W_C + b_C", StageScope::model,
        StageBlock::classHead, 'P', 'C', false},
});

static_assert([] {
    for (std::size_t i = 0; i < kStages.size(); ++i)
        if (kStages[i].stage != static_cast<Stage>(i))
            return false;
    return kStages.size() == countOf<Stage>();
}());

constexpr const StageInfo &stageInfo(Stage stage)
{
    return kStages[static_cast<std::size_t>(stage)];
}
constexpr std::span<const StageInfo> allStages()
{
    return kStages;
}
/// Is it made from what the last layer of a stack hands on?
bool isBehindLayers(Stage stage);
/// Does only the last stack of an encoder-decoder have it?
bool isOfLastStack(Stage stage);
/// Where numbers are made: for a stage that is not made there. Throws Error.
[[noreturn]] void refuseStage(Stage stage);
/// By our name ("weights") or by hook name without the block ("attn.hook_pattern", also "hook_pattern"); nothing when unknown.
std::optional<Stage> stageNamed(std::string_view name);
/// Full TransformerLens name: hookName(Stage::weights, 0) = "blocks.0.attn.hook_pattern".
std::string hookName(Stage stage, int layer);

} // namespace headscope
