// Where a decoder's checkpoint keeps its weights: tensor names and shapes as a table, and the one function that follows it.
// A matrix that holds several maps at once is cut into views; nothing is copied.
#pragma once

#include "src/models/config.h"
#include "src/models/config_reader.h"
#include "src/models/families/tied_output.h"
#include "src/models/tensor_binder.h"

#include <array>
#include <memory>
#include <string_view>

namespace headscope {

/// How q, k and v are stored. blocks: in one matrix, all of q, then all of k, then all of v. bundles: head by head, q, k and v of each.
enum class Fusing { none, blocks, bundles };

/// Names without ".weight" and ".bias"; those of a layer without the layer's own prefix. Empty: the model has no such part, or it is
/// fused with the one before.
struct DecoderLayout {
    std::array<std::string_view, 3> bases = {}; ///< what may precede all names but the output's; the usual one first
    std::string_view embedding = {};
    std::string_view projectIn = {}; ///< where the embedding has a width of its own
    std::string_view projectOut = {};
    std::string_view position = {};
    std::string_view embeddingNorm = {};
    std::string_view layers = {}; ///< followed by the number and a dot
    std::string_view attentionNorm = {};
    Fusing fusing = Fusing::none;
    std::string_view q = {}; ///< or the fused matrix
    std::string_view k = {};
    std::string_view v = {};
    std::string_view queryNorm = {};
    std::string_view keyNorm = {};
    std::string_view output = {};
    std::string_view attentionOutNorm = {};
    std::string_view mlpNorm = {};
    std::string_view mlpGate = {}; ///< or, without mlpIn, the matrix that holds both
    std::string_view mlpIn = {};
    std::string_view mlpOut = {};
    std::string_view mlpOutNorm = {};
    std::string_view finalNorm = {};
    std::string_view unembedding = "lm_head";
    std::array<std::string_view, 3> buffers = {}; ///< whole tensor names in a layer that nobody needs
};

/// What a config.json decides about the tensors of such a layout.
struct DecoderChoices {
    bool storedInOut = false; ///< maps of the layers lie as [in, out]
    bool queryKeyValueBias = true;
    bool outputBias = true;
    bool mlpBias = true;
    bool normWeights = true; ///< false: norms without gain and shift
    bool usuallyTied = false; ///< when the file does not say
    bool unembeddingBias = false;
};

/// Binds every tensor. Sets tiedOutput, and the classes or the lack of an output, which files decide.
std::unique_ptr<const Weights> bindDecoder(const DecoderLayout &layout, const DecoderChoices &choices, const ConfigReader &reader,
    TensorBinder &binder, TransformerConfig &config, LoadReport &report);

} // namespace headscope
