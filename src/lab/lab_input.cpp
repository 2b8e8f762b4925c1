#include "src/lab/lab_input.h"

#include "src/mechanisms/seeded_numbers.h"
#include "src/trace/sources.h"

namespace headscope {

namespace {

MechanismInput inputOf(std::vector<HeadNumbers> heads, int head, std::uint64_t seed)
{
    const HeadNumbers &picked = heads[static_cast<std::size_t>(head)];
    MechanismInput input{.q = picked.q, .k = picked.k, .v = picked.v, .seed = seed};
    input.heads = std::move(heads);
    input.head = head;
    return input;
}

} // namespace

MechanismInput headInput(const Trace &trace, int layer, int head, std::uint64_t seed)
{
    const Stage queries = queriesOf(trace, layer);
    const Stage keys = keysOf(trace, layer);
    std::vector<HeadNumbers> heads;
    for (int each = 0; each < trace.config().heads; ++each)
        heads.push_back({trace.matrix({queries, layer, each}), trace.matrix({keys, layer, each}), trace.matrix({Stage::v, layer, each})});
    return inputOf(std::move(heads), head, seed);
}

MechanismInput withSecondText(MechanismInput input, const Trace &second, int layer, int head)
{
    input.otherK = second.matrix({keysOf(second, layer), layer, head});
    input.otherV = second.matrix({Stage::v, layer, head});
    return input;
}

MechanismInput randomInput(const RandomInput &sizes)
{
    constexpr std::uint64_t kFirstStream = 1'000'000; // far from those of the mechanisms
    std::vector<HeadNumbers> heads;
    for (int head = 0; head < sizes.heads; ++head) {
        const auto drawn = [&](std::uint64_t which) {
            return seededNormal(sizes.tokens, sizes.width, sizes.seed, kFirstStream + 3 * static_cast<std::uint64_t>(head) + which);
        };
        heads.push_back({drawn(0), drawn(1), drawn(2)});
    }
    MechanismInput input = inputOf(std::move(heads), 0, sizes.seed);
    if (sizes.otherTokens > 0) {
        input.otherK = seededNormal(sizes.otherTokens, sizes.width, sizes.seed, kFirstStream - 2);
        input.otherV = seededNormal(sizes.otherTokens, sizes.width, sizes.seed, kFirstStream - 1);
    }
    return input;
}

} // namespace headscope
