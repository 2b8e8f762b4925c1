// What is chosen in the Lab: where queries, keys and values come from, and which mechanisms they go through. Plain data: mechanisms,
// parameters and groups are named as in the table of src/mechanisms, which is not known here.
#pragma once

#include "src/sessions/session_choices.h"

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

enum class LabSource {
    head, ///< the head that is looked at
    random,
};
inline constexpr std::array<NamedValue<LabSource>, countOf<LabSource>()> kLabSources{
    {{LabSource::head, "head"}, {LabSource::random, "random"}}};
static_assert(hasRowForEach(kLabSources));

/// What the Lab shows of the chosen mechanisms.
enum class LabView {
    cards,
    charts,
    model, ///< one of them in the place of the model's own attention
};
inline constexpr std::array<NamedValue<LabView>, countOf<LabView>()> kLabViews{
    {{LabView::cards, "cards"}, {LabView::charts, "charts"}, {LabView::model, "model"}}};
static_assert(hasRowForEach(kLabViews));

struct LabMechanism {
    std::string name = {};
    bool pinned = false; ///< stands before those that are not, and stays when a set is chosen

    bool operator==(const LabMechanism &) const = default;
};

struct LabChoices {
    LabView view = LabView::cards;
    LabSource source = LabSource::head;
    int tokens = 32; ///< of random numbers
    int width = 8; ///< of random numbers
    int seed = 1; ///< of random numbers, and of all that a mechanism would have to learn or draws
    bool causal = false;
    std::vector<LabMechanism> mechanisms = {}; ///< in the order in which they stand, each once
    /// By mechanism, also of those that do not stand there: numbers that are others than a sentence is given.
    std::map<std::string, std::map<std::string, double>> parameters = {};
    std::string otherText = {}; ///< for mechanisms between two texts
    std::vector<std::array<int, 2>> edges = {}; ///< pairs of tokens, joined by hand
    std::string selected = {}; ///< the card whose parameters are in sight; empty: none
    std::string opened = {}; ///< what the Walk shows in the model's place; empty: nothing
    std::string search = {};
    std::string group = {}; ///< the only one that is in sight; empty: all are

    bool operator==(const LabChoices &) const = default;
};

inline constexpr int kMostLabTokens = 512; ///< of which all pairs are compared
inline constexpr int kMostLabWidth = 256;
inline constexpr int kMostLabSeed = 1'000'000'000;

/// As the field "lab" of a session: for what remembers it alone.
std::string labJson(const LabChoices &choices);
/// Throws Error as parseSession() does.
LabChoices parseLab(std::string_view json, const std::string &where);

} // namespace headscope
