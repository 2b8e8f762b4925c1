// Everything that makes one transformer different from another, as data. The computation reads these fields and never a model's name.
//
// A "layer" is one attention and the MLP behind it. So a layer of a decoder that also looks at an encoder is two here: its
// self-attention, without an MLP, and its cross-attention, with one. Layers are counted through: the encoder's first, then the decoder's.
#pragma once

#include "src/attention/rotary.h"
#include "src/stages/stage.h"

#include <string>
#include <vector>

namespace headscope {

enum class NormKind { none, layer, rms };
enum class NormPlace { pre, post };
/// Position vectors that are added to the embedding. sinusoidalHalves: all sines first, then all cosines.
enum class PositionKind { none, learned, sinusoidal, sinusoidalHalves };
/// What is added to the scores for the distance s − t. slopes: ALiBi. buckets: T5's table, shared by all layers of a stack.
enum class ScoreBias { none, slopes, buckets };
enum class Activation { gelu, geluTanh, relu, geluQuick, silu, tanh, identity };
/// Where vectors of another width than the model's are widened (or narrowed) to it.
enum class EmbeddingProjection { none, beforePositions, afterNorm };
/// What the logits of a row foretell: the token after it, or the one that belongs in its place. none: there are no logits.
enum class Predicts { nothing, nextToken, ownToken };

/// The maps from a vector of the last layer to scores of classes.
struct ClassHead {
    enum class Reads { firstToken, lastToken, everyToken };
    Reads reads = Reads::firstToken;
    bool hasDense = true; ///< a map and an activation (stages pooledPre and pooled) before the map to the classes
    Activation activation = Activation::tanh;
    int classes = 0; ///< C; 0: the pooled vector is all there is
    std::vector<std::string> labels; ///< [C]
};

/// Far above every real model: the number comes from a file, and memory is taken for each layer before a tensor has confirmed it.
inline constexpr int kMostLayers = 4096;

/// What may differ from layer to layer.
struct LayerConfig {
    bool decoder = false; ///< of an encoder-decoder: belongs to the decoder
    bool cross = false; ///< keys and values come from the encoder's output
    bool hasMlp = true;
    bool causal = true; ///< no looking at later tokens
    int window = 0; ///< causal: a query sees the last `window` tokens, itself included; else `window` to each side. 0: no limit
    float scoreDivisor = 1; ///< scores are divided by this: √Dh as a rule
    Rotary rotary; ///< dims 0: queries and keys are not turned
};

struct TransformerConfig {
    std::string family; ///< "gpt2", "blackboard": shown, never tested in the computation
    std::string architecture; ///< "BertForMaskedLM", if the folder says
    int layers = 0; ///< L, of both stacks together; layerConfigs has as many
    int encoderLayers = 0; ///< of an encoder-decoder: the layers [0, encoderLayers) are the encoder's. 0: there is one stack
    int heads = 0; ///< H
    int keyValueHeads = 0; ///< G: H / G neighbouring query heads share one key and value head. 0: as many as query heads
    int width = 0; ///< D
    int headWidth = 0; ///< Dh
    int feedForward = 0; ///< F; 0: no MLP
    int vocabulary = 0; ///< V
    int context = 0; ///< most tokens of one run, for each text
    std::vector<LayerConfig> layerConfigs; ///< [L]

    int embeddingWidth = 0; ///< E; 0: D
    EmbeddingProjection embeddingProjection = EmbeddingProjection::none;
    float embeddingScale = 1; ///< the embedding is multiplied by it
    bool embeddingNorm = false;
    PositionKind position = PositionKind::learned;
    int positionOffset = 0; ///< the first token takes row `positionOffset` of the position table
    int padId = -1; ///< where the position table skips tokens of this id, which all take the row before the first token's; −1: none
    int tokenTypes = 0; ///< rows of the token type table; 0: no such table

    NormKind norm = NormKind::layer;
    NormPlace normPlace = NormPlace::pre;
    bool parallel = false; ///< attention and MLP both read the layer's input: X′ = X + O + N
    bool sharedNorm = false; ///< in a parallel layer both read the same norm
    bool outputNorms = false; ///< outputs of attention and MLP are normalised before they are added
    bool gainPlusOne = false; ///< RMS gains are stored less 1
    NormKind queryKeyNorm = NormKind::none; ///< of each head's query and key
    bool finalNorm = true; ///< of each stack
    float normEpsilon = 1e-5f;

    ScoreBias scoreBias = ScoreBias::none;
    int buckets = 0; ///< of a bucket table
    int bucketDistance = 0; ///< from this distance on all share the last bucket
    float scoreCap = 0; ///< 0: none
    bool globalFirstToken = false; ///< the first token looks, by its own maps, at all and is seen by all whatever the window

    bool gated = false; ///< G = f(gate) ∘ linear
    Activation activation = Activation::geluTanh;

    Predicts predicts = Predicts::nextToken;
    bool predictionDense = false; ///< a linear map between the last layer and the vocabulary
    Activation predictionActivation = Activation::identity; ///< behind it
    bool predictionNorm = false; ///< behind that
    float logitScale = 1;
    float logitCap = 0; ///< 0: none
    bool tiedOutput = true;
    ClassHead classHead;
    bool hasPooler = false; ///< stages pooledPre, pooled, and classLogits when there are classes

    std::vector<int> endOfText; ///< ids after which a generated text is complete
    int decoderStart = -1; ///< of an encoder-decoder: the id the decoder's text begins with

    std::vector<std::string> featureNames; ///< names of the D features, if the model has any
    std::vector<std::vector<std::string>> headDescriptions; ///< [L][H] one sentence each, if known
    std::string description; ///< what the model is, one or two sentences, if the folder says

    bool isPreNorm() const { return norm != NormKind::none && normPlace == NormPlace::pre; }
    bool isPostNorm() const { return norm != NormKind::none && normPlace == NormPlace::post; }
    bool hasFinalNorm() const { return finalNorm && norm != NormKind::none; }
    bool isEncoderDecoder() const { return encoderLayers > 0; }
    const LayerConfig &layer(int index) const { return layerConfigs[static_cast<std::size_t>(index)]; }
    bool hasMlp(int index) const { return feedForward > 0 && layer(index).hasMlp; }
    int groups() const { return keyValueHeads > 0 ? keyValueHeads : heads; }
    /// The key and value head that a query head uses.
    int groupOf(int head) const { return head / (heads / groups()); }
    /// The first of the query heads that share this head's key and value: edits of keys and values are filed under it.
    int firstOfGroup(int head) const { return groupOf(head) * (heads / groups()); }
    int widthOfEmbedding() const { return embeddingWidth > 0 ? embeddingWidth : width; }
    /// 0: the only stack or the encoder; 1: the decoder of an encoder-decoder.
    int stackOf(int layer) const { return isEncoderDecoder() && layer >= encoderLayers ? 1 : 0; }
    int stackCount() const { return isEncoderDecoder() ? 2 : 1; }
    int firstLayerOf(int stack) const { return stack == 0 ? 0 : encoderLayers; }
    int lastLayerOf(int stack) const { return isEncoderDecoder() && stack == 0 ? encoderLayers - 1 : layers - 1; }

    /// All layers alike: fills layerConfigs with `layers` copies. Throws Error for more layers than any model has.
    void setLayers(const LayerConfig &all);

    /// The stages that a walk through this layer's stack and this layer passes, in the model's own order of computation: those before
    /// the layers, the layer's own, those behind the last. What each is made from: src/models/layer_plan.h.
    std::vector<Stage> stages(int layer = 0) const;
    /// Does a walk through this layer pass the stage?
    bool has(Stage stage, int layer) const;
    /// Does any?
    bool has(Stage stage) const;
    /// Columns of a stage, where they do not depend on the text (axis S): there 0.
    int columnsOf(Stage stage) const;
    /// "Layer 3"; in an encoder-decoder "Encoder 3", "Decoder 3 self", "Decoder 3 cross". Counted from 1. English.
    std::string layerName(int layer) const;
    /// "3"; "E3", "D3", "D3×": for narrow places.
    std::string shortLayerName(int layer) const;
};

/// The name under which exports and recordings know a place, as TransformerLens has it: "blocks.0.attn.hook_pattern", "hook_embed"; in an
/// encoder-decoder the stages before and behind the layers are "encoder.hook_embed" and "decoder.hook_embed". Logits never have a prefix.
std::string hookName(const TransformerConfig &config, Stage stage, int layer);

} // namespace headscope
