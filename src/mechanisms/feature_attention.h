// Attention by feature maps: A(t, s) = φ(q(t))·φ(k(s)) / Σ. The sum over keys can be made once for all queries, so the cost grows with n
// and not with n². Linear attention takes simple features, Performer such that the products come out as the softmax's on average.
#pragma once

#include "src/mechanisms/mechanism.h"

#include <string>

namespace headscope {

struct Features {
    Matrix ofQueries; ///< φ(Q) [T, M], none below 0
    Matrix ofKeys; ///< φ(K) [S, M], none below 0
    std::string formula; ///< of one feature
    std::string sentence; ///< what they are, for who sees them for the first time
    Matrix projection = {}; ///< [M, Dh]; empty: there is none
    double multiplyAdds = 0; ///< done for them
    double specials = 0;
};

/// Of all keys, or with a causal mask of those up to the query's own, by sums that grow from token to token.
MechanismRun attendByFeatures(const MechanismInput &input, const Features &features, StepRecorder *steps);

/// elu(x) + 1 of each number. Katharopoulos et al. 2020, equation 7.
Features eluFeatures(const MechanismInput &input);

/// exp(ω·x − ‖x‖²/2) / √M of each direction ω, x divided by the fourth root of Dh: positive, and its products are those of exp(q·k / √Dh)
/// on average. Choromanski et al. 2020, lemma 1 and FAVOR+. The largest exponent is subtracted (of each query, and of all keys), which
/// changes no weight. With an `epsilon` above 0 it is, as in the official code, the largest ω·x that is subtracted, and epsilon is added to
/// each feature. directions [M, Dh].
Features positiveFeatures(const MechanismInput &input, const Matrix &directions, double epsilon);

/// Directions as long as normal ones; within each Dh of them at right angles to one another. Choromanski et al. 2020, section 2.4. [M, Dh]
Matrix orthogonalDirections(int features, int width, std::uint64_t seed);

} // namespace headscope
