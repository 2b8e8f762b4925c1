#include "tests/support/mechanisms/naive_mechanisms.h"

namespace headscope {

NaiveDefinitions naivePositions()
{
    return {};
}

} // namespace headscope
