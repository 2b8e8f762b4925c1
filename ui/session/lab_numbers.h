// The queries, keys and values that all mechanisms of the Lab get, made from what is chosen: on any thread.
#pragma once

#include "src/lab/lab_input.h"
#include "src/sessions/lab_choices.h"

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace headscope {

struct LabNumbers {
    MechanismInput input;
    std::vector<std::string> queries; ///< names of the rows: tokens, or numbers from 1
    std::vector<std::string> keys;
    std::vector<std::string> otherKeys; ///< of the second text
    int cutTokens = 0; ///< of the text, behind the first kMostLabTokens
};

/// Traces of second texts that were run last: typing runs the text alone. Of any thread.
class OtherTexts {
public:
    OtherTexts();
    ~OtherTexts();
    /// Null when stop was requested. Throws Error as Engine::run does.
    std::shared_ptr<const Trace> run(const Trace &beside, const std::string &text, const std::stop_token &stop);

private:
    struct Last;
    std::unique_ptr<Last> m_last;
};

/// What is asked for: plain values and shared numbers, so that it may outlive who asks.
struct LabOrder {
    std::shared_ptr<const Trace> trace; ///< null: drawn numbers
    int layer = 0;
    int head = 0;
    RandomInput random;
    std::uint64_t seed = 1;
    bool causal = false;
    std::string otherText; ///< of the same head
    std::vector<std::array<int, 2>> edges;
    std::shared_ptr<OtherTexts> otherTexts;

    /// The first kMostLabTokens of the text. Throws Error where the trace has no such place or the second text cannot be run; nothing
    /// useful when stop was requested.
    LabNumbers make(const std::stop_token &stop = {}) const;
    bool operator==(const LabOrder &) const = default;
};

} // namespace headscope
