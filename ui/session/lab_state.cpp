#include "ui/session/lab_state.h"

#include "src/error.h"
#include "src/mechanisms/mechanisms.h"
#include "ui/session/shown_trace.h"

#include <algorithm>
#include <utility>

namespace headscope {

namespace {

constexpr std::string_view kDrawn = "drawn"; // the choice of a graph that takes our edges
constexpr int kDrawnHeads = 4; // of random numbers: for mechanisms that join several

auto named(std::vector<LabMechanism> &mechanisms, std::string_view name)
{
    return std::ranges::find(mechanisms, name, &LabMechanism::name);
}

/// The pinned ones first; otherwise as they are.
void sortPinned(std::vector<LabMechanism> &mechanisms)
{
    std::ranges::stable_partition(mechanisms, &LabMechanism::pinned);
}

const MechanismGroupInfo *groupNamed(std::string_view name)
{
    const auto groups = allMechanismGroups();
    const auto found = std::ranges::find(groups, name, &MechanismGroupInfo::name);
    return found == groups.end() ? nullptr : &*found;
}

Parameters parametersFrom(const MechanismInfo &mechanism, const std::map<std::string, double> &numbers)
{
    Parameters parameters(mechanism.parameters);
    for (const auto &[name, value] : numbers)
        parameters.set(name, value);
    return parameters;
}

/// Edges have no direction.
bool joins(const std::array<int, 2> &edge, int one, int other)
{
    return edge == std::array{one, other} || edge == std::array{other, one};
}

/// The parameter, and the number of its choice.
std::optional<std::pair<std::string_view, double>> drawnChoice(const MechanismInfo &mechanism)
{
    for (const ParameterInfo &parameter : mechanism.parameters)
        if (const auto found = std::ranges::find(parameter.names, kDrawn); found != parameter.names.end())
            return std::pair(parameter.name, parameter.least + double(found - parameter.names.begin()));
    return std::nullopt;
}

bool contains(std::string_view words, const QString &part)
{
    return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size())).contains(part, Qt::CaseInsensitive);
}

} // namespace

bool canDraw(const MechanismInfo &mechanism)
{
    return drawnChoice(mechanism).has_value();
}

bool matches(const MechanismInfo &mechanism, const QString &search)
{
    return contains(mechanism.title, search) || contains(mechanism.name, search) || contains(mechanism.paper.authors, search)
        || contains(mechanism.idea, search);
}

LabState::LabState(Session &session, Selection &selection, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_selection(selection)
    , m_choices(defaultChoices())
    , m_otherTexts(std::make_shared<OtherTexts>())
{
    const auto follow = [this] {
        if (m_choices.source == LabSource::head)
            Q_EMIT changed(inputChanged);
    };
    connect(&m_session, &Session::traceChanged, this, follow);
    connect(&m_selection, &Selection::changed, this, [this, follow, place = HeadPlace{}](Selection::Changes what) mutable {
        const HeadPlace now{m_selection.layer(), m_selection.head()};
        if (std::exchange(place, now) != now || (what & Selection::shownChanged)) // not for another stage of the same head
            follow();
    });
}

LabChoices LabState::defaultChoices()
{
    LabChoices choices;
    for (const char *name : {"full", "causal", "local-window", "longformer", "top-k", "additive", "hard", "sparsemax"})
        choices.mechanisms.push_back({name});
    choices.selected = choices.mechanisms.front().name;
    return choices;
}

void LabState::requireKnown(const LabChoices &choices)
{
    for (const LabMechanism &mechanism : choices.mechanisms)
        mechanismNamed(mechanism.name);
    for (const auto &[mechanism, numbers] : choices.parameters)
        parametersFrom(mechanismNamed(mechanism), numbers);
    for (const std::string &name : {choices.selected, choices.opened})
        if (!name.empty())
            mechanismNamed(name);
    if (!choices.group.empty() && !groupNamed(choices.group))
        throw Error("there is no group of mechanisms “" + choices.group + "”");
}

void LabState::choose(const LabChoices &choices)
{
    requireKnown(choices);
    const LabChoices &now = m_choices;
    Changes what;
    what.setFlag(inputChanged,
        std::tie(choices.source, choices.tokens, choices.width, choices.seed, choices.causal, choices.otherText, choices.edges)
            != std::tie(now.source, now.tokens, now.width, now.seed, now.causal, now.otherText, now.edges));
    what.setFlag(mechanismsChanged, choices.mechanisms != now.mechanisms);
    what.setFlag(parametersChanged, choices.parameters != now.parameters);
    what.setFlag(selectedChanged, choices.selected != now.selected);
    what.setFlag(openedChanged, choices.opened != now.opened);
    what.setFlag(foundChanged, choices.search != now.search || choices.group != now.group);
    set(choices, what);
}

void LabState::set(LabChoices choices, Changes what)
{
    sortPinned(choices.mechanisms);
    if (choices == m_choices)
        return;
    const bool isKept = (what & (inputChanged | mechanismsChanged | parametersChanged)) && !m_session.locks().allows(SessionControl::lab);
    if (!isKept)
        m_choices = std::move(choices);
    Q_EMIT changed(what); // also of what stays: a field goes back to it
}

void LabState::show(LabView view)
{
    LabChoices next = m_choices;
    next.view = view;
    set(std::move(next), viewChanged);
}

void LabState::setSource(LabSource source)
{
    LabChoices next = m_choices;
    next.source = source;
    set(std::move(next), inputChanged);
}

void LabState::setSizes(int tokens, int width)
{
    LabChoices next = m_choices;
    next.tokens = std::clamp(tokens, 1, kMostLabTokens);
    next.width = std::clamp(width, 1, kMostLabWidth);
    set(std::move(next), inputChanged);
}

void LabState::setSeed(int seed)
{
    LabChoices next = m_choices;
    next.seed = std::clamp(seed, 0, kMostLabSeed);
    set(std::move(next), inputChanged);
}

void LabState::setCausal(bool causal)
{
    LabChoices next = m_choices;
    next.causal = causal;
    set(std::move(next), inputChanged);
}

void LabState::setOtherText(const std::string &text)
{
    LabChoices next = m_choices;
    next.otherText = text;
    set(std::move(next), inputChanged);
}

void LabState::setEdges(std::vector<std::array<int, 2>> edges)
{
    LabChoices next = m_choices;
    next.edges = std::move(edges);
    set(std::move(next), inputChanged);
}

bool LabState::isJoined(int one, int other) const
{
    return std::ranges::any_of(m_choices.edges, [&](const auto &edge) { return joins(edge, one, other); });
}

void LabState::toggleEdge(const MechanismInfo &mechanism, int one, int other)
{
    const auto drawn = drawnChoice(mechanism);
    if (!drawn || one == other) // every token sees itself
        return;
    std::vector<std::array<int, 2>> edges = m_choices.edges;
    if (isJoined(one, other))
        std::erase_if(edges, [&](const auto &edge) { return joins(edge, one, other); });
    else
        edges.push_back({std::min(one, other), std::max(one, other)});
    setEdges(std::move(edges));
    setParameter(mechanism, drawn->first, drawn->second);
}

std::vector<ChosenMechanism> LabState::mechanisms() const
{
    std::vector<ChosenMechanism> chosen;
    for (const LabMechanism &mechanism : m_choices.mechanisms) {
        const MechanismInfo &info = mechanismNamed(mechanism.name);
        chosen.push_back({&info, parametersOf(info)});
    }
    return chosen;
}

std::vector<ChosenMechanism> LabState::found() const
{
    std::vector<ChosenMechanism> chosen = mechanisms();
    const MechanismGroupInfo *group = m_choices.group.empty() ? nullptr : groupNamed(m_choices.group);
    const QString search = QString::fromStdString(m_choices.search).trimmed();
    std::erase_if(chosen, [&](const ChosenMechanism &one) {
        const MechanismInfo &info = *one.mechanism;
        const bool isFound = search.isEmpty() || matches(info, search);
        return !isPinned(info.name) && !(isFound && (!group || info.group == group->id));
    });
    return chosen;
}

bool LabState::has(std::string_view name) const
{
    return std::ranges::find(m_choices.mechanisms, name, &LabMechanism::name) != m_choices.mechanisms.end();
}

bool LabState::isPinned(std::string_view name) const
{
    const auto found = std::ranges::find(m_choices.mechanisms, name, &LabMechanism::name);
    return found != m_choices.mechanisms.end() && found->pinned;
}

void LabState::add(std::string_view name)
{
    LabChoices next = m_choices;
    if (!has(name))
        next.mechanisms.push_back({std::string(mechanismNamed(name).name)});
    next.selected = name;
    set(std::move(next), mechanismsChanged | selectedChanged);
}

void LabState::remove(std::string_view name)
{
    LabChoices next = m_choices;
    const auto found = named(next.mechanisms, name);
    if (found == next.mechanisms.end())
        return;
    const auto behind = next.mechanisms.erase(found);
    if (next.selected == name) // the next one, so that several can be removed in a row
        next.selected = behind != next.mechanisms.end() ? behind->name : next.mechanisms.empty() ? "" : next.mechanisms.back().name;
    set(std::move(next), mechanismsChanged | selectedChanged);
}

void LabState::setMechanisms(const std::vector<std::string> &names)
{
    LabChoices next = m_choices;
    std::erase_if(next.mechanisms, [](const LabMechanism &mechanism) { return !mechanism.pinned; });
    for (const std::string &name : names)
        if (named(next.mechanisms, name) == next.mechanisms.end())
            next.mechanisms.push_back({std::string(mechanismNamed(name).name)});
    if (named(next.mechanisms, next.selected) == next.mechanisms.end())
        next.selected = next.mechanisms.empty() ? "" : next.mechanisms.front().name;
    set(std::move(next), mechanismsChanged | selectedChanged);
}

void LabState::move(std::string_view name, std::string_view target)
{
    LabChoices next = m_choices;
    const auto from = named(next.mechanisms, name);
    const auto to = named(next.mechanisms, target);
    if (from == next.mechanisms.end() || to == next.mechanisms.end())
        return;
    if (from < to)
        std::rotate(from, from + 1, to + 1);
    else
        std::rotate(to, from, from + 1);
    set(std::move(next), mechanismsChanged);
}

void LabState::setPinned(std::string_view name, bool pinned)
{
    LabChoices next = m_choices;
    const auto found = named(next.mechanisms, name);
    if (found == next.mechanisms.end())
        return;
    found->pinned = pinned;
    set(std::move(next), mechanismsChanged);
}

Parameters LabState::parametersOf(const MechanismInfo &mechanism) const
{
    const auto found = m_choices.parameters.find(std::string(mechanism.name));
    return found == m_choices.parameters.end() ? Parameters(mechanism.parameters) : parametersFrom(mechanism, found->second);
}

void LabState::setParameter(const MechanismInfo &mechanism, std::string_view name, double value)
{
    Parameters parameters = parametersOf(mechanism);
    parameters.set(name, value);
    setParameters(mechanism, parameters);
}

void LabState::setParameters(const MechanismInfo &mechanism, const Parameters &parameters)
{
    LabChoices next = m_choices;
    std::map<std::string, double> others;
    for (const ParameterInfo &parameter : mechanism.parameters)
        if (const double value = parameters.number(parameter.name); value != parameter.sentence)
            others.emplace(parameter.name, value);
    if (others.empty())
        next.parameters.erase(std::string(mechanism.name));
    else
        next.parameters[std::string(mechanism.name)] = std::move(others);
    set(std::move(next), parametersChanged);
}

void LabState::select(std::string_view name)
{
    LabChoices next = m_choices;
    next.selected = name;
    set(std::move(next), selectedChanged);
}

void LabState::open(std::string_view name)
{
    LabChoices next = m_choices;
    next.opened = name;
    set(std::move(next), openedChanged);
}

void LabState::find(const std::string &search, const std::string &group)
{
    LabChoices next = m_choices;
    next.search = search;
    next.group = group;
    set(std::move(next), foundChanged);
}

std::optional<LabOrder> LabState::order() const
{
    LabOrder order{.trace = nullptr,
        .layer = m_selection.layer(),
        .head = m_selection.head(),
        .random = {.tokens = m_choices.tokens,
            .width = m_choices.width,
            .heads = kDrawnHeads,
            .seed = static_cast<std::uint64_t>(m_choices.seed),
            .otherTokens = m_choices.tokens},
        .seed = static_cast<std::uint64_t>(m_choices.seed),
        .causal = m_choices.causal,
        .otherText = m_choices.otherText,
        .edges = m_choices.edges,
        .otherTexts = m_otherTexts};
    if (m_choices.source == LabSource::random)
        return order;
    order.trace = shownTrace(m_session, m_selection);
    if (!order.trace || !hasTokens(*order.trace))
        return std::nullopt;
    return order;
}

} // namespace headscope
