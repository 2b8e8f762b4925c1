// How the heads of a layer share what they compare and hand over. Work is counted over all heads of the layer; the output is that of the
// head that is looked at.
#pragma once

#include "src/mechanisms/mechanism.h"

namespace headscope {

/// All heads of the layer; the input's own numbers where it has no others.
std::vector<HeadNumbers> headsOf(const MechanismInput &input);
/// The input of a head that knows of no others.
MechanismInput headAlone(Matrix q, Matrix k, Matrix v, const Mask &mask);
/// Queries of all heads side by side, [T, H · Dh]: the token as far as queries, keys and values tell of it.
Matrix joinedQueries(const MechanismInput &input);
/// [R, sum of the parts' columns]
Matrix sideBySide(const std::vector<Matrix> &parts);

/// A query of its own for each head, keys and values for each of `groups`: the means of the group's heads (Ainslie et al. 2023, section
/// 2.1). With as many groups as heads it is multi-head attention, with one it is multi-query attention. Throws Error where the heads
/// cannot be shared out evenly.
MechanismRun groupedHeads(const MechanismInput &input, int groups, StepRecorder *steps);
/// One head as wide as all together: their queries side by side against their keys side by side, divided by √(H · Dh).
MechanismRun wideHead(const MechanismInput &input, StepRecorder *steps);

/// What the heads did, together.
MechanismWork workOfHeads(const std::vector<MechanismRun> &runs);
/// Steps that each head made, as pages of one step, behind those that are there; the last becomes `outputs` and the shown head's is added
/// as "output". `groupOf`: empty, or the group of each head, for the pages' names.
void keepHeads(StepRecorder &to, const std::vector<StepRecorder> &ofHeads, int shown, const std::vector<int> &groupOf = {});

} // namespace headscope
