#include "src/trace/predictions.h"

#include "src/error.h"
#include "src/trace/labels.h"

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
        return {id, entryDisplay(tokenizer, id), m_logits(0, id), static_cast<float>(probability)};
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

std::string entryDisplay(const Tokenizer &tokenizer, int id)
{
    const std::string number = "⟨" + std::to_string(id) + "⟩";
    if (id >= tokenizer.vocabularySize())
        return number;
    try {
        return tokenizer.display(id);
    } catch (const Error &) { // an id between two pieces
        return number;
    }
}

std::vector<ClassScore> classScores(const Trace &trace, int row)
{
    const StageKey key{Stage::classLogits, trace.config().layers - 1, 0};
    if (!trace.has(Stage::classLogits) || trace.rowCount(key) == 0)
        return {};
    const Matrix logits = trace.rows(key, row, 1);
    if (logits.rows() == 0) // one of two texts is empty
        return {};
    double maximum = -std::numeric_limits<double>::infinity();
    for (int c = 0; c < logits.cols(); ++c)
        maximum = std::max(maximum, static_cast<double>(logits(0, c)));
    double sum = 0;
    for (int c = 0; c < logits.cols(); ++c)
        sum += std::exp(logits(0, c) - maximum);

    std::vector<ClassScore> scores;
    for (int c = 0; c < logits.cols(); ++c) {
        const double logit = logits(0, c);
        const double probability = logits.cols() == 1 ? 1 / (1 + std::exp(-logit)) : std::exp(logit - maximum) / sum;
        scores.push_back({c, columnLabel(trace, key, c), logits(0, c), static_cast<float>(probability)});
    }
    return scores;
}

} // namespace headscope
