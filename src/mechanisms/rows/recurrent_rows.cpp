// Rows of the table of mechanisms: a state that is carried on.
#include "src/mechanisms/linear_state.h"
#include "src/mechanisms/rows/rows.h"

#include <array>

namespace headscope {

namespace {

using Input = MechanismInput;
using Chosen = Parameters;
using enum MechanismGroup;

constexpr std::string_view kOfKeys
    = "training would find what tells gates from a token; here it is a normal vector or matrix of the seed applied to its key";
constexpr std::string_view kUpdates = "1, through n updates of the state";

constexpr ParameterInfo kGamma[] = {{"decay", "γ: what is left of the state at each token", 0.96875, 0.9, 0, 1, false}};
constexpr ParameterInfo kTau[] = {{"temperature", "τ: the larger, the more is kept", 16, 4, 0.01, 1000, false}};
constexpr ParameterInfo kRate{
    "rate", "how fast the state fades in a step of length 1; its authors draw it for each head", 8, 1, 0, 100, false};
constexpr ParameterInfo kStep{"step", "Δ, the usual length of a step; its authors draw it for each head", 0.01, 0.1, 1e-6, 10, false};
constexpr ParameterInfo kFading[] = {kRate, kStep};

const std::array kRows = std::to_array<MechanismInfo>({
    {.name = "retnet",
        .title = "RetNet (retention)",
        .group = recurrent,
        .paper = {"Sun et al.", 2023, "arXiv:2307.08621"},
        .idea = "What was written fades by the same share with every token: the softmax is gone, and distance takes its place.",
        .formula = "S(t) = γ · S(t − 1) + k(t)·v(t)ᵀ, out(t) = S(t)ᵀ·q(t) / √d",
        .cost = "n · d²",
        .sequential = "n",
        .path = kUpdates,
        .memory = "n + d² + d",
        .state = "d²",
        .parameters = kGamma,
        .knob = "decay",
        .untrained = "nothing is learned; the rotation by places and the norm behind it are left out",
        .run = [](const Input &input, const Chosen &chosen,
                   StepRecorder *steps) { return runState(input, retention(input, chosen.number("decay")), steps); }},
    {.name = "gla",
        .title = "Gated linear attention",
        .group = recurrent,
        .paper = {"Yang et al.", 2023, "arXiv:2312.06635"},
        .idea = "Each token decides, channel by channel, what the state forgets.",
        .formula = "S(t) = diag(a(t)) · S(t − 1) + k(t)·v(t)ᵀ, a = σ(W·k)^(1 / τ), out(t) = S(t)ᵀ·q(t) / √d",
        .cost = "n · d²",
        .sequential = "n",
        .path = kUpdates,
        .memory = "n · d + d² + d",
        .state = "d²",
        .parameters = kTau,
        .knob = "temperature",
        .untrained = kOfKeys,
        .run =
            [](const Input &input, const Chosen &chosen, StepRecorder *steps) {
                return runState(input, gatedLinearAttention(input, seededGates(input, chosen.number("temperature"))), steps);
            }},
    {.name = "deltanet",
        .title = "DeltaNet",
        .group = recurrent,
        .paper = {"Yang et al.", 2024, "arXiv:2406.06484"},
        .idea = "Before a value is written, what the state holds under this key is taken out: memory that can be corrected.",
        .formula = "S(t) = S(t − 1) + β(t)·k(t)·(v(t) − S(t − 1)ᵀ·k(t))ᵀ, β = σ(w·k), ‖k‖ = ‖q‖ = 1, out(t) = S(t)ᵀ·q(t) / √d",
        .cost = "n · d²",
        .sequential = "n",
        .path = kUpdates,
        .memory = "2 · n · d + n + d² + d",
        .state = "d²",
        .untrained = kOfKeys,
        .run = [](const Input &input, const Chosen &,
                   StepRecorder *steps) { return runState(input, deltaRule(input, seededStrengths(input)), steps); }},
    {.name = "gated-deltanet",
        .title = "Gated DeltaNet",
        .group = recurrent,
        .paper = {"Yang et al.", 2024, "arXiv:2412.06464"},
        .idea = "It corrects what it stored and forgets what is old: as in Qwen3-Next.",
        .formula = "S(t) = a(t)·S(t − 1) + β(t)·k(t)·(v(t) − a(t)·S(t − 1)ᵀ·k(t))ᵀ, a = exp(−rate·Δ), ‖k‖ = ‖q‖ = 1",
        .cost = "n · d²",
        .sequential = "n",
        .path = kUpdates,
        .memory = "2 · n · d + 3 · n + d² + d",
        .state = "d²",
        .parameters = kFading,
        .knob = "rate",
        .untrained = kOfKeys,
        .run =
            [](const Input &input, const Chosen &chosen, StepRecorder *steps) {
                const Matrix gates = decaysOf(seededStepSizes(input, chosen.number("step")), chosen.number("rate"));
                return runState(input, gatedDeltaRule(input, gates, seededStrengths(input)), steps);
            }},
    {.name = "mamba2",
        .title = "Mamba-2 (state space duality)",
        .group = recurrent,
        .paper = {"Dao and Gu", 2024, "arXiv:2405.21060"},
        .idea = "A state space model whose decay is one number a token: the same as masked linear attention, seen from the other side.",
        .formula = "S(t) = a(t)·S(t − 1) + Δ(t)·k(t)·v(t)ᵀ, a = exp(−rate·Δ), Δ = log(1 + exp(w·k + b)), out(t) = S(t)ᵀ·q(t)",
        .cost = "n · d²",
        .sequential = "n",
        .path = kUpdates,
        .memory = "2 · n + d² + d",
        .state = "d²",
        .parameters = kFading,
        .knob = "rate",
        .untrained = kOfKeys,
        .run =
            [](const Input &input, const Chosen &chosen, StepRecorder *steps) {
                return runState(
                    input, stateSpaceDuality(input, seededStepSizes(input, chosen.number("step")), chosen.number("rate")), steps);
            }},
});

} // namespace

std::span<const MechanismInfo> recurrentRows()
{
    return kRows;
}

} // namespace headscope
