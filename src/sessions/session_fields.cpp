#include "src/sessions/session_fields.h"

#include "src/formats/utf8.h"
#include "src/sessions/session_file.h"

#include <algorithm>

namespace headscope::sessions {

void fail(const Json &at, const std::string &problem, const std::string &hint)
{
    throw Error(problem, at.where(), hint);
}

Json memberOf(const Json &json, std::string_view name)
{
    const std::optional<Json> found = json.find(name);
    if (!found)
        fail(json, "the field “" + std::string(name) + "” is missing");
    return *found;
}

void requireObjectOf(const Json &json, std::size_t most)
{
    if (!json.isObject())
        fail(json, "is " + std::string(json.kindName()) + ", not an object");
    if (json.size() > most)
        fail(json, "has " + std::to_string(json.size()) + " fields; there may be " + std::to_string(most));
}

void requireObject(const Json &json, std::initializer_list<std::string_view> known)
{
    if (!json.isObject())
        fail(json, "is " + std::string(json.kindName()) + ", not an object");
    for (const auto &[name, value] : json.members())
        if (std::ranges::find(known, name) == known.end())
            fail(value, "there is no such field in a session of version " + std::to_string(kSessionVersion));
}

void requireArray(const Json &json, std::size_t most)
{
    if (!json.isArray())
        fail(json, "is " + std::string(json.kindName()) + ", not a list");
    if (json.size() > most)
        fail(json, "has " + std::to_string(json.size()) + " entries; there may be " + std::to_string(most));
}

std::string wholeText(const Json &at, std::string_view text, std::size_t most)
{
    if (text.size() > most)
        fail(at, "is " + std::to_string(text.size()) + " bytes long; there may be " + std::to_string(most));
    if (validPrefix(text) < text.size())
        fail(at, "has half of a character (of a surrogate pair)");
    return std::string(text);
}

std::string textOf(const Json &json, std::size_t most)
{
    return wholeText(json, valueOf<std::string_view>(json), most);
}

int numberFrom(const Json &json, int least, int most)
{
    const int number = valueOf<int>(json);
    if (number < least || number > most)
        fail(json, "is " + std::to_string(number) + ", not a number from " + std::to_string(least) + " to " + std::to_string(most));
    return number;
}

} // namespace headscope::sessions
