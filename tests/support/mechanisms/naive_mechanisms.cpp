#include "tests/support/mechanisms/naive_mechanisms.h"

namespace headscope {

NaiveRun naiveRun(std::string_view mechanism, const NaiveInput &input, const Parameters &parameters)
{
    static const NaiveDefinitions definitions = [] {
        NaiveDefinitions all;
        for (const auto group :
            {naiveHeads, naiveChoices, naiveCheaper, naiveRecurrent, naivePositions, naiveAlgorithm, naiveSequences, naiveBeside})
            all.merge(group());
        return all;
    }();
    const auto found = definitions.find(mechanism);
    return found == definitions.end() ? naiveRecipe(mechanism, input, parameters) : found->second(input, parameters);
}

} // namespace headscope
