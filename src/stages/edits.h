// What the user changed. Edits are data: a place, a selection and an operation. A run takes a list and applies it in order.
#pragma once

#include "src/stages/stage.h"
#include "src/tensor/matrix_view.h"
#include "src/tensor/mutable_matrix_view.h"

#include <memory>
#include <string>
#include <vector>

namespace headscope {

/// Numbers from elsewhere (another sentence's run) for some rows of a stage. Immutable, shared by all copies of an edit.
struct RowPatch {
    std::vector<int> rows; ///< the rows that are replaced, ascending
    Matrix values; ///< [rows, columns of the stage]
};

/// What attention is replaced by.
enum class PatternRule {
    uniform, ///< alike over all keys that the mask allows
    previousToken, ///< all on the token before; the first token, and one that may not look there, on itself
    given, ///< the numbers of Edit::patch
};

struct Edit {
    enum class Kind {
        setValue, ///< x := value at the selected cells of a stage
        addValue, ///< x := x + value
        scaleValue, ///< x := x · value
        scaleHead, ///< weighted sum of one head · value; 0 switches the head off
        hideToken, ///< key `column` is masked (−∞) for every query but itself, in all layers and heads when those are all
        scalingOff, ///< scaled scores = raw scores
        maskOff, ///< no causal mask
        positionsOff, ///< position vectors and biases are zero, queries and keys are not turned
        temperature, ///< scores divided by value (> 0) before the mask; several on one head multiply
        replacePattern, ///< weights := as `rule` says, for query `row` or every one. Uniform and previous token leave cross-attention alone
                        ///< where that has no meaning
        setRows, ///< rows of a stage := those of `patch` (activation patching)
        replaceToken, ///< the piece `id` stands in the place of token `row`; of an encoder-decoder, in the text of `layer`'s stack
    };
    static constexpr int kAll = -1;

    Kind kind = Kind::setValue;
    Stage stage = Stage::q; ///< for setValue, addValue, scaleValue
    int layer = kAll; ///< kAll: every layer, both stacks. For stages before and behind the layers any layer of the stack that is meant
    int head = kAll; ///< kAll: every head. Keys and values that several heads share are the first one's
    int row = kAll; ///< kAll: every row
    int column = kAll; ///< kAll: every column; for hideToken the key token
    float value = 0;
    PatternRule rule = PatternRule::uniform; ///< for replacePattern
    int id = -1; ///< for replaceToken: a vocabulary entry
    std::shared_ptr<const RowPatch> patch = {}; ///< for setRows and a given pattern; two edits are alike when they share it
    std::string name = {}; ///< of what replaces, for people: "[MASK]", the other sentence

    bool operator==(const Edit &) const = default;
};

using Edits = std::vector<Edit>;

/// First layer whose numbers change: 0 for edits of tokens, embedding, position; the layer count for edits after the last layer;
/// the layer count + 1 when there is no edit. `encoderLayers` of an encoder-decoder: what is behind the encoder's last layer is before
/// the decoder's first.
int firstEditedLayer(const Edits &edits, int layerCount, int encoderLayers = 0);
/// First layer for which the two lists differ, counted as in firstEditedLayer; layers before it come out the same.
int firstDifferentLayer(const Edits &a, const Edits &b, int layerCount, int encoderLayers = 0);
/// Does the edit reach this layer and head (kAll matches every one)?
bool reaches(const Edit &edit, int layer, int head);
/// Does an edit of the stage's cells reach this row?
bool reachesRow(const Edit &edit, int row);
/// Is there a value edit of this stage in this layer and, for stages of one head, this head? (head: any for the others.)
bool touches(const Edits &edits, Stage stage, int layer, int head);
/// Applies the value edits of one stage, in order, to its rows [firstRow, firstRow + rows.rows). scaleHead counts as an edit of the
/// weighted sum. (Patterns are replaced in attention, which knows the mask.) −∞ stays −∞ when added to or scaled: only setting a masked
/// score opens it.
void applyEdits(const Edits &edits, Stage stage, int layer, int head, int firstRow, MutableMatrixView rows);
/// One line for people: "layer 2, head 1: scores [3, 5] := 4". 1-based layers and heads, as on screen. English.
std::string describe(const Edit &edit);

} // namespace headscope
