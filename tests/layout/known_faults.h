// The faults that the window still has, by place, kind and size: known_faults.txt. The list may only become shorter.
#pragma once

#include "tests/layout/audited_window.h"

#include <QString>

#include <map>
#include <tuple>
#include <vector>

namespace headscope {

struct FaultKey {
    QString place;
    FaultKind kind = FaultKind::overlap;
    QString size;
    bool operator==(const FaultKey &) const = default;
    bool operator<(const FaultKey &other) const { return std::tie(place, kind, size) < std::tie(other.place, other.kind, other.size); }
};

/// Where to look for it: "storyteller-12:weights". One look for each, whichever came first.
using KnownFaults = std::map<FaultKey, QString>;

/// Throws std::runtime_error with the line that is wrong.
KnownFaults readKnownFaults(const QString &file);
/// Other releases of Qt give widgets other sizes by a pixel or two.
bool isMadeWithThisQt(const QString &file);
void writeKnownFaults(const KnownFaults &faults, const QString &file);

QString witnessOf(const Observation &observation);
KnownFaults faultsOf(const std::vector<Observation> &observations);
QString nameOf(FaultKind kind);
QString wordsOf(const FaultKey &fault);

} // namespace headscope
