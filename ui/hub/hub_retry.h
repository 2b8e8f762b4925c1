// How patient Headscope is with a network: when to try again, after what pause, and when to tell the user instead.
#pragma once

#include "ui/hub/hub_problem.h"

#include <chrono>
#include <optional>

namespace headscope {

struct HubTiming {
    std::chrono::milliseconds silence = std::chrono::seconds(30); ///< without a byte, after which a connection counts as lost
    std::chrono::milliseconds document = std::chrono::minutes(2); ///< for all of a small file, with every attempt
    int attempts = 5; ///< that bring nothing new, before giving up
    std::chrono::milliseconds firstPause = std::chrono::seconds(1); ///< doubles with each attempt
    std::chrono::milliseconds longestPause = std::chrono::seconds(30);
    std::chrono::milliseconds longestRetryAfter = std::chrono::minutes(2); ///< a server that asks for more is not waited for
};

class HubRetry {
public:
    explicit HubRetry(HubTiming timing);

    /// Something new arrived: patience starts anew.
    void succeed() { m_failures = 0; }
    /// The pause before trying again; nothing when it is time to give up.
    std::optional<std::chrono::milliseconds> fail(const HubProblem &problem);

private:
    HubTiming m_timing;
    int m_failures = 0;
};

} // namespace headscope
