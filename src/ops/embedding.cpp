#include "src/ops/embedding.h"

#include "src/error.h"

#include <string>

namespace headscope {

void lookUp(const StoredMatrix &table, std::span<const int> ids, MutableMatrixView out)
{
    for (std::size_t t = 0; t < ids.size(); ++t) {
        if (ids[t] < 0 || ids[t] >= table.rows())
            throw Error("token " + std::to_string(t + 1) + " has id " + std::to_string(ids[t]) + ", but the embedding has "
                    + std::to_string(table.rows()) + " rows",
                {}, "The tokenizer does not belong to this model");
        table.block(ids[t], 0, 1, table.cols()).copyTo(out.rowRange(static_cast<int>(t), 1));
    }
}

} // namespace headscope
