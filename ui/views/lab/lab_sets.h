// Sets of mechanisms that are chosen at once. What is in a set is asked of the table, so that a new mechanism is in its group's sets.
#pragma once

#include <QString>

#include <string>
#include <vector>

namespace headscope {

struct LabSet {
    QString title; ///< "Sparse patterns"
    QString meaning;
    std::vector<std::string> mechanisms;
};

/// Full attention is the first of each: what the others are compared with.
std::vector<LabSet> labSets();

} // namespace headscope
