// Trap: a session is a file that anybody may have made. Nothing of it is believed: every field has a type, a range and a most.
#include "src/formats/mapped_file.h"
#include "src/platform/file_state.h"
#include "src/sessions/lab_choices_file.h"
#include "src/sessions/session_fields.h"
#include "src/sessions/session_file.h"
#include "src/stages/edit_kinds.h"

#include <algorithm>
#include <charconv>

namespace headscope {

namespace {

using namespace sessions;

constexpr std::size_t kMostNote = 20'000;

/// Written from 1; −1 where it is not there.
int indexOf(const Json &json, std::string_view name)
{
    const std::optional<Json> member = json.find(name);
    return member ? numberFrom(*member, 1) - 1 : -1;
}

std::shared_ptr<const RowPatch> patchOf(const Json &edit)
{
    const Json rows = memberOf(edit, "rows");
    const Json values = memberOf(edit, "values");
    requireArray(rows, kMostText);
    requireArray(values, kMostText);
    if (rows.size() != values.size())
        fail(values, "has " + std::to_string(values.size()) + " rows of numbers for " + std::to_string(rows.size()) + " rows");
    auto patch = std::make_shared<RowPatch>();
    for (const Json row : rows.elements()) {
        const int index = numberFrom(row, 1) - 1;
        if (!patch->rows.empty() && index <= patch->rows.back())
            fail(row, "rows must ascend");
        patch->rows.push_back(index);
    }
    auto numbers = std::make_shared<std::vector<float>>();
    std::size_t columns = 0;
    for (const Json row : values.elements()) {
        requireArray(row, kMostText);
        if (numbers->empty())
            columns = row.size();
        if (row.size() != columns || columns == 0)
            fail(row, "has " + std::to_string(row.size()) + " numbers, and the first row " + std::to_string(columns));
        for (const Json number : row.elements())
            numbers->push_back(valueOf<float>(number));
    }
    patch->values
        = {{numbers->data(), static_cast<int>(patch->rows.size()), static_cast<int>(columns), static_cast<std::ptrdiff_t>(columns), 1},
            numbers};
    return patch;
}

Stage stageOf(const Json &json)
{
    const auto given = valueOf<std::string_view>(json);
    for (const StageInfo &info : allStages())
        if (info.name == given)
            return info.stage;
    fail(json, "there is no stage “" + std::string(given.substr(0, 100)) + "”", "headscope run --help lists them");
}

Edit editOf(const Json &json)
{
    requireObject(json, {"kind", "stage", "layer", "head", "row", "column", "value", "rule", "id", "name", "rows", "values"});
    Edit edit;
    edit.kind = namedIn(kEditKinds, memberOf(json, "kind"));
    using Kind = Edit::Kind;
    if (isValueEdit(edit))
        edit.stage = stageOf(memberOf(json, "stage"));
    edit.layer = indexOf(json, "layer");
    edit.head = indexOf(json, "head");
    edit.row = indexOf(json, "row");
    edit.column = indexOf(json, "column");
    edit.value = valueOf<float>(memberOf(json, "value"));
    if (edit.kind == Kind::replacePattern)
        edit.rule = namedIn(kPatternRules, memberOf(json, "rule"));
    if (const auto id = json.find("id"))
        edit.id = numberFrom(*id, 0);
    if (const auto name = json.find("name"))
        edit.name = textOf(*name, kMostName);
    const bool needsNumbers = edit.kind == Kind::setRows || (edit.kind == Kind::replacePattern && edit.rule == PatternRule::given);
    if (needsNumbers)
        edit.patch = patchOf(json);
    return edit;
}

SessionRun runOf(const Json &json)
{
    SessionRun run;
    const Json inputs = memberOf(json, "inputs");
    requireArray(inputs, kInputRoles.size());
    for (const Json input : inputs.elements()) {
        requireObject(input, {"kind", "role", "text"});
        if (const Json kind = memberOf(input, "kind"); valueOf<std::string_view>(kind) != "text")
            fail(kind, "this version of Headscope reads texts only", "Open it with a newer Headscope");
        const InputRole role = namedIn(kInputRoles, memberOf(input, "role"));
        if (run.inputOf(role))
            fail(input, "there are two inputs of this role");
        run.inputs.push_back({role, textOf(memberOf(input, "text"), kMostText)});
    }
    if (!run.inputOf(InputRole::text))
        fail(inputs, "there is no input of the role “text”");
    const Json generated = memberOf(json, "generated");
    requireArray(generated, kMostEntries);
    for (const Json id : generated.elements())
        run.generated.push_back(numberFrom(id, 0));
    const Json edits = memberOf(json, "edits");
    requireArray(edits, kMostEntries);
    for (const Json edit : edits.elements())
        run.edits.push_back(editOf(edit));
    return run;
}

HeadPlace headOf(const Json &json)
{
    const auto text = valueOf<std::string_view>(json);
    HeadPlace place;
    const char *const end = text.data() + text.size();
    const auto layer = std::from_chars(text.data(), end, place.layer);
    const bool hasPoint = layer.ec == std::errc() && layer.ptr != end && *layer.ptr == '.';
    const auto head = hasPoint ? std::from_chars(layer.ptr + 1, end, place.head) : layer;
    if (!hasPoint || head.ec != std::errc() || head.ptr != end || place.layer < 1 || place.head < 1 || place.layer > kMostIndex
        || place.head > kMostIndex)
        fail(json, "is no head", "Write LAYER.HEAD, both counted from 1: “2.3”");
    return {place.layer - 1, place.head - 1};
}

PatternChoice patternOf(const Json &json)
{
    requireObject(json, {"measure", "rule", "units", "special", "hide", "heads"});
    PatternChoice pattern;
    pattern.measure = namedIn(allMeasures(), memberOf(json, "measure"));
    pattern.rule = namedIn(allHeadRules(), memberOf(json, "rule"));
    pattern.unit = namedIn(kTokenUnits, memberOf(json, "units"));
    pattern.special = namedIn(kSpecialTokens, memberOf(json, "special"));
    pattern.hidden = textOf(memberOf(json, "hide"), kMostName);
    const Json heads = memberOf(json, "heads");
    requireArray(heads, kMostEntries);
    for (const Json head : heads.elements())
        pattern.others.push_back(headOf(head));
    return pattern;
}

std::string digestOf(const Json &json, std::string_view name)
{
    const std::optional<Json> member = json.find(name);
    if (!member)
        return {};
    const auto text = valueOf<std::string_view>(*member);
    const auto isDigit = [](char digit) { return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f'); };
    if (text.size() != 64 || !std::ranges::all_of(text, isDigit))
        fail(*member, "is no SHA-256: 64 digits from 0 to 9 and a to f");
    return std::string(text);
}

SessionModel modelOf(const Json &json)
{
    requireObject(json, {"source", "name", "config_sha256", "weights_sha256"});
    SessionModel model;
    model.source = namedIn(kModelSources, memberOf(json, "source"));
    const Json name = memberOf(json, "name");
    model.name = textOf(name, kMostName);
    if (model.name.empty() || model.name.find('\0') != std::string::npos)
        fail(name, "is no name");
    model.config = digestOf(json, "config_sha256");
    model.weights = digestOf(json, "weights_sha256");
    return model;
}

std::optional<SessionPin> pinOf(const Json &session, std::string_view name)
{
    const std::optional<Json> json = session.find(name);
    if (!json)
        return std::nullopt;
    requireObject(*json, {"model", "inputs", "generated", "edits", "layer", "head", "pattern"});
    SessionPin pin;
    if (const auto model = json->find("model"))
        pin.model = modelOf(*model);
    pin.run = runOf(*json);
    pin.head = {numberFrom(memberOf(*json, "layer"), 1) - 1, numberFrom(memberOf(*json, "head"), 1) - 1};
    pin.pattern = patternOf(memberOf(*json, "pattern"));
    return pin;
}

ViewChoices choicesOf(const Json &json)
{
    requireObjectOf(json, kMostEntries);
    ViewChoices choices;
    for (const auto &[given, value] : json.members()) {
        const std::string name = wholeText(value, given, kMostName);
        if (value.isBoolean())
            choices[name] = value.get<bool>();
        else if (value.isNumber())
            choices[name] = valueOf<double>(value);
        else if (value.isString())
            choices[name] = textOf(value, kMostName);
        else
            fail(value, "is " + std::string(value.kindName()) + ", not a number, a text, true or false");
    }
    return choices;
}

std::map<std::string, ViewChoices> viewsOf(const Json &json)
{
    requireObjectOf(json, kMostEntries);
    std::map<std::string, ViewChoices> views;
    for (const auto &[view, choices] : json.members())
        views[wholeText(choices, view, kMostName)] = choicesOf(choices);
    return views;
}

std::vector<SessionControl> lockedOf(const Json &json)
{
    requireArray(json, kMostEntries);
    std::vector<SessionControl> locked;
    for (const Json control : json.elements())
        locked.push_back(namedIn(kSessionControls, control));
    std::ranges::sort(locked);
    locked.erase(std::unique(locked.begin(), locked.end()), locked.end());
    return locked;
}

void requireVersion(const Json &json)
{
    const std::optional<Json> version = json.find("headscope_session");
    if (!version)
        throw Error("this is no session: it does not begin with “headscope_session”", json.where(),
            "Choose a file that Headscope's File > Save wrote");
    if (const int number = valueOf<int>(*version); number < kOldestSessionVersion || number > kSessionVersion)
        fail(*version,
            "is a session of version " + std::to_string(number) + "; this Headscope reads versions " + std::to_string(kOldestSessionVersion)
                + " to " + std::to_string(kSessionVersion),
            "Open it with a newer Headscope");
}

} // namespace

SessionState parseSession(std::string_view text, const std::string &where)
{
    const Json json = Json::parse(text, where);
    requireVersion(json);
    requireObject(json,
        {"headscope_session", "model", "inputs", "generated", "edits", "numbers", "workspace", "map", "view", "stage", "layer", "head",
            "pins", "word", "pattern", "filter", "a", "b", "views", "lab", "note", "locked"});
    SessionState state;
    state.model = modelOf(memberOf(json, "model"));
    state.run = runOf(json);
    state.shown = namedIn(kShownNumbers, memberOf(json, "numbers"));
    state.workspace = namedIn(kWorkspaces, memberOf(json, "workspace"));
    state.map = valueOf<bool>(memberOf(json, "map"));
    state.view = textOf(memberOf(json, "view"), kMostName);
    state.stage = stageOf(memberOf(json, "stage"));
    state.layer = numberFrom(memberOf(json, "layer"), 1) - 1;
    state.head = numberFrom(memberOf(json, "head"), 1) - 1;
    const Json pins = memberOf(json, "pins");
    requireObject(pins, {"row", "target_row", "column"});
    state.row = indexOf(pins, "row");
    state.targetRow = indexOf(pins, "target_row");
    state.column = indexOf(pins, "column");
    if (const auto word = json.find("word"))
        state.word = numberFrom(*word, 0);
    state.pattern = patternOf(memberOf(json, "pattern"));
    state.filter = namedIn(kPairFilters, memberOf(json, "filter"));
    state.a = pinOf(json, "a");
    state.b = pinOf(json, "b");
    state.views = viewsOf(memberOf(json, "views"));
    if (const auto lab = json.find("lab"))
        state.lab = labOf(*lab);
    if (const auto note = json.find("note"))
        state.note = textOf(*note, kMostNote);
    if (const auto locked = json.find("locked"))
        state.locked = lockedOf(*locked);
    return state;
}

SessionState readSession(const std::filesystem::path &file)
{
    // Asked before: a mapped file would do for more.
    if (const auto state = stateOf(file); state && state->kind == FileKind::regular && state->bytes > kMostSessionBytes)
        throw Error(
            "the file has " + std::to_string(state->bytes) + " bytes; a session has " + std::to_string(kMostSessionBytes) + " at most",
            file.string(), "Choose a file that Headscope's File > Save wrote");
    const auto mapped = MappedFile::open(file);
    SessionState state = parseSession(mapped->text(), file.string());
    mapped->requireUnchanged();
    return state;
}

} // namespace headscope
