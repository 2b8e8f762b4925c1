#include "src/sessions/lab_choices_file.h"

#include "src/sessions/session_fields.h"

#include <algorithm>

namespace headscope {

namespace sessions {

void writeLab(JsonWriter &json, const LabChoices &lab)
{
    json.beginObject();
    json.key("view").value(rowOf(kLabViews, lab.view).name);
    json.key("source").value(rowOf(kLabSources, lab.source).name);
    json.key("tokens").value(lab.tokens);
    json.key("width").value(lab.width);
    json.key("seed").value(lab.seed);
    json.key("causal").value(lab.causal);
    json.key("mechanisms").beginArray();
    for (const LabMechanism &mechanism : lab.mechanisms) {
        json.beginObject();
        json.key("name").value(mechanism.name);
        json.key("pinned").value(mechanism.pinned);
        json.endObject();
    }
    json.endArray();
    json.key("parameters").beginObject();
    for (const auto &[mechanism, numbers] : lab.parameters) {
        json.key(mechanism).beginObject();
        for (const auto &[name, value] : numbers)
            json.key(name).value(value);
        json.endObject();
    }
    json.endObject();
    json.key("other_text").value(lab.otherText);
    json.key("edges").beginArray();
    for (const auto &[from, to] : lab.edges)
        json.beginArray().value(from + 1).value(to + 1).endArray();
    json.endArray();
    json.key("selected").value(lab.selected);
    json.key("opened").value(lab.opened);
    json.key("search").value(lab.search);
    json.key("group").value(lab.group);
    json.endObject();
}

LabChoices labOf(const Json &json)
{
    requireObject(json,
        {"view", "source", "tokens", "width", "seed", "causal", "mechanisms", "parameters", "other_text", "edges", "selected", "opened", "search",
            "group"});
    LabChoices lab;
    lab.view = namedIn(kLabViews, memberOf(json, "view"));
    lab.source = namedIn(kLabSources, memberOf(json, "source"));
    lab.tokens = numberFrom(memberOf(json, "tokens"), 1, kMostLabTokens);
    lab.width = numberFrom(memberOf(json, "width"), 1, kMostLabWidth);
    lab.seed = numberFrom(memberOf(json, "seed"), 0, kMostLabSeed);
    lab.causal = valueOf<bool>(memberOf(json, "causal"));
    const Json mechanisms = memberOf(json, "mechanisms");
    requireArray(mechanisms, kMostEntries);
    for (const Json mechanism : mechanisms.elements()) {
        requireObject(mechanism, {"name", "pinned"});
        const Json name = memberOf(mechanism, "name");
        LabMechanism one{textOf(name, kMostName), valueOf<bool>(memberOf(mechanism, "pinned"))};
        if (std::ranges::find(lab.mechanisms, one.name, &LabMechanism::name) != lab.mechanisms.end())
            fail(name, "“" + one.name + "” is there twice");
        lab.mechanisms.push_back(std::move(one));
    }
    const Json parameters = memberOf(json, "parameters");
    requireObjectOf(parameters, kMostEntries);
    for (const auto &[mechanism, numbers] : parameters.members()) {
        requireObjectOf(numbers, kMostEntries);
        for (const auto &[name, value] : numbers.members())
            lab.parameters[wholeText(numbers, mechanism, kMostName)][wholeText(value, name, kMostName)] = valueOf<double>(value);
    }
    lab.otherText = textOf(memberOf(json, "other_text"), kMostText);
    const Json edges = memberOf(json, "edges");
    requireArray(edges, std::size_t{kMostLabTokens} * kMostLabTokens);
    for (const Json edge : edges.elements()) {
        requireArray(edge, 2);
        if (edge.size() != 2)
            fail(edge, "is no pair of tokens");
        lab.edges.push_back({numberFrom(edge.at(0), 1) - 1, numberFrom(edge.at(1), 1) - 1});
    }
    lab.selected = textOf(memberOf(json, "selected"), kMostName);
    lab.opened = textOf(memberOf(json, "opened"), kMostName);
    lab.search = textOf(memberOf(json, "search"), kMostName);
    lab.group = textOf(memberOf(json, "group"), kMostName);
    return lab;
}

} // namespace sessions

std::string labJson(const LabChoices &choices)
{
    JsonWriter json;
    sessions::writeLab(json, choices);
    return json.take();
}

LabChoices parseLab(std::string_view json, const std::string &where)
{
    return sessions::labOf(Json::parse(json, where));
}

} // namespace headscope
