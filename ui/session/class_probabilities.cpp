#include "ui/session/class_probabilities.h"

#include <algorithm>
#include <cmath>

namespace headscope {

std::vector<float> classProbabilities(const Trace &trace, int row)
{
    const StageKey key{Stage::classLogits, trace.config().layers - 1, 0};
    if (!trace.has(Stage::classLogits) || row < 0 || row >= trace.rowCount(key))
        return {};
    const Matrix scores = trace.rows(key, row, 1);
    double most = -HUGE_VAL;
    for (int c = 0; c < scores.cols(); ++c)
        most = std::max(most, double(scores(0, c)));
    double sum = 0;
    for (int c = 0; c < scores.cols(); ++c)
        sum += std::exp(scores(0, c) - most);
    std::vector<float> shares;
    for (int c = 0; c < scores.cols(); ++c)
        shares.push_back(float(std::exp(scores(0, c) - most) / sum));
    return shares;
}

} // namespace headscope
