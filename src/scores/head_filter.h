// Which heads to show, as one line of text: `layer>6 entropy<1 induction>0.3 or previous>=0.9`.
//     filter    = group { "or" group }
//     group     = condition { ["and"] condition }          side by side means both
//     condition = name ("<" | "<=" | ">" | ">=" | "=" | "!=") number
//               | name ("=" | "!=") number ".." number     both ends included
// Names are layer and head, counted from 1 as on the screen, and those of score_list.h, in lower or upper case. ≤ ≥ ≠ and == are
// understood, and so is 50%. = means equal as far as the number is written: entropy=1.2 takes 1.15 up to 1.25. Trap: a score that a head
// does not have meets no condition, not even !=.
#pragma once

#include "src/error.h"
#include "src/scores/score_list.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// What is wrong in a filter, and where: bytes [begin, end) of the text.
class FilterError : public Error {
public:
    FilterError(const std::string &problem, std::string_view text, std::size_t begin, std::size_t end, std::string hint);

    std::size_t begin() const { return m_begin; }
    std::size_t end() const { return m_end; }

private:
    std::size_t m_begin;
    std::size_t m_end;
};

class HeadFilter {
public:
    /// Takes every head.
    HeadFilter() = default;
    /// Throws FilterError. Blank text takes every head.
    explicit HeadFilter(std::string_view text);

    bool isEmpty() const { return m_groups.empty(); }
    bool takes(const HeadRow &row) const;
    /// Does it ask for this score?
    bool uses(ScoreId id) const;

    /// Every name that may stand in a filter: layer, head, then the scores.
    static const std::vector<std::string_view> &names();
    /// The word that ends at `cursor` (bytes), where a name may stand: what a completion completes. Empty range where none may.
    static std::string_view nameBefore(std::string_view text, std::size_t cursor);

private:
    enum class Relation { less, lessEqual, greater, greaterEqual, equal, notEqual };
    struct Condition {
        int name = 0; ///< index in names()
        Relation relation = Relation::less;
        double low = 0;
        double high = 0; ///< of a range; else low
    };
    friend class FilterReader;

    static bool meets(const Condition &condition, double value);

    std::vector<std::vector<Condition>> m_groups; ///< one of the groups, all conditions of it
};

} // namespace headscope
