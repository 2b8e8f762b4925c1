#include "tests/support/mechanisms/naive_mechanisms.h"

namespace headscope {

NaiveDefinitions naiveCheaper()
{
    return {};
}

} // namespace headscope
