// Attention as a state that is carried on: a matrix of one row for each channel of the keys, which forgets, may erase what a key has
// stored, and takes each token's value in. RetNet, gated linear attention, DeltaNet, gated DeltaNet and Mamba-2 differ in what they keep,
// erase and write alone, so one loop serves all.
#pragma once

#include "src/mechanisms/mechanism.h"

#include <string>
#include <vector>

namespace headscope {

/// S(t) = (I − β(t) k(t) k(t)ᵀ) · a(t) · S(t−1) + β(t) · k(t) v(t)ᵀ, the first factor only where it erases; out(t) = S(t)ᵀ · q(t) · scale.
struct StateRule {
    Matrix q; ///< [n, Dh] that reads
    Matrix k; ///< [n, Dh] that writes
    double scale = 1;
    Matrix keep = {}; ///< a: what is left of the state at each token. [n, 1], or of each of its rows [n, Dh]; empty: all of it
    Matrix write = {}; ///< β [n, 1]; empty: 1
    bool erases = false; ///< what the state answers to the key is taken out, in the share β, before the value is written
    double multiplyAddsBefore = 0; ///< for gates and lengths
    double specialsBefore = 0;
    std::string weightsFormula; ///< of the matrix of attention that is dual to it
    std::string stateFormula;
    std::string keepSentence = {}; ///< what the gates are, for who sees them for the first time
    std::string writeSentence = {};
    bool isNormalised = false; ///< q and k are not the given ones, but these in length 1
};

/// Token by token. Its weights are those of the dual form: what each token reads of each earlier value, made row by row by going back from
/// the query. A key that is hidden writes and erases nothing. Throws Error as stateMaskOf.
MechanismRun runState(const MechanismInput &input, const StateRule &rule, StepRecorder *steps);

/// Sun et al. 2023 (arXiv:2307.08621), equation 5, one head: a = γ. Its rotation of queries and keys by their places and the norm behind it
/// are left out.
StateRule retention(const MechanismInput &input, double gamma);
/// Yang et al. 2023 (arXiv:2312.06635), section 4.1. `gates` [n, Dh], each from 0 to 1: what is left of each row of the state.
StateRule gatedLinearAttention(const MechanismInput &input, const Matrix &gates);
/// Schlag et al. 2021 and Yang et al. 2024 (arXiv:2406.06484), equation 1, queries and keys of length 1 as in the official code, whose
/// convolutions and SiLU before them are left out. `strengths` β [n, 1], each from 0 to 1.
StateRule deltaRule(const MechanismInput &input, const Matrix &strengths);
/// Yang et al. 2024 (arXiv:2412.06464), equation 10: the delta rule over a state that fades. `gates` α [n, 1].
StateRule gatedDeltaRule(const MechanismInput &input, const Matrix &gates, const Matrix &strengths);
/// Dao and Gu 2024 (arXiv:2405.21060), equation 16 with the discretisation of Mamba: queries are C, keys B, values x; a = exp(−rate · Δ),
/// and Δ is what is written. The skip past it (D · x) and the gate behind it are left out. `stepSizes` Δ [n, 1], above 0; `rate` is −A.
StateRule stateSpaceDuality(const MechanismInput &input, const Matrix &stepSizes, double rate);

/// Gates in the place of trained ones, of each token's key, so that the output stays linear in the values.
/// σ(W·k)^(1 / τ), W normal numbers of the seed. [n, Dh]
Matrix seededGates(const MechanismInput &input, double tau);
/// σ(w·k). [n, 1]
Matrix seededStrengths(const MechanismInput &input);
/// log(1 + exp(w·k + b)), b such that w·k = 0 gives `usual`. [n, 1]
Matrix seededStepSizes(const MechanismInput &input, double usual);
/// exp(−rate · step) of each. [n, 1]
Matrix decaysOf(const Matrix &stepSizes, double rate);

} // namespace headscope
