#include "src/lab/text_loss.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace headscope {

std::optional<double> textLoss(const Trace &trace)
{
    constexpr int kRows = 64; // of logits at once: a vocabulary has 150,000 columns
    const TransformerConfig &config = trace.config();
    const std::vector<Token> &tokens = trace.stackTokens(config.stackCount() - 1);
    const int foretold = static_cast<int>(tokens.size()) - 1;
    if (config.predicts != Predicts::nextToken || foretold < 1)
        return std::nullopt;
    double loss = 0;
    for (int first = 0; first < foretold; first += kRows) {
        const int count = std::min(kRows, foretold - first);
        const Matrix logits = trace.rows({Stage::logits, config.layers - 1, 0}, first, count);
        for (int row = 0; row < count; ++row) {
            double largest = -std::numeric_limits<double>::infinity();
            for (int id = 0; id < logits.cols(); ++id)
                largest = std::max(largest, double(logits(row, id)));
            double sum = 0;
            for (int id = 0; id < logits.cols(); ++id)
                sum += std::exp(logits(row, id) - largest);
            loss += largest + std::log(sum) - logits(row, tokens[static_cast<std::size_t>(first + row + 1)].id);
        }
    }
    return loss / foretold;
}

} // namespace headscope
