#include "ui/sessions/session_parts.h"

#include "src/error.h"

#include <algorithm>

namespace headscope {

namespace {

std::optional<SessionPin> pinOf(const std::optional<PinnedHead> &pinned, const Session &session, ModelDigests &digests)
{
    if (!pinned)
        return std::nullopt;
    SessionPin pin{{}, runOf(*pinned->trace), pinned->head, pinned->choice};
    if (const auto &model = pinned->trace->modelPointer(); model != session.model())
        pin.model = digests.referenceOf(model);
    return pin;
}

} // namespace

std::vector<std::pair<std::string, View *>> SessionParts::views() const
{
    std::vector<std::pair<std::string, View *>> all = more;
    for (const HeadsWorkspace::Entry &entry : heads.views())
        all.emplace_back(entry.id.toStdString(), entry.view);
    return all;
}

Prompt promptOf(const SessionRun &run)
{
    const auto text = [&](InputRole role) -> std::optional<QString> {
        const auto input = run.inputOf(role);
        return input ? std::optional(QString::fromStdString(*input)) : std::nullopt;
    };
    return {text(InputRole::text).value_or(QString()), text(InputRole::pair), text(InputRole::target).value_or(QString()), run.generated};
}

SessionRun runOf(const Trace &trace)
{
    SessionRun run;
    run.inputs.push_back({InputRole::text, trace.text()});
    if (trace.pair())
        run.inputs.push_back({InputRole::pair, *trace.pair()});
    if (trace.config().isEncoderDecoder())
        run.inputs.push_back({InputRole::target, trace.target()});
    const std::vector<Token> &last = trace.stackTokens(trace.config().stackCount() - 1);
    for (std::size_t i = last.size() - static_cast<std::size_t>(trace.generatedCount()); i < last.size(); ++i)
        run.generated.push_back(last[i].id);
    run.edits = trace.edits();
    return run;
}

SessionState sessionOf(const SessionParts &parts, ModelDigests &digests)
{
    SessionState state;
    state.model = digests.reference();
    const Prompt &prompt = parts.session.prompt();
    state.run.inputs.push_back({InputRole::text, prompt.text.toStdString()});
    if (prompt.pair)
        state.run.inputs.push_back({InputRole::pair, prompt.pair->toStdString()});
    if (!prompt.target.isEmpty())
        state.run.inputs.push_back({InputRole::target, prompt.target.toStdString()});
    state.run.generated = prompt.generated;
    state.run.edits = parts.session.edits();
    const Selection &selection = parts.selection;
    state.shown = selection.shown();
    state.view = parts.heads.currentId().toStdString();
    state.stage = selection.stage();
    state.layer = selection.layer();
    state.head = selection.head();
    state.row = selection.rowOf(0);
    state.targetRow = selection.rowOf(1);
    state.column = selection.column();
    state.word = selection.word();
    state.pattern = selection.pattern();
    state.filter = selection.filter();
    state.a = pinOf(parts.heads.compare()->a(), parts.session, digests);
    state.b = pinOf(parts.heads.compare()->b(), parts.session, digests);
    state.lab = parts.lab.choices();
    for (const auto &[name, view] : parts.views())
        if (ViewChoices chosen = view->chosen(); !chosen.empty())
            state.views[name] = std::move(chosen);
    return state;
}

void requireKnown(const SessionState &state, const SessionParts &parts, const std::string &where)
{
    const auto refuse = [&](const std::string &problem) {
        throw Error(problem, where, "Mend the file by hand, or save the session again with this version of Headscope");
    };
    if (!state.view.empty() && !parts.heads.find(QString::fromStdString(state.view))) {
        std::string known;
        for (const HeadsWorkspace::Entry &entry : parts.heads.views())
            known += (known.empty() ? "" : ", ") + entry.id.toStdString();
        throw Error("the Heads workspace has no view “" + state.view + "”", where + ", at view", "Its views: " + known);
    }
    if (state.lab) {
        try {
            LabState::requireKnown(*state.lab);
        } catch (const Error &error) {
            throw Error("at lab: " + error.problem(), where, error.hint());
        }
    }
    const auto views = parts.views();
    for (const auto &[name, choices] : state.views) {
        const auto view = std::ranges::find(views, name, [](const auto &entry) { return entry.first; });
        if (view == views.end())
            refuse("at views." + name + ": there is no such view");
        else if (const std::string problem = view->second->problemOf(choices, name); !problem.empty())
            refuse("at views." + problem);
    }
}

} // namespace headscope
