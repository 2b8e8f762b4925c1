#include "src/ops/linear.h"

#include "src/error.h"
#include "src/ops/matmul.h"

#include <algorithm>
#include <string>

namespace headscope {

void linear(MatrixView x, MatrixView weight, MatrixView bias, MutableMatrixView out)
{
    if (bias.empty()) {
        multiply(x, weight, out);
        return;
    }
    if (bias.cols != out.cols || bias.colStride != 1)
        throw Error("a bias of " + std::to_string(bias.cols) + " numbers for " + std::to_string(out.cols) + " columns", "linear map");
    for (int r = 0; r < out.rows; ++r)
        std::copy_n(bias.data, out.cols, out.row(r));
    multiplyAdd(x, weight, out);
}

} // namespace headscope
