#include "ui/views/shared/stages/edit_switch.h"

#include <algorithm>

namespace headscope {

Edit editOf(EditSwitch kind, const TransformerConfig &config, int layer, int head, int token)
{
    Edit edit;
    switch (kind) {
    case EditSwitch::scaling: edit.kind = Edit::Kind::scalingOff; break;
    case EditSwitch::mask: edit.kind = Edit::Kind::maskOff; break;
    case EditSwitch::positions: edit.kind = Edit::Kind::positionsOff; break;
    case EditSwitch::head:
        edit.kind = Edit::Kind::scaleHead;
        edit.layer = layer;
        edit.head = head;
        break;
    case EditSwitch::hide:
        edit.kind = Edit::Kind::hideToken;
        edit.layer = config.isEncoderDecoder() ? layer : Edit::kAll;
        edit.column = token;
        break;
    }
    return edit;
}

bool hasEdit(const Edits &edits, const Edit &edit)
{
    return std::ranges::find(edits, edit) != edits.end();
}

std::optional<float> temperatureOf(const Edits &edits)
{
    const auto found = std::ranges::find_if(edits,
        [](const Edit &edit) { return edit.kind == Edit::Kind::temperature && edit.layer == Edit::kAll && edit.head == Edit::kAll; });
    return found == edits.end() ? std::nullopt : std::optional(found->value);
}

Edit temperatureEdit(float temperature)
{
    Edit edit;
    edit.kind = Edit::Kind::temperature;
    edit.value = temperature;
    return edit;
}

} // namespace headscope
