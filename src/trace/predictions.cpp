#include "src/trace/predictions.h"

#include "src/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace headscope {

namespace {

// Softmax over the whole vocabulary, in double: tens of thousands of terms.
class Distribution {
public:
    explicit Distribution(MatrixView logits)
        : m_logits(logits)
    {
        for (int id = 0; id < logits.cols; ++id)
            m_maximum = std::max(m_maximum, logits(0, id));
        for (int id = 0; id < logits.cols; ++id)
            m_sum += std::exp(static_cast<double>(logits(0, id)) - m_maximum);
    }

    Prediction of(int id, const Tokenizer &tokenizer) const
    {
        const double probability = std::exp(static_cast<double>(m_logits(0, id)) - m_maximum) / m_sum;
        // Models pad their vocabulary to a round number; such an entry stands for no piece of text.
        const std::string display = id < tokenizer.vocabularySize() ? tokenizer.display(id) : "⟨" + std::to_string(id) + "⟩";
        return {id, display, m_logits(0, id), static_cast<float>(probability)};
    }

private:
    MatrixView m_logits;
    float m_maximum = -std::numeric_limits<float>::infinity();
    double m_sum = 0;
};

} // namespace

std::vector<Prediction> mostProbable(const Tokenizer &tokenizer, MatrixView logits, int count)
{
    std::vector<int> ids(static_cast<std::size_t>(logits.cols));
    std::iota(ids.begin(), ids.end(), 0);
    const auto kept = ids.begin() + std::clamp(count, 0, logits.cols);
    // A NaN (an edit may overflow) counts as the least, so that the order stays strict.
    const auto rank = [&](int id) { return std::isnan(logits(0, id)) ? -std::numeric_limits<float>::infinity() : logits(0, id); };
    std::partial_sort(ids.begin(), kept, ids.end(), [&](int a, int b) { return rank(a) != rank(b) ? rank(a) > rank(b) : a < b; });

    const Distribution distribution(logits);
    std::vector<Prediction> best;
    for (auto id = ids.begin(); id != kept; ++id)
        best.push_back(distribution.of(*id, tokenizer));
    return best;
}

Prediction probabilityOf(const Tokenizer &tokenizer, MatrixView logits, int id)
{
    if (id < 0 || id >= logits.cols)
        throw Error("there is no vocabulary entry " + std::to_string(id) + ": the model has " + std::to_string(logits.cols));
    return Distribution(logits).of(id, tokenizer);
}

} // namespace headscope
