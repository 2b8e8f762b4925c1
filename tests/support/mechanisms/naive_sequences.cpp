#include "tests/support/mechanisms/naive_mechanisms.h"

namespace headscope {

NaiveDefinitions naiveSequences()
{
    return {};
}

} // namespace headscope
