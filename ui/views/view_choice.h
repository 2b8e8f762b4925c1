// What people choose in a view beside Selection, one row each, under the names of sessions: a view lists them (View::choices), and saving,
// opening and refusing what there is not follow from that.
#pragma once

#include "src/sessions/session_state.h"

#include <QString>

#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace headscope {

struct ViewChoice {
    std::string name; ///< "mode"
    ChoiceValue value; ///< now
    std::function<std::string(const ChoiceValue &value)> problem; ///< what is wrong with a value, in words; empty: nothing
    std::function<void(const ChoiceValue &value)> set; ///< of a value that has no problem
    bool ofPicture = false; ///< a place in the picture, which is there to be taken only when the picture is
};

ViewChoice flagChoice(std::string name, bool now, std::function<void(bool on)> set);
/// From `least` to `most`.
ViewChoice numberChoice(std::string name, double now, double least, double most, std::function<void(double number)> set);
ViewChoice textChoice(std::string name, const QString &now, std::function<void(const QString &text)> set);
/// A zoom, or how far a picture was scrolled.
ViewChoice placeChoice(std::string name, double now, std::function<void(double number)> set);
/// Of one of `names`.
ViewChoice oneOfChoice(
    std::string name, std::string_view now, std::vector<std::string_view> names, std::function<void(std::string_view)> set);

/// Of a value whose name stands in a table.
template <typename Table, typename Value>
ViewChoice namedChoice(std::string name, const Table &table, Value now, std::function<void(Value value)> set)
{
    std::vector<std::string_view> names;
    for (const auto &row : table)
        names.push_back(row.name);
    return oneOfChoice(std::move(name), rowOf(table, now).name, std::move(names), [&table, set = std::move(set)](std::string_view chosen) {
        for (const auto &row : table)
            if (row.name == chosen)
                set(row.id);
    });
}

} // namespace headscope
