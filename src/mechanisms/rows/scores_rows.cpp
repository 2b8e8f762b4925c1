// Rows of the table of mechanisms: how a query and a key are compared.
#include "src/mechanisms/comparisons.h"
#include "src/mechanisms/rows/recipes.h"
#include "src/mechanisms/rows/rows.h"

#include <array>

namespace headscope {

namespace {

using Input = MechanismInput;
using Chosen = Parameters;
using enum MechanismGroup;

constexpr ParameterInfo kWidth[] = {{"width", "width of the hidden layer that compares", 1000, 16, 1, 4096}};
constexpr ParameterInfo kSharpness[] = {{"sharpness", "what cosines are multiplied by: the key strength β", 1, 4, 0, 1000, false}};

constexpr Paper kLuong{"Luong et al.", 2015, "arXiv:1508.04025"};

const std::array kRows = std::to_array<MechanismInfo>({
    {.name = "dot",
        .title = "Dot product",
        .group = scores,
        .paper = kLuong,
        .idea = "A key fits a query as far as they point the same way and are long.",
        .formula = "A(t, s) = softmax over s of q(t)·k(s)",
        .cost = "n² · d",
        .recipe = [](const Input &input, const Chosen &) { return withSoftmax(dotProduct(input, 1)); }},
    {.name = "full",
        .title = "Scaled dot product",
        .group = scores,
        .paper = kVaswani,
        .idea = "Divided by √d, so that scores do not grow with the width and the softmax keeps its slope.",
        .formula = kSoftmaxOf,
        .cost = "n² · d",
        .recipe = [](const Input &input, const Chosen &) { return withSoftmax(scaledDotProduct(input)); }},
    {.name = "general",
        .title = "General (bilinear)",
        .group = scores,
        .paper = kLuong,
        .idea = "A learned matrix between them says which parts of a query ask for which parts of a key.",
        .formula = "A(t, s) = softmax over s of q(t)·W·k(s)",
        .cost = "n² · d + n · d²",
        .memory = "n · d",
        .untrained = kSeeded,
        .recipe = [](const Input &input, const Chosen &) { return withSoftmax(generalProduct(input)); }},
    {.name = "concat",
        .title = "Concat",
        .group = scores,
        .paper = kLuong,
        .idea = "Query and key side by side through one small layer, as wide as they are.",
        .formula = "A(t, s) = softmax over s of v·tanh(W·[q(t); k(s)])",
        .cost = "n² · d",
        .memory = "2 · n · d",
        .untrained = kSeeded,
        .recipe = [](const Input &input, const Chosen &) { return withSoftmax(additiveScore(input, input.q.cols())); }},
    {.name = "additive",
        .title = "Additive",
        .group = scores,
        .paper = {"Bahdanau et al.", 2014, "arXiv:1409.0473"},
        .idea = "The first attention: a small network of its own compares, and costs a tanh for each of its neurons and pairs.",
        .formula = "A(t, s) = softmax over s of v·tanh(W·q(t) + U·k(s))",
        .cost = "n² · a",
        .memory = "2 · n · a",
        .parameters = kWidth,
        .knob = "width",
        .untrained = kSeeded,
        .recipe = [](const Input &input, const Chosen &chosen) { return withSoftmax(additiveScore(input, chosen.whole("width"))); }},
    {.name = "cosine",
        .title = "Cosine",
        .group = scores,
        .paper = {"Graves et al.", 2014, "arXiv:1410.5401"},
        .idea = "Only the direction counts: no key can win by being long.",
        .formula = "A(t, s) = softmax over s of β · q(t)·k(s) / (‖q(t)‖ · ‖k(s)‖)",
        .cost = "n² · d",
        .memory = "3 · n",
        .parameters = kSharpness,
        .knob = "sharpness",
        .recipe = [](const Input &input,
                      const Chosen &chosen) { return withSoftmax(cosineScore(input, static_cast<float>(chosen.number("sharpness")))); }},
});

} // namespace

std::span<const MechanismInfo> scoresRows()
{
    return kRows;
}

} // namespace headscope
