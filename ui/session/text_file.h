// Texts that are read rather than typed: one limit and one set of rules for the window, the command line and standard input.
#pragma once

#include <QString>

#include <iosfwd>
#include <string>

namespace headscope {

inline constexpr std::size_t kMostTextBytes = 10'000'000;

/// What a text file holds, in UTF-8 and without a byte order mark; UTF-16 with such a mark is converted. Throws Error naming `where` for
/// text in any other encoding, which would become other characters without a word.
std::string textFrom(std::string bytes, const std::string &where);
/// All that is left of `in`. Throws Error as textFrom does and for more than kMostTextBytes.
std::string readText(std::istream &in, const std::string &where);
/// Throws Error also for pipes, devices, what cannot be read, and a zero byte, by which files of other kinds are known.
std::string readTextFile(const QString &name);

} // namespace headscope
