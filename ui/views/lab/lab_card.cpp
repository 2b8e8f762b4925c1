#include "ui/views/lab/lab_card.h"

#include "ui/jobs/failure_words.h"

#include <chrono>
#include <limits>

namespace headscope {

const std::vector<std::string> &LabCard::keyNames() const
{
    return chosen.mechanism->readsOther ? run->numbers.otherKeys : run->numbers.keys;
}

const std::vector<std::string> &LabCard::queryNames() const
{
    return run->numbers.queries;
}

std::shared_ptr<const LabRun> labRun(const LabOrder &order, const std::stop_token &stop)
{
    auto run = std::make_shared<LabRun>();
    run->numbers = order.make(stop);
    run->full = runMechanism(fullAttention(), run->numbers.input, Parameters({}));
    const MechanismInput &input = run->numbers.input;
    if (input.mask.causal) {
        OwnMatrix mask(input.q.rows(), input.k.rows());
        for (int query = 0; query < input.q.rows(); ++query)
            for (int key = 0; key < input.k.rows(); ++key)
                if (!input.mask.allows(query, key))
                    mask(query, key) = -std::numeric_limits<float>::infinity();
        run->mask = mask.matrix();
    }
    return run;
}

LabCard labCard(const ChosenMechanism &chosen, const std::shared_ptr<const LabRun> &run)
{
    const auto start = std::chrono::steady_clock::now();
    LabCard card;
    card.chosen = chosen;
    card.run = run;
    try {
        const Comparison one = compareWithFull(*chosen.mechanism, chosen.parameters, run->numbers.input, run->full);
        if (one.pattern)
            card.weights = wholeMatrix(*one.pattern);
        card.work = one.run.work;
        card.difference = one.difference;
        card.largestChange = one.largestChange;
        card.travel = one.travel;
    } catch (...) {
        card.problem = failureInWords();
    }
    card.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return card;
}

} // namespace headscope
