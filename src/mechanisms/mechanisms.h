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

/// Throws Error where the mechanism cannot be had for this input.
MechanismRun runMechanism(const MechanismInfo &mechanism, const MechanismInput &input, const Parameters &parameters);

/// ‖a − b‖ / ‖b‖ over all numbers (Frobenius); 0 where both are nothing.
double relativeDifference(const Matrix &a, const Matrix &b);

} // namespace headscope
