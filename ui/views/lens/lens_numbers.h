// What the Logit lens view shows. W_U is read once for every layer, and a large one takes seconds.
#pragma once

#include "src/lens/logit_contributions.h"
#include "src/lens/logit_lens.h"

#include <QString>

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace headscope {

struct LensPoint {
    int layer = -1; ///< −1: before the first
    std::vector<Prediction> best;
    Prediction chosen;
    int rank = 0; ///< of the chosen word, 1: the likeliest
};

struct LensNumbers {
    static constexpr int kBest = 8; ///< words of a layer

    std::shared_ptr<const Trace> trace;
    int row = 0;
    int wanted = -1; ///< the word asked for; −1: the likeliest at the end
    int id = 0; ///< the word that is followed
    std::shared_ptr<const LogitLens> lens;
    std::vector<LensPoint> points;
    std::optional<LogitContributions> contributions;
    QString refusal; ///< why there are no contributions
};

/// `lens` of the same trace and row is used again. Nothing when stopped.
std::optional<LensNumbers> lensNumbers(
    std::shared_ptr<const Trace> trace, int row, int wanted, std::shared_ptr<const LogitLens> lens, std::stop_token stop);

} // namespace headscope
