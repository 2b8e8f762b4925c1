// The rows of the table of mechanisms, a file for each group: mechanisms.cpp joins them.
#pragma once

#include "src/mechanisms/mechanism.h"

#include <span>

namespace headscope {

std::span<const MechanismInfo> scoresRows();
std::span<const MechanismInfo> normalisingRows();
std::span<const MechanismInfo> pairsRows();
std::span<const MechanismInfo> headsRows();
std::span<const MechanismInfo> cheaperRows();
std::span<const MechanismInfo> recurrentRows();
std::span<const MechanismInfo> positionsRows();
std::span<const MechanismInfo> algorithmRows();
std::span<const MechanismInfo> sequencesRows();
std::span<const MechanismInfo> besideRows();

} // namespace headscope
