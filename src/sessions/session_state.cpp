#include "src/sessions/session_state.h"

#include "src/sessions/session_file.h"

#include <algorithm>

namespace headscope {

std::optional<std::string> SessionRun::inputOf(InputRole role) const
{
    const auto found = std::ranges::find(inputs, role, &SessionInput::role);
    return found == inputs.end() ? std::nullopt : std::optional(found->text);
}

bool isSameSession(const SessionState &a, const SessionState &b)
{
    return sessionJson(a) == sessionJson(b); // which says everything, numbers of patches too, and no pointer
}

} // namespace headscope
