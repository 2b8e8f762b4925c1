// The names, in sessions and on the command line, of what has no table elsewhere.
#pragma once

#include "src/enum_rows.h"
#include "src/stages/edits.h"

#include <array>
#include <string_view>

namespace headscope {

/// A value and its name in files.
template <typename Value>
struct NamedValue {
    Value id;
    std::string_view name;
};

enum class ModelSource { builtIn, folder, hub };
inline constexpr std::array<NamedValue<ModelSource>, countOf<ModelSource>()> kModelSources{
    {{ModelSource::builtIn, "built-in"}, {ModelSource::folder, "folder"}, {ModelSource::hub, "hub"}}};
static_assert(hasRowForEach(kModelSources));

/// What a text is to the model; the names are those of the options --text, --pair, --target.
enum class InputRole { text, pair, target };
inline constexpr std::array<NamedValue<InputRole>, countOf<InputRole>()> kInputRoles{
    {{InputRole::text, "text"}, {InputRole::pair, "pair"}, {InputRole::target, "target"}}};
static_assert(hasRowForEach(kInputRoles));

enum class Workspace { walk, heads, lab };
inline constexpr std::array<NamedValue<Workspace>, countOf<Workspace>()> kWorkspaces{
    {{Workspace::walk, "walk"}, {Workspace::heads, "heads"}, {Workspace::lab, "lab"}}};
static_assert(hasRowForEach(kWorkspaces));

/// Which numbers the views show when edits are active.
enum class Shown { edited, original, difference };
inline constexpr std::array<NamedValue<Shown>, countOf<Shown>()> kShownNumbers{
    {{Shown::edited, "edited"}, {Shown::original, "original"}, {Shown::difference, "difference"}}};
static_assert(hasRowForEach(kShownNumbers));

inline constexpr std::array<NamedValue<PatternRule>, countOf<PatternRule>()> kPatternRules{
    {{PatternRule::uniform, "uniform"}, {PatternRule::previousToken, "previous-token"}, {PatternRule::given, "given"}}};
static_assert(hasRowForEach(kPatternRules));

/// What a preset can lock.
enum class SessionControl { model, text, generate, edits, workspace, view, stage, head, pattern, lab };
inline constexpr std::array<NamedValue<SessionControl>, countOf<SessionControl>()> kSessionControls{
    {{SessionControl::model, "model"}, {SessionControl::text, "text"}, {SessionControl::generate, "generate"},
        {SessionControl::edits, "edits"}, {SessionControl::workspace, "workspace"}, {SessionControl::view, "view"},
        {SessionControl::stage, "stage"}, {SessionControl::head, "head"}, {SessionControl::pattern, "pattern"}, {SessionControl::lab, "lab"}}};
static_assert(hasRowForEach(kSessionControls));

} // namespace headscope
