// The logit lens: what the model would say if it stopped after a layer. The final norm and W_U are applied to the residual stream of one
// token as it stands after each layer. nostalgebraist 2020, "interpreting GPT: the logit lens" (LessWrong).
// Trap: in a post-norm model (BERT, BART) a layer hands on its normalised sum; that is what is read there, as the next layer reads it.
// The words of early layers are only as good as the basis they share with the last: the lens measures, it does not prove.
#pragma once

#include "src/trace/trace.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace headscope {

/// Why this model has no lens, in words; nothing when it has one.
std::optional<std::string> lensRefusal(const TransformerConfig &config);

/// One token's logits at each point of the last stack: what enters its first layer, then what leaves each of its layers. Immutable.
class LogitLens {
public:
    /// `row` is a token of the last stack. Null when stop was requested. Memory: points × V numbers.
    /// Throws Error for a model without words to foretell, an empty text, and a row that the text does not have.
    static std::shared_ptr<const LogitLens> make(const Trace &trace, int row, std::stop_token stop = {});

    int row() const { return m_row; }
    /// Layers of the last stack + 1.
    int pointCount() const { return m_logits.rows(); }
    /// The layer behind which a point stands; −1 for the point before the first.
    int layerOf(int point) const { return point == 0 ? -1 : m_firstLayer + point - 1; }
    /// The `count` most probable entries (softmax over the whole vocabulary), best first; equal logits in the order of their ids.
    std::vector<Prediction> best(int point, int count) const;
    /// One entry. Throws Error for an id outside the vocabulary.
    Prediction prediction(int point, int id) const;
    /// 1 for the most probable entry; equal logits in the order of their ids. 0 for an entry whose logit is undefined.
    int rank(int point, int id) const;

private:
    LogitLens() = default;

    std::shared_ptr<const Model> m_model;
    int m_row = 0;
    int m_firstLayer = 0;
    Matrix m_logits; ///< [points, V]
};

} // namespace headscope
