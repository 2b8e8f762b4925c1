// What tells the kinds of edits apart: which change the cells of a stage, and which stage that is. A kind without a row does not compile.
#pragma once

#include "src/enum_rows.h"
#include "src/stages/edits.h"

#include <array>
#include <optional>

namespace headscope {

struct EditKindInfo {
    Edit::Kind id;
    bool ofCells; ///< changes cells of the stage that the edit names: a value edit
    std::optional<Stage> stage; ///< whose numbers another kind changes; nothing for switches
};

inline constexpr std::array<EditKindInfo, countOf<Edit::Kind>()> kEditKinds{{
    {Edit::Kind::setValue, true, {}},
    {Edit::Kind::addValue, true, {}},
    {Edit::Kind::scaleValue, true, {}},
    {Edit::Kind::scaleHead, false, Stage::weightedSum},
    {Edit::Kind::hideToken, false, {}},
    {Edit::Kind::scalingOff, false, {}},
    {Edit::Kind::maskOff, false, {}},
    {Edit::Kind::positionsOff, false, {}},
    {Edit::Kind::temperature, false, {}},
    {Edit::Kind::replacePattern, false, Stage::weights},
    {Edit::Kind::setRows, true, {}},
    {Edit::Kind::replaceToken, false, {}},
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
