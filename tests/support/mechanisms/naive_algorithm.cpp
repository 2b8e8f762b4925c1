#include "tests/support/mechanisms/naive_mechanisms.h"

namespace headscope {

NaiveDefinitions naiveAlgorithm()
{
    // An algorithm is right where it computes what it is an algorithm for.
    return {{"flash", [](const NaiveInput &input, const Parameters &) { return naiveRecipe("full", input, Parameters({})); }}};
}

} // namespace headscope
