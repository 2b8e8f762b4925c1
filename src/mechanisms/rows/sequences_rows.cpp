// Rows of the table of mechanisms: group sequences.
#include "src/mechanisms/rows/rows.h"

namespace headscope {

std::span<const MechanismInfo> sequencesRows()
{
    return {};
}

} // namespace headscope
