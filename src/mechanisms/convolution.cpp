#include "src/mechanisms/convolution.h"

#include "src/devices/cpu/threads.h"
#include "src/error.h"
#include "src/mechanisms/seeded_numbers.h"

#include <numeric>
#include <string>

namespace headscope {

namespace {

constexpr std::uint64_t kTapStream = 55;

Matrix tapsOf(const ConvolutionWeights &weights, int place)
{
    const int channels = weights.taps.cols() / weights.width;
    OwnMatrix one(weights.taps.rows(), channels);
    for (int out = 0; out < weights.taps.rows(); ++out)
        for (int in = 0; in < channels; ++in)
            one(out, in) = weights.tap(out, in, place);
    return one.matrix();
}

} // namespace

ConvolutionWeights seededConvolution(int channels, int width, std::uint64_t seed)
{
    return {seededProjection(channels, channels * width, seed, kTapStream), std::vector<float>(static_cast<std::size_t>(channels)), width};
}

int placesBefore(const ConvolutionWeights &weights, const Mask &mask)
{
    return mask.causal ? weights.width - 1 : (weights.width - 1) / 2;
}

MechanismRun convolve(const ConvolutionWeights &weights, const MechanismInput &input, StepRecorder *steps)
{
    const int tokens = input.v.rows();
    const int channels = input.v.cols();
    const int outputs = weights.taps.rows();
    if (input.q.rows() != tokens)
        throw Error("a convolution runs along one text, and here are " + std::to_string(input.q.rows()) + " queries and "
                + std::to_string(tokens) + " keys",
            {}, "Choose a head that looks at its own text");
    if (weights.taps.cols() != channels * weights.width || std::ssize(weights.bias) != outputs)
        throw Error("a kernel of " + std::to_string(weights.width) + " places needs " + std::to_string(channels * weights.width)
            + " columns, and has " + std::to_string(weights.taps.cols()));
    const int before = placesBefore(weights, input.mask);
    OwnMatrix output(tokens, outputs);
    std::vector<double> heard(static_cast<std::size_t>(tokens));
    forTasks(tokens, double(tokens) * outputs * channels * weights.width, [&](int t, int) {
        for (int out = 0; out < outputs; ++out)
            output(t, out) = weights.bias[static_cast<std::size_t>(out)];
        for (int place = 0; place < weights.width; ++place) {
            const int s = t + place - before;
            if (s < 0 || s >= tokens || !input.mask.allows(t, s))
                continue;
            ++heard[static_cast<std::size_t>(t)];
            for (int out = 0; out < outputs; ++out) {
                float sum = 0;
                for (int in = 0; in < channels; ++in)
                    sum += weights.tap(out, in, place) * input.v(s, in);
                output(t, out) += sum;
            }
        }
    });
    MechanismRun run;
    run.output = output.matrix();
    const double taps = std::accumulate(heard.begin(), heard.end(), 0.0);
    run.work.multiplyAdds = taps * channels * outputs;
    run.work.bytesMoved = sizeof(float) * taps * channels;
    run.work.stateNumbers = double(weights.width - 1) * channels;
    if (!steps)
        return run;
    std::vector<Matrix> places;
    std::vector<std::string> names;
    for (int place = 0; place < weights.width; ++place) {
        const int away = place - before;
        places.push_back(tapsOf(weights, place));
        names.push_back(away < 0 ? std::to_string(-away) + " before" : away > 0 ? std::to_string(away) + " behind" : "itself");
    }
    const int x = steps->add({.name = "x",
        .formula = "x = V",
        .sentence = "The values: a convolution hears nothing else.",
        .rows = StepAxis::key,
        .pages = {input.v}});
    const int kernel = steps->add({.name = "kernel",
        .formula = "W(j)",
        .sentence = "One matrix for each place beside the token: the same wherever in the text it stands.",
        .rows = StepAxis::other,
        .pages = std::move(places),
        .pageNames = std::move(names)});
    steps->add({.name = "output",
        .formula = "out(t) = Σ W(j) · x(t + j)",
        .sentence = "Each token adds up what its neighbours say, each turned by the matrix of its place. Nobody else is heard.",
        .kind = StepKind::mapped,
        .from = {x, kernel},
        .pages = {run.output}});
    return run;
}

} // namespace headscope
