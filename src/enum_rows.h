// Tables with one row for each value of an enumeration, `id` first. A value that has no row, or a row out of order, does not compile:
//     enum class Colour { red, green };
//     constexpr std::array<ColourRow, countOf<Colour>()> kColours{{{Colour::red, "red"}, {Colour::green, "green"}}};
//     static_assert(hasRowForEach(kColours));
// Trap: the values must count from 0 without gaps, no two may share a number, and the enumeration must stand in a named namespace.
#pragma once

#include <cstddef>
#include <string_view>

namespace headscope {

/// Whether the enumeration has a name for the value: compilers write one without as a cast, "(headscope::Colour)2".
template <auto value>
consteval bool isEnumerator()
{
    const std::string_view text = __PRETTY_FUNCTION__; // "… [with auto value = headscope::Colour::red]"
    constexpr std::string_view before = "value = ";
    return text[text.find(before) + before.size()] != '(';
}

/// How many values an enumeration has.
template <typename Enum, std::size_t first = 0>
consteval std::size_t countOf()
{
    if constexpr (isEnumerator<static_cast<Enum>(first)>())
        return countOf<Enum, first + 1>();
    else
        return first;
}

template <typename Table>
constexpr bool hasRowForEach(const Table &table)
{
    using Enum = decltype(table[0].id);
    for (std::size_t i = 0; i < table.size(); ++i)
        if (table[i].id != static_cast<Enum>(i))
            return false;
    return table.size() == countOf<Enum>();
}

/// The row of a value.
template <typename Table, typename Enum>
constexpr const auto &rowOf(const Table &table, Enum id)
{
    return table[static_cast<std::size_t>(id)];
}

} // namespace headscope
