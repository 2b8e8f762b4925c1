// The one table of mechanisms. Command line and documentation read the row; README.md beside this file tells how to add one.
#pragma once

#include "src/mechanisms/mechanism.h"

#include <span>
#include <string>

namespace headscope {

/// Group by group, the simplest first. Full attention is one of them.
std::span<const MechanismInfo> allMechanisms();
/// Throws Error, with the names there are, where there is none of this name.
const MechanismInfo &mechanismNamed(std::string_view name);
const MechanismInfo &fullAttention();
std::span<const MechanismGroupInfo> allMechanismGroups();

/// Throws Error where the sizes of q, k and v do not fit each other, or the mechanism cannot be had for this input. `steps`: null, or it
/// keeps what is made on the way.
MechanismRun runMechanism(
    const MechanismInfo &mechanism, const MechanismInput &input, const Parameters &parameters, StepRecorder *steps = nullptr);

/// A matrix that is held.
class MatrixPattern : public Pattern {
public:
    MatrixPattern(Matrix weights, std::string formula, bool rowsSumToOne);
    void block(int firstRow, int firstColumn, MutableMatrixView out) const override;
    std::string formula() const override { return m_formula; }
    bool rowsSumToOne() const override { return m_rowsSumToOne; }

private:
    Matrix m_weights;
    std::string m_formula;
    bool m_rowsSumToOne;
};

/// Of a mechanism of WeightsKind::implied: its output for unit values, [T, S]. It holds T × S numbers.
std::shared_ptr<const Pattern> impliedPattern(const MechanismInfo &mechanism, const MechanismInput &input, const Parameters &parameters);

/// ‖a − b‖ / ‖b‖ over all numbers (Frobenius); 0 where both are nothing.
double relativeDifference(const Matrix &a, const Matrix &b);

} // namespace headscope
