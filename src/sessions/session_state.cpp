#include "src/sessions/session_state.h"

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

/// Also of what is no number.
bool isSameNumber(float a, float b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

bool isSamePatch(const std::shared_ptr<const RowPatch> &a, const std::shared_ptr<const RowPatch> &b)
{
    if (a == b || !a || !b)
        return a == b;
    if (a->rows != b->rows || a->values.rows() != b->values.rows() || a->values.cols() != b->values.cols())
        return false;
    for (int row = 0; row < a->values.rows(); ++row)
        for (int column = 0; column < a->values.cols(); ++column)
            if (!isSameNumber(a->values(row, column), b->values(row, column)))
                return false;
    return true;
}

bool isSameEdit(Edit a, const Edit &b)
{
    if (!isSamePatch(a.patch, b.patch) || !isSameNumber(a.value, b.value))
        return false;
    a.patch = b.patch;
    a.value = b.value;
    return a == b;
}

} // namespace

std::optional<std::string> SessionRun::inputOf(InputRole role) const
{
    const auto found = std::ranges::find(inputs, role, &SessionInput::role);
    return found == inputs.end() ? std::nullopt : std::optional(found->text);
}

bool SessionRun::operator==(const SessionRun &other) const
{
    return inputs == other.inputs && generated == other.generated && std::ranges::equal(edits, other.edits, isSameEdit);
}

} // namespace headscope
