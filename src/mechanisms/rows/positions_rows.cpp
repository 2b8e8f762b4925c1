// Rows of the table of mechanisms: group positions.
#include "src/mechanisms/rows/rows.h"

namespace headscope {

std::span<const MechanismInfo> positionsRows()
{
    return {};
}

} // namespace headscope
