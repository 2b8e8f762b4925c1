#include "tests/support/mechanisms/naive_mechanisms.h"

namespace headscope {

NaiveDefinitions naiveRecurrent()
{
    return {};
}

} // namespace headscope
