// Numbers as people read them: a real minus sign, no more digits than asked for, scientific only when plain digits would lie or overflow.
#pragma once

#include "src/tensor/matrix_view.h"
#include "ui/views/shared/matrix/value_range.h"

#include <QString>

namespace headscope {

/// How the numbers of one matrix are written, the same for all of its cells so that they line up.
struct NumberFormat {
    int decimals = 2;
    bool scientific = false; ///< "1.2e5"
};

/// Shortest text that reads back as the same float32; "−∞", "∞", "NaN".
QString exactText(float value);
/// In the given format; what rounds to zero has no sign.
QString numberText(double value, NumberFormat format);
/// At most `decimals` decimals, fewer when all the numbers are shown exactly with fewer (a hand-built matrix of whole numbers has none).
/// Scientific when the largest does not fit in five digits or all of them would read as zero.
NumberFormat formatFor(const MatrixView &numbers, int decimals);
/// The same when the range of the numbers is known already: large matrices are read once only.
NumberFormat formatFor(const MatrixView &numbers, const ValueRange &range, int decimals);
/// Characters of the longest number of the matrix in this format, "NaN" among them.
int widestText(const MatrixView &numbers, NumberFormat format);
int widestText(const ValueRange &range, NumberFormat format);

} // namespace headscope
