// How much work one text may be to its tokenizer. The rules come from a file that anybody may have made: an expression that tries
// exponentially many ways, or a thousand words that each take as long as one is allowed to, must end in words and not in waiting.
// Counted in steps and not in time, so that a text is refused on every machine or on none. Only where a step hides much more work than it
// should does the clock count: the time that this thread had, not that which passed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>

namespace headscope {

class TextWork {
public:
    /// What spend() throws when stop was requested. Caught by Tokenizer's encode; no Error, since nothing is wrong.
    struct Stopped { };

    /// For a text of `bytes` bytes, on this thread. An empty stop token never stops.
    explicit TextWork(std::size_t bytes, std::stop_token stop = {});
    TextWork(const TextWork &) = delete;
    TextWork &operator=(const TextWork &) = delete;

    /// Takes steps of some nanoseconds each. False where so many are not left, or stop was requested.
    bool take(std::uint64_t steps);
    /// As take(), but throws: Stopped, or an Error that names `rule` (“the regular expression …”) and `where`.
    void spend(std::uint64_t steps, std::string_view rule, const std::string &where);
    /// The same where it is known that too much was taken.
    [[noreturn]] void giveUp(std::string_view rule, const std::string &where) const;

    /// Of the running thread, since it began.
    static std::uint64_t nanoseconds();

private:
    void lookAtClock();

    std::stop_token m_stop;
    std::uint64_t m_all;
    std::uint64_t m_taken = 0;
    std::uint64_t m_takenAtLook = 0;
    std::uint64_t m_start;
};

} // namespace headscope
