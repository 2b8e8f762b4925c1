#include "src/ops/embedding.h"

#include "src/error.h"

#include <string>

namespace headscope {

void lookUp(MatrixView table, std::span<const int> ids, MutableMatrixView out)
{
    for (std::size_t t = 0; t < ids.size(); ++t) {
        if (ids[t] < 0 || ids[t] >= table.rows)
            throw Error("token " + std::to_string(t + 1) + " has id " + std::to_string(ids[t]) + ", but the embedding has "
                    + std::to_string(table.rows) + " rows",
                {}, "The tokenizer does not belong to this model");
        float *row = out.row(static_cast<int>(t));
        for (int c = 0; c < out.cols; ++c)
            row[c] = table(ids[t], c);
    }
}

} // namespace headscope
