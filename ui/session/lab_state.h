// What is chosen in the Lab. One object, one changed() signal, as Selection: cards, controls, charts and the Walk talk only through it.
// Queries, keys and values follow the session's text and the selection's layer and head. What a preset keeps (ControlLocks) stays.
#pragma once

#include "src/lab/growth.h"
#include "src/sessions/lab_choices.h"
#include "ui/session/lab_numbers.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <QObject>

#include <optional>
#include <string_view>
#include <vector>

namespace headscope {

/// Does one of its parameters have graphs that somebody draws among its choices?
bool canDraw(const MechanismInfo &mechanism);
/// Is it called so, is it its idea or its authors?
bool matches(const MechanismInfo &mechanism, const QString &search);

class LabState : public QObject {
    Q_OBJECT

public:
    enum Change {
        inputChanged = 1, ///< queries, keys, values, mask, seed, second text, graph: the text or the head, too
        mechanismsChanged = 2, ///< which they are, their order, which are pinned
        parametersChanged = 4,
        selectedChanged = 8,
        openedChanged = 16,
        foundChanged = 32, ///< what is searched for, which group
        viewChanged = 64, ///< cards, charts or the model
    };
    Q_DECLARE_FLAGS(Changes, Change)

    LabState(Session &session, Selection &selection, QObject *parent = nullptr);

    const LabChoices &choices() const { return m_choices; }
    /// A few that differ much from each other.
    static LabChoices defaultChoices();
    /// Throws Error for a mechanism, parameter, number or group that there is not; then nothing has changed.
    void choose(const LabChoices &choices);
    static void requireKnown(const LabChoices &choices);

    void show(LabView view);
    void setSource(LabSource source);
    /// Of random numbers, the second text's as well. Within 1 … kMostLabTokens, 1 … kMostLabWidth.
    void setSizes(int tokens, int width);
    void setSeed(int seed);
    void setCausal(bool causal);
    void setOtherText(const std::string &text);
    void setEdges(std::vector<std::array<int, 2>> edges);
    /// Joins two tokens in the graph that is drawn by hand, or parts them; the mechanism (of canDraw()) takes that graph from now on.
    void toggleEdge(const MechanismInfo &mechanism, int one, int other);
    bool isJoined(int one, int other) const;

    /// In their order, each with its parameters.
    std::vector<ChosenMechanism> mechanisms() const;
    /// Those of them that the search and the group leave in sight; pinned ones always are.
    std::vector<ChosenMechanism> found() const;
    bool has(std::string_view name) const;
    bool isPinned(std::string_view name) const;
    /// Throws Error for one that there is not. Behind the others.
    void add(std::string_view name);
    void remove(std::string_view name);
    /// The pinned ones stay, in front.
    void setMechanisms(const std::vector<std::string> &names);
    /// To the place of `target`, which makes room; pinned ones stay before the others.
    void move(std::string_view name, std::string_view target);
    void setPinned(std::string_view name, bool pinned);

    Parameters parametersOf(const MechanismInfo &mechanism) const;
    /// Throws Error where there is no such parameter, or it cannot have this number.
    void setParameter(const MechanismInfo &mechanism, std::string_view name, double value);
    void setParameters(const MechanismInfo &mechanism, const Parameters &parameters);

    void select(std::string_view name); ///< empty: none
    void open(std::string_view name); ///< in the Walk; empty: the model again
    void find(const std::string &search, const std::string &group);

    /// Nothing: there is no text, or no model.
    std::optional<LabOrder> order() const;

Q_SIGNALS:
    void changed(headscope::LabState::Changes what);

private:
    void set(LabChoices choices, Changes what);

    Session &m_session;
    Selection &m_selection;
    LabChoices m_choices;
    std::shared_ptr<OtherTexts> m_otherTexts;
};

Q_DECLARE_OPERATORS_FOR_FLAGS(LabState::Changes)

} // namespace headscope
