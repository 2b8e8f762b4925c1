#include "src/stages/stage.h"

#include <array>
#include <cstddef>

namespace headscope {

namespace {

constexpr StageScope kModel = StageScope::model;
constexpr StageScope kLayer = StageScope::layer;
constexpr StageScope kHead = StageScope::head;

// In the order of Stage. Hook names are TransformerLens's where it has one. The others are ours, for steps it does not name
// ("raw_scores": its hook_attn_scores are the scaled and masked ones).
constexpr std::array<StageInfo, 46> kStages{{
    {Stage::tokens, "tokens", "tokens", "t", "Tokens", "text → ids", kModel, 'T', '1', false},
    {Stage::embedding, "embedding", "hook_embed", "E", "Embedding", "E = W_E[id]", kModel, 'T', 'E', false},
    {Stage::scaledEmbedding, "scaled-embedding", "hook_embed_scaled", "E′", "Scaled embedding", "E′ = c · E", kModel, 'T', 'E', false},
    {Stage::position, "position", "hook_pos_embed", "P", "Position", "P = W_P[t]", kModel, 'T', 'E', false},
    {Stage::tokenType, "token-type", "hook_token_type_embed", "B", "Sentence A or B", "B = W_B[type]", kModel, 'T', 'E', false},
    {Stage::embeddingSum, "embedding-sum", "hook_embed_sum", "C", "Sum of embeddings", "C = E + P + B", kModel, 'T', 'E', false},
    {Stage::embeddingNorm, "embedding-norm", "embed.ln.hook_normalized", "Ĉ", "Embedding norm", "Ĉ = (C − μ) / √(σ² + ε) · γ + β", kModel,
        'T', 'E', false},
    {Stage::embeddingProjection, "embedding-projection", "hook_embed_projected", "X₀", "Embedding, widened", "X₀ = Ĉ · W_X + b_X", kModel,
        'T', 'D', false},
    {Stage::residualBefore, "residual-before", "hook_resid_pre", "X", "Residual stream", "X = E + P, or the layer before", kLayer, 'T', 'D',
        false},
    {Stage::attentionNorm, "attention-norm", "ln1.hook_normalized", "X̂", "Attention norm", "X̂ = (X − μ) / √(σ² + ε) · γ + β", kLayer, 'T',
        'D', false},
    {Stage::q, "q", "attn.hook_q", "Q", "Queries", "Q = X̂ · W_Q + b_Q", kHead, 'T', 'h', false},
    {Stage::k, "k", "attn.hook_k", "K", "Keys", "K = X̂ · W_K + b_K", kHead, 'S', 'h', false},
    {Stage::v, "v", "attn.hook_v", "V", "Values", "V = X̂ · W_V + b_V", kHead, 'S', 'h', false},
    {Stage::qNorm, "q-norm", "attn.q_norm.hook_normalized", "Q̂", "Normalised queries", "Q̂ = Q / √(mean Q² + ε) · γ", kHead, 'T', 'h', false},
    {Stage::kNorm, "k-norm", "attn.k_norm.hook_normalized", "K̂", "Normalised keys", "K̂ = K / √(mean K² + ε) · γ", kHead, 'S', 'h', false},
    {Stage::rotatedQ, "rotated-q", "attn.hook_rot_q", "Q°", "Rotated queries", "Q° = Q turned by t·θ", kHead, 'T', 'h', false},
    {Stage::rotatedK, "rotated-k", "attn.hook_rot_k", "K°", "Rotated keys", "K° = K turned by s·θ", kHead, 'S', 'h', false},
    {Stage::globalK, "global-k", "attn.hook_global_k", "K*", "Global keys", "K* = X · W_K* + b_K*", kHead, 'S', 'h', false},
    {Stage::globalV, "global-v", "attn.hook_global_v", "V*", "Global values", "V* = X · W_V* + b_V*", kHead, 'S', 'h', false},
    {Stage::rawScores, "raw-scores", "attn.raw_scores", "R", "Raw scores", "R = Q · Kᵀ", kHead, 'T', 'S', true},
    {Stage::scaledScores, "scaled-scores", "attn.scaled_scores", "S", "Scaled scores", "S = R / √dₖ", kHead, 'T', 'S', true},
    {Stage::cappedScores, "capped-scores", "attn.capped_scores", "S′", "Capped scores", "S′ = c · tanh(S / c)", kHead, 'T', 'S', true},
    {Stage::biasedScores, "biased-scores", "attn.biased_scores", "S″", "Scores + position bias", "S″ = S + bias(s − t)", kHead, 'T', 'S', true},
    {Stage::maskedScores, "masked-scores", "attn.hook_attn_scores", "M", "Masked scores", "M = S where allowed, else −∞", kHead, 'T', 'S',
        true},
    {Stage::weights, "weights", "attn.hook_pattern", "A", "Attention weights", "A = softmax(M)", kHead, 'T', 'S', true},
    {Stage::weightedSum, "weighted-sum", "attn.hook_z", "Z", "Weighted sum", "Z = A · V", kHead, 'T', 'h', false},
    {Stage::joinedHeads, "joined-heads", "attn.joined_heads", "J", "Joined heads", "J = [Z₁ … Z_H]", kLayer, 'T', 'J', false},
    {Stage::outputProjection, "attention-output", "hook_attn_out", "O", "Output projection", "O = J · W_O + b_O", kLayer, 'T', 'D', false},
    {Stage::attentionOutNorm, "attention-output-norm", "ln1_post.hook_normalized", "Ô", "Attention output norm",
        "Ô = O / √(mean O² + ε) · γ", kLayer, 'T', 'D', false},
    {Stage::residualMiddle, "residual-middle", "hook_resid_mid", "Y", "Residual + attention", "Y = X + O", kLayer, 'T', 'D', false},
    {Stage::mlpNorm, "mlp-norm", "ln2.hook_normalized", "Ŷ", "MLP norm", "Ŷ = (Y − μ) / √(σ² + ε) · γ + β", kLayer, 'T', 'D', false},
    {Stage::mlpPre, "mlp-pre", "mlp.hook_pre", "U", "MLP, inner", "U = Ŷ · W_in + b_in", kLayer, 'T', 'F', false},
    {Stage::mlpLinear, "mlp-linear", "mlp.hook_pre_linear", "W", "MLP, behind the gate", "W = Ŷ · W_in + b_in", kLayer, 'T', 'F', false},
    {Stage::mlpPost, "mlp-post", "mlp.hook_post", "G", "MLP, activated", "G = f(U)", kLayer, 'T', 'F', false},
    {Stage::mlpOut, "mlp-out", "hook_mlp_out", "N", "MLP, output", "N = G · W_out + b_out", kLayer, 'T', 'D', false},
    {Stage::mlpOutNorm, "mlp-out-norm", "ln2_post.hook_normalized", "N̂", "MLP output norm", "N̂ = N / √(mean N² + ε) · γ", kLayer, 'T', 'D',
        false},
    {Stage::residualAfter, "residual-after", "hook_resid_post", "X′", "Residual + MLP", "X′ = Y + N", kLayer, 'T', 'D', false},
    {Stage::finalNorm, "final-norm", "ln_final.hook_normalized", "F", "Final norm", "F = (X′ − μ) / √(σ² + ε) · γ + β", kModel, 'T', 'D',
        false},
    {Stage::predictionDense, "prediction-dense", "lm_head.hook_pre", "D", "Prediction head", "D = F · W_D + b_D", kModel, 'T', 'E', false},
    {Stage::predictionActivation, "prediction-activation", "lm_head.hook_post", "D′", "Prediction head, activated", "D′ = f(D)", kModel, 'T',
        'E', false},
    {Stage::predictionNorm, "prediction-norm", "lm_head.ln.hook_normalized", "D̂", "Prediction head, norm",
        "D̂ = (D′ − μ) / √(σ² + ε) · γ + β", kModel, 'T', 'E', false},
    {Stage::rawLogits, "raw-logits", "unembed.raw_logits", "L₀", "Raw logits", "L₀ = F · W_U", kModel, 'T', 'V', false},
    {Stage::logits, "logits", "logits", "L", "Logits", "L = F · W_U", kModel, 'T', 'V', false},
    {Stage::pooledPre, "pooled-pre", "pooler.hook_pre", "H", "Pooled vector", "H = F₁ · W_H + b_H", kModel, 'P', 'D', false},
    {Stage::pooled, "pooled", "pooler.hook_post", "H′", "Pooled vector, activated", "H′ = f(H)", kModel, 'P', 'D', false},
    {Stage::classLogits, "class-logits", "classifier.logits", "Y_C", "Classes", "Y_C = H′ · W_C + b_C", kModel, 'P', 'C', false},
}};

constexpr bool inOrder()
{
    for (std::size_t i = 0; i < kStages.size(); ++i)
        if (static_cast<std::size_t>(kStages[i].stage) != i)
            return false;
    return true;
}
static_assert(inOrder() && kStages.size() == static_cast<std::size_t>(Stage::classLogits) + 1);

// "hook_pattern" for "attn.hook_pattern".
std::string_view lastPart(std::string_view hook)
{
    const std::size_t dot = hook.rfind('.');
    return dot == std::string_view::npos ? hook : hook.substr(dot + 1);
}

} // namespace

const StageInfo &stageInfo(Stage stage)
{
    return kStages[static_cast<std::size_t>(stage)];
}

std::span<const StageInfo> allStages()
{
    return kStages;
}

std::optional<Stage> stageNamed(std::string_view name)
{
    for (const StageInfo &info : kStages)
        if (name == info.name || name == info.hook)
            return info.stage;
    // Three norms share "hook_normalized": a last part alone must be unique to count.
    std::optional<Stage> found;
    for (const StageInfo &info : kStages) {
        if (name != lastPart(info.hook))
            continue;
        if (found)
            return std::nullopt;
        found = info.stage;
    }
    return found;
}

std::string hookName(Stage stage, int layer)
{
    const StageInfo &info = stageInfo(stage);
    if (info.scope == kModel)
        return std::string(info.hook);
    return "blocks." + std::to_string(layer) + "." + std::string(info.hook);
}

} // namespace headscope
