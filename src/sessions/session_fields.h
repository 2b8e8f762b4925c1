// How the reader of sessions takes a field: of its type, in its range, or one Error that says where and what to do.
#pragma once

#include "src/error.h"
#include "src/formats/json.h"

#include <initializer_list>
#include <string>
#include <string_view>

namespace headscope::sessions {

inline constexpr std::size_t kMostText = 10'000'000; ///< bytes, as of a text that is read
inline constexpr std::size_t kMostName = 4096; ///< PATH_MAX, and more than any other name
inline constexpr std::size_t kMostEntries = 10'000; ///< edits, generated tokens, heads, choices
inline constexpr int kMostIndex = 100'000'000;
inline constexpr const char *kMend = "Mend the file by hand, or save the session again with Headscope";

[[noreturn]] void fail(const Json &at, const std::string &problem, const std::string &hint = kMend);

/// What the file's own errors (another type, a number out of range, a missing field) lack is what to do.
template <typename Value>
Value valueOf(const Json &json)
{
    try {
        return json.get<Value>();
    } catch (const Error &error) {
        throw Error(error.problem(), error.where(), kMend);
    }
}

Json memberOf(const Json &json, std::string_view name);
void requireObject(const Json &json, std::initializer_list<std::string_view> known);
void requireObjectOf(const Json &json, std::size_t most); ///< whatever its fields are called
void requireArray(const Json &json, std::size_t most);
/// JSON can name half of a character (\ud800), which nothing can show and no file in UTF-8 can hold.
std::string wholeText(const Json &at, std::string_view text, std::size_t most);
std::string textOf(const Json &json, std::size_t most);
int numberFrom(const Json &json, int least, int most = kMostIndex);

template <typename Table>
auto namedIn(const Table &table, const Json &json)
{
    const auto given = valueOf<std::string_view>(json);
    std::string names;
    for (const auto &row : table) {
        if (row.name == given)
            return row.id;
        names += (names.empty() ? "" : ", ") + std::string(row.name);
    }
    fail(json, "there is no “" + std::string(given.substr(0, 100)) + "” to choose", "There are " + names);
}

} // namespace headscope::sessions
