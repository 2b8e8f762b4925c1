#include "src/tokenizer/text_work.h"

#include "src/error.h"

#include <algorithm>
#include <ctime>

namespace headscope {

namespace {

// Real tokenizers take some tens of steps for each byte. The first amount is over in about a second.
constexpr std::uint64_t kForAnyText = 200'000'000;
constexpr std::uint64_t kForEachByte = 1000;
constexpr std::uint64_t kMostNanosecondsPerStep = 4; // as a rule 1 or 2
constexpr std::uint64_t kStepsBetweenLooks = 4096;

} // namespace

TextWork::TextWork(std::size_t bytes, std::stop_token stop)
    : m_stop(std::move(stop))
    , m_all(kForAnyText + kForEachByte * bytes)
    , m_start(nanoseconds())
{
}

std::uint64_t TextWork::nanoseconds()
{
    timespec time = {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(time.tv_nsec);
}

void TextWork::lookAtClock()
{
    m_taken = std::max(m_taken, (nanoseconds() - m_start) / kMostNanosecondsPerStep);
    m_takenAtLook = m_taken;
}

bool TextWork::take(std::uint64_t steps)
{
    m_taken += steps;
    if (m_taken - m_takenAtLook >= kStepsBetweenLooks)
        lookAtClock();
    return m_taken <= m_all && !m_stop.stop_requested();
}

void TextWork::spend(std::uint64_t steps, std::string_view rule, const std::string &where)
{
    if (!take(steps))
        giveUp(rule, where);
}

void TextWork::giveUp(std::string_view rule, const std::string &where) const
{
    if (m_stop.stop_requested())
        throw Stopped();
    throw Error(std::string(rule) + " takes too long on this text", where, "Try a shorter text, or another tokenizer");
}

} // namespace headscope
