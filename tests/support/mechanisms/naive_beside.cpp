#include "tests/support/mechanisms/naive_mechanisms.h"

namespace headscope {

NaiveDefinitions naiveBeside()
{
    return {};
}

} // namespace headscope
