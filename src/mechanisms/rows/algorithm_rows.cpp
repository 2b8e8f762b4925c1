// Rows of the table of mechanisms: how it is computed.
#include "src/mechanisms/flash_attention.h"
#include "src/mechanisms/rows/rows.h"

#include <array>

namespace headscope {

namespace {

constexpr ParameterInfo kTiles[] = {
    {"rows", "queries of a tile", 64, 4, 1, 4096}, {"columns", "keys of a tile; the paper fits both to the fast memory", 64, 4, 1, 4096}};

const std::array kRows = std::to_array<MechanismInfo>({
    {.name = "flash",
        .title = "FlashAttention",
        .group = MechanismGroup::algorithm,
        .paper = {"Dao et al.", 2022, "arXiv:2205.14135"},
        .idea = "Full attention, tile by tile in fast memory: the table of scores is never written down, and the numbers are the same.",
        .formula = "for each tile: m′ = max(m, max S), l′ = exp(m − m′)·l + Σ exp(S − m′), O′ = (exp(m − m′)·l·O + exp(S − m′)·V) / l′",
        .cost = "n² · d",
        .sequential = "n / c",
        .memory = "3 · n + c",
        .parameters = kTiles,
        .run =
            [](const MechanismInput &input, const Parameters &chosen, StepRecorder *steps) {
                return flashAttention(input, {.queries = chosen.whole("rows"), .keys = chosen.whole("columns")}, steps);
            }},
});

} // namespace

std::span<const MechanismInfo> algorithmRows()
{
    return kRows;
}

} // namespace headscope
