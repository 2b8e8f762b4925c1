// A session in which every field says something.
#pragma once

#include "src/sessions/session_state.h"
#include "src/stages/edit_kinds.h"

namespace headscope {

/// Its edits fit the recorded model gpt2_tiny: one of each kind.
inline SessionState manySidedSession()
{
    using Kind = Edit::Kind;
    SessionState state;
    state.model = {ModelSource::hub, "org/name@main", std::string(64, 'a'), std::string(64, '0')};
    state.run.inputs = {{InputRole::text, "The “mill”\n\\ \x01 turns"}, {InputRole::pair, ""}, {InputRole::target, "ein 😀"}};
    state.run.generated = {3, 0};
    const auto numbers = std::make_shared<std::vector<float>>(std::vector<float>{0.1F, -2, 1e-30F, 4});
    const auto patch = std::make_shared<RowPatch>(RowPatch{{0, 2}, {{numbers->data(), 2, 2, 2, 1}, numbers}});
    for (const auto &kind : kEditKinds) {
        Edit edit;
        edit.kind = kind.id;
        edit.layer = 0;
        edit.head = 1;
        edit.value = 0.3F;
        if (kind.id == Kind::hideToken || kind.id == Kind::setValue)
            edit.column = 1;
        if (kind.id == Kind::setValue || kind.id == Kind::replaceToken)
            edit.row = 0;
        if (kind.id == Kind::replaceToken) {
            edit.id = 7;
            edit.name = "[MASK]";
        }
        if (kind.id == Kind::setRows) {
            edit.stage = Stage::v;
            edit.patch = patch;
        }
        state.run.edits.push_back(edit);
    }
    for (const auto &rule : kPatternRules) {
        Edit edit;
        edit.kind = Kind::replacePattern;
        edit.rule = rule.id;
        if (rule.id == PatternRule::given)
            edit.patch = patch;
        state.run.edits.push_back(edit);
    }
    state.shown = Shown::difference;
    state.workspace = Workspace::heads;
    state.map = true;
    state.view = "lines";
    state.stage = Stage::weights;
    state.layer = 1;
    state.head = 3;
    state.row = 2;
    state.targetRow = 0;
    state.column = 1;
    state.word = 0;
    state.pattern = {Measure::rollout, HeadRule::max, TokenUnit::words, SpecialTokens::hiddenRenormalised, "^the$", {{0, 1}, {1, 2}}};
    state.filter = PairFilter::aToB;
    const SessionModel other{ModelSource::hub, "openai/gpt2@main", std::string(64, 'c'), {}};
    state.a = SessionPin{other, {{{InputRole::text, "The wheel"}}, {}, {}}, {1, 0}, {}};
    state.b = SessionPin{{}, state.run, {0, 2}, state.pattern};
    state.views = {{"lines", {{"mode", std::string("arcs")}, {"zoom", 1.5}, {"automatic", false}}}, {"walk", {{"zoom", 2.0}}}};
    state.lab = LabChoices{.view = LabView::charts,
        .source = LabSource::random,
        .tokens = 20,
        .width = 6,
        .seed = 7,
        .causal = true,
        .mechanisms = {{"full", true}, {"longformer", false}},
        .parameters = {{"longformer", {{"window", 3}}}},
        .otherText = "ein Hund",
        .edges = {{0, 2}, {3, 1}},
        .selected = "full",
        .opened = "longformer",
        .search = "form",
        .group = "pairs"};
    state.note = "Look at layer 2, head 1.\nWhere does “it” look?";
    state.locked = {SessionControl::model, SessionControl::text};
    return state;
}

} // namespace headscope
