// How a query is compared with a key: the ways of Bahdanau, Luong, Graves and Vaswani.
#pragma once

#include "src/mechanisms/mechanism.h"

namespace headscope {

/// a(row) · b(other).
float rowProduct(const Matrix &a, int row, const Matrix &b, int other);

/// Each fills in how pairs are compared and what that costs; keys and weights stay open.

/// q · k / divisor.
Recipe dotProduct(const MechanismInput &input, float divisor);
/// q · k / √Dh, Vaswani et al. 2017.
Recipe scaledDotProduct(const MechanismInput &input);
/// q · W · k with a seeded W [Dh, Dh]. Luong et al. 2015, equation 8.
Recipe generalProduct(const MechanismInput &input);
/// vᵀ tanh(W·q + U·k) with seeded v [A], W and U [A, Dh]: additive (Bahdanau et al. 2014), and Luong's concat, whose W is the two side by
/// side.
Recipe additiveScore(const MechanismInput &input, int width);
/// β · q · k / (‖q‖ · ‖k‖); 0 where one of them is 0. Graves et al. 2014, equation 5 and 6.
Recipe cosineScore(const MechanismInput &input, float sharpness);

} // namespace headscope
