// Two attentions subtracted, so that what both do anyway cancels out.
#pragma once

#include "src/mechanisms/mechanism.h"

namespace headscope {

/// What an attention is subtracted with. `second` gives the queries and keys of the second softmax and, where it has such, the other half
/// of the values. λ as it is after training; λ_init belongs to the layer.
struct DifferentialPart {
    HeadNumbers second;
    double lambda = 0;
    double lambdaInit = 0;
};

/// 0.8 − 0.6 · exp(−0.3 · (layer − 1)), layer 1 the first. Ye et al. 2024, section 2.1.
double lambdaInitOf(int layer);
/// The second half is the head `step` further on (round the layer); of a layer with one head its queries and keys are seeded. λ =
/// exp(λq1 · λk1) − exp(λq2 · λk2) + λ_init, its vectors as they are before training: normal numbers of deviation 0.1. Throws Error where
/// a head would be its own second.
DifferentialPart differentialPart(const MechanismInput &input, int layer, int step);
/// (softmax(q1 · k1 / √d) − λ · softmax(q2 · k2 / √d)) · [V1, V2], divided by its root mean square over both halves (ε 1e-5), times
/// 1 − λ_init; the output is the half of V1. Ye et al. 2024, equations 1 to 3.
MechanismRun differentialAttention(const MechanismInput &input, const DifferentialPart &part, StepRecorder *steps);

} // namespace headscope
