// Standard output and standard error: the one way of every word to a terminal. Texts that stand in the source are ours; every std::string
// may come from a file, a server or an argument, so what would steer the terminal is written out (visible_text.h) and it cannot begin a
// line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string_view>

namespace headscope {

class TerminalStream {
public:
    TerminalStream(std::ostream &stream) // implicit: a stream is all that is needed
        : m_stream(stream)
    {
    }

    /// Our own words, line feeds included. Trap: of two literals behind “?” the compiler makes a pointer, which is anybody's.
    template <std::size_t Size>
    TerminalStream &operator<<(const char (&ours)[Size])
    {
        m_stream << ours;
        return *this;
    }
    template <std::size_t Size>
    TerminalStream &operator<<(char (&buffer)[Size]) = delete; // no literal: say std::string_view
    TerminalStream &operator<<(char ours)
    {
        m_stream << ours;
        return *this;
    }
    TerminalStream &operator<<(int number) { return write(number); }
    TerminalStream &operator<<(std::int64_t number) { return write(number); }
    TerminalStream &operator<<(std::size_t number) { return write(number); }
    /// Anybody's words, in one line.
    TerminalStream &operator<<(std::string_view words);
    /// A text of ours with line feeds, made of words that were made visible before: a table, help, JSON, CSV.
    TerminalStream &lines(std::string_view text);

    bool flush() { return bool(m_stream.flush()); }

private:
    template <typename Number>
    TerminalStream &write(Number number)
    {
        m_stream << number;
        return *this;
    }

    std::ostream &m_stream;
};

} // namespace headscope
