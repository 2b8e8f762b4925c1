// Rows of the table of mechanisms: what texts were read by before attention, and beside it.
#include "src/mechanisms/convolution.h"
#include "src/mechanisms/recurrent_cells.h"
#include "src/mechanisms/rows/rows.h"

#include <array>

namespace headscope {

namespace {

using Input = MechanismInput;
using Chosen = Parameters;
using enum MechanismGroup;

constexpr std::string_view kOverValues
    = "it reads the values and is as wide as they are; its matrices are normal numbers of the seed, of variance 1 / width";
constexpr ParameterInfo kGain[] = {{"gain", "what the matrix on the state is multiplied by", 1, 1, 0, 10, false}};
constexpr ParameterInfo kForget[] = {{"forget", "bias of the forget gate: the larger, the longer it remembers", 1, 1, -10, 10, false}};
constexpr ParameterInfo kWidth[] = {{"width", "tokens that the kernel covers", 3, 3, 1, 1024}};

constexpr std::string_view kElman = "elman";
constexpr std::string_view kLstm = "lstm";
constexpr std::string_view kGru = "gru";

template <const std::string_view &name>
MechanismRun runAs(const Input &input, const Chosen &chosen, StepRecorder *steps)
{
    return runCell(*cellOf(name, input.v.cols(), input.seed, chosen), input, steps);
}

const std::array kRows = std::to_array<MechanismInfo>({
    {.name = kElman,
        .title = "Elman's recurrent network",
        .group = beside,
        .paper = {"Elman", 1990, "Cognitive Science 14(2)"},
        .idea = "One state is carried from token to token, mixed and squeezed each time: what was far back is soon gone.",
        .formula = "h(t) = tanh(W·v(t) + U·h(t − 1))",
        .cost = "2 · n · d²",
        .sequential = "n",
        .path = "n",
        .memory = "4 · d",
        .state = "d",
        .parameters = kGain,
        .untrained = kOverValues,
        .weights = WeightsKind::none,
        .run = runAs<kElman>},
    {.name = kLstm,
        .title = "LSTM",
        .group = beside,
        .paper = {"Hochreiter and Schmidhuber", 1997, "Neural Computation 9(8); forget gate of Gers et al. 2000"},
        .idea = "A memory that is added to and not mixed, with gates for what comes in, what stays and what is shown.",
        .formula = "c(t) = f × c(t − 1) + i × g, h(t) = o × tanh(c(t)), i, f, o = σ(W·v(t) + U·h(t − 1)), g = tanh of the like",
        .cost = "8 · n · d²",
        .sequential = "n",
        .path = "n",
        .memory = "7 · d",
        .state = "2 · d",
        .parameters = kForget,
        .untrained = kOverValues,
        .weights = WeightsKind::none,
        .run = runAs<kLstm>},
    {.name = kGru,
        .title = "GRU",
        .group = beside,
        .paper = {"Cho et al.", 2014, "arXiv:1406.1078"},
        .idea = "One gate says how much of the state stays, another how much of it the new one hears: an LSTM with less.",
        .formula = "h(t) = (1 − z) × n + z × h(t − 1), n = tanh(W·v(t) + r × (U·h(t − 1))), r, z = σ(W·v(t) + U·h(t − 1))",
        .cost = "6 · n · d²",
        .sequential = "n",
        .path = "n",
        .memory = "6 · d",
        .state = "d",
        .untrained = kOverValues,
        .weights = WeightsKind::none,
        .run = runAs<kGru>},
    {.name = "convolution",
        .title = "Convolution",
        .group = beside,
        .paper = {"Gehring et al.", 2017, "arXiv:1705.03122"},
        .idea = "Each token hears its neighbours, each through a matrix for its place: all at once, and nothing from farther away.",
        .formula = "out(t) = Σ W(j)·v(t + j) over the w places of the kernel",
        .cost = "n · w · d²",
        .path = "n / w",
        .memory = "0",
        .state = "(w − 1) · d",
        .parameters = kWidth,
        .untrained = kOverValues,
        .weights = WeightsKind::none,
        .run =
            [](const Input &input, const Chosen &chosen, StepRecorder *steps) {
                return convolve(seededConvolution(input.v.cols(), chosen.whole("width"), input.seed), input, steps);
            }},
});

} // namespace

std::span<const MechanismInfo> besideRows()
{
    return kRows;
}

} // namespace headscope
