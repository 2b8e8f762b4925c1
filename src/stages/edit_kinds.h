// What tells the kinds of edits apart: their names in files, which change the cells of a stage, and which stage that is. A kind without a
// row does not compile.
#pragma once

#include "src/enum_rows.h"
#include "src/stages/edits.h"

#include <array>
#include <optional>
#include <string_view>

namespace headscope {

struct EditKindInfo {
    Edit::Kind id;
    std::string_view name; ///< in sessions: "set-value"
    bool ofCells; ///< changes cells of the stage that the edit names: a value edit
    std::optional<Stage> stage; ///< whose numbers another kind changes; nothing for switches
};

inline constexpr std::array<EditKindInfo, countOf<Edit::Kind>()> kEditKinds{{
    {Edit::Kind::setValue, "set-value", true, {}},
    {Edit::Kind::addValue, "add-value", true, {}},
    {Edit::Kind::scaleValue, "scale-value", true, {}},
    {Edit::Kind::scaleHead, "scale-head", false, Stage::weightedSum},
    {Edit::Kind::hideToken, "hide-token", false, {}},
    {Edit::Kind::scalingOff, "scaling-off", false, {}},
    {Edit::Kind::maskOff, "mask-off", false, {}},
    {Edit::Kind::positionsOff, "positions-off", false, {}},
    {Edit::Kind::temperature, "temperature", false, {}},
    {Edit::Kind::replacePattern, "replace-pattern", false, Stage::weights},
    {Edit::Kind::setRows, "set-rows", true, {}},
    {Edit::Kind::replaceToken, "replace-token", false, {}},
}};
static_assert(hasRowForEach(kEditKinds));

inline bool isValueEdit(const Edit &edit)
{
    return rowOf(kEditKinds, edit.kind).ofCells;
}

/// The stage whose cells the edit changes; nothing for switches.
inline std::optional<Stage> editedStage(const Edit &edit)
{
    return isValueEdit(edit) ? std::optional(edit.stage) : rowOf(kEditKinds, edit.kind).stage;
}

} // namespace headscope
