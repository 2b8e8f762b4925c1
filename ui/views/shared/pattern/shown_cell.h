// Which cell the Walk lights and explains when the user picked only a part of one: the largest number of the row, of the last token's row
// when nothing is picked. So stepping through the stages always shows an example, and for logits it is the predicted word.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/views/shared/matrix/matrix_layout.h"

namespace headscope {

/// A cell of the stage. {−1, −1} without tokens, when the model has no such stage, and while its row is still being made.
CellIndex shownCell(Session &session, const Selection &selection);

} // namespace headscope
