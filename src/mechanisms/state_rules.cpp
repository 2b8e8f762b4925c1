// What each of the recurrent mechanisms keeps, erases and writes.
#include "src/mechanisms/linear_state.h"
#include "src/mechanisms/seeded_numbers.h"

#include <cmath>
#include <functional>

namespace headscope {

namespace {

enum Stream : std::uint64_t { gateStream = 44, strengthStream, stepSizeStream };

double rootOfWidth(const MechanismInput &input)
{
    return std::sqrt(double(input.k.cols()));
}

/// As the official code has it: 1e-6 beneath the root.
Matrix inLengthOne(const Matrix &x)
{
    OwnMatrix turned(x.rows(), x.cols());
    for (int r = 0; r < x.rows(); ++r) {
        double square = 1e-6;
        for (int c = 0; c < x.cols(); ++c)
            square += double(x(r, c)) * x(r, c);
        for (int c = 0; c < x.cols(); ++c)
            turned(r, c) = static_cast<float>(x(r, c) / std::sqrt(square));
    }
    return turned.matrix();
}

/// f(map · k) of each key. map [C, Dh], the result [n, C].
Matrix ofKeys(const MechanismInput &input, const Matrix &map, const std::function<double(double)> &f)
{
    OwnMatrix result(input.k.rows(), map.rows());
    for (int token = 0; token < input.k.rows(); ++token) {
        for (int out = 0; out < map.rows(); ++out) {
            double sum = 0;
            for (int c = 0; c < map.cols(); ++c)
                sum += double(map(out, c)) * input.k(token, c);
            result(token, out) = static_cast<float>(f(sum));
        }
    }
    return result.matrix();
}

double sigmoid(double x)
{
    return 1 / (1 + std::exp(-x));
}

double softplus(double x)
{
    return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}

/// One gate of each key, and what it costs.
void countGates(StateRule &rule, const Matrix &gates)
{
    rule.multiplyAddsBefore += double(gates.rows()) * gates.cols() * rule.k.cols();
    rule.specialsBefore += 2.0 * gates.rows() * gates.cols();
}

} // namespace

StateRule retention(const MechanismInput &input, double gamma)
{
    OwnMatrix keep(input.k.rows(), 1);
    for (int token = 0; token < input.k.rows(); ++token)
        keep(token, 0) = static_cast<float>(gamma);
    return {.q = input.q,
        .k = input.k,
        .scale = 1 / rootOfWidth(input),
        .keep = keep.matrix(),
        .weightsFormula = "A(t, s) = γ^(t − s) · q(t)·k(s) / √d, s ≤ t",
        .stateFormula = "S(t) = γ · S(t − 1) + k(t) · v(t)ᵀ",
        .keepSentence = "γ, the same for every token: what was written fades by it with each step."};
}

StateRule gatedLinearAttention(const MechanismInput &input, const Matrix &gates)
{
    StateRule rule{.q = input.q,
        .k = input.k,
        .scale = 1 / rootOfWidth(input),
        .keep = gates,
        .weightsFormula = "A(t, s) = Σ q(t, c) · a(s + 1, c) · … · a(t, c) · k(s, c) / √d over channels c, s ≤ t",
        .stateFormula = "S(t) = diag(a(t)) · S(t − 1) + k(t) · v(t)ᵀ",
        .keepSentence = "Each token says for each row of the state how much of it is kept: 1 all, 0 nothing."};
    countGates(rule, gates);
    return rule;
}

StateRule deltaRule(const MechanismInput &input, const Matrix &strengths)
{
    StateRule rule{.q = inLengthOne(input.q),
        .k = inLengthOne(input.k),
        .scale = 1 / rootOfWidth(input),
        .write = strengths,
        .erases = true,
        .multiplyAddsBefore = 2.0 * input.k.rows() * input.k.cols(),
        .specialsBefore = 2.0 * input.k.rows(),
        .weightsFormula = "A(t, s) = β(s) · k(s)ᵀ · (I − β(s + 1)·k(s + 1)·k(s + 1)ᵀ) · … · (I − β(t)·k(t)·k(t)ᵀ) · q(t) / √d, s ≤ t",
        .stateFormula = "S(t) = S(t − 1) + β(t) · k(t) · (v(t) − S(t − 1)ᵀ · k(t))ᵀ",
        .writeSentence = "How far what the state holds under this key is replaced by the new value: 1 in full, 0 not at all.",
        .isNormalised = true};
    countGates(rule, strengths);
    return rule;
}

StateRule gatedDeltaRule(const MechanismInput &input, const Matrix &gates, const Matrix &strengths)
{
    StateRule rule = deltaRule(input, strengths);
    rule.keep = gates;
    rule.keepSentence = "Each token says how much of the whole state is kept before it writes: 1 all, 0 nothing.";
    rule.weightsFormula
        = "A(t, s) = β(s) · k(s)ᵀ · a(s + 1)·(I − β(s + 1)·k(s + 1)·k(s + 1)ᵀ) · … · a(t)·(I − β(t)·k(t)·k(t)ᵀ) · q(t) / √d, s ≤ t";
    rule.stateFormula = "S(t) = a(t) · S(t − 1) + β(t) · k(t) · (v(t) − a(t) · S(t − 1)ᵀ · k(t))ᵀ";
    countGates(rule, gates);
    return rule;
}

StateRule stateSpaceDuality(const MechanismInput &input, const Matrix &stepSizes, double rate)
{
    StateRule rule{.q = input.q,
        .k = input.k,
        .keep = decaysOf(stepSizes, rate),
        .write = stepSizes,
        .weightsFormula = "A(t, s) = q(t)·k(s) · a(s + 1) · … · a(t) · Δ(s), s ≤ t",
        .stateFormula = "S(t) = a(t) · S(t − 1) + Δ(t) · k(t) · v(t)ᵀ",
        .keepSentence = "a = exp(−rate · Δ): a long step lets the state fade, a short one passes over the token and keeps it.",
        .writeSentence = "Δ, how long the step at this token is: the more of it, the more is written."};
    countGates(rule, stepSizes);
    rule.specialsBefore += stepSizes.rows();
    return rule;
}

Matrix seededGates(const MechanismInput &input, double tau)
{
    const int width = input.k.cols();
    return ofKeys(input, seededProjection(width, width, input.seed, gateStream), [tau](double x) { return std::pow(sigmoid(x), 1 / tau); });
}

Matrix seededStrengths(const MechanismInput &input)
{
    return ofKeys(input, seededProjection(1, input.k.cols(), input.seed, strengthStream), sigmoid);
}

Matrix seededStepSizes(const MechanismInput &input, double usual)
{
    const double bias = std::log(std::expm1(usual));
    return ofKeys(input, seededProjection(1, input.k.cols(), input.seed, stepSizeStream), [bias](double x) { return softplus(x + bias); });
}

Matrix decaysOf(const Matrix &stepSizes, double rate)
{
    OwnMatrix decays(stepSizes.rows(), 1);
    for (int token = 0; token < stepSizes.rows(); ++token)
        decays(token, 0) = static_cast<float>(std::exp(-rate * stepSizes(token, 0)));
    return decays.matrix();
}

} // namespace headscope
