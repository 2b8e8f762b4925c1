#include "ui/session/pinned_pair.h"

#include "ui/session/control_locks.h"

namespace headscope {

namespace {

TokenPair inside(const Trace &trace, const Selection &selection, TokenPair pair)
{
    const StageKey key = selection.key(Stage::weights);
    if (key.layer >= trace.config().layers) // of the model that was open before
        return {};
    return {pair.row < trace.rowCount(key) ? pair.row : -1, pair.column < trace.columnCount(key) ? pair.column : -1};
}

bool columnsAreTokens(const Selection &selection)
{
    return stageInfo(selection.stage()).colAxis == 'S';
}

} // namespace

TokenPair pinnedPair(const Trace &trace, const Selection &selection)
{
    const TransformerConfig &config = trace.config();
    const int row = selection.layer() < config.layers ? selection.rowOf(config.stackOf(selection.layer())) : -1;
    return inside(trace, selection, {row, columnsAreTokens(selection) ? selection.column() : -1});
}

TokenPair hoveredPair(const Trace &trace, const Selection &selection)
{
    const TokenPair pair = inside(trace, selection, {selection.hoverRow(), selection.hoverColumn()});
    return pair.row >= 0 && pair.column >= 0 && columnsAreTokens(selection) ? pair : TokenPair{};
}

void pinPair(Selection &selection, const TokenPair &pair, Stage stage)
{
    // A pinned column is a column of the current stage: here, a key token. So is a row of keys, in cross-attention.
    const bool rowIsKey = stageInfo(selection.stage()).rowAxis == 'S';
    if ((pair.column < 0 || columnsAreTokens(selection)) && !rowIsKey)
        return selection.pin(pair.row, pair.column);
    if (!selection.locks().isLocked(SessionControl::stage)) {
        selection.setStage(stage);
        selection.pin(pair.row, pair.column);
    } else if (!rowIsKey) {
        selection.pin(pair.row, -1); // the stage that a preset keeps has other columns
    }
}

} // namespace headscope
