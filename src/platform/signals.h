// Being asked to end: Ctrl+C (SIGINT), kill (SIGTERM), a closed terminal (SIGHUP), Ctrl+\ (SIGQUIT). One that was ignored when the process
// began (nohup) stays so.
#pragma once

#include <csignal>
#include <functional>

namespace headscope {

/// While one lives, these signals wait, on this thread.
class TerminationHeld {
public:
    TerminationHeld();
    ~TerminationHeld();
    TerminationHeld(const TerminationHeld &) = delete;
    TerminationHeld &operator=(const TerminationHeld &) = delete;

private:
    sigset_t m_before;
};

/// From now on the signals call `last`, from their handler, before they end the process as ever.
void beforeTermination(void (*last)() noexcept);
/// From now on the first of SIGINT, SIGTERM and SIGHUP calls `heard`, on a thread of its own, with the code that the process should end
/// with; nothing ends it otherwise. Once. Where that cannot be had, signals end the process as they always do.
void onTermination(std::function<void(int code)> heard);
/// A file that grows beyond what the system allows becomes an error of writing instead of SIGXFSZ.
void failAtFileSizeLimit();

} // namespace headscope
