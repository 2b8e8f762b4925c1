// What a view of attention draws now: the patterns of Selection's heads and choice, and what their rows and columns are called.
#pragma once

#include "src/patterns/chosen_patterns.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <QStringList>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace headscope {

struct ShownHead {
    HeadPlace place;
    std::shared_ptr<const Pattern> pattern;
    QString name; ///< "Layer 3, head 2"; "Layer 3, all heads" of a measure that is one matrix for a layer
    QString shortName; ///< "3.2", where many stand side by side
    int colorIndex = 0; ///< for headColor(); −1: of no single head
};

struct ShownPatterns {
    std::shared_ptr<const Trace> trace; ///< null: there is nothing to show yet
    PatternChoice choice;
    std::vector<ShownHead> heads; ///< one, or several side by side, all with the same rows and columns; empty: there is nothing to show
    QString problem; ///< in words with what to do, when the choice has no picture
    QStringList rowLabels;
    QStringList columnLabels;
    FilteredPairs pairs; ///< which cells are bright
    bool crosses = false; ///< rows and columns are of different texts
    QString note; ///< what the picture is not, though it was asked for; as a rule empty
    QString title; ///< "Storyteller · layer 3, head 2 · attention weights"

    bool empty() const { return heads.empty(); }
    const Pattern &pattern() const { return *heads.front().pattern; }
};

/// Side by side, at most so many: each is as much work as one.
inline constexpr int kMostSideBySide = 12;

/// What views of attention are asked to show; nothing without a trace or tokens, and while the layer is still to be run.
std::optional<PatternRequest> patternRequest(const Session &session, const Selection &selection);
QStringList labelsIn(const std::vector<std::string> &labels);

ShownPatterns shownPatterns(const Session &session, const Selection &selection);
/// May a frame wait until its numbers are made?
bool isQuick(const ShownPatterns &shown);

/// The stage whose numbers the patterns are made of.
StageKey attentionKey(const Selection &selection);

} // namespace headscope
