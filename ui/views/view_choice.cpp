#include "ui/views/view_choice.h"

#include <algorithm>
#include <variant>

namespace headscope {

namespace {

constexpr double kFarthest = 1e8; // pixels, cells, times: beyond any picture, and an int

/// A choice of this kind of value; `check` says what is wrong with one.
template <typename Value>
ViewChoice choiceOf(
    std::string name, Value now, const char *kind, std::function<std::string(const Value &)> check, std::function<void(const Value &)> set)
{
    ViewChoice choice;
    choice.name = std::move(name);
    choice.value = std::move(now);
    choice.problem = [kind = std::string(kind), check = std::move(check)](const ChoiceValue &value) {
        const Value *given = std::get_if<Value>(&value);
        return given ? check(*given) : "is not " + kind;
    };
    choice.set = [set = std::move(set)](const ChoiceValue &value) { set(std::get<Value>(value)); };
    return choice;
}

} // namespace

ViewChoice flagChoice(std::string name, bool now, std::function<void(bool)> set)
{
    return choiceOf<bool>(
        std::move(name), now, "true or false", [](bool) { return std::string(); }, std::move(set));
}

ViewChoice numberChoice(std::string name, double now, double least, double most, std::function<void(double)> set)
{
    const auto check = [least, most](double number) {
        return number >= least && number <= most ? std::string()
                                                 : "is not between " + std::to_string(least) + " and " + std::to_string(most);
    };
    return choiceOf<double>(std::move(name), now, "a number", check, std::move(set));
}

ViewChoice textChoice(std::string name, const QString &now, std::function<void(const QString &)> set)
{
    return choiceOf<std::string>(
        std::move(name), now.toStdString(), "a text", [](const std::string &) { return std::string(); },
        [set = std::move(set)](const std::string &text) { set(QString::fromStdString(text)); });
}

ViewChoice placeChoice(std::string name, double now, std::function<void(double)> set)
{
    ViewChoice choice = numberChoice(std::move(name), now, -kFarthest, kFarthest, std::move(set));
    choice.ofPicture = true;
    return choice;
}

ViewChoice oneOfChoice(
    std::string name, std::string_view now, std::vector<std::string_view> names, std::function<void(std::string_view)> set)
{
    const auto check = [names = std::move(names)](const std::string &given) {
        if (std::ranges::find(names, given) != names.end())
            return std::string();
        std::string all;
        for (const std::string_view known : names)
            all += (all.empty() ? "" : ", ") + std::string(known);
        return "is “" + given + "”, not one of " + all;
    };
    return choiceOf<std::string>(std::move(name), std::string(now), "a text", check, std::move(set));
}

} // namespace headscope
