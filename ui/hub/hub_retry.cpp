#include "ui/hub/hub_retry.h"

#include <algorithm>

namespace headscope {

HubRetry::HubRetry(HubTiming timing)
    : m_timing(timing)
{
}

std::optional<std::chrono::milliseconds> HubRetry::fail(const HubProblem &problem)
{
    if (!problem.isTemporary || ++m_failures >= m_timing.attempts)
        return {};
    if (problem.retryAfter)
        return *problem.retryAfter <= m_timing.longestRetryAfter ? problem.retryAfter : std::nullopt;
    std::chrono::milliseconds pause = m_timing.firstPause;
    for (int i = 1; i < m_failures && pause < m_timing.longestPause; ++i)
        pause *= 2;
    return std::min(pause, m_timing.longestPause);
}

} // namespace headscope
