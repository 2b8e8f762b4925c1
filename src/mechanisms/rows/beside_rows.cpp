// Rows of the table of mechanisms: group beside.
#include "src/mechanisms/rows/rows.h"

namespace headscope {

std::span<const MechanismInfo> besideRows()
{
    return {};
}

} // namespace headscope
