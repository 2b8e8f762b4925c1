#include "src/mechanisms/token_runs.h"

#include "src/mechanisms/work_meter.h"

#include <cstdint>

namespace headscope {

int runStart(int run, int count, int tokens)
{
    return static_cast<int>(std::int64_t(run) * tokens / count);
}

Matrix runMeans(int count, int tokens)
{
    OwnMatrix means(count, tokens);
    for (int run = 0; run < count; ++run) {
        const int end = runStart(run + 1, count, tokens);
        for (int token = runStart(run, count, tokens); token < end; ++token)
            means(run, token) = 1.0F / static_cast<float>(end - runStart(run, count, tokens));
    }
    return means.matrix();
}

} // namespace headscope
