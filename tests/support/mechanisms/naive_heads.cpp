#include "tests/support/mechanisms/naive_mechanisms.h"

namespace headscope {

NaiveDefinitions naiveHeads()
{
    return {};
}

} // namespace headscope
