// The comparison of self-attention, recurrent and convolutional layers that "Attention is all you need" begins with (Vaswani et al. 2017,
// table 1), for every mechanism: what its row states, beside what a run counted, found and took for this input.
#pragma once

#include "src/lab/comparison.h"
#include "src/lab/growth.h"
#include "src/lab/reach.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace headscope {

struct ComparedRow {
    ChosenMechanism chosen;
    MechanismWork work;
    std::optional<Travel> travel; ///< nothing: it has no pattern for so many tokens
    std::optional<double> reach; ///< of the first token at the last, as in reach.h; nothing where that is not known
    double difference = 0; ///< ‖out − full‖ / ‖full‖
    double time = 0; ///< of full attention's, the median of the rounds
    std::string problem; ///< why it cannot be had for this input, in words; the numbers are then 0
};

/// Full attention, then what stands beside attention (recurrent and convolutional), then the others in the order of the table.
std::vector<ChosenMechanism> inTableOrder(std::vector<ChosenMechanism> mechanisms);

/// A row for each. When stop was requested: those that are done.
std::vector<ComparedRow> comparisonRows(const std::vector<ChosenMechanism> &mechanisms, const MechanismInput &input, int rounds,
    const std::function<void(double share)> &progress = {}, const std::stop_token &stop = {});

} // namespace headscope
