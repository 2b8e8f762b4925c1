#include "tests/support/mechanisms/naive_mechanisms.h"

namespace headscope {

NaiveDefinitions naiveChoices()
{
    return {};
}

} // namespace headscope
