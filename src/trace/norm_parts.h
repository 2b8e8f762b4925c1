// Which norm a stage is: its kind and its weights, for formulas and explanations.
#pragma once

#include "src/trace/trace.h"

namespace headscope {

/// out = (x − mean, if centred) / √(mean of squares + ε) · (gainOffset + gain) + shift.
struct NormParts {
    bool centred = true; ///< layer norm, else RMS norm
    double gainOffset = 0; ///< 1 where gains are stored less 1
    MatrixView gain; ///< [1, columns of the stage]
    MatrixView shift; ///< the same, or empty
};

/// Of attentionNorm, mlpNorm, qNorm, embeddingNorm, …: stages that Operation::norm makes. The views live as long as the trace's model.
NormParts normParts(const Trace &trace, const StageKey &key);

} // namespace headscope
