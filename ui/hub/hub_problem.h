// What went wrong on the way to the hub, in words a person can act on, and whether trying again may help.
#pragma once

#include <QString>

#include <chrono>
#include <optional>

class QNetworkReply;

namespace headscope {

class HubAddress;
struct HubEnvironment;

struct HubProblem {
    QString words;
    bool isTemporary = false; ///< the same request may succeed a little later
    std::optional<std::chrono::milliseconds> retryAfter; ///< when the server said how much later
    bool isRangeRefused = false; ///< the file has no such part: only asking for all of it may help
};

/// A status that is no success. Looks at the hub's own X-Error-Code and X-Error-Message and at Retry-After.
HubProblem problemOfStatus(const QNetworkReply &reply, const HubAddress &address, const HubEnvironment &environment);
/// A failure of the connection itself.
HubProblem problemOfConnection(const QNetworkReply &reply);
/// Nothing arrived for this long.
HubProblem problemOfSilence(const QString &host, std::chrono::milliseconds silence);

} // namespace headscope
