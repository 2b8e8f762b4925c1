// FNet, Lee-Thorp et al. 2021 (arXiv:2105.03824), equation 1: tokens are mixed by a Fourier transform along the width and along the text,
// of which the real part is kept. Nobody looks at anybody, and nothing is learned.
#pragma once

#include "src/mechanisms/mechanism.h"

namespace headscope {

/// Re(F(n) · V · F(Dv)), not scaled: of the values, for there are no queries and keys in it. Throws Error unless there are as many queries
/// as values.
MechanismRun fourierMixing(const MechanismInput &input, StepRecorder *steps);

} // namespace headscope
