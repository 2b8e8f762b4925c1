#include "src/lab/reach.h"

#include "src/error.h"
#include "src/lab/cell_derivatives.h"
#include "src/mechanisms/convolution.h"
#include "src/mechanisms/positions.h"
#include "src/mechanisms/recurrent_cells.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace headscope {

namespace {

struct Asked {
    const MechanismInfo &mechanism;
    const Parameters &parameters;
    const MechanismInput &input;
    std::stop_token stop;
};

/// What scores are products of: S(t, s) = queries(t) · keys(s) / √d, and of a query or key at the first place `factor` times itself.
struct Compared {
    Matrix queries;
    Matrix keys;
    double factor = 1;
};

/// With p = A(t, 0): ∂out(t)/∂x = p · I + p · (v(0) − out(t)) · q(t)ᵀ / √d, and for t = 0 Σ A(0, s) · (v(s) − out(0)) · k(s)ᵀ / √d more.
std::vector<double> ofCompared(const Asked &asked, const Compared &compared)
{
    const MechanismInput &input = asked.input;
    const int width = input.v.cols();
    if (input.q.cols() != width || input.q.rows() != input.k.rows())
        throw Error("a token's vector stands for its query, key and value, and these are " + std::to_string(input.q.cols()) + " and "
                + std::to_string(width) + " wide",
            {}, "Choose a head whose values are as wide as its queries");
    const MechanismRun run = runMechanism(asked.mechanism, input, asked.parameters);
    const Eigen::MatrixXd q = compared.factor * inDouble(compared.queries);
    const Eigen::MatrixXd k = compared.factor * inDouble(compared.keys);
    const Eigen::MatrixXd v = inDouble(input.v);
    const Eigen::MatrixXd out = inDouble(run.output);
    const double root = std::sqrt(double(width));
    std::vector<double> strengths;
    for (int t = 0; t < input.q.rows(); ++t) {
        if (asked.stop.stop_requested())
            return {};
        float share = 0;
        run.weights->block(t, 0, {&share, 1, 1, 1});
        Eigen::MatrixXd derivative = share * Eigen::MatrixXd::Identity(width, width);
        derivative += (share / root) * (v.row(0) - out.row(t)).transpose() * q.row(t);
        if (t == 0) {
            std::vector<float> shares(static_cast<std::size_t>(input.k.rows()));
            run.weights->block(0, 0, {shares.data(), 1, input.k.rows(), input.k.rows()});
            for (int s = 0; s < input.k.rows(); ++s)
                derivative += (shares[static_cast<std::size_t>(s)] / root) * (v.row(s) - out.row(0)).transpose() * k.row(s);
        }
        strengths.push_back(strengthOf(derivative));
    }
    return strengths;
}

std::vector<double> ofAttention(const Asked &asked)
{
    return ofCompared(asked, {asked.input.q, asked.input.k});
}

std::vector<double> ofSinusoids(const Asked &asked)
{
    const MechanismInput &input = asked.input;
    const Matrix positions = sinusoidsFor(input);
    const auto scale = static_cast<float>(asked.parameters.number("scale"));
    return ofCompared(asked, {plusPositions(input.q, positions, scale), plusPositions(input.k, positions, scale)});
}

/// At the first place nothing is turned, only lengthened.
std::vector<double> ofTurned(const Asked &asked)
{
    const MechanismInput &input = asked.input;
    const Rotary rotary = *rotaryOf(asked.mechanism.name, input.q.cols(), asked.parameters);
    return ofCompared(asked, {turnedByPlaces(input.q, rotary), turnedByPlaces(input.k, rotary), rotary.factor});
}

std::vector<double> ofCell(const Asked &asked)
{
    const MechanismInput &input = asked.input;
    const RecurrentCell cell = *cellOf(asked.mechanism.name, input.v.cols(), input.seed, asked.parameters);
    const CellDerivatives derivatives(cell);
    const std::vector<int> read = tokensRead(input);
    const Eigen::MatrixXd itself = Eigen::MatrixXd::Identity(input.v.cols(), input.v.cols());
    CellState state = cell.start();
    CellDerivatives::State derivative = derivatives.start(input.v.cols());
    std::vector<float> x(static_cast<std::size_t>(input.v.cols()));
    std::vector<double> strengths;
    for (int t = 0; t < input.v.rows(); ++t) {
        if (asked.stop.stop_requested())
            return {};
        if (std::ranges::binary_search(read, t)) {
            for (std::size_t c = 0; c < x.size(); ++c)
                x[c] = input.v(t, static_cast<int>(c));
            const CellState before = state;
            cell.step(x, state);
            derivatives.step(before, state, t == 0 ? &itself : nullptr, derivative);
        }
        strengths.push_back(strengthOf(derivative.hidden));
    }
    return strengths;
}

/// One matrix of the kernel for each token that hears the first.
std::vector<double> ofConvolution(const Asked &asked)
{
    const MechanismInput &input = asked.input;
    const ConvolutionWeights weights = seededConvolution(input.v.cols(), asked.parameters.whole("width"), input.seed);
    const int before = placesBefore(weights, input.mask);
    std::vector<double> strengths;
    for (int t = 0; t < input.v.rows(); ++t) {
        const int place = before - t;
        const bool hears = place >= 0 && place < weights.width && input.mask.allows(t, 0);
        double sum = 0;
        for (int out = 0; hears && out < weights.taps.rows(); ++out)
            for (int in = 0; in < input.v.cols(); ++in)
                sum += double(weights.tap(out, in, place)) * weights.tap(out, in, place);
        strengths.push_back(std::sqrt(sum / input.v.cols()));
    }
    return strengths;
}

struct ReachRow {
    std::string_view mechanism;
    std::vector<double> (*of)(const Asked &);
};

constexpr std::array kReaches = std::to_array<ReachRow>({
    {"full", ofAttention},
    {"causal", ofAttention},
    {"padding", ofAttention},
    {"prefix", ofAttention},
    {"local-window", ofAttention},
    {"strided", ofAttention},
    {"fixed", ofAttention},
    {"dilated", ofAttention},
    {"longformer", ofAttention},
    {"block-local", ofAttention},
    {"top-k", ofAttention},
    {"streaming", ofAttention},
    {"no-positions", ofAttention},
    {"sinusoidal", ofSinusoids},
    {"t5-buckets", ofAttention},
    {"rotary", ofTurned},
    {"rotary-linear", ofTurned},
    {"rotary-ntk", ofTurned},
    {"rotary-yarn", ofTurned},
    {"alibi", ofAttention},
    {"elman", ofCell},
    {"lstm", ofCell},
    {"gru", ofCell},
    {"convolution", ofConvolution},
});

} // namespace

std::vector<const MechanismInfo *> mechanismsWithReach()
{
    std::vector<const MechanismInfo *> all;
    for (const ReachRow &row : kReaches)
        all.push_back(&mechanismNamed(row.mechanism));
    return all;
}

std::vector<double> reachOfFirst(
    const MechanismInfo &mechanism, const Parameters &parameters, const MechanismInput &input, const std::stop_token &stop)
{
    const auto *const found = std::ranges::find(kReaches, mechanism.name, &ReachRow::mechanism);
    if (found == kReaches.end())
        throw Error("of " + std::string(mechanism.title) + " no derivative is known here", {}, "Choose full attention or one beside it");
    if (input.q.rows() > kMostReached)
        throw Error(std::to_string(input.q.rows()) + " tokens; derivatives are made of up to " + std::to_string(kMostReached), {},
            "Take a shorter text");
    return found->of({mechanism, parameters, input, stop});
}

} // namespace headscope
