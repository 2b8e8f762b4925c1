// What a card of the Lab says of one mechanism, made on any thread; and what is the same for all cards.
#pragma once

#include "src/lab/comparison.h"
#include "src/lab/growth.h"
#include "ui/session/lab_numbers.h"

#include <QString>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace headscope {

/// The numbers that all cards of one run share.
struct LabRun {
    LabNumbers numbers;
    MechanismRun full;
    Matrix mask; ///< [T, S]: −∞ where a query may not look; empty: it may look everywhere
};

struct LabCard {
    ChosenMechanism chosen;
    std::shared_ptr<const LabRun> run;
    Matrix weights; ///< [T, S]: its own, or the implied ones; empty: there are none
    MechanismWork work;
    double difference = 0;
    std::optional<double> largestChange;
    std::optional<Travel> travel;
    double seconds = 0; ///< that it took to make
    QString problem; ///< why it cannot be had for these numbers; empty: all of the above is there

    /// Of the weights' columns: tokens of the text, or of the second one.
    const std::vector<std::string> &keyNames() const;
    const std::vector<std::string> &queryNames() const;
};

/// Throws what running full attention throws.
std::shared_ptr<const LabRun> labRun(const LabOrder &order, const std::stop_token &stop);
/// A mechanism that refuses gives a card with its words.
LabCard labCard(const ChosenMechanism &chosen, const std::shared_ptr<const LabRun> &run);

} // namespace headscope
