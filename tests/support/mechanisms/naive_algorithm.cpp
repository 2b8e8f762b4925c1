#include "tests/support/mechanisms/naive_mechanisms.h"

namespace headscope {

NaiveDefinitions naiveAlgorithm()
{
    return {};
}

} // namespace headscope
