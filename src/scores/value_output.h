// What a head's weights alone say: how strongly it writes, and whether it copies. Elhage et al. 2021, "A Mathematical Framework for
// Transformer Circuits", transformer-circuits.pub/2021/framework.
//     W_OV = g ∘ W_V · W_O          ‖W_OV‖: root of the sum of squares
//     copying = Σ λ / Σ |λ|         λ: eigenvalues of W_E · (W_OV ∘ g′) · W_U, V × V numbers of which at most Dh are not 0
// g is the gain of the norm before attention (1 in post-norm models and for cross-attention, which reads the encoder's output), g′ that of
// the last norm. Norms are not linear: their division by each token's deviation, the subtraction of the mean and the biases are left out.
// Trap: A · B and B · A have the same eigenvalues other than 0, so Dh × Dh numbers are enough: W_O ∘ g′ · (W_U · W_E) · g ∘ W_V.
#pragma once

#include "src/models/model.h"
#include "src/patterns/head_place.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace headscope {

/// ‖W_OV‖, Frobenius. Throws Error when layer or head is out of range.
double valueOutputNorm(const Model &model, const HeadPlace &place);

/// W_U · W_E [D, D]: made once for a model, 2 · V · D² operations.
class EmbeddingProduct {
public:
    /// Null when stop was requested. Throws Error, with the reason, for a model without an unembedding that reads the stream itself.
    static std::shared_ptr<const EmbeddingProduct> make(
        const std::shared_ptr<const Model> &model, std::stop_token stop = {}, const std::function<void(double share)> &progress = {});

    /// −1 … 1. Nothing for cross-attention, for a layer of the encoder in an encoder-decoder, and for weights that are all 0;
    /// NaN for weights that are not finite.
    std::optional<double> copying(const HeadPlace &place) const;
    /// Of every head, layer by layer, shared out over the threads. Nothing for those that were not reached when stop was requested.
    std::vector<std::optional<double>> copyingOfAll(std::stop_token stop = {}) const;

private:
    /// Of a head that there is; throws nothing once its layer was read.
    std::optional<double> scoreOf(const HeadPlace &place) const;

    std::shared_ptr<const Model> m_model;
    int m_width = 0;
    std::vector<float> m_numbers;
};

} // namespace headscope
