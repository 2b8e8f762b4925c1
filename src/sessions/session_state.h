// All that a saved session keeps: which model, what it reads, where one looks and how. Plain data that knows no window and no theme.
#pragma once

#include "src/patterns/pair_filter.h"
#include "src/patterns/pattern_choice.h"
#include "src/sessions/lab_choices.h"
#include "src/sessions/session_choices.h"
#include "src/stages/edits.h"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace headscope {

struct SessionModel {
    ModelSource source = ModelSource::builtIn;
    std::string name = {}; ///< "blackboard"; a folder or model file; "org/name" or "org/name@revision" in the Hugging Face cache
    std::string config = {}; ///< SHA-256 of its configuration, in hexadecimal digits; empty: not known
    std::string weights = {}; ///< of all its weights; empty: not made yet. Headers cannot tell a model from one that was trained on

    bool operator==(const SessionModel &) const = default;
};

struct SessionInput {
    InputRole role = InputRole::text;
    std::string text = {};

    bool operator==(const SessionInput &) const = default;
};

/// What is run.
struct SessionRun {
    std::vector<SessionInput> inputs = {}; ///< each role at most once
    std::vector<int> generated = {}; ///< ids behind the text, or behind the target
    Edits edits = {};

    /// Nothing: there is no such input.
    std::optional<std::string> inputOf(InputRole role) const;
    /// Edits are equal when their numbers are, whoever holds them.
    bool operator==(const SessionRun &other) const;
};

/// One side of the comparison.
struct SessionPin {
    std::optional<SessionModel> model = {}; ///< nothing: the session's
    SessionRun run = {};
    HeadPlace head = {};
    PatternChoice pattern = {};

    bool operator==(const SessionPin &) const = default;
};

/// Of one view: the names of what can be chosen there, and what is.
using ChoiceValue = std::variant<bool, double, std::string>;
using ViewChoices = std::map<std::string, ChoiceValue>;

struct SessionState {
    SessionModel model = {};
    SessionRun run = {};
    Shown shown = Shown::edited;

    Workspace workspace = Workspace::walk;
    bool map = false; ///< the Walk shows the map of the model
    std::string view = {}; ///< of the Heads workspace; empty: the first
    Stage stage = Stage::tokens;
    int layer = 0;
    int head = 0;
    int row = -1; ///< the pinned token of the only text, or the encoder's; −1: none
    int targetRow = -1; ///< of the decoder's
    int column = -1; ///< a key, or of other stages a feature
    int word = -1; ///< the vocabulary entry that is followed
    PatternChoice pattern = {};
    PairFilter filter = PairFilter::all;
    std::optional<SessionPin> a = {};
    std::optional<SessionPin> b = {};
    std::map<std::string, ViewChoices> views = {};
    std::optional<LabChoices> lab = {}; ///< nothing, in sessions of version 1: as it is at first

    std::string note = {}; ///< for students: makes this a preset, which opens read-only
    std::vector<SessionControl> locked = {}; ///< ascending, each once

    bool isPreset() const { return !note.empty() || !locked.empty(); }
    bool operator==(const SessionState &) const = default;
};

} // namespace headscope
