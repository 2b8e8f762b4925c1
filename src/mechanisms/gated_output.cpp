#include "src/mechanisms/gated_output.h"

#include "src/mechanisms/explicit_attention.h"
#include "src/mechanisms/rows/recipes.h"
#include "src/mechanisms/seeded_numbers.h"

#include <cmath>

namespace headscope {

namespace {

constexpr std::uint64_t kGateStream = 43;

} // namespace

Matrix seededGate(int rows, int columns, std::uint64_t seed)
{
    return seededProjection(rows, columns, seed, kGateStream);
}

MechanismRun gatedOutput(const MechanismInput &input, const Matrix &x, const Matrix &w, StepRecorder *steps)
{
    Recipe recipe = withSoftmax(scaledDotProduct(input));
    recipe.outputName = "A · V";
    recipe.outputFormula = "A · V";
    MechanismRun run = attend(input, recipe, kSoftmaxOf, steps);
    const Matrix opened = matrixProduct(x.view, w.view.transposed());
    OwnMatrix gates(opened.rows(), opened.cols());
    OwnMatrix output(run.output.rows(), run.output.cols());
    for (int query = 0; query < output.matrix().rows(); ++query) {
        for (int c = 0; c < opened.cols(); ++c)
            gates(query, c) = 1 / (1 + std::exp(-opened(query, c)));
        for (int c = 0; c < run.output.cols(); ++c)
            output(query, c) = run.output(query, c) * gates(query, opened.cols() == 1 ? 0 : c);
    }
    run.output = output.matrix();
    run.work.multiplyAdds += double(opened.rows()) * (double(x.cols()) * w.rows() + output.matrix().cols());
    run.work.specials += double(opened.rows()) * opened.cols();
    run.work.bytesHeld += sizeof(float) * double(opened.rows()) * (2.0 * opened.cols() + output.matrix().cols() + x.cols());
    if (!steps)
        return run;
    const int handedOut = static_cast<int>(steps->steps().size()) - 1;
    const int token = steps->add({.name = "x",
        .formula = "x = queries of all heads",
        .sentence = "What stands for the token: the queries of all heads side by side, which are a map of its vector.",
        .pages = {x}});
    const int map = steps->add({.name = "W",
        .formula = "W",
        .sentence = "The gate's matrix. It would be learned; here it is drawn from the seed.",
        .rows = StepAxis::other,
        .pages = {w}});
    const int before = steps->add({.name = "x · Wᵀ",
        .formula = "x · Wᵀ",
        .sentence = "How far each gate is opened, before it is brought between 0 and 1.",
        .kind = StepKind::productTransposed,
        .from = {token, map},
        .pages = {opened}});
    const int gate = steps->add({.name = "gate",
        .formula = "σ(x · Wᵀ)",
        .sentence = "0 is shut, 1 is open. The token itself decides how much of what it found goes on.",
        .kind = StepKind::mapped,
        .from = {before},
        .pages = {gates.matrix()}});
    steps->add({.name = "output",
        .formula = "out = (A · V) · gate, number by number",
        .sentence = "What the head found passes the gates.",
        .kind = StepKind::mapped,
        .from = {handedOut, gate},
        .pages = {run.output}});
    return run;
}

} // namespace headscope
