#include "src/mechanisms/fourier_mixing.h"

#include "src/error.h"
#include "src/mechanisms/fourier.h"

#include <algorithm>
#include <string>
#include <vector>

namespace headscope {

namespace {

using Complex = std::complex<double>;

void keepSteps(
    const MechanismInput &input, const MeteredMatrix &real, const MeteredMatrix &imaginary, const Matrix &output, StepRecorder &steps)
{
    const int v = steps.add({.name = "V",
        .formula = "V",
        .sentence = "What each token has to say. Queries and keys are not used.",
        .rows = StepAxis::key,
        .pages = {input.v}});
    const int along = steps.add({.name = "along the width",
        .formula = "Y(t, f) = Σ V(t, c) · exp(−2πi · f · c / " + std::to_string(input.v.cols()) + ")",
        .sentence = "Each token's own numbers are taken apart into waves over its channels: how strong each is (real), and how far shifted "
                    "(imaginary).",
        .kind = StepKind::mapped,
        .from = {v},
        .rows = StepAxis::key,
        .columns = StepAxis::other,
        .pages = {real.copy(), imaginary.copy()},
        .pageNames = {"real", "imaginary"}});
    steps.add({.name = "output",
        .formula = "out(f, c) = Re Σ Y(t, c) · exp(−2πi · f · t / " + std::to_string(input.v.rows()) + ")",
        .sentence
        = "The same along the text: row 0 is the sum of all tokens, later rows are faster waves over them. Every row has heard of every "
          "token, with the same weights for every text. The real part is kept.",
        .kind = StepKind::mapped,
        .from = {along},
        .columns = StepAxis::other,
        .pages = {output}});
}

} // namespace

MechanismRun fourierMixing(const MechanismInput &input, StepRecorder *steps)
{
    const int tokens = input.v.rows();
    const int width = input.v.cols();
    if (input.q.rows() != tokens)
        throw Error("FNet mixes the tokens of one text; there are " + std::to_string(input.q.rows()) + " queries and "
                + std::to_string(tokens) + " values",
            {}, "Take queries and keys of the same text");
    WorkMeter meter;
    FourierTransform alongWidth(width);
    FourierTransform alongText(tokens);
    std::vector<Complex> line(static_cast<std::size_t>(std::max(tokens, width)));
    meter.hold(sizeof(float) * (alongWidth.numbersHeld() + alongText.numbersHeld()) + sizeof(Complex) * double(line.size()));
    MeteredMatrix real(meter, tokens, width);
    MeteredMatrix imaginary(meter, tokens, width);
    for (int token = 0; token < tokens; ++token) {
        for (int c = 0; c < width; ++c)
            line[static_cast<std::size_t>(c)] = input.v(token, c);
        alongWidth.apply({line.data(), static_cast<std::size_t>(width)});
        for (int c = 0; c < width; ++c) {
            real(token, c) = static_cast<float>(line[static_cast<std::size_t>(c)].real());
            imaginary(token, c) = static_cast<float>(line[static_cast<std::size_t>(c)].imag());
        }
    }
    OwnMatrix output(tokens, width);
    for (int c = 0; c < width; ++c) {
        for (int token = 0; token < tokens; ++token)
            line[static_cast<std::size_t>(token)] = {real(token, c), imaginary(token, c)};
        alongText.apply({line.data(), static_cast<std::size_t>(tokens)});
        for (int token = 0; token < tokens; ++token)
            output(token, c) = static_cast<float>(line[static_cast<std::size_t>(token)].real());
    }
    meter.work.multiplyAdds = alongWidth.multiplyAdds() + alongText.multiplyAdds();
    // Each transform reads and writes what it works on; the products inside stay near.
    meter.work.bytesMoved = sizeof(float) * double(tokens) * width * 6;
    meter.work.stateNumbers = double(tokens) * width;
    MechanismRun run;
    run.output = output.matrix();
    run.work = meter.counted();
    if (steps)
        keepSteps(input, real, imaginary, run.output, *steps);
    return run;
}

} // namespace headscope
